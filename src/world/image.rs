//! A world as it was at one moment. Making and cloning it costs pointers, whatever the world holds.

use std::sync::Arc;

use crate::bus::outbox::Outbox;
use crate::clock::Stopped;
use crate::dynamodb::EngineImage;
use crate::iam::IamImage;
use crate::lambda::LambdaImage;
use crate::logs::LogsImage;
use crate::s3::S3Image;

/// Shares everything with its world, which goes on without it.
#[derive(Clone)]
pub(super) struct Image {
    pub(super) s3: S3Image,
    pub(super) dynamodb: EngineImage,
    pub(super) lambda: LambdaImage,
    pub(super) iam: IamImage,
    pub(super) logs: LogsImage,
    pub(super) outbox: Arc<Outbox>,
    pub(super) time: Stopped,
}

impl Image {
    /// A world in which nothing has happened yet.
    pub(super) fn empty(time: Stopped) -> Self {
        Self {
            s3: S3Image::default(),
            dynamodb: EngineImage::default(),
            lambda: LambdaImage::default(),
            iam: IamImage::default(),
            logs: LogsImage::default(),
            outbox: Arc::default(),
            time,
        }
    }
}

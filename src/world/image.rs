//! A world as it was at one moment. Making and cloning it costs pointers, whatever the world holds.

use crate::bus::outbox::OutboxImage;
use crate::clock::Stopped;
use crate::dynamodb::EngineImage;
use crate::iam::IamImage;
use crate::journal::{Damaged, Differences, Piece, Pieces};
use crate::lambda::LambdaImage;
use crate::logs::LogsImage;
use crate::s3::S3Image;

/// Shares everything with its world, which goes on without it.
#[derive(Clone, Default)]
pub(super) struct Image {
    pub(super) s3: S3Image,
    pub(super) dynamodb: EngineImage,
    pub(super) lambda: LambdaImage,
    pub(super) iam: IamImage,
    pub(super) logs: LogsImage,
    pub(super) outbox: OutboxImage,
    pub(super) time: Stopped,
}

/// Its time is none of its pieces: a world's goes on meanwhile.
impl Pieces for Image {
    fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        to.within(&[b"s3"], |to| self.s3.differences(&before.s3, to));
        to.within(&[b"dynamodb"], |to| {
            self.dynamodb.differences(&before.dynamodb, to);
        });
        to.within(&[b"lambda"], |to| {
            self.lambda.differences(&before.lambda, to)
        });
        to.within(&[b"iam"], |to| self.iam.differences(&before.iam, to));
        to.within(&[b"logs"], |to| self.logs.differences(&before.logs, to));
        to.within(&[b"outbox"], |to| {
            self.outbox.differences(&before.outbox, to)
        });
    }

    fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        match piece.text()? {
            "s3" => self.s3.apply(piece),
            "dynamodb" => self.dynamodb.apply(piece),
            "lambda" => self.lambda.apply(piece),
            "iam" => self.iam.apply(piece),
            "logs" => self.logs.apply(piece),
            "outbox" => self.outbox.apply(piece),
            _ => Err(Damaged::new("no piece of a service")),
        }
    }

    fn complete(&mut self) -> Result<(), Damaged> {
        self.s3.complete()?;
        self.dynamodb.complete()?;
        self.lambda.complete()?;
        self.iam.complete()?;
        self.logs.complete()?;
        self.outbox.complete()
    }
}

impl Image {
    /// Ends what was put off while pieces were taken in, before others share it.
    pub(super) fn settle(&mut self) {
        self.dynamodb.settle();
    }

    /// A world in which nothing has happened yet.
    pub(super) fn empty(time: Stopped) -> Self {
        Self {
            s3: S3Image::default(),
            dynamodb: EngineImage::default(),
            lambda: LambdaImage::default(),
            iam: IamImage::default(),
            logs: LogsImage::default(),
            outbox: OutboxImage::default(),
            time,
        }
    }
}

//! The only door between services: what one service may ask of another, by capability, not by name.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use crate::aws::identity::Scope;

/// A future that a bus capability answers with.
pub(crate) type BusFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Reads one object's bytes. S3 implements it; Lambda reads code packages through it.
pub(crate) trait ReadObject: Send + Sync {
    /// The whole object, at most `bytes_max` long.
    fn read_object<'a>(
        &'a self,
        scope: &'a Scope,
        bucket: &'a str,
        key: &'a str,
        version_id: Option<&'a str>,
        bytes_max: u64,
    ) -> BusFuture<'a, Result<Bytes, ReadObjectError>>;
}

/// Why an object could not be read, in S3's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadObjectError {
    /// S3's error code, such as `NoSuchKey`.
    pub(crate) code: String,
    pub(crate) message: String,
}

/// Connects the services of one world. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Bus(Arc<Doors>);

#[derive(Default)]
struct Doors {
    objects: OnceLock<Arc<dyn ReadObject>>,
}

impl Bus {
    /// Names the service that answers [`Bus::read_object`]; only the first call counts.
    pub(crate) fn offer_objects(&self, objects: Arc<dyn ReadObject>) {
        let _ = self.0.objects.set(objects);
    }

    /// Reads one object's bytes from whichever service keeps objects.
    pub(crate) async fn read_object(
        &self,
        scope: &Scope,
        bucket: &str,
        key: &str,
        version_id: Option<&str>,
        bytes_max: u64,
    ) -> Result<Bytes, ReadObjectError> {
        match self.0.objects.get() {
            Some(objects) => {
                objects
                    .read_object(scope, bucket, key, version_id, bytes_max)
                    .await
            }
            None => Err(ReadObjectError {
                code: "ServiceUnavailable".to_owned(),
                message: "S3 is switched off in this RustStack".to_owned(),
            }),
        }
    }
}

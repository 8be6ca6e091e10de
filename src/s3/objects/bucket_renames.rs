//! How an object of a directory bucket gets another key, and the renames that are remembered.

use std::sync::Arc;

use crate::aws::error::AwsError;
use crate::s3::error;
use crate::s3::error::directory as refusal;

use super::bucket::Bucket;
use super::object::Object;
use super::rename::Rename;
use super::versions::Versions;

/// Renames with a client's token that a bucket remembers at most.
pub(super) const RENAMED_MAX: usize = 1000;

impl Bucket {
    /// Gives an object another key, all at once, if `check` finds nothing against it: it is shown the
    /// source and what lies under the new key. What a token has done already is done no more.
    pub(in crate::s3) fn rename(
        &self,
        rename: Rename,
        token: Option<&str>,
        check: impl FnOnce(&Object, Option<&Object>) -> Result<(), AwsError>,
    ) -> Result<(), AwsError> {
        let replaced;
        {
            let mut contents = self.write()?;
            let before = |token: &str| contents.renamed.iter().find(|(own, _)| own == token);
            if let Some((_, same)) = token.and_then(before) {
                return match *same == rename {
                    true => Ok(()),
                    false => Err(refusal::idempotency_mismatch()),
                };
            }
            let source = contents.objects.get(rename.from.as_str()).cloned();
            let object = source.as_ref().and_then(Versions::visible);
            let (Some(source), Some(object)) = (&source, object) else {
                return Err(error::object::no_such_key(&rename.from));
            };
            let target = contents.objects.get(rename.to.as_str());
            check(
                object,
                target.and_then(Versions::visible).map(AsRef::as_ref),
            )?;
            contents.disturb_uploads(&rename.from);
            contents.objects.remove(rename.from.as_str());
            let to: Arc<str> = rename.to.as_str().into();
            replaced = contents.objects.insert(to, source.clone());
            if let Some(token) = token {
                if contents.renamed.len() == RENAMED_MAX {
                    contents.renamed.pop_front();
                }
                contents.renamed.push_back((token.to_owned(), rename));
            }
        }
        drop(replaced);
        Ok(())
    }
}

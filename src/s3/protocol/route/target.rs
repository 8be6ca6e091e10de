//! What a request is about: the service, a bucket or an object.

use crate::aws::percent;

/// What a path (and a virtual host) names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::s3::protocol) enum Target {
    Service,
    Bucket(String),
    Object(String, String),
}

impl Target {
    /// `None` when the path is not UTF-8 once decoded.
    pub(in crate::s3::protocol) fn of(path: &str, bucket_in_host: Option<&str>) -> Option<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = match bucket_in_host {
            Some(bucket) => (bucket.to_owned(), path),
            None => {
                let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
                (percent::decode_utf8(bucket)?, key)
            }
        };
        Some(match (bucket.is_empty(), key.is_empty()) {
            (true, true) => Self::Service,
            (_, true) => Self::Bucket(bucket),
            (_, false) => Self::Object(bucket, percent::decode_utf8(key)?),
        })
    }

    pub(in crate::s3::protocol) fn bucket(&self) -> Option<&str> {
        match self {
            Self::Service => None,
            Self::Bucket(bucket) | Self::Object(bucket, _) => Some(bucket),
        }
    }

    pub(in crate::s3::protocol) fn key(&self) -> Option<&str> {
        match self {
            Self::Service | Self::Bucket(_) => None,
            Self::Object(_, key) => Some(key),
        }
    }

    pub(super) fn level(&self) -> Level {
        match self {
            Self::Service => Level::Service,
            Self::Bucket(_) => Level::Bucket,
            Self::Object(..) => Level::Object,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Service,
    Bucket,
    Object,
}

impl Level {
    /// ResourceType in MethodNotAllowed.
    pub(super) fn resource(self) -> &'static str {
        match self {
            Self::Service => "SERVICE",
            Self::Bucket => "BUCKET",
            Self::Object => "OBJECT",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_behind_the_bucket_is_a_key() {
        let object = |bucket: &str, key: &str| Target::Object(bucket.into(), key.into());
        for (path, key) in [
            ("/b/a/", "a/"),
            ("/b//", "/"),
            ("/b/..", ".."),
            ("/b/a//b", "a//b"),
            ("/b/%00%2F+", "\0/+"),
        ] {
            assert_eq!(Target::of(path, None), Some(object("b", key)), "{path}");
        }
        assert_eq!(Target::of("/a/b", Some("v")), Some(object("v", "a/b")));
        assert_eq!(Target::of("/", Some("v")), Some(Target::Bucket("v".into())));
        assert_eq!(Target::of("//k", None), Some(object("", "k")));
        assert_eq!(Target::of("/b/%ff", None), None);
    }
}

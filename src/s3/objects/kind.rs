//! The two kinds of buckets: for general purposes, and directories in one zone.
//!
//! AWS: user guide, "Directory buckets". A bucket's name says which kind it is.

use crate::clock::Clock;

use super::storage_class::StorageClass;

/// What ends the name of every directory bucket, and of no other one.
const DIRECTORY: &str = "--x-s3";

/// What a bucket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3) enum Kind<'a> {
    GeneralPurpose,
    Directory(Zone<'a>),
}

/// The zone that a directory bucket lies in: `use1-az4`, or `usw2-lax1-az1` near a city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3) struct Zone<'a> {
    pub(in crate::s3) id: &'a str,
}

impl<'a> Kind<'a> {
    /// The kind of the bucket of a name. A name that ends as a directory bucket's but names no zone
    /// is no bucket's: its zone is empty.
    pub(in crate::s3) fn of(bucket: &'a str) -> Self {
        let Some(rest) = bucket.strip_suffix(DIRECTORY) else {
            return Self::GeneralPurpose;
        };
        let id = rest.rsplit_once("--").map_or("", |(_, id)| id);
        Self::Directory(Zone { id })
    }

    pub(in crate::s3) fn is_directory(self) -> bool {
        matches!(self, Self::Directory(_))
    }

    /// The ETag of a new object: what its bytes make it in general purpose buckets, but random letters
    /// and digits in a directory (user guide, "Differences for directory buckets").
    pub(in crate::s3) fn etag(self, of_bytes: String, clock: &Clock) -> String {
        match self {
            Self::GeneralPurpose => of_bytes,
            Self::Directory(_) => clock.random_text(ETAG_ALPHABET, ETAG_LENGTH),
        }
    }

    /// The storage class of objects whose writers name none.
    pub(in crate::s3) fn default_storage_class(self) -> StorageClass {
        match self {
            Self::GeneralPurpose => StorageClass::default(),
            Self::Directory(zone) if zone.is_local() => StorageClass::ONEZONE_IA,
            Self::Directory(_) => StorageClass::EXPRESS_ONEZONE,
        }
    }

    /// A storage class that objects may have here; directories have but one (API_PutObject).
    pub(in crate::s3) fn storage_class(self, name: &str) -> Option<StorageClass> {
        match self {
            Self::GeneralPurpose => StorageClass::parse(name),
            Self::Directory(_) => {
                Some(self.default_storage_class()).filter(|class| class.name() == name)
            }
        }
    }
}

/// What the ETag of a directory's object is made of, and how long it is.
const ETAG_ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const ETAG_LENGTH: usize = 32;

impl Zone<'_> {
    /// Whether it is a Local Zone: its id names a city besides.
    fn is_local(self) -> bool {
        self.id.matches('-').count() > 1
    }

    /// `Type` of a bucket's Location.
    pub(in crate::s3) fn location_type(self) -> &'static str {
        match self.is_local() {
            true => "LocalZone",
            false => "AvailabilityZone",
        }
    }

    /// `DataRedundancy` of a bucket.
    pub(in crate::s3) fn redundancy(self) -> &'static str {
        match self.is_local() {
            true => "SingleLocalZone",
            false => "SingleAvailabilityZone",
        }
    }

    /// Words and numbers between hyphens, the last of which is `az` and a number.
    pub(in crate::s3) fn is_well_formed(self) -> bool {
        let word = |part: &str| {
            let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            !part.is_empty() && part.bytes().all(legal)
        };
        let Some((before, last)) = self.id.rsplit_once('-') else {
            return false;
        };
        let number = last.strip_prefix("az").unwrap_or_default();
        before.split('-').all(word)
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_a_bucket_is() {
        assert_eq!(Kind::of("pail"), Kind::GeneralPurpose);
        let zone = |name| match Kind::of(name) {
            Kind::Directory(zone) => Some((zone.id, zone.location_type(), zone.is_well_formed())),
            Kind::GeneralPurpose => None,
        };
        assert_eq!(
            zone("pail--use1-az4--x-s3"),
            Some(("use1-az4", "AvailabilityZone", true))
        );
        assert_eq!(
            zone("pail--usw2-lax1-az1--x-s3"),
            Some(("usw2-lax1-az1", "LocalZone", true))
        );
        for wrong in [
            "pail--x-s3",
            "pail--az4--x-s3",
            "pail--use1---x-s3",
            "pail--use1-az--x-s3",
        ] {
            assert!(
                zone(wrong).is_some_and(|(_, _, well_formed)| !well_formed),
                "{wrong}"
            );
        }
    }
}

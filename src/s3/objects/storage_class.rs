//! Storage classes.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A storage class, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3) struct StorageClass(&'static str);

/// API_PutObject, x-amz-storage-class; those of other kinds of buckets left out.
pub(in crate::s3) const NAMES: [&str; 8] = [
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "DEEP_ARCHIVE",
    "GLACIER_IR",
];

impl Serialize for StorageClass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// Of any kind of bucket.
impl<'de> Deserialize<'de> for StorageClass {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let express = Some(Self::EXPRESS_ONEZONE).filter(|class| class.0 == name);
        let class = Self::parse(&name).or(express);
        class.ok_or_else(|| D::Error::custom("no storage class"))
    }
}

impl Default for StorageClass {
    fn default() -> Self {
        Self("STANDARD")
    }
}

impl StorageClass {
    /// Of directory buckets alone.
    pub(in crate::s3) const EXPRESS_ONEZONE: Self = Self("EXPRESS_ONEZONE");
    pub(in crate::s3) const ONEZONE_IA: Self = Self("ONEZONE_IA");

    /// A class of general purpose buckets.
    pub(in crate::s3) fn parse(name: &str) -> Option<Self> {
        NAMES.into_iter().find(|own| *own == name).map(Self)
    }

    pub(in crate::s3) fn name(self) -> &'static str {
        self.0
    }

    /// How far down objects of this class have come: they move to colder classes only (User Guide,
    /// "Transitioning objects").
    pub(in crate::s3) fn cold(self) -> u8 {
        match self.0 {
            "STANDARD_IA" => 1,
            "INTELLIGENT_TIERING" => 2,
            "ONEZONE_IA" => 3,
            "GLACIER_IR" => 4,
            "GLACIER" => 5,
            "DEEP_ARCHIVE" => 6,
            _ => 0,
        }
    }

    /// Its objects cannot be read before they are restored.
    pub(in crate::s3) fn is_archive(self) -> bool {
        matches!(self.0, "GLACIER" | "DEEP_ARCHIVE")
    }
}

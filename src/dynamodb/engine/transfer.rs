//! What an export and an import are asked for.

use serde::{Deserialize, Serialize};

use crate::dynamodb::wire::table::{
    SentDefinition, SentEncryption, SentIndex, SentKeyElement, SentThroughput,
};

/// How items are written in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Format {
    DynamoDbJson,
    Ion,
    /// Imports only.
    Csv,
}

impl Format {
    pub(crate) const EXPORTED: [&str; 2] = ["DYNAMODB_JSON", "ION"];
    pub(crate) const IMPORTED: [&str; 3] = ["DYNAMODB_JSON", "ION", "CSV"];

    /// None for a name that passed no constraint.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "DYNAMODB_JSON" => Some(Self::DynamoDbJson),
            "ION" => Some(Self::Ion),
            "CSV" => Some(Self::Csv),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::DynamoDbJson => "DYNAMODB_JSON",
            Self::Ion => "ION",
            Self::Csv => "CSV",
        }
    }

    /// What the names of exported files end with.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::DynamoDbJson => "json.gz",
            Self::Ion => "ion.gz",
            Self::Csv => "csv.gz",
        }
    }
}

/// What an export was asked for, as far as it was: the same again is no other export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExportRequest {
    pub(crate) table_arn: String,
    pub(crate) bucket: String,
    pub(crate) bucket_owner: Option<String>,
    pub(crate) prefix: Option<String>,
    /// AES256 or KMS.
    pub(crate) encryption: Option<String>,
    pub(crate) kms_key: Option<String>,
    pub(crate) format: Format,
    /// FULL_EXPORT or INCREMENTAL_EXPORT.
    pub(crate) export_type: Option<String>,
    pub(crate) time_ms: Option<i64>,
    pub(crate) period: Option<Period>,
}

impl ExportRequest {
    /// AES256, unless it was asked for KMS (recorded).
    pub(crate) fn algorithm(&self) -> &str {
        self.encryption.as_deref().unwrap_or("AES256")
    }
}

/// What an incremental export is about: from a moment on, up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Period {
    pub(crate) from_ms: i64,
    /// None for the moment at which the export began.
    pub(crate) to_ms: Option<i64>,
    pub(crate) with_old_images: bool,
}

impl Period {
    pub(crate) const VIEWS: [&str; 2] = ["NEW_IMAGE", "NEW_AND_OLD_IMAGES"];

    pub(crate) fn view(self) -> &'static str {
        Self::VIEWS[usize::from(self.with_old_images)]
    }
}

/// How files to import are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// As AWS lists them (recorded).
    pub(crate) const NAMES: [&str; 3] = ["ZSTD", "NONE", "GZIP"];

    /// Nothing said is nothing compressed (recorded).
    pub(crate) fn of(name: Option<&str>) -> Self {
        match name {
            Some("GZIP") => Self::Gzip,
            Some("ZSTD") => Self::Zstd,
            _ => Self::None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Gzip => "GZIP",
            Self::Zstd => "ZSTD",
        }
    }
}

/// How the lines of CSV files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CsvOptions {
    pub(crate) delimiter: Option<String>,
    /// In place of each file's first line.
    pub(crate) headers: Option<Vec<String>>,
}

/// What an import was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ImportRequest {
    pub(crate) bucket: String,
    pub(crate) bucket_owner: String,
    pub(crate) prefix: Option<String>,
    pub(crate) format: Format,
    pub(crate) csv: Option<CsvOptions>,
    pub(crate) compression: Compression,
    pub(crate) table: SentTable,
}

/// TableCreationParameters as they were sent: answers show them again (recorded).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SentTable {
    pub(crate) name: Option<String>,
    pub(crate) definitions: Option<Vec<SentDefinition>>,
    pub(crate) key: Option<Vec<SentKeyElement>>,
    pub(crate) billing_mode: Option<String>,
    pub(crate) throughput: Option<SentThroughput>,
    pub(crate) on_demand: Option<SentThroughput>,
    pub(crate) encryption: Option<SentEncryption>,
    pub(crate) indexes: Option<Vec<SentIndex>>,
}

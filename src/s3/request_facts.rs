//! The values of the condition keys of one request.
//!
//! AWS: IAM user guide, "AWS global condition context keys"; user guide, "Bucket policy examples
//! using condition keys"; Service Authorization Reference, "Condition keys for Amazon S3".

use std::net::IpAddr;

use http::HeaderMap;
use time::OffsetDateTime;

use crate::aws::identity::{Caller, Scope, Signing};
use crate::aws::policy::caller::CallerFacts;
use crate::aws::policy::principal::Principal;
use crate::aws::time::{parse_basic, parse_iso};

use super::element::Element;
use super::objects::bucket::Bucket;
use super::objects::object::Object;
use super::query::Query;

/// What policies may ask about one request.
pub(super) struct RequestFacts<'a> {
    pub(super) operation: &'a str,
    pub(super) caller: &'a Caller,
    pub(super) source_ip: IpAddr,
    pub(super) headers: &'a HeaderMap,
    pub(super) query: &'a Query,
    /// The XML body; empty when the operation has none.
    pub(super) document: &'a [u8],
    pub(super) now: OffsetDateTime,
}

/// Headers that are condition keys under their own names, as `s3:x-amz-acl`.
const HEADER_KEYS: &[&str] = &[
    "x-amz-acl",
    "x-amz-content-sha256",
    "x-amz-copy-source",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
    "x-amz-metadata-directive",
    "x-amz-object-ownership",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
];

/// Where a value may stand.
struct Sought<'a> {
    bucket: &'a Bucket,
    object: Option<&'a Object>,
    /// What a listing would have to name to learn of the key: stands for `s3:prefix`.
    prefix: Option<&'a str>,
}

impl<'a> RequestFacts<'a> {
    /// The values of a key, by its lower-case name.
    pub(super) fn values(
        &self,
        key: &str,
        bucket: &Bucket,
        object: Option<&Object>,
        prefix: Option<&str>,
    ) -> Vec<String> {
        let sought = Sought {
            bucket,
            object,
            prefix,
        };
        match key.split_once(':') {
            Some(("aws", name)) => one(self.global(name, &sought)),
            Some(("s3", "requestobjecttagkeys")) => {
                self.request_tags().into_iter().map(|tag| tag.0).collect()
            }
            Some(("s3", name)) => one(self.of_s3(name, &sought)),
            _ => Vec::new(),
        }
    }

    fn global(&self, name: &str, sought: &Sought<'_>) -> Option<String> {
        match name {
            "referer" => self.header("referer"),
            "useragent" => self.header("user-agent"),
            _ => CallerFacts {
                principal: &Principal::of(self.caller),
                source_ip: self.source_ip,
                now: self.now,
                resource: &Scope {
                    account: sought.bucket.owner.clone(),
                    region: sought.bucket.region.clone(),
                },
            }
            .value(name),
        }
    }

    fn of_s3(&self, name: &str, sought: &Sought<'_>) -> Option<String> {
        if let Some(tag) = name.strip_prefix("existingobjecttag/") {
            let tags = &sought.object?.settings.tags;
            let tag = tags.iter().find(|own| own.key.eq_ignore_ascii_case(tag))?;
            return Some(tag.value.clone());
        }
        if let Some(tag) = name.strip_prefix("requestobjecttag/") {
            let tags = self.request_tags();
            let tag = tags
                .into_iter()
                .find(|own| own.0.eq_ignore_ascii_case(tag))?;
            return Some(tag.1);
        }
        if HEADER_KEYS.contains(&name) {
            return self.header(name);
        }
        match name {
            "authtype" => match self.caller.signing {
                Signing::Anonymous => None,
                Signing::Header => Some("REST-HEADER".to_owned()),
                Signing::Presigned => Some("REST-QUERY-STRING".to_owned()),
                Signing::Form => Some("POST".to_owned()),
            },
            "delimiter" | "max-keys" if self.lists() => self.parameter(name),
            "if-match" | "if-none-match" => self.header(name),
            "locationconstraint" => Some(sought.bucket.region.to_string()),
            "object-lock-legal-hold" => self
                .header("x-amz-object-lock-legal-hold")
                .or_else(|| self.element("PutObjectLegalHold", "Status")),
            "object-lock-mode" => self
                .header("x-amz-object-lock-mode")
                .or_else(|| self.element("PutObjectRetention", "Mode")),
            "object-lock-retain-until-date" => self.retain_until(),
            "object-lock-remaining-retention-days" => {
                let until = parse_iso(&self.retain_until()?)?;
                Some((until - self.now).whole_days().to_string())
            }
            "objectcreationoperation" => Some(self.creates_object()?.to_string()),
            "prefix" => match sought.prefix {
                Some(prefix) => Some(prefix.to_owned()),
                None if self.lists() => Some(self.parameter(name).unwrap_or_default()),
                None => None,
            },
            "resourceaccount" => Some(sought.bucket.owner.to_string()),
            "signatureage" => {
                let age = self.now - self.signed_at()?;
                Some(age.whole_milliseconds().max(0).to_string())
            }
            "signatureversion" => self.signature_version().map(str::to_owned),
            "tlsversion" => Some("1.3".to_owned()),
            "versionid" => self.parameter("versionId"),
            _ => None,
        }
    }

    fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?.as_bytes();
        Some(String::from_utf8_lossy(value).into_owned())
    }

    fn parameter(&self, name: &str) -> Option<String> {
        self.query.get(name).map(str::to_owned)
    }

    fn lists(&self) -> bool {
        matches!(
            self.operation,
            "ListObjects" | "ListObjectsV2" | "ListObjectVersions" | "ListMultipartUploads"
        )
    }

    /// Only for operations that write an object, whole or in parts.
    fn creates_object(&self) -> Option<bool> {
        match self.operation {
            "PutObject" | "PostObject" | "CopyObject" | "CompleteMultipartUpload" => Some(true),
            "CreateMultipartUpload" | "UploadPart" | "UploadPartCopy" => Some(false),
            _ => None,
        }
    }

    fn retain_until(&self) -> Option<String> {
        self.header("x-amz-object-lock-retain-until-date")
            .or_else(|| self.element("PutObjectRetention", "RetainUntilDate"))
    }

    /// An element of the document that one operation is sent.
    fn element(&self, operation: &str, name: &str) -> Option<String> {
        if self.operation != operation {
            return None;
        }
        Some(Element::parse(self.document)?.text_of(name)?.to_owned())
    }

    /// The tags that a request gives: in a header, or in the document of PutObjectTagging.
    fn request_tags(&self) -> Vec<(String, String)> {
        if self.operation == "PutObjectTagging" {
            let document = Element::parse(self.document);
            let tags = document.as_ref().and_then(|own| own.child("TagSet"));
            let tag = |tag: &Element| {
                Some((
                    tag.text_of("Key")?.to_owned(),
                    tag.text_of("Value")?.to_owned(),
                ))
            };
            return tags
                .into_iter()
                .flat_map(|set| &set.children)
                .filter_map(tag)
                .collect();
        }
        let header = self.header("x-amz-tagging");
        let query = header.and_then(|header| Query::parse(&header));
        let query = query.unwrap_or_default();
        let pairs = query.pairs();
        pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    fn signed_at(&self) -> Option<OffsetDateTime> {
        let date = self
            .parameter("X-Amz-Date")
            .or_else(|| self.header("x-amz-date"))?;
        parse_basic(&date)
    }

    fn signature_version(&self) -> Option<&'static str> {
        match self.caller.signing {
            Signing::Anonymous => None,
            Signing::Header => match self.header("authorization")?.starts_with("AWS ") {
                true => Some("AWS"),
                false => Some("AWS4-HMAC-SHA256"),
            },
            Signing::Presigned => match self.query.has("AWSAccessKeyId") {
                true => Some("AWS"),
                false => Some("AWS4-HMAC-SHA256"),
            },
            Signing::Form => Some("AWS4-HMAC-SHA256"),
        }
    }
}

fn one(value: Option<String>) -> Vec<String> {
    Vec::from_iter(value)
}

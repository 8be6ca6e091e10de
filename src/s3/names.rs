//! Which names S3 allows for buckets and keys.

use std::net::Ipv4Addr;

use crate::aws::error::AwsError;

use super::error;
use super::objects::kind::Kind;

/// Longest key, in bytes of UTF-8 (user guide, "Naming Amazon S3 objects").
pub(super) const KEY_BYTES_MAX: usize = 1024;

/// Refuses a bucket name that breaks the user guide's "General purpose bucket naming rules", or, if
/// it ends as one, its "Directory bucket naming rules".
pub(super) fn check_bucket(name: &str) -> Result<(), AwsError> {
    if is_bucket_name(name) {
        Ok(())
    } else {
        Err(error::bucket::invalid_bucket_name(name))
    }
}

/// The bucket that an ARN names, as `arn:aws:s3:::name`.
pub(super) fn bucket_of_arn(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(6, ':');
    let is_of_s3 = parts.next() == Some("arn")
        && parts
            .next()
            .is_some_and(|partition| partition.starts_with("aws"))
        && parts.next() == Some("s3")
        && parts.next() == Some("")
        && parts.next() == Some("");
    parts.next().filter(|name| is_of_s3 && is_bucket_name(name))
}

/// Refuses keys that are too long; every other text is a legal key.
pub(super) fn check_key(key: &str) -> Result<(), AwsError> {
    if key.len() > KEY_BYTES_MAX {
        return Err(error::object::key_too_long(key.len(), KEY_BYTES_MAX));
    }
    Ok(())
}

fn is_bucket_name(name: &str) -> bool {
    let edge = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes
            .iter()
            .all(|&byte| edge(byte) || byte == b'-' || byte == b'.')
        && edge(bytes[0])
        && edge(bytes[bytes.len() - 1])
        && !name.contains("..")
        && name.parse::<Ipv4Addr>().is_err()
        && !["xn--", "sthree-", "amzn-s3-demo-"]
            .iter()
            .any(|reserved| name.starts_with(reserved))
        && !["-s3alias", "--ol-s3", ".mrap", "--table-s3"]
            .iter()
            .any(|reserved| name.ends_with(reserved))
        && match Kind::of(name) {
            Kind::GeneralPurpose => true,
            Kind::Directory(zone) => zone.is_well_formed() && !name.contains('.'),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The user guide's own examples, and one for each rule.
    #[test]
    fn bucket_names_follow_the_user_guide() {
        let longest = "a".repeat(63);
        for good in [
            "abc",
            "docexamplebucket1",
            "www.example.com",
            "1-a",
            "abc--use1-az4--x-s3",
            &longest,
        ] {
            assert!(is_bucket_name(good), "{good}");
        }
        let too_long = "a".repeat(64);
        for bad in [
            "",
            "ab",
            "Abc",
            "a_b",
            "-abc",
            "abc-",
            "a..b",
            "192.168.5.4",
            "xn--abc",
            "abc-s3alias",
            "abc--x-s3",
            "a.c--use1-az4--x-s3",
            "a b",
            "äbc",
            &too_long,
        ] {
            assert!(!is_bucket_name(bad), "{bad}");
        }
    }
}

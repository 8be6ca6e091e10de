//! NextToken: where a page ended, and of which request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::aws::error::AwsError;
use crate::dynamodb::error::partiql;
use crate::dynamodb::value::{AttributeValue, Attributes};
use crate::dynamodb::wire::attribute::Values;
use crate::dynamodb::wire::reader::Reader;
use crate::dynamodb::wire::writer::Writer;

const DIGEST_BYTES: usize = 16;
const RANGE_BYTES: usize = 2;

/// Where the next page begins.
#[derive(Debug, PartialEq)]
pub(super) struct NextToken {
    /// The read that was not finished, of those that the statement came to.
    pub(super) range: usize,
    /// The key of the last item that was read.
    pub(super) key: Attributes,
}

/// What a token belongs to: the beginning of a SHA-256.
pub(super) struct Request([u8; DIGEST_BYTES]);

impl Request {
    /// A statement with its parameters, on the table that has this id.
    pub(super) fn new(statement: &str, parameters: &[AttributeValue], table_id: &str) -> Self {
        let mut writer = Writer::default();
        writer.list([statement, table_id], |w, text| w.text(text));
        writer.list(parameters, |w, parameter| w.value(parameter));
        let digest = Sha256::digest(writer.into_text());
        let mut own = [0; DIGEST_BYTES];
        own.copy_from_slice(&digest[..DIGEST_BYTES]);
        Self(own)
    }
}

impl NextToken {
    /// Base64 of:
    ///
    /// ```text
    /// the request's digest (16), the read's number (2, big-endian), the key as JSON
    /// ```
    pub(super) fn text(&self, request: &Request) -> String {
        let mut writer = Writer::default();
        writer.attributes(&self.key);
        let range = u16::try_from(self.range).unwrap_or(u16::MAX);
        let mut bytes = request.0.to_vec();
        bytes.extend_from_slice(&range.to_be_bytes());
        bytes.extend_from_slice(writer.into_text().as_bytes());
        STANDARD.encode(bytes)
    }

    pub(super) fn read(text: &str, request: &Request) -> Result<Self, AwsError> {
        let bytes = STANDARD.decode(text).ok();
        let bytes = bytes.ok_or_else(partiql::invalid_next_token)?;
        let (digest, range, key) = split(&bytes).ok_or_else(partiql::invalid_next_token)?;
        if *digest != request.0 {
            return Err(partiql::next_token_mismatch());
        }
        Ok(Self {
            range: usize::from(u16::from_be_bytes(*range)),
            key: read_key(key).ok_or_else(partiql::invalid_next_token)?,
        })
    }
}

type Parts<'b> = (&'b [u8; DIGEST_BYTES], &'b [u8; RANGE_BYTES], &'b [u8]);

fn split(bytes: &[u8]) -> Option<Parts<'_>> {
    let (digest, rest) = bytes.split_first_chunk()?;
    let (range, key) = rest.split_first_chunk()?;
    Some((digest, range, key))
}

fn read_key(bytes: &[u8]) -> Option<Attributes> {
    let mut reader = Reader::new(std::str::from_utf8(bytes).ok()?);
    let values = Values::read(&mut reader).ok()??;
    reader.finish().ok()?;
    values.problem.is_none().then_some(values.attributes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_is_read_back_for_its_own_request_alone() {
        let request = |statement| Request::new(statement, &[AttributeValue::Null], "id");
        let token = NextToken {
            range: 3,
            key: Attributes::from([("pk".to_owned(), AttributeValue::S("a".to_owned()))]),
        };
        let text = token.text(&request("SELECT"));
        assert_eq!(NextToken::read(&text, &request("SELECT")).unwrap(), token);
        let refusal = |text: &str, statement| {
            let error = NextToken::read(text, &request(statement)).unwrap_err();
            error.message().unwrap().to_owned()
        };
        assert_eq!(refusal(&text, "select"), "NextToken does not match request");
        assert_eq!(refusal("garbage", "SELECT"), "Invalid NextToken");
    }

    proptest! {
        #[test]
        fn no_token_is_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = NextToken::read(&STANDARD.encode(bytes), &Request([0; DIGEST_BYTES]));
        }
    }
}

//! The frames of the answer's event stream.
//!
//! ```text
//! total length (4) | headers' length (4) | CRC-32 of these (4) | headers | payload | CRC-32 of all (4)
//! header: name's length (1) | name | 7 (text) | value's length (2) | value
//! ```
//! API reference, "Appendix: SelectObjectContent Response"; integers are big-endian.

use bytes::{BufMut, Bytes, BytesMut};
use crc_fast::{CrcAlgorithm, checksum};

use crate::aws::error::AwsError;

/// How much was read, unpacked and answered, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::s3) struct Counts {
    pub(super) scanned: u64,
    pub(super) processed: u64,
    pub(super) returned: u64,
}

pub(in crate::s3) fn records(payload: &[u8]) -> Bytes {
    event("Records", Some("application/octet-stream"), payload)
}

/// Says that the work goes on, though there is nothing to show.
pub(in crate::s3) fn cont() -> Bytes {
    event("Cont", None, b"")
}

pub(in crate::s3) fn progress(counts: Counts) -> Bytes {
    counted("Progress", counts)
}

pub(in crate::s3) fn stats(counts: Counts) -> Bytes {
    counted("Stats", counts)
}

pub(in crate::s3) fn end() -> Bytes {
    event("End", None, b"")
}

/// The last frame of an answer that fails after it has begun.
pub(in crate::s3) fn failure(error: &AwsError) -> Bytes {
    let headers = [
        (":error-code", error.code()),
        (":error-message", error.message().unwrap_or_default()),
        (":message-type", "error"),
    ];
    frame(&headers, b"")
}

fn counted(name: &'static str, counts: Counts) -> Bytes {
    let Counts {
        scanned,
        processed,
        returned,
    } = counts;
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><{name}><BytesScanned>{scanned}</BytesScanned>\
         <BytesProcessed>{processed}</BytesProcessed><BytesReturned>{returned}</BytesReturned></{name}>"
    );
    event(name, Some("text/xml"), document.as_bytes())
}

fn event(name: &str, content_type: Option<&str>, payload: &[u8]) -> Bytes {
    let mut headers = vec![(":message-type", "event"), (":event-type", name)];
    headers.extend(content_type.map(|kind| (":content-type", kind)));
    frame(&headers, payload)
}

fn frame(headers: &[(&str, &str)], payload: &[u8]) -> Bytes {
    let mut head = BytesMut::new();
    for (name, value) in headers {
        let value = &value.as_bytes()[..value.len().min(usize::from(u16::MAX))];
        head.put_u8(name.len() as u8);
        head.put_slice(name.as_bytes());
        head.put_u8(7);
        head.put_u16(value.len() as u16);
        head.put_slice(value);
    }
    let total = 16 + head.len() + payload.len();
    let mut frame = BytesMut::with_capacity(total);
    frame.put_u32(total as u32);
    frame.put_u32(head.len() as u32);
    frame.put_u32(crc(&frame));
    frame.put_slice(&head);
    frame.put_slice(payload);
    frame.put_u32(crc(&frame));
    frame.freeze()
}

fn crc(bytes: &[u8]) -> u32 {
    checksum(CrcAlgorithm::Crc32IsoHdlc, bytes) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    // The appendix's own example of an End message: 56 bytes, 40 of them headers.
    #[test]
    fn the_end_as_the_appendix_shows_it() {
        let end = end();
        assert_eq!(end[..8], [0, 0, 0, 56, 0, 0, 0, 40]);
        assert_eq!(end[8..12], [0xc1, 0xc6, 0x84, 0xd4]);
        assert_eq!(end[52..], [0xcf, 0x97, 0xd3, 0x92]);
    }
}

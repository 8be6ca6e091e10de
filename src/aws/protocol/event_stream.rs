//! The frames of event streams, `application/vnd.amazon.eventstream`.
//!
//! ```text
//! total length (4) | headers' length (4) | CRC-32 of these (4) | headers | payload | CRC-32 of all (4)
//! header: name's length (1) | name | 7 (text) | value's length (2) | value
//! ```
//! S3's API reference, "Appendix: SelectObjectContent Response"; integers are big-endian.

use bytes::{BufMut, Bytes, BytesMut};
use crc_fast::{CrcAlgorithm, checksum};

/// One event of a type.
pub(crate) fn event(name: &str, content_type: Option<&str>, payload: &[u8]) -> Bytes {
    let mut headers = vec![(":message-type", "event"), (":event-type", name)];
    headers.extend(content_type.map(|kind| (":content-type", kind)));
    frame(&headers, payload)
}

/// One frame with these headers, whose names are at most 255 bytes long.
pub(crate) fn frame(headers: &[(&str, &str)], payload: &[u8]) -> Bytes {
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
        let end = event("End", None, b"");
        assert_eq!(end[..8], [0, 0, 0, 56, 0, 0, 0, 40]);
        assert_eq!(end[8..12], [0xc1, 0xc6, 0x84, 0xd4]);
        assert_eq!(end[52..], [0xcf, 0x97, 0xd3, 0x92]);
    }
}

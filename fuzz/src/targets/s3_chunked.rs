//! Bodies in aws-chunked framing, with and without trailers: what is taken is what was announced.

use crate::with_door;

pub fn run(input: (u8, u16, &[u8])) {
    let (kind, length, body) = input;
    let length = length.to_string();
    let mut headers = vec![
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", length.as_str()),
    ];
    headers.push(match kind % 3 {
        0 => ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        1 => ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        _ => (
            "x-amz-content-sha256",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        ),
    });
    if kind % 3 != 1 {
        headers.push(("x-amz-trailer", "x-amz-checksum-crc32"));
    }
    with_door(|door| {
        if door.s3("PUT", "/pail/key", &headers, body).0 == 200 {
            let (_, stored) = door.s3("GET", "/pail/key", &[], &[]);
            assert_eq!(stored.len().to_string(), length);
        }
    });
}

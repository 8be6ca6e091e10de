//! Object requests: a query string and the headers that are parsed, as they come.

use crate::with_door;

const HEADERS: [&str; 16] = [
    "range",
    "x-amz-copy-source",
    "x-amz-copy-source-range",
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "x-amz-tagging",
    "x-amz-checksum-crc32",
    "content-md5",
    "x-amz-object-lock-retain-until-date",
    "x-amz-grant-read",
    "x-amz-website-redirect-location",
    "x-amz-server-side-encryption-context",
    "x-amz-expected-bucket-owner",
    "expires",
];
const METHODS: [&str; 5] = ["GET", "PUT", "POST", "DELETE", "HEAD"];

pub fn run(input: (u8, u8, &str, &str)) {
    let (method, header, query, value) = input;
    let method = METHODS[usize::from(method) % METHODS.len()];
    let header = HEADERS[usize::from(header) % HEADERS.len()];
    let is_sent = |byte: u8| (0x21..0x7f).contains(&byte);
    let query: String = query
        .bytes()
        .filter(|byte| is_sent(*byte))
        .map(char::from)
        .collect();
    let value: String = value
        .bytes()
        .filter(|byte| is_sent(*byte))
        .map(char::from)
        .collect();
    with_door(|door| {
        for path in ["/pail", "/pail/key"] {
            let target = format!("{path}?{}", query.replace('#', ""));
            door.s3(method, &target, &[(header, &value)], b"body");
        }
        door.s3("PUT", "/pail/key", &[], b"body");
    });
}

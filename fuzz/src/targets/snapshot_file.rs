//! The file of a snapshot whose pieces were changed behind checksums that are right: it is refused, or
//! the world that it makes answers.

use std::cell::OnceCell;

use crc_fast::{CrcAlgorithm, checksum};

use crate::{Door, with_door};

/// Bytes of a frame's head, as `src/journal/frame.rs` draws it, and of those that its checksum is of.
const HEAD_BYTES: usize = 32;
const CHECKED_BYTES: usize = 24;
/// An object so long lies in frames of its own.
const LONG_OBJECT_BYTES: usize = 300 * 1024;

thread_local! {
    static FILE: OnceCell<Vec<u8>> = const { OnceCell::new() };
}

/// Each change names a byte of the pieces, or of what the file is about, and what it becomes.
pub fn run(changes: Vec<(u16, u8)>) {
    with_door(|door| {
        let file = FILE.with(|file| file.get_or_init(|| export(door)).clone());
        let changed = change(&file, &changes);
        let page = "/_ruststack/snapshots/changed/file?replace=true";
        let (status, _) = door.ask_as("PUT", page, "", &changed);
        assert!(!changes.is_empty() || status == 201, "{status}");
        if status == 201 {
            visit(door);
        }
    });
}

/// The file of a snapshot of a world with a little of everything.
fn export(door: &Door) -> Vec<u8> {
    door.s3(
        "PUT",
        "/pail?versioning",
        &[],
        b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    );
    door.s3("PUT", "/pail/long", &[], &[7; LONG_OBJECT_BYTES]);
    door.s3("PUT", "/pail/short", &[("x-amz-meta-a", "b")], b"text");
    door.s3("DELETE", "/pail/short", &[], &[]);
    door.s3("POST", "/pail/parts?uploads", &[], &[]);
    door.dynamodb(
        "UpdateTable",
        r#"{"TableName": "tab", "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "s", "AttributeType": "S"}],
            "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "by-s", "Projection": {"ProjectionType": "ALL"},
             "KeySchema": [{"AttributeName": "s", "KeyType": "HASH"}]}}]}"#,
    );
    door.dynamodb(
        "PutItem",
        r#"{"TableName": "tab", "Item": {"pk": {"S": "b"}, "s": {"S": "t"}}}"#,
    );
    door.logs("CreateLogGroup", r#"{"logGroupName": "group"}"#);
    door.ask_as(
        "PUT",
        "/_ruststack/snapshots/original",
        "",
        br#"{"replace": true}"#,
    );
    let (_, body) = door.ask_as("GET", "/_ruststack/snapshots/original/file", "", &[]);
    unchunked(&body)
}

/// A body without the lengths of its chunks, if it came in chunks.
fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while !body.starts_with(b"RustStack snapshot ") || !whole.is_empty() {
        let line = body.windows(2).position(|bytes| bytes == b"\r\n");
        let line = line.expect("a chunk has a length");
        let length = std::str::from_utf8(&body[..line]).expect("a length is text");
        let length = usize::from_str_radix(length, 16).expect("a length is a number");
        if length == 0 {
            return whole;
        }
        whole.extend(&body[line + 2..][..length]);
        body = &body[line + 2 + length + 2..];
    }
    body.to_vec()
}

fn change(file: &[u8], changes: &[(u16, u8)]) -> Vec<u8> {
    let mut changed = file.to_vec();
    let places = payloads(file);
    let is_changed =
        |(start, _): &&(usize, usize)| matches!(&file[start - HEAD_BYTES..][..3], b"fra" | b"frk");
    let pieces = places.iter().filter(is_changed);
    let pieces: Vec<usize> = pieces.flat_map(|(start, end)| *start..*end).collect();
    for (place, byte) in changes {
        changed[pieces[usize::from(*place) % pieces.len()]] = *byte;
    }
    seal(&mut changed, &places);
    changed
}

/// Where each frame's payload begins and ends.
fn payloads(file: &[u8]) -> Vec<(usize, usize)> {
    let line = file.iter().position(|byte| *byte == b'\n');
    let mut at = line.expect("a file begins with a line") + 1;
    let mut places = Vec::new();
    while at < file.len() {
        let length = file[at + 4..at + 8].try_into().expect("four bytes");
        let start = at + HEAD_BYTES;
        at = start + u32::from_le_bytes(length) as usize;
        places.push((start, at));
    }
    places
}

/// Makes every checksum right.
fn seal(file: &mut [u8], places: &[(usize, usize)]) {
    let sum = |bytes: &[u8]| checksum(CrcAlgorithm::Crc64Nvme, bytes).to_le_bytes();
    let mut heads = Vec::new();
    for (index, (start, end)) in places.iter().enumerate() {
        if index + 1 == places.len() {
            file[*start..*end].copy_from_slice(&sum(&heads));
        }
        let of_payload = sum(&file[*start..*end]);
        let head = &mut file[start - HEAD_BYTES..*start];
        head[CHECKED_BYTES - 8..CHECKED_BYTES].copy_from_slice(&of_payload);
        let own = sum(&head[..CHECKED_BYTES]);
        head[CHECKED_BYTES..].copy_from_slice(&own);
        heads.extend_from_slice(head);
    }
}

/// Looks at what the file says, and goes back to what was there.
fn visit(door: &Door) {
    door.ask_as(
        "POST",
        "/_ruststack/worlds/default/restore",
        "",
        br#"{"snapshot": "changed"}"#,
    );
    for index in ["", r#", "IndexName": "by-s""#] {
        door.dynamodb("Scan", format!(r#"{{"TableName": "tab"{index}}}"#));
    }
    door.dynamodb("DescribeTable", r#"{"TableName": "tab"}"#);
    for target in [
        "/",
        "/pail?versions",
        "/pail?uploads",
        "/pail/short",
        "/pail/long",
    ] {
        door.s3("GET", target, &[], &[]);
    }
    door.logs("DescribeLogGroups", "{}");
    door.lambda("GET", "/2015-03-31/functions/", "");
    door.ask_as("DELETE", "/_ruststack/snapshots/changed", "", &[]);
    door.ask_as("POST", "/_ruststack/reset", "", &[]);
    door.fill();
}

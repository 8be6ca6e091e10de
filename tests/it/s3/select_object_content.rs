//! SelectObjectContent.

use std::collections::BTreeMap;

use super::{assert_error, put, request, with_bucket};
use crate::harness::{Reply, TestServer};

/// One message of the event stream, its CRCs checked.
#[derive(Debug)]
struct Message {
    headers: BTreeMap<String, String>,
    payload: String,
}

/// API reference, "Appendix: SelectObjectContent Response".
fn messages(mut stream: &[u8]) -> Vec<Message> {
    let mut messages = Vec::new();
    while !stream.is_empty() {
        let number = |at: usize| u32::from_be_bytes(stream[at..at + 4].try_into().unwrap());
        let (total, headers_end) = (number(0) as usize, 12 + number(4) as usize);
        assert_eq!(number(8), crc(&stream[..8]));
        assert_eq!(number(total - 4), crc(&stream[..total - 4]));
        let (mut headers, mut at) = (BTreeMap::new(), 12);
        while at < headers_end {
            let text = |at: usize, length: usize| {
                String::from_utf8(stream[at..at + length].to_vec()).unwrap()
            };
            let name_length = usize::from(stream[at]);
            let value_at = at + 1 + name_length + 3;
            assert_eq!(stream[value_at - 3], 7);
            let value_length =
                usize::from(stream[value_at - 2]) << 8 | usize::from(stream[value_at - 1]);
            headers.insert(text(at + 1, name_length), text(value_at, value_length));
            at = value_at + value_length;
        }
        let payload = String::from_utf8(stream[headers_end..total - 4].to_vec()).unwrap();
        messages.push(Message { headers, payload });
        stream = &stream[total..];
    }
    messages
}

fn crc(bytes: &[u8]) -> u32 {
    crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32IsoHdlc, bytes) as u32
}

fn select(server: &TestServer, expression: &str, input: &str, output: &str) -> Reply {
    let expression = expression.replace('<', "&lt;");
    request(server, "POST", "/pail/k?select&select-type=2")
        .body(format!(
            "<SelectObjectContentRequest xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Expression>{expression}</Expression><ExpressionType>SQL</ExpressionType>\
             <InputSerialization>{input}</InputSerialization>\
             <OutputSerialization>{output}</OutputSerialization></SelectObjectContentRequest>"
        ))
        .send()
}

/// All records that an answer holds.
fn records(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let of_records = |message: &Message| message.headers[":event-type"] == "Records";
    let messages = messages(&reply.body).into_iter().filter(of_records);
    messages.map(|message| message.payload).collect()
}

const PEOPLE: &str = "name,age\nada,36\nalan,41\n";
const BY_NAME: &str = "<CSV><FileHeaderInfo>USE</FileHeaderInfo></CSV>";

// API reference, "Appendix: SelectObjectContent Response".
#[test]
fn the_answer_is_a_stream_of_records_stats_and_end() {
    let server = with_bucket();
    put(&server, "k", PEOPLE);
    let reply = select(
        &server,
        "SELECT name FROM S3Object WHERE age > 40",
        BY_NAME,
        "<JSON/>",
    );
    assert_eq!(reply.header("transfer-encoding"), Some("chunked"));
    let messages = messages(&reply.body);
    let kinds: Vec<_> = messages
        .iter()
        .map(|message| message.headers[":event-type"].as_str())
        .collect();
    assert_eq!(kinds, ["Records", "Stats", "End"]);
    assert_eq!(
        messages[0].headers[":content-type"],
        "application/octet-stream"
    );
    assert_eq!(messages[0].payload, "{\"name\":\"alan\"}\n");
    assert_eq!(messages[1].headers[":content-type"], "text/xml");
    assert!(messages[1].payload.ends_with(
        "<Stats><BytesScanned>24</BytesScanned><BytesProcessed>24</BytesProcessed>\
         <BytesReturned>16</BytesReturned></Stats>"
    ));
    assert_eq!(messages[2].headers[":message-type"], "event");
}

// API_CSVInput, API_CSVOutput, API_JSONInput, API_JSONOutput.
#[test]
fn what_is_read_and_written_may_have_other_signs() {
    let server = with_bucket();
    put(&server, "k", "; none\r\n'a|1'|x|2\r\n");
    let input = "<CSV><RecordDelimiter>&#13;&#10;</RecordDelimiter><FieldDelimiter>|</FieldDelimiter>\
                 <QuoteCharacter>'</QuoteCharacter><Comments>;</Comments></CSV>";
    let output = "<CSV><QuoteFields>ALWAYS</QuoteFields><FieldDelimiter>\t</FieldDelimiter>\
                  <RecordDelimiter>!</RecordDelimiter></CSV>";
    assert_eq!(
        records(&select(&server, "SELECT * FROM S3Object", input, output)),
        "\"a|1\"\t\"x\"\t\"2\"!"
    );
    put(&server, "k", "{\"a\":{\"b\":[1,2.50]}}\n{\"a\":null}\n");
    let lines = "<JSON><Type>LINES</Type></JSON>";
    let output = "<JSON><RecordDelimiter>,</RecordDelimiter></JSON>";
    assert_eq!(
        records(&select(
            &server,
            "SELECT s.a, s.a.b[1] AS c FROM S3Object s",
            lines,
            output
        )),
        "{\"a\":{\"b\":[1,2.50]},\"c\":2.50},{\"a\":null},"
    );
}

#[test]
fn packed_objects_are_unpacked() {
    let server = with_bucket();
    let count = "SELECT COUNT(*) FROM S3Object";
    // "a\nb\n", by gzip and by bzip2.
    let gzip = "H4sIAAAAAAAC/0vkSuICAJcqVxgEAAAA";
    let bzip2 = "QlpoOTFBWSZTWTyFQRIAAAFBAAAQMAAgADDMDHqCcXckU4UJA8hUESA=";
    for (name, packed) in [("GZIP", gzip), ("BZIP2", bzip2)] {
        use base64::Engine;
        let packed = base64::engine::general_purpose::STANDARD
            .decode(packed)
            .unwrap();
        let stored = request(&server, "PUT", "/pail/k").body(packed).send();
        assert_eq!(stored.status, 200);
        let input = format!("<CompressionType>{name}</CompressionType><CSV/>");
        assert_eq!(
            records(&select(&server, count, &input, "<CSV/>")),
            "2\n",
            "{name}"
        );
    }
    put(&server, "k", "a\nb\n");
    // Recorded.
    assert_error(
        &select(
            &server,
            count,
            "<CompressionType>GZIP</CompressionType><CSV/>",
            "<CSV/>",
        ),
        400,
        "<Code>InvalidCompressionFormat</Code><Message>GZIP is not applicable to the queried object. \
         Please correct the request and try again.</Message>",
    );
}

// API_SelectObjectContent; texts as recorded and as in "List of SELECT Object Content Error Codes".
#[test]
fn what_fails_before_the_first_record_has_a_status() {
    let server = with_bucket();
    let code = |reply: Reply| {
        assert_eq!(reply.status, 400, "{}", reply.text());
        reply.element("Code").unwrap()
    };
    let all = "SELECT * FROM S3Object s";
    let missing = select(&server, all, "<CSV/>", "<CSV/>");
    assert_eq!(
        (missing.status, missing.element("Code").as_deref()),
        (404, Some("NoSuchKey"))
    );
    put(&server, "k", PEOPLE);
    assert_error(
        &select(&server, "SELECT s.\"x\" FROM S3Object s", BY_NAME, "<CSV/>"),
        400,
        "<Code>MissingHeaders</Code><Message>Some headers in the query are missing from the file. \
         Please check the file and try again.</Message>",
    );
    for (expression, input, output, expected) in [
        (
            "SELECT CAST(_1 AS INT) FROM S3Object",
            "<CSV/>",
            "<CSV/>",
            "CastFailed",
        ),
        (
            all,
            "<JSON><Type>LINES</Type></JSON>",
            "<CSV/>",
            "JSONParsingError",
        ),
        (
            all,
            "<JSON><Type>LINE</Type></JSON>",
            "<CSV/>",
            "InvalidJsonType",
        ),
        (all, "", "<CSV/>", "InvalidDataSource"),
        (
            all,
            "<CSV/><JSON/>",
            "<CSV/>",
            "ObjectSerializationConflict",
        ),
        (
            all,
            "<CSV><FileHeaderInfo>YES</FileHeaderInfo></CSV>",
            "<CSV/>",
            "InvalidFileHeaderInfo",
        ),
        (
            all,
            "<CSV><FieldDelimiter>ab</FieldDelimiter></CSV>",
            "<CSV/>",
            "InvalidRequestParameter",
        ),
        (
            all,
            "<CompressionType>ZIP</CompressionType><CSV/>",
            "<CSV/>",
            "InvalidCompressionFormat",
        ),
        (
            all,
            "<CSV/>",
            "<CSV><QuoteFields>NO</QuoteFields></CSV>",
            "InvalidQuoteFields",
        ),
    ] {
        assert_eq!(code(select(&server, expression, input, output)), expected);
    }
    let parquet = select(&server, all, "<Parquet/>", "<CSV/>");
    assert_eq!(
        (parquet.status, parquet.element("Code").as_deref()),
        (501, Some("NotImplemented"))
    );
    let select = "/pail/k?select&select-type=2";
    let bare = |body: &str| request(&server, "POST", select).body(body);
    let ranged = bare("<SelectObjectContentRequest/>").header("range", "bytes=0-1");
    assert_eq!(code(ranged.send()), "UnsupportedRangeHeader");
    let empty = bare("<SelectObjectContentRequest/>");
    assert_eq!(code(empty.send()), "MissingRequiredParameter");
    assert_eq!(code(bare("SELECT").send()), "MalformedXML");
    let anonymous = server.request("POST", select).body("<x/>").send();
    assert_eq!(
        (anonymous.status, anonymous.element("Code").as_deref()),
        (403, Some("AccessDenied"))
    );
}

#[test]
fn what_fails_later_is_the_last_message() {
    let server = with_bucket();
    put(&server, "k", &format!("{}x\n", "1\n".repeat(1_000_000)));
    let reply = select(
        &server,
        "SELECT CAST(_1 AS INT) FROM S3Object",
        "<CSV/>",
        "<CSV/>",
    );
    assert_eq!(reply.status, 200);
    let messages = messages(&reply.body);
    let last = &messages.last().unwrap().headers;
    assert_eq!(
        (last[":message-type"].as_str(), last[":error-code"].as_str()),
        ("error", "CastFailed")
    );
    assert!(last[":error-message"].contains("CAST failed"));
    assert!(messages.len() > 1);
}

// API_RequestProgress.
#[test]
fn progress_is_shown_when_it_is_wanted() {
    let server = with_bucket();
    put(&server, "k", &"a\n".repeat(2_000_000));
    let reply = request(&server, "POST", "/pail/k?select&select-type=2")
        .body(
            "<SelectObjectContentRequest><Expression>SELECT COUNT(*) FROM S3Object</Expression>\
             <ExpressionType>SQL</ExpressionType><RequestProgress><Enabled>true</Enabled>\
             </RequestProgress><InputSerialization><CSV/></InputSerialization><OutputSerialization>\
             <CSV/></OutputSerialization></SelectObjectContentRequest>",
        )
        .send();
    let messages = messages(&reply.body);
    let progress = messages
        .iter()
        .find(|message| message.headers[":event-type"] == "Progress");
    assert!(
        progress
            .unwrap()
            .payload
            .contains("<Progress><BytesScanned>4000000</BytesScanned>")
    );
    assert_eq!(records(&reply), "2000000\n");
}

// Recorded.
#[test]
fn archives_are_not_queried() {
    let server = with_bucket();
    request(&server, "PUT", "/pail/k")
        .header("x-amz-storage-class", "GLACIER")
        .body("x")
        .send();
    assert_error(
        &select(&server, "SELECT * FROM S3Object", "<CSV/>", "<CSV/>"),
        400,
        "<Code>UnsupportedStorageClass</Code><Message>We do not support GLACIER storage class. \
         Please check the service documentation and try again.</Message>",
    );
}

//! S3 Select: a statement over some data in each of the formats.

use crate::with_door;

pub fn run(input: (u8, &str, &[u8])) {
    let (format, statement, data) = input;
    let format = match format % 3 {
        0 => "<CSV><FileHeaderInfo>USE</FileHeaderInfo></CSV>",
        1 => "<JSON><Type>LINES</Type></JSON>",
        _ => "<JSON><Type>DOCUMENT</Type></JSON>",
    };
    let statement = statement
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let request = format!(
        "<SelectObjectContentRequest><Expression>{statement}</Expression>\
         <ExpressionType>SQL</ExpressionType><InputSerialization>{format}</InputSerialization>\
         <OutputSerialization><JSON/></OutputSerialization></SelectObjectContentRequest>"
    );
    with_door(|door| {
        door.s3("PUT", "/pail/data", &[], data);
        door.s3(
            "POST",
            "/pail/data?select&select-type=2",
            &[],
            request.as_bytes(),
        );
    });
}

//! S3's XML error document.

use std::fmt::Write;

use crate::aws::error::{AwsError, FieldValue};

/// Begins every XML document that S3 sends; the newline is S3's own.
pub(crate) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Writes `<Error>` as S3 does: Code, Message, the error's own elements, RequestId, HostId.
pub(crate) fn error_body(error: &AwsError, request_id: &str, host_id: &str) -> String {
    let mut body = String::from(DECLARATION);
    body.push_str("<Error>");
    element(&mut body, "Code", error.code());
    if let Some(message) = error.message() {
        element(&mut body, "Message", message);
    }
    for (name, value) in error.fields() {
        let (FieldValue::Text(text) | FieldValue::Json(text)) = value;
        element(&mut body, name, text);
    }
    element(&mut body, "RequestId", request_id);
    element(&mut body, "HostId", host_id);
    body.push_str("</Error>");
    body
}

/// Appends `<name>text</name>` with the text escaped.
pub(crate) fn element(xml: &mut String, name: &str, text: &str) {
    write!(xml, "<{name}>").expect("writing to a String never fails");
    escape_into(xml, text);
    write!(xml, "</{name}>").expect("writing to a String never fails");
}

/// Text as it stands between tags.
pub(crate) fn escape(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    escape_into(&mut xml, text);
    xml
}

/// Escapes markup, and the control characters that XML 1.0 cannot carry as numeric references.
fn escape_into(xml: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            control if (control as u32) < 0x20 && !matches!(control, '\t' | '\n') => {
                write!(xml, "&#x{:x};", control as u32).expect("writing to a String never fails");
            }
            plain => xml.push(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    #[test]
    fn own_elements_stand_between_message_and_request_id() {
        let error = AwsError::new(StatusCode::NOT_FOUND, "NoSuchKey", "Gone & <lost>")
            .with_field("Key", "a\rb");
        assert_eq!(
            error_body(&error, "R", "H"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code>\
             <Message>Gone &amp; &lt;lost&gt;</Message><Key>a&#xd;b</Key>\
             <RequestId>R</RequestId><HostId>H</HostId></Error>"
        );
    }
}

//! The JSON bodies of errors.

use serde_json::Value;

use crate::aws::error::{AwsError, FieldValue};

/// How one service spells its JSON errors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ErrorStyle {
    /// The key of the error's type, written first, if the body names it (`__type`).
    pub(crate) type_key: Option<&'static str>,
    /// Put before the code in that type: a namespace and `#`.
    pub(crate) type_prefix: &'static str,
    /// `message` or `Message`.
    pub(crate) message_key: &'static str,
}

/// Writes an error's body: type, message, then its own fields in order.
pub(crate) fn error_body(error: &AwsError, style: ErrorStyle) -> String {
    let mut body = String::from("{");
    if let Some(key) = style.type_key {
        push(
            &mut body,
            key,
            &quoted(&format!("{}{}", style.type_prefix, error.code())),
        );
    }
    if let Some(message) = error.message() {
        push(&mut body, style.message_key, &quoted(message));
    }
    push_fields(&mut body, error);
    body.push('}');
    body
}

/// As [`error_body`] for services that write an error's own fields first and no type: Lambda.
pub(crate) fn error_body_message_last(error: &AwsError, message_key: &str) -> String {
    let mut body = String::from("{");
    push_fields(&mut body, error);
    if let Some(message) = error.message() {
        push(&mut body, message_key, &quoted(message));
    }
    body.push('}');
    body
}

fn push_fields(body: &mut String, error: &AwsError) {
    for (name, value) in error.fields() {
        match value {
            FieldValue::Text(text) => push(body, name, &quoted(text)),
            FieldValue::Json(json) => push(body, name, json),
        }
    }
}

fn push(body: &mut String, key: &str, json: &str) {
    if body.len() > 1 {
        body.push(',');
    }
    body.push_str(&quoted(key));
    body.push(':');
    body.push_str(json);
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    #[test]
    fn lambda_writes_its_message_last() {
        let error = AwsError::new(StatusCode::BAD_REQUEST, "X", "no").with_field("Type", "User");
        assert_eq!(
            error_body_message_last(&error, "message"),
            r#"{"Type":"User","message":"no"}"#
        );
    }

    #[test]
    fn type_message_and_fields_come_in_order() {
        let error = AwsError::new(StatusCode::BAD_REQUEST, "X", "a \"b\"")
            .with_field("Type", "User")
            .with_json_field("Item", "{\"a\":{\"S\":\"1\"}}");
        let style = ErrorStyle {
            type_key: Some("__type"),
            type_prefix: "ns#",
            message_key: "Message",
        };
        assert_eq!(
            error_body(&error, style),
            r#"{"__type":"ns#X","Message":"a \"b\"","Type":"User","Item":{"a":{"S":"1"}}}"#
        );
    }
}

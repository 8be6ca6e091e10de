//! The kinds of value a request's members have, read as AWS's deserializer reads them: `null` is
//! an absent member, and a value of the wrong kind is a SerializationException.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::aws::error::AwsError;
use crate::lambda::error;

const STRUCTURE: &str = "Start of structure or map found where not expected.";
const LIST: &str = "Unrecognized collection type";
const SCALAR: &str = "Unexpected field type";

/// A map as it was written: its own order, and a name as often as it came.
pub(crate) type Pairs = Vec<(String, String)>;

/// Reads a request's body; an empty one is an empty object.
///
/// Errors: SerializationException, without a message for what is no JSON.
pub(crate) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, AwsError> {
    let body = if body.is_empty() { b"{}" } else { body };
    let mut json = serde_json::Deserializer::from_slice(body);
    let value: Option<Structure<T>> = container(&mut json).map_err(refuse)?;
    json.end().map_err(refuse)?;
    match value {
        Some(Structure(value)) => Ok(value),
        None => Err(error::request::not_json()),
    }
}

fn refuse(problem: serde_json::Error) -> AwsError {
    if !problem.is_data() {
        return error::request::not_json();
    }
    // serde_json says where it stopped; AWS does not.
    let text = problem.to_string();
    let place = format!(" at line {} column {}", problem.line(), problem.column());
    error::request::wrong_type(text.strip_suffix(&place).unwrap_or(&text))
}

/// A string member.
pub(super) fn text<'de, D: Deserializer<'de>>(json: D) -> Result<Option<String>, D::Error> {
    match Scalar::deserialize(json)? {
        Scalar::Null => Ok(None),
        Scalar::Text(text) => Ok(Some(text.into_owned())),
        other => Err(other.refused("String")),
    }
}

/// An integer member. A fraction is cut off, as Java does.
pub(super) fn integer<'de, D: Deserializer<'de>>(json: D) -> Result<Option<i64>, D::Error> {
    match Scalar::deserialize(json)? {
        Scalar::Null => Ok(None),
        Scalar::Integer(value) => Ok(Some(value)),
        Scalar::Decimal(value) => Ok(Some(value as i64)),
        other => Err(other.refused("Integer")),
    }
}

/// A boolean member; one that is absent is false.
pub(super) fn boolean<'de, D: Deserializer<'de>>(json: D) -> Result<bool, D::Error> {
    maybe_boolean(json).map(Option::unwrap_or_default)
}

/// A boolean member that tells absence from false.
pub(super) fn maybe_boolean<'de, D: Deserializer<'de>>(json: D) -> Result<Option<bool>, D::Error> {
    match Scalar::deserialize(json)? {
        Scalar::Null => Ok(None),
        Scalar::Boolean(value) => Ok(Some(value)),
        other => Err(other.refused("Boolean")),
    }
}

/// A blob member: base64, decoded straight from the request's bytes.
pub(super) fn blob<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Vec<u8>>, D::Error> {
    match Scalar::deserialize(json)? {
        Scalar::Null => Ok(None),
        Scalar::Text(text) if text.len() % 4 != 0 => Err(D::Error::custom(format_args!(
            "Base64 encoded length is expected a multiple of 4 bytes but found: {}",
            text.len()
        ))),
        Scalar::Text(text) => match STANDARD.decode(text.as_bytes()) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(_) => Err(D::Error::custom("Invalid Base64 character detected")),
        },
        other => Err(other.refused("Blob")),
    }
}

/// A structure member.
pub(super) fn structure<'de, D, T>(json: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(container(json)?.map(|Structure(value)| value))
}

/// A list of structures; a `null` in it is left out.
pub(super) fn structures<'de, D, T>(json: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(container(json)?.map(|Structures(values)| values))
}

/// A list of strings; a `null` in it is left out.
pub(super) fn texts<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Vec<String>>, D::Error> {
    Ok(container(json)?.map(|Texts(texts)| texts))
}

/// A map of strings in the order in which they came; a `null` value is left out.
pub(super) fn text_map<'de, D>(json: D) -> Result<Option<Pairs>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(container(json)?.map(|TextMap(entries)| entries))
}

/// A map of decimals in the order in which they came; a `null` value is left out.
pub(super) fn number_map<'de, D>(json: D) -> Result<Option<Vec<(String, f64)>>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(container(json)?.map(|NumberMap(entries)| entries))
}

/// A member that RustStack does not act on: says only whether it asks for something.
/// `null`, `""`, `[]`, `{}` and structures of nothing else ask for nothing.
pub(super) fn asked<'de, D: Deserializer<'de>>(json: D) -> Result<bool, D::Error> {
    fn says_something(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::Null => false,
            serde_json::Value::String(text) => !text.is_empty(),
            serde_json::Value::Array(items) => !items.is_empty(),
            serde_json::Value::Object(members) => members.values().any(says_something),
            serde_json::Value::Bool(value) => *value,
            serde_json::Value::Number(_) => true,
        }
    }
    serde_json::Value::deserialize(json).map(|value| says_something(&value))
}

/// A value that is neither a list nor a structure.
enum Scalar<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Decimal(f64),
    Text(Cow<'a, str>),
}

impl Scalar<'_> {
    fn refused<E: Error>(&self, wanted: &str) -> E {
        let kind = match self {
            Self::Null => "NULL_VALUE",
            Self::Boolean(true) => "TRUE_VALUE",
            Self::Boolean(false) => "FALSE_VALUE",
            Self::Integer(_) => "NUMBER_VALUE",
            Self::Decimal(_) => "DECIMAL_VALUE",
            Self::Text(_) => "STRING_VALUE",
        };
        E::custom(format_args!("{kind} cannot be converted to {wanted}"))
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;

        impl<'de> Visitor<'de> for ScalarVisitor {
            type Value = Scalar<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a scalar")
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Scalar::Null)
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Scalar::Boolean(value))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
                Ok(Scalar::Integer(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
                Ok(Scalar::Integer(i64::try_from(value).unwrap_or(i64::MAX)))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
                Ok(Scalar::Decimal(value))
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
                Err(A::Error::custom(LIST))
            }

            fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
                Err(A::Error::custom(STRUCTURE))
            }
        }

        json.deserialize_any(ScalarVisitor)
    }
}

/// A string that may be `null`.
struct Text(Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        text(json).map(Self)
    }
}

/// A JSON object read as `T`.
struct Structure<T>(T);

/// A structure that may be `null`.
struct MaybeStructure<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for MaybeStructure<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        structure(json).map(Self)
    }
}

/// A JSON list of structures.
struct Structures<T>(Vec<T>);

/// A JSON list of strings.
struct Texts(Vec<String>);

/// A decimal that may be `null`.
struct Number(Option<f64>);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        match Scalar::deserialize(json)? {
            Scalar::Null => Ok(Self(None)),
            Scalar::Integer(value) => Ok(Self(Some(value as f64))),
            Scalar::Decimal(value) => Ok(Self(Some(value))),
            other => Err(other.refused("Double")),
        }
    }
}

/// A JSON object of decimals, in its own order.
struct NumberMap(Vec<(String, f64)>);

/// A JSON object of strings, in its own order.
struct TextMap(Pairs);

/// What can be read from a list or from an object; whatever else comes is refused in AWS's words.
trait Container<'de>: Sized {
    fn from_list<A: SeqAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(A::Error::custom(LIST))
    }

    fn from_object<A: MapAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(A::Error::custom(STRUCTURE))
    }
}

impl<'de, T: Deserialize<'de>> Container<'de> for Structure<T> {
    fn from_object<A: MapAccess<'de>>(members: A) -> Result<Self, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Self)
    }
}

impl<'de, T: Deserialize<'de>> Container<'de> for Structures<T> {
    fn from_list<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        let mut values = Vec::new();
        while let Some(MaybeStructure(value)) = items.next_element()? {
            values.extend(value);
        }
        Ok(Self(values))
    }
}

impl<'de> Container<'de> for Texts {
    fn from_list<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        let mut texts = Vec::new();
        while let Some(Text(text)) = items.next_element()? {
            texts.extend(text);
        }
        Ok(Self(texts))
    }
}

impl<'de> Container<'de> for TextMap {
    fn from_object<A: MapAccess<'de>>(mut members: A) -> Result<Self, A::Error> {
        let mut entries = Vec::new();
        while let Some((name, Text(value))) = members.next_entry()? {
            entries.extend(value.map(|value| (name, value)));
        }
        Ok(Self(entries))
    }
}

impl<'de> Container<'de> for NumberMap {
    fn from_object<A: MapAccess<'de>>(mut members: A) -> Result<Self, A::Error> {
        let mut entries = Vec::new();
        while let Some((name, Number(value))) = members.next_entry()? {
            entries.extend(value.map(|value| (name, value)));
        }
        Ok(Self(entries))
    }
}

struct ContainerVisitor<C>(PhantomData<C>);

impl<'de, C: Container<'de>> Visitor<'de> for ContainerVisitor<C> {
    type Value = Option<C>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or a structure")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Err(E::custom(SCALAR))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Err(E::custom(SCALAR))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Err(E::custom(SCALAR))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Err(E::custom(SCALAR))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Err(E::custom(SCALAR))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        C::from_list(items).map(Some)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        C::from_object(members).map(Some)
    }
}

fn container<'de, D, C>(json: D) -> Result<Option<C>, D::Error>
where
    D: Deserializer<'de>,
    C: Container<'de>,
{
    json.deserialize_any(ContainerVisitor(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(rename_all = "PascalCase", default)]
    struct Request {
        #[serde(deserialize_with = "text")]
        name: Option<String>,
        #[serde(deserialize_with = "integer")]
        size: Option<i64>,
        #[serde(deserialize_with = "boolean")]
        flag: bool,
        #[serde(deserialize_with = "blob")]
        bytes: Option<Vec<u8>>,
        #[serde(deserialize_with = "structure")]
        inner: Option<Box<Request>>,
        #[serde(deserialize_with = "texts")]
        list: Option<Vec<String>>,
        #[serde(deserialize_with = "text_map")]
        map: Option<Vec<(String, String)>>,
        #[serde(deserialize_with = "asked")]
        other: bool,
    }

    #[test]
    fn members_are_read() {
        let request: Request = read(
            br#"{"Name":"a\u0062","Size":3,"Flag":true,"Bytes":"aGk=","Inner":{"Name":"x"},
                "List":["a",null,"b"],"Map":{"z":"1","a":"2"},"Other":{"Ids":[]},"Unknown":[{}]}"#,
        )
        .unwrap();
        assert_eq!(request.name.as_deref(), Some("ab"));
        assert_eq!((request.size, request.flag), (Some(3), true));
        assert_eq!(request.bytes.as_deref(), Some(&b"hi"[..]));
        assert_eq!(request.inner.unwrap().name.as_deref(), Some("x"));
        assert_eq!(request.list.unwrap(), ["a", "b"]);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(request.map.unwrap(), [pair("z", "1"), pair("a", "2")]);
        assert!(!request.other);
    }

    #[test]
    fn null_is_an_absent_member_and_nothing_is_an_empty_request() {
        let nulls = br#"{"Name":null,"Size":null,"Flag":null,"Bytes":null,"Inner":null,
            "List":null,"Map":null,"Other":null}"#;
        for body in [&nulls[..], b"", b"{}"] {
            let request: Request = read(body).unwrap();
            assert!(request.name.is_none() && request.inner.is_none() && !request.other);
        }
    }

    /// The texts are those of AWS's shared deserializer, as recorded from DynamoDB.
    #[test]
    fn a_value_of_the_wrong_kind_is_named() {
        let cases = [
            (
                r#"{"Name":5}"#,
                "NUMBER_VALUE cannot be converted to String",
            ),
            (
                r#"{"Name":true}"#,
                "TRUE_VALUE cannot be converted to String",
            ),
            (r#"{"Name":{}}"#, STRUCTURE),
            (r#"{"Name":[1]}"#, LIST),
            (
                r#"{"Size":"5"}"#,
                "STRING_VALUE cannot be converted to Integer",
            ),
            (
                r#"{"Flag":"yes"}"#,
                "STRING_VALUE cannot be converted to Boolean",
            ),
            (
                r#"{"Bytes":"abc"}"#,
                "Base64 encoded length is expected a multiple of 4 bytes but found: 3",
            ),
            (r#"{"Inner":"x"}"#, SCALAR),
            (r#"{"Inner":[]}"#, LIST),
            (r#"{"List":{}}"#, STRUCTURE),
            (r#"{"List":[{}]}"#, STRUCTURE),
            (
                r#"{"Map":{"a":1}}"#,
                "NUMBER_VALUE cannot be converted to String",
            ),
            ("[]", LIST),
            ("\"x\"", SCALAR),
        ];
        for (body, message) in cases {
            let error = read::<Request>(body.as_bytes()).unwrap_err();
            assert_eq!(error.code(), "SerializationException", "{body}");
            assert_eq!(error.message(), Some(message), "{body}");
        }
    }

    #[test]
    fn what_is_no_json_is_refused_without_a_message() {
        let deep = "[".repeat(100_000);
        for body in [
            "{",
            "{\"Name\":\"\\ud800\"}",
            "{} {}",
            "nul",
            "\u{0}",
            &deep,
        ] {
            let error = read::<Request>(body.as_bytes()).unwrap_err();
            assert_eq!(error.code(), "SerializationException", "{body:.20}");
        }
        assert_eq!(read::<Request>(b"{").unwrap_err().message(), None);
        assert_eq!(read::<Request>(b"\xff\xfe").unwrap_err().message(), None);
    }
}

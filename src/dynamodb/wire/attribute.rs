//! Attribute values on the wire: one pass from JSON to typed values, and back to canonical JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::reader::{Reader, Wire};
use super::scalars::{Place, mistyped};
use super::writer::Writer;
use crate::dynamodb::error::value::ValueProblem;
use crate::dynamodb::value::{AttributeValue, Attributes, Number, TEXT_BYTES_MAX};

/// The levels of an item's attribute: 1 for the attribute itself, 32 for its deepest member.
const LEVELS_MAX: usize = 32;
/// UTF-8 bytes of an attribute's name.
const NAME_BYTES_MAX: usize = 65_535;

/// A map of attribute values as a request carried it. AWS refuses bad values only after it has
/// checked the rest of the request's shape, so what is wrong with them waits here.
#[derive(Debug, Default)]
pub(crate) struct Values {
    pub(crate) attributes: Attributes,
    /// The first thing wrong. The attributes stand for nothing if there is one.
    pub(crate) problem: Option<ValueProblem>,
}

/// One attribute value as a request carried it.
#[derive(Debug)]
pub(crate) struct SingleValue {
    pub(crate) value: AttributeValue,
    pub(crate) problem: Option<ValueProblem>,
}

impl Values {
    /// An item or a key: a map member of a structure. `None` for null.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Wire<Option<Self>> {
        Self::read_in(reader, Place::Member)
    }

    /// An item or a key that stands at a place.
    pub(crate) fn read_in(reader: &mut Reader<'_>, place: Place) -> Wire<Option<Self>> {
        let mut values = Self::default();
        let there = reader.entries("AttributeValue", place, |reader, name| {
            if name.is_empty() {
                // Reported before anything inside the item, wherever it stands.
                values.problem = Some(ValueProblem::EmptyName);
            } else if name.len() > NAME_BYTES_MAX {
                note(&mut values.problem, ValueProblem::LongName);
            }
            let value = read_value(reader, Place::Element, 1, &mut values.problem)?;
            values.attributes.insert(name.into_owned(), value);
            Ok(())
        })?;
        Ok(there.then_some(values))
    }

    /// The attributes of some names; the values of others are skipped.
    pub(crate) fn read_only(
        reader: &mut Reader<'_>,
        wanted: impl Fn(&str) -> bool,
    ) -> Wire<Attributes> {
        let mut values = Self::default();
        reader.object(|reader, name| {
            if !wanted(&name) {
                return reader.skip();
            }
            let value = read_value(reader, Place::Element, 1, &mut values.problem)?;
            values.attributes.insert(name.into_owned(), value);
            Ok(())
        })?;
        Ok(values.attributes)
    }

    /// Values by placeholder, each with its own problem, in the order of the request.
    pub(crate) fn read_each(reader: &mut Reader<'_>) -> Wire<Option<Vec<(String, SingleValue)>>> {
        let mut all = Vec::new();
        let there = reader.entries("AttributeValue", Place::Member, |reader, name| {
            all.push((
                name.into_owned(),
                SingleValue::read(reader, Place::Element)?,
            ));
            Ok(())
        })?;
        Ok(there.then_some(all))
    }
}

impl SingleValue {
    /// One value at a place; null is a value without a type.
    pub(crate) fn read(reader: &mut Reader<'_>, place: Place) -> Wire<Self> {
        let mut problem = None;
        let value = read_value(reader, place, 1, &mut problem)?;
        Ok(Self { value, problem })
    }

    /// A list of values, such as AttributeValueList.
    pub(crate) fn read_list(reader: &mut Reader<'_>) -> Wire<Option<Vec<Self>>> {
        let mut all = Vec::new();
        let there = reader.elements(Place::Member, |reader| {
            all.push(Self::read(reader, Place::Element)?);
            Ok(())
        })?;
        Ok(there.then_some(all))
    }
}

fn note(slot: &mut Option<ValueProblem>, problem: ValueProblem) {
    slot.get_or_insert(problem);
}

/// Reads one value. Where it is wrong, the first problem is noted and something harmless returned.
fn read_value(
    reader: &mut Reader<'_>,
    place: Place,
    level: usize,
    problem: &mut Option<ValueProblem>,
) -> Wire<AttributeValue> {
    if level > LEVELS_MAX {
        note(problem, ValueProblem::TooDeep);
        reader.skip()?;
        return Ok(AttributeValue::Null);
    }
    let mut found = None;
    let mut types = 0;
    reader.structure("AttributeValue", place, |reader, name| {
        let value = match name.as_ref() {
            "S" => reader.string()?.map(AttributeValue::S),
            "N" => read_number(reader, problem)?,
            "B" => read_binary(reader)?.map(|(bytes, _)| AttributeValue::B(bytes)),
            "BOOL" => reader.boolean()?.map(AttributeValue::Bool),
            "NULL" => reader.boolean()?.map(|truth| {
                if !truth {
                    note(problem, ValueProblem::NullIsFalse);
                }
                AttributeValue::Null
            }),
            "M" => read_map(reader, level, problem)?,
            "L" => read_list(reader, level, problem)?,
            "SS" => read_string_set(reader, problem)?,
            "NS" => read_number_set(reader, problem)?,
            "BS" => read_binary_set(reader, problem)?,
            _ => {
                reader.skip()?;
                return Ok(());
            }
        };
        if value.is_some() {
            types += 1;
            found = value;
        }
        Ok(())
    })?;
    if types > 1 {
        note(problem, ValueProblem::SeveralTypes);
    }
    Ok(found.unwrap_or_else(|| {
        note(problem, ValueProblem::NoType);
        AttributeValue::Null
    }))
}

fn read_number(
    reader: &mut Reader<'_>,
    problem: &mut Option<ValueProblem>,
) -> Wire<Option<AttributeValue>> {
    let Some(text) = reader.borrowed_string()? else {
        return Ok(None);
    };
    Ok(Some(AttributeValue::N(number(&text, problem))))
}

fn number(text: &str, problem: &mut Option<ValueProblem>) -> Number {
    Number::parse(text).unwrap_or_else(|why| {
        note(problem, ValueProblem::Number(why, text.to_owned()));
        Number::ZERO
    })
}

/// A binary's bytes, and its base64 as it was sent.
fn read_binary(reader: &mut Reader<'_>) -> Wire<Option<(Bytes, String)>> {
    let Some(text) = reader.base64()? else {
        return Ok(None);
    };
    if text.len() % 4 != 0 {
        return Err(mistyped(format!(
            "Base64 encoded length is expected a multiple of 4 bytes but found: {}",
            text.len()
        )));
    }
    match STANDARD.decode(text.as_bytes()) {
        Ok(bytes) => Ok(Some((Bytes::from(bytes), text.into_owned()))),
        // The spelling is AWS's.
        Err(_) => Err(mistyped("Invalid last non-pad Base64 character dectected")),
    }
}

fn read_map(
    reader: &mut Reader<'_>,
    level: usize,
    problem: &mut Option<ValueProblem>,
) -> Wire<Option<AttributeValue>> {
    let mut members = Attributes::new();
    let mut empty_name = false;
    let there = reader.entries("AttributeValue", Place::Member, |reader, name| {
        empty_name |= name.is_empty();
        let value = read_value(reader, Place::Element, level + 1, problem)?;
        members.insert(name.into_owned(), value);
        Ok(())
    })?;
    if empty_name {
        note(problem, ValueProblem::EmptyName);
    }
    Ok(there.then_some(AttributeValue::M(members)))
}

fn read_list(
    reader: &mut Reader<'_>,
    level: usize,
    problem: &mut Option<ValueProblem>,
) -> Wire<Option<AttributeValue>> {
    let mut members = Vec::new();
    let there = reader.elements(Place::Member, |reader| {
        members.push(read_value(reader, Place::Element, level + 1, problem)?);
        Ok(())
    })?;
    Ok(there.then_some(AttributeValue::L(members)))
}

fn read_string_set(
    reader: &mut Reader<'_>,
    problem: &mut Option<ValueProblem>,
) -> Wire<Option<AttributeValue>> {
    let Some(sent) = reader.strings()? else {
        return Ok(None);
    };
    let mut members = sent.clone();
    members.sort_unstable();
    if members.is_empty() {
        note(problem, ValueProblem::EmptyStringSet);
    } else if repeats(&members) {
        note(problem, ValueProblem::RepeatedStrings(sent));
    }
    Ok(Some(AttributeValue::Ss(members)))
}

fn read_number_set(
    reader: &mut Reader<'_>,
    problem: &mut Option<ValueProblem>,
) -> Wire<Option<AttributeValue>> {
    let Some(sent) = reader.strings()? else {
        return Ok(None);
    };
    let mut members: Vec<_> = sent.iter().map(|text| number(text, problem)).collect();
    members.sort_unstable();
    if members.is_empty() {
        note(problem, ValueProblem::EmptyNumberSet);
    } else if repeats(&members) {
        note(problem, ValueProblem::RepeatedNumbers);
    }
    Ok(Some(AttributeValue::Ns(members)))
}

fn read_binary_set(
    reader: &mut Reader<'_>,
    problem: &mut Option<ValueProblem>,
) -> Wire<Option<AttributeValue>> {
    let mut sent = Vec::new();
    let there = reader.elements(Place::Member, |reader| {
        sent.extend(read_binary(reader)?);
        Ok(())
    })?;
    if !there {
        return Ok(None);
    }
    let mut members: Vec<_> = sent.iter().map(|(bytes, _)| bytes.clone()).collect();
    members.sort_unstable();
    if members.is_empty() {
        note(problem, ValueProblem::EmptyBinarySet);
    } else if repeats(&members) {
        note(problem, ValueProblem::RepeatedBinaries(sent));
    }
    Ok(Some(AttributeValue::Bs(members)))
}

fn repeats<T: PartialEq>(sorted: &[T]) -> bool {
    sorted.windows(2).any(|pair| pair[0] == pair[1])
}

impl Writer {
    /// Writes an item or a key.
    pub(crate) fn attributes(&mut self, attributes: &Attributes) {
        self.object(|w| {
            for (name, value) in attributes {
                w.name(name).value(value);
            }
        });
    }

    /// Writes one value with its type.
    pub(crate) fn value(&mut self, value: &AttributeValue) {
        self.object(|w| {
            w.name(value.type_name());
            match value {
                AttributeValue::S(text) => w.text(text),
                AttributeValue::N(number) => w.decimal(number),
                AttributeValue::B(bytes) => w.base64(bytes),
                AttributeValue::Bool(truth) => w.plain(truth),
                AttributeValue::Null => w.plain(true),
                AttributeValue::M(members) => w.attributes(members),
                AttributeValue::L(members) => w.list(members, Self::value),
                AttributeValue::Ss(members) => w.list(members, |w, text| w.text(text)),
                AttributeValue::Ns(members) => w.list(members, Self::decimal),
                AttributeValue::Bs(members) => w.list(members, |w, bytes| w.base64(bytes)),
            }
        });
    }

    fn decimal(&mut self, number: &Number) {
        let mut buffer = [0; TEXT_BYTES_MAX];
        self.quoted(number.text(&mut buffer));
    }

    fn base64(&mut self, bytes: &[u8]) {
        self.quoted(&STANDARD.encode(bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamodb::wire::reader::WireProblem;

    fn read(json: &str) -> Values {
        let mut reader = Reader::new(json);
        let values = Values::read(&mut reader).unwrap().unwrap();
        reader.finish().unwrap();
        values
    }

    fn written(json: &str) -> String {
        let values = read(json);
        assert_eq!(values.problem, None);
        let mut writer = Writer::default();
        writer.attributes(&values.attributes);
        writer.into_text()
    }

    #[test]
    fn every_type_is_read_and_written_in_canonical_form() {
        let json = r#"{ "z": {"S": "a\"b"}, "n": {"N": "0042.1200"}, "b": {"B": "AAE="},
            "t": {"BOOL": "yes"}, "u": {"NULL": true}, "m": {"M": {"x": {"L": [{"S": ""}]}}},
            "ss": {"SS": ["b", "a"]}, "ns": {"NS": ["10", "9"]}, "bs": {"BS": ["AQ==", "AA=="]} }"#;
        assert_eq!(
            written(json),
            r#"{"b":{"B":"AAE="},"bs":{"BS":["AA==","AQ=="]},"m":{"M":{"x":{"L":[{"S":""}]}}},"n":{"N":"42.12"},"ns":{"NS":["9","10"]},"ss":{"SS":["a","b"]},"t":{"BOOL":true},"u":{"NULL":true},"z":{"S":"a\"b"}}"#
        );
    }

    #[test]
    fn the_first_problem_is_kept() {
        let problem = |json| read(json).problem.unwrap();
        assert_eq!(problem(r#"{"a":{}}"#), ValueProblem::NoType);
        assert_eq!(
            problem(r#"{"a":{"S":"a","N":"1"}}"#),
            ValueProblem::SeveralTypes
        );
        assert_eq!(problem(r#"{"a":{"NULL":"no"}}"#), ValueProblem::NullIsFalse);
        assert_eq!(
            problem(r#"{"a":{"NS":["1","1.0"]}}"#),
            ValueProblem::RepeatedNumbers
        );
        assert_eq!(
            problem(r#"{"a":{"SS":[]},"b":{"BS":[]}}"#),
            ValueProblem::EmptyStringSet
        );
        assert_eq!(
            problem(r#"{"a":{"SS":[]},"":{"S":"x"}}"#),
            ValueProblem::EmptyName
        );
    }

    #[test]
    fn thirty_two_levels_are_read_and_more_are_not() {
        let nested = |wraps: usize| {
            format!(
                "{{\"a\":{}{{\"S\":\"x\"}}{}}}",
                "{\"M\":{\"n\":".repeat(wraps),
                "}}".repeat(wraps)
            )
        };
        assert_eq!(read(&nested(31)).problem, None);
        assert_eq!(read(&nested(32)).problem, Some(ValueProblem::TooDeep));
    }

    #[test]
    fn broken_base64_is_no_blob() {
        let refusal = |text: &str| match Values::read(&mut Reader::new(text)) {
            Err(WireProblem::Mistyped(text)) => text.into_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            refusal(r#"{"a":{"B":"!!!"}}"#),
            "Base64 encoded length is expected a multiple of 4 bytes but found: 3"
        );
        assert_eq!(
            refusal(r#"{"a":{"B":"AB=="}}"#),
            "Invalid last non-pad Base64 character dectected"
        );
        assert_eq!(
            refusal(r#"{"a":{"L":{}}}"#),
            "Start of structure or map found where not expected"
        );
        assert_eq!(refusal(r#"{"a":5}"#), "Unexpected value type in payload");
    }
}

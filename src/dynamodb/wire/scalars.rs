//! The members of a request's shape, with the coercions and refusals of AWS's deserialiser.
//!
//! Source of every text here: recorded answers, as in the public dynalite suite.

use std::borrow::Cow;

use super::reader::{Kind, Reader, Wire, WireProblem};

/// Where a structure, list or map stands; AWS words a wrong scalar there accordingly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A member of a structure.
    Member,
    /// A structure that is an element of a list or a value of a map.
    Element,
    /// A list that is a value of a map, or a map that is an element of a list.
    Parameterized,
}

const STRUCTURE: &str = "Start of structure or map found where not expected";

impl<'a> Reader<'a> {
    /// A `String` member.
    pub(crate) fn string(&mut self) -> Wire<Option<String>> {
        Ok(self.borrowed_string()?.map(Cow::into_owned))
    }

    /// A `String` member that is only looked at.
    pub(crate) fn borrowed_string(&mut self) -> Wire<Option<Cow<'a, str>>> {
        match self.kind()? {
            Kind::Text => self.text().map(Some),
            Kind::Null => self.null().map(|_| None),
            other => Err(self.scalar_problem(other, "String")?),
        }
    }

    /// A `Boolean` member; texts such as `yes` and `0` count, in any case.
    pub(crate) fn boolean(&mut self) -> Wire<Option<bool>> {
        match self.kind()? {
            Kind::Truth(_) => self.truth().map(Some),
            Kind::Null => self.null().map(|_| None),
            Kind::Text => match self.text()?.to_ascii_lowercase().as_str() {
                "true" | "t" | "yes" | "y" | "1" => Ok(Some(true)),
                "false" | "f" | "no" | "n" | "0" => Ok(Some(false)),
                _ => Err(mistyped("Unexpected token received from parser")),
            },
            other => Err(self.scalar_problem(other, "Boolean")?),
        }
    }

    /// A `Long` member; a fraction is dropped.
    pub(crate) fn long(&mut self) -> Wire<Option<i64>> {
        match self.kind()? {
            Kind::Number => Ok(Some(whole(self.number()?))),
            Kind::Null => self.null().map(|_| None),
            other => Err(self.scalar_problem(other, "Long")?),
        }
    }

    /// A `Double` member.
    pub(crate) fn double(&mut self) -> Wire<Option<f64>> {
        match self.kind()? {
            Kind::Number => Ok(Some(self.number()?.parse().unwrap_or(f64::MAX))),
            Kind::Null => self.null().map(|_| None),
            other => Err(self.scalar_problem(other, "Double")?),
        }
    }

    /// A `Timestamp` member: Unix seconds, perhaps with a fraction, as milliseconds.
    pub(crate) fn timestamp_ms(&mut self) -> Wire<Option<i64>> {
        match self.kind()? {
            Kind::Number => {
                let seconds: f64 = self.number()?.parse().unwrap_or(f64::MAX);
                Ok(Some((seconds * 1000.0) as i64))
            }
            Kind::Null => self.null().map(|_| None),
            other => Err(self.scalar_problem(other, "Date")?),
        }
    }

    /// An `Integer` member: 32 bits, saturating; a fraction is dropped.
    pub(crate) fn integer(&mut self) -> Wire<Option<i32>> {
        match self.kind()? {
            Kind::Number => {
                let value = whole(self.number()?);
                let limits = i64::from(i32::MIN)..=i64::from(i32::MAX);
                let value = value.clamp(*limits.start(), *limits.end());
                Ok(i32::try_from(value).ok())
            }
            Kind::Null => self.null().map(|_| None),
            other => Err(self.scalar_problem(other, "Integer")?),
        }
    }

    /// A `Blob` member: the base64 text, which is still to be decoded.
    pub(crate) fn base64(&mut self) -> Wire<Option<Cow<'a, str>>> {
        match self.kind()? {
            Kind::Text => self.text().map(Some),
            Kind::Null => self.null().map(|_| None),
            Kind::Object => Err(mistyped(STRUCTURE)),
            Kind::List => Err(mistyped(
                "Unrecognized collection type class java.nio.ByteBuffer",
            )),
            Kind::Number | Kind::Truth(_) => Err(mistyped(
                "only base-64-encoded strings are convertible to bytes",
            )),
        }
    }

    /// A structure; `member` is called with each name and must read or skip its value. False for null.
    pub(crate) fn structure(
        &mut self,
        class: &str,
        place: Place,
        member: impl FnMut(&mut Self, Cow<'a, str>) -> Wire<()>,
    ) -> Wire<bool> {
        match self.kind()? {
            Kind::Object => self.object(member).map(|()| true),
            Kind::Null => self.null().map(|_| false),
            Kind::List => Err(mistyped(format!(
                "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.{class}"
            ))),
            _ => Err(wrong_scalar(place)),
        }
    }

    /// A list; `element` must read each element. False for null.
    pub(crate) fn elements(
        &mut self,
        place: Place,
        element: impl FnMut(&mut Self) -> Wire<()>,
    ) -> Wire<bool> {
        match self.kind()? {
            Kind::List => self.list(element).map(|()| true),
            Kind::Null => self.null().map(|_| false),
            Kind::Object => Err(mistyped(STRUCTURE)),
            _ => Err(wrong_scalar(place)),
        }
    }

    /// A map whose values are of a Java class; `entry` must read each value. False for null.
    pub(crate) fn entries(
        &mut self,
        class: &str,
        place: Place,
        entry: impl FnMut(&mut Self, Cow<'a, str>) -> Wire<()>,
    ) -> Wire<bool> {
        match self.kind()? {
            Kind::Object => self.object(entry).map(|()| true),
            Kind::Null => self.null().map(|_| false),
            Kind::List => {
                let package = match class.starts_with("java.") {
                    true => "",
                    false => "com.amazonaws.dynamodb.v20120810.",
                };
                Err(mistyped(format!(
                    "Unrecognized collection type java.util.Map<java.lang.String, {package}{class}>"
                )))
            }
            _ => Err(wrong_scalar(place)),
        }
    }

    /// A list of strings; nulls in it are dropped.
    pub(crate) fn strings(&mut self) -> Wire<Option<Vec<String>>> {
        let mut all = Vec::new();
        let there = self.elements(Place::Member, |reader| {
            all.extend(reader.string()?);
            Ok(())
        })?;
        Ok(there.then_some(all))
    }

    fn scalar_problem(&mut self, kind: Kind, class: &str) -> Wire<WireProblem> {
        Ok(match kind {
            Kind::Object => mistyped(STRUCTURE),
            Kind::List => mistyped(format!(
                "Unrecognized collection type class java.lang.{class}"
            )),
            Kind::Text => mistyped(format!("STRING_VALUE cannot be converted to {class}")),
            Kind::Truth(true) => mistyped(format!("TRUE_VALUE cannot be converted to {class}")),
            Kind::Truth(false) => mistyped(format!("FALSE_VALUE cannot be converted to {class}")),
            Kind::Number | Kind::Null => {
                let decimal = self.number()?.contains(['.', 'e', 'E']);
                let token = if decimal { "DECIMAL" } else { "NUMBER" };
                mistyped(format!("{token}_VALUE cannot be converted to {class}"))
            }
        })
    }
}

pub(super) fn mistyped(text: impl Into<Cow<'static, str>>) -> WireProblem {
    WireProblem::Mistyped(text.into())
}

fn wrong_scalar(place: Place) -> WireProblem {
    mistyped(match place {
        Place::Member => "Unexpected field type",
        Place::Element => "Unexpected value type in payload",
        Place::Parameterized => {
            "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to \
             class java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl \
             and java.lang.Class are in module java.base of loader 'bootstrap')"
        }
    })
}

/// A JSON number as a whole one: fraction dropped, saturating at 64 bits.
fn whole(text: &str) -> i64 {
    if let Ok(value) = text.parse::<i64>() {
        return value;
    }
    // Only written with a fraction, an exponent or too many digits: a float is exact enough here.
    text.parse::<f64>().map_or(0, |value| value.trunc() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal<T: std::fmt::Debug>(read: Wire<T>) -> String {
        match read {
            Err(WireProblem::Mistyped(text)) => text.into_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_wrong_scalar_names_its_token() {
        let string = |text| refusal(Reader::new(text).string());
        assert_eq!(string("5"), "NUMBER_VALUE cannot be converted to String");
        assert_eq!(string("5.5"), "DECIMAL_VALUE cannot be converted to String");
        assert_eq!(string("true"), "TRUE_VALUE cannot be converted to String");
        assert_eq!(
            string("[]"),
            "Unrecognized collection type class java.lang.String"
        );
        assert_eq!(string("{}"), STRUCTURE);
        let long = |text| refusal(Reader::new(text).long());
        assert_eq!(long("\"1\""), "STRING_VALUE cannot be converted to Long");
    }

    #[test]
    fn an_integer_saturates_and_drops_its_fraction() {
        let integer = |text| Reader::new(text).integer().unwrap();
        assert_eq!(integer("9999999999"), Some(i32::MAX));
        assert_eq!(integer("-1e30"), Some(i32::MIN));
        assert_eq!(integer("3.9"), Some(3));
        assert_eq!(integer("null"), None);
    }

    #[test]
    fn a_boolean_may_be_written_as_a_word() {
        let boolean = |text| Reader::new(text).boolean();
        assert_eq!(boolean("\"YES\""), Ok(Some(true)));
        assert_eq!(boolean("\"0\""), Ok(Some(false)));
        assert_eq!(
            refusal(boolean("\"maybe\"")),
            "Unexpected token received from parser"
        );
    }
}

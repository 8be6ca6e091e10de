//! PartiQL statements as they are sent, not checked yet.

use super::attribute::SingleValue;
use super::reader::{Reader, Wire};
use super::scalars::Place;
use super::writer::Writer;

/// A statement with what it needs. Which members there are depends on the operation.
#[derive(Debug, Default)]
pub(crate) struct SentStatement {
    pub(crate) statement: Option<String>,
    pub(crate) parameters: Option<Vec<SingleValue>>,
    pub(crate) consistent_read: Option<bool>,
    pub(crate) return_values_on_condition_check_failure: Option<String>,
}

impl SentStatement {
    /// Reads a member if it is one of these.
    pub(crate) fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "Statement" => self.statement = reader.string()?,
            "Parameters" => self.parameters = SingleValue::read_list(reader)?,
            "ConsistentRead" => self.consistent_read = reader.boolean()?,
            "ReturnValuesOnConditionCheckFailure" => {
                self.return_values_on_condition_check_failure = reader.string()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A list of them, whose elements are structures of a class.
    pub(crate) fn read_list(reader: &mut Reader<'_>, class: &str) -> Wire<Option<Vec<Self>>> {
        let mut all = Vec::new();
        let there = reader.elements(Place::Member, |reader| {
            let mut sent = Self::default();
            reader.structure(class, Place::Element, |reader, name| {
                match sent.read_member(reader, &name)? {
                    true => Ok(()),
                    false => reader.skip(),
                }
            })?;
            all.push(sent);
            Ok(())
        })?;
        Ok(there.then_some(all))
    }
}

/// One text for all the ways to write the same statements.
pub(crate) fn canonical(all: &[SentStatement]) -> String {
    let mut writer = Writer::default();
    writer.list(all, |w, sent| {
        w.object(|w| {
            w.name("Statement")
                .text(sent.statement.as_deref().unwrap_or_default());
            let parameters = sent.parameters.iter().flatten();
            w.name("Parameters")
                .list(parameters, |w, own| w.value(&own.value));
            if let Some(shown) = &sent.return_values_on_condition_check_failure {
                w.name("ReturnValuesOnConditionCheckFailure").text(shown);
            }
        });
    });
    writer.into_text()
}

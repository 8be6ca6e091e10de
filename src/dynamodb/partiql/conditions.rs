//! From the expression behind WHERE to a condition of the same kind as a filter's.

use std::sync::Arc;

use super::tree::{Expression, Kind};
use super::values::{Parameters, is_value, value};
use crate::aws::error::AwsError;
use crate::dynamodb::error::{expression, partiql};
use crate::dynamodb::expression::condition::check::{self, IN_OPERANDS_MAX};
use crate::dynamodb::expression::condition::{Operand, Test, TypeName};
use crate::dynamodb::expression::{Comparator, Path};
use crate::dynamodb::value::AttributeValue;

/// The test that an expression stands for; `refusal` is what is said of one that is no condition.
pub(super) fn test(
    expression: &Expression,
    parameters: &Parameters,
    refusal: fn() -> AwsError,
) -> Result<Test, AwsError> {
    let builder = Builder { parameters };
    builder.test(expression)?.ok_or_else(refusal)
}

struct Builder<'p> {
    parameters: &'p Parameters,
}

impl Builder<'_> {
    /// None if the expression is no condition.
    fn test(&self, own: &Expression) -> Result<Option<Test>, AwsError> {
        Ok(Some(match &own.kind {
            Kind::And(all) => Test::And(self.joined(all)?),
            Kind::Or(all) => Test::Or(self.joined(all)?),
            Kind::Not(inner) => {
                let refusal = partiql::negated_is_no_condition;
                Test::Not(Box::new(test(inner, self.parameters, refusal)?))
            }
            Kind::Compare(comparator, operands) => self.comparison(*comparator, operands)?,
            Kind::Between(operands) => {
                let [operand, low, high] = operands.as_ref();
                let operand = self.operand(operand)?;
                let (low, high) = (self.operand(low)?, self.operand(high)?);
                check::between("", &operand, &low, &high)?;
                Test::Between(operand, low, high)
            }
            Kind::In(operands) => self.membership(operands)?,
            Kind::Is(operand, type_name) => self.type_test(operand, type_name)?,
            Kind::Like(_) => return Err(partiql::condition_operator("LIKE")),
            Kind::Call(name, arguments) if name != "size" => self.function(own, name, arguments)?,
            _ => return Ok(None),
        }))
    }

    fn joined(&self, all: &[Expression]) -> Result<Vec<Test>, AwsError> {
        let refusal = partiql::joined_is_no_condition;
        all.iter()
            .map(|own| test(own, self.parameters, refusal))
            .collect()
    }

    fn comparison(
        &self,
        comparator: Comparator,
        [left, right]: &[Expression; 2],
    ) -> Result<Test, AwsError> {
        let (left, right) = (self.operand(left)?, self.operand(right)?);
        check::comparable("", comparator, [&left, &right])?;
        check::distinct("", comparator.symbol(), &left, [&right])?;
        Ok(Test::Compare(comparator, left, right))
    }

    fn membership(&self, [left, right]: &[Expression; 2]) -> Result<Test, AwsError> {
        let members = match &right.kind {
            Kind::List(members) | Kind::Bag(members) if !members.is_empty() => members,
            _ => return Err(partiql::in_without_list()),
        };
        if members.len() > IN_OPERANDS_MAX {
            return Err(expression::too_many_in_operands("", members.len()));
        }
        let left = self.operand(left)?;
        let members = members
            .iter()
            .map(|member| self.operand(member))
            .collect::<Result<Vec<_>, _>>()?;
        check::distinct("", "IN", &left, &members)?;
        Ok(Test::In(left, members))
    }

    fn type_test(&self, operand: &Expression, type_name: &str) -> Result<Test, AwsError> {
        if !is_value(operand) && !matches!(operand.kind, Kind::Path(_)) {
            return Err(partiql::is_operand());
        }
        let wanted = match type_name {
            "MISSING" => {
                return match &operand.kind {
                    Kind::Path(path) => Ok(Test::NotExists(path.clone())),
                    _ => Err(partiql::is_operand()),
                };
            }
            "NULL" => "NULL",
            "BOOL" | "BOOLEAN" => "BOOL",
            "BLOB" => "B",
            "STRING" => "S",
            "NUMERIC" => "N",
            "STRUCT" | "TUPLE" => "M",
            "LIST" => "L",
            other => return Err(partiql::is_type(other)),
        };
        let wanted = TypeName::parse(wanted).ok_or_else(|| partiql::is_type(type_name))?;
        Ok(Test::Type(self.operand(operand)?, wanted))
    }

    fn operand(&self, own: &Expression) -> Result<Operand, AwsError> {
        match &own.kind {
            Kind::Path(path) => Ok(Operand::Path(path.clone())),
            Kind::Call(name, arguments) if name == "size" => self.size(arguments),
            Kind::Arithmetic(operator, _) => Err(partiql::condition_operator(operator)),
            Kind::Star => Err(partiql::unexpected_path_component(own.at)),
            _ if is_value(own) => self.value(own).map(Operand::Value),
            _ => match self.test(own)? {
                Some(test) => Ok(Operand::Truth(Box::new(test))),
                None => Err(partiql::where_is_no_condition()),
            },
        }
    }

    fn value(&self, own: &Expression) -> Result<Arc<AttributeValue>, AwsError> {
        value(own, self.parameters).map(Arc::new)
    }

    fn size(&self, arguments: &[Expression]) -> Result<Operand, AwsError> {
        let [argument] = arguments else {
            return Err(expression::operand_count("", "size", arguments.len()));
        };
        let operand = self.operand(argument)?;
        check::size("", &operand)?;
        Ok(Operand::Size(Box::new(operand)))
    }

    fn function(
        &self,
        own: &Expression,
        name: &str,
        arguments: &[Expression],
    ) -> Result<Test, AwsError> {
        let wanted = match name {
            "attribute_exists" | "attribute_not_exists" => 1,
            "begins_with" | "contains" | "attribute_type" => 2,
            _ => return Err(partiql::unrecognized_function(name, own.at)),
        };
        if arguments.len() != wanted {
            return Err(expression::operand_count("", name, arguments.len()));
        }
        if wanted == 1 {
            let path = self.path(name, &arguments[0])?;
            return Ok(match name {
                "attribute_exists" => Test::Exists(path),
                _ => Test::NotExists(path),
            });
        }
        let (first, second) = (self.operand(&arguments[0])?, self.operand(&arguments[1])?);
        if name == "begins_with" {
            check::begins_with("", [&first, &second])?;
        }
        check::distinct("", name, &first, [&second])?;
        Ok(match name {
            "begins_with" => Test::BeginsWith(first, second),
            "contains" => Test::Contains(first, second),
            _ => Test::Type(first, type_of(&second)?),
        })
    }

    fn path(&self, function: &str, own: &Expression) -> Result<Path, AwsError> {
        match self.operand(own)? {
            Operand::Path(path) => Ok(path),
            _ => Err(expression::not_a_path("", function)),
        }
    }
}

/// The type that `attribute_type` asks for.
fn type_of(operand: &Operand) -> Result<TypeName, AwsError> {
    let function = "attribute_type";
    match operand {
        Operand::Value(value) => match value.as_ref() {
            AttributeValue::S(name) => {
                TypeName::parse(name).ok_or_else(|| partiql::unknown_type(name))
            }
            other => Err(expression::operand_type("", function, other.type_name())),
        },
        other => Err(expression::operand_type(
            "",
            function,
            other.known_type().unwrap_or(expression::ANY_TYPE),
        )),
    }
}

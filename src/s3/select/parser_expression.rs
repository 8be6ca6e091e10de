//! Reads expressions: the operators, from the loosest to the tightest.

use crate::aws::error::AwsError;
use crate::s3::error::select::statement;

use super::expression::{Comparison, Expr, Node};
use super::number::Arithmetic;
use super::parser::{Parser, pair};
use super::token::TokenKind;

impl Parser {
    pub(super) fn expression(&mut self) -> Result<Expr, AwsError> {
        self.nested(Self::disjunction)
    }

    fn disjunction(&mut self) -> Result<Expr, AwsError> {
        let first = self.conjunction()?;
        let mut all = vec![first];
        while self.take_keyword("or") {
            all.push(self.conjunction()?);
        }
        joined(all, Node::Or)
    }

    fn conjunction(&mut self) -> Result<Expr, AwsError> {
        let first = self.negation()?;
        let mut all = vec![first];
        while self.take_keyword("and") {
            all.push(self.negation()?);
        }
        joined(all, Node::And)
    }

    fn negation(&mut self) -> Result<Expr, AwsError> {
        match self.take_keyword("not") {
            true => not(self.nested(Self::negation)?),
            false => self.predicate(),
        }
    }

    /// Comparisons, and what else asks about a value.
    fn predicate(&mut self) -> Result<Expr, AwsError> {
        let mut value = self.concatenation()?;
        loop {
            if let TokenKind::Operator(sign) = self.peek().kind
                && let Some(comparison) = comparison(sign)
            {
                self.advance();
                let other = self.concatenation()?;
                value = Expr::new(Node::Compare(comparison, pair(value, other)))?;
                continue;
            }
            if self.take_keyword("is") {
                value = self.is(value)?;
                continue;
            }
            let negated = self.peek().kind.is_keyword("not");
            let asks = &self.ahead(usize::from(negated)).kind;
            let TokenKind::Keyword(word @ ("like" | "in" | "between")) = *asks else {
                return Ok(value);
            };
            self.take_keyword("not");
            self.advance();
            value = match word {
                "like" => self.like(value)?,
                "in" => self.is_in(value)?,
                _ => self.between(value)?,
            };
            if negated {
                value = not(value)?;
            }
        }
    }

    fn is(&mut self, value: Expr) -> Result<Expr, AwsError> {
        let negated = self.take_keyword("not");
        let node = match self.peek().kind {
            TokenKind::Keyword("null") => Node::IsNull(Box::new(value)),
            TokenKind::Keyword("missing") => Node::IsMissing(Box::new(value)),
            _ => {
                return Err(statement::expected_type_name(
                    &self.peek().kind,
                    &self.peek().at,
                ));
            }
        };
        self.advance();
        let is = Expr::new(node)?;
        if negated { not(is) } else { Ok(is) }
    }

    fn like(&mut self, value: Expr) -> Result<Expr, AwsError> {
        let mut operands = vec![value, self.concatenation()?];
        if self.take_keyword("escape") {
            operands.push(self.concatenation()?);
        }
        Expr::new(Node::Like(operands))
    }

    fn is_in(&mut self, value: Expr) -> Result<Expr, AwsError> {
        if !self.take(|kind| matches!(kind, TokenKind::LeftParen)) {
            return Err(statement::expected_left_paren_of_list());
        }
        let mut list = Vec::new();
        loop {
            list.push(self.expression()?);
            if self.take_right_paren() {
                return Expr::new(Node::In(Box::new(value), list));
            }
            if !self.take_comma() {
                return Err(statement::expected_argument_delimiter());
            }
        }
    }

    fn between(&mut self, value: Expr) -> Result<Expr, AwsError> {
        let low = self.concatenation()?;
        self.expect_keyword("and")?;
        let high = self.concatenation()?;
        Expr::new(Node::Between(Box::new([value, low, high])))
    }

    fn concatenation(&mut self) -> Result<Expr, AwsError> {
        let mut value = self.sum()?;
        while self.take(|kind| kind.is_operator("||")) {
            let other = self.sum()?;
            value = Expr::new(Node::Concat(pair(value, other)))?;
        }
        Ok(value)
    }

    fn sum(&mut self) -> Result<Expr, AwsError> {
        let mut value = self.product()?;
        loop {
            let operation = match self.peek().kind {
                TokenKind::Operator("+") => Arithmetic::Add,
                TokenKind::Operator("-") => Arithmetic::Subtract,
                _ => return Ok(value),
            };
            self.advance();
            let other = self.product()?;
            value = Expr::new(Node::Arithmetic(operation, pair(value, other)))?;
        }
    }

    fn product(&mut self) -> Result<Expr, AwsError> {
        let mut value = self.factor()?;
        loop {
            let operation = match self.peek().kind {
                TokenKind::Star => Arithmetic::Multiply,
                TokenKind::Operator("/") => Arithmetic::Divide,
                TokenKind::Operator("%") => Arithmetic::Remainder,
                _ => return Ok(value),
            };
            self.advance();
            let other = self.factor()?;
            value = Expr::new(Node::Arithmetic(operation, pair(value, other)))?;
        }
    }

    fn factor(&mut self) -> Result<Expr, AwsError> {
        if self.take(|kind| kind.is_operator("-")) {
            let value = self.nested(Self::factor)?;
            return Expr::new(Node::Negate(Box::new(value)));
        }
        if self.take(|kind| kind.is_operator("+")) {
            return self.nested(Self::factor);
        }
        self.term()
    }
}

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "=" => Comparison::Equal,
        "<>" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

fn not(value: Expr) -> Result<Expr, AwsError> {
    Expr::new(Node::Not(Box::new(value)))
}

/// One expression alone, or several joined.
fn joined(mut all: Vec<Expr>, join: fn(Vec<Expr>) -> Node) -> Result<Expr, AwsError> {
    match (all.len(), all.pop()) {
        (1, Some(only)) => Ok(only),
        (_, last) => {
            all.extend(last);
            Expr::new(join(all))
        }
    }
}

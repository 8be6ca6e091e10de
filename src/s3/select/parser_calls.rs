//! Reads the terms of expressions: literals, paths, CASE, CAST and calls of functions.

use crate::aws::error::AwsError;
use crate::s3::error::select::{evaluation, statement};

use super::aggregate::{Aggregate, Summary};
use super::expression::{Expr, Literal, Node, Path, PathStep, Type};
use super::function::{Function, Side};
use super::parser::{Parser, name, pair};
use super::timestamp::DatePart;
use super::token::{Token, TokenKind};

impl Parser {
    pub(super) fn term(&mut self) -> Result<Expr, AwsError> {
        if matches!(self.ahead(1).kind, TokenKind::LeftParen)
            && let Some(called) = called(&self.peek().kind)
        {
            self.advance();
            self.advance();
            return self.nested(|parser| parser.call(&called));
        }
        let token = self.peek().clone();
        let literal = match token.kind {
            TokenKind::Text(text) => Literal::Text(text),
            TokenKind::Number(number) => Literal::Number(number),
            TokenKind::Timestamp(moment) => Literal::Timestamp(moment),
            TokenKind::Keyword("true") => Literal::Bool(true),
            TokenKind::Keyword("false") => Literal::Bool(false),
            TokenKind::Keyword("null") => Literal::Null,
            TokenKind::Keyword("missing") => Literal::Missing,
            TokenKind::Keyword("case") => return self.nested(Self::case),
            TokenKind::Keyword("cast") => return Err(statement::expected_left_paren_after_cast()),
            TokenKind::Identifier(_) | TokenKind::Quoted(_) => return self.path(),
            TokenKind::LeftParen => return self.in_parens(),
            _ => return Err(unexpected_term(&token)),
        };
        self.advance();
        Expr::new(Node::Literal(literal))
    }

    fn in_parens(&mut self) -> Result<Expr, AwsError> {
        self.advance();
        if self.peek().kind.is_keyword("select") {
            return Err(statement::unsupported_structure());
        }
        let value = self.expression()?;
        match self.take_right_paren() {
            true => Ok(value),
            false => Err(self.unexpected()),
        }
    }

    fn path(&mut self) -> Result<Expr, AwsError> {
        let token = self.advance();
        let root = name(&token.kind).ok_or_else(|| unexpected_term(&token))?;
        let mut steps = Vec::new();
        loop {
            match self.peek().kind {
                TokenKind::Dot => {
                    self.advance();
                    if matches!(self.peek().kind, TokenKind::Star) {
                        return Err(statement::wildcard_in_select_list());
                    }
                    steps.push(PathStep::Field(self.field()?));
                }
                TokenKind::LeftBracket => steps.push(self.bracket()?),
                _ => break,
            }
        }
        Expr::new(Node::Path(Path {
            root,
            steps,
            at: token.at,
        }))
    }

    fn case(&mut self) -> Result<Expr, AwsError> {
        self.advance();
        let operand = match self.peek().kind.is_keyword("when") {
            true => None,
            false => Some(Box::new(self.expression()?)),
        };
        let mut arms = Vec::new();
        while self.take_keyword("when") {
            let when = self.expression()?;
            self.expect_keyword("then")?;
            arms.push((when, self.expression()?));
        }
        if arms.is_empty() {
            return Err(statement::expected_when_clause());
        }
        let otherwise = match self.take_keyword("else") {
            true => Some(Box::new(self.expression()?)),
            false => None,
        };
        self.expect_keyword("end")?;
        Expr::new(Node::Case {
            operand,
            arms,
            otherwise,
        })
    }

    /// A call whose left parenthesis is read.
    fn call(&mut self, called: &str) -> Result<Expr, AwsError> {
        if let Some(summary) = Summary::parse(called) {
            return self.aggregate(summary);
        }
        match called {
            "cast" => return self.cast(),
            "trim" => return self.trim(),
            "extract" => return self.extract(),
            "substring" => return self.substring(),
            "date_add" | "date_diff" => return self.date_arithmetic(called == "date_add"),
            _ => {}
        }
        let function = Function::parse(called).ok_or_else(statement::unsupported_function)?;
        let arguments = self.arguments()?;
        function.check_count(arguments.len())?;
        Expr::new(Node::Call(function, arguments))
    }

    /// What stands between parentheses, to the right one.
    fn arguments(&mut self) -> Result<Vec<Expr>, AwsError> {
        let mut arguments = Vec::new();
        if self.take_right_paren() {
            return Ok(arguments);
        }
        loop {
            if matches!(self.peek().kind, TokenKind::Star) {
                return Err(statement::unsupported_call_with_star());
            }
            arguments.push(self.expression()?);
            if !self.take_comma() {
                break;
            }
        }
        self.end_of_call()?;
        Ok(arguments)
    }

    fn end_of_call(&mut self) -> Result<(), AwsError> {
        match self.take_right_paren() {
            true => Ok(()),
            false => Err(statement::expected_right_paren_of_call()),
        }
    }

    fn aggregate(&mut self, summary: Summary) -> Result<Expr, AwsError> {
        let before = self.aggregates.len();
        let is_star = |kind: &TokenKind| matches!(kind, TokenKind::Star);
        let argument = if summary == Summary::Count && self.take(is_star) {
            self.end_of_call()?;
            None
        } else {
            let mut arguments = self.arguments()?;
            match (arguments.pop(), arguments.is_empty()) {
                (Some(only), true) => Some(only),
                _ => return Err(statement::non_unary_aggregate()),
            }
        };
        // An aggregate of an aggregate means nothing.
        if self.aggregates.len() > before {
            return Err(statement::unsupported_operation());
        }
        self.aggregates.push(Aggregate::new(summary, argument));
        Expr::new(Node::Aggregate(before))
    }

    fn cast(&mut self) -> Result<Expr, AwsError> {
        let value = self.expression()?;
        if !self.take_keyword("as") {
            return Err(statement::cast_arity());
        }
        let target = self.type_name()?;
        self.end_of_call()?;
        Expr::new(Node::Cast(Box::new(value), target))
    }

    /// A type; its length or precision changes nothing (user guide, "Data types").
    fn type_name(&mut self) -> Result<Type, AwsError> {
        let token = self.advance();
        let TokenKind::Keyword(word) = token.kind else {
            return Err(statement::expected_type_name(&token.kind, &token.at));
        };
        let target = match word {
            "bool" | "boolean" => Type::Bool,
            "int" | "integer" | "smallint" => Type::Int,
            "float" | "real" => Type::Float,
            "double" => {
                self.expect_keyword("precision")?;
                Type::Float
            }
            "decimal" | "dec" | "numeric" => Type::Decimal,
            "string" | "char" | "character" | "varchar" | "symbol" => Type::Text,
            "timestamp" => Type::Timestamp,
            "list" | "struct" | "bag" | "tuple" | "blob" | "clob" | "sexp" | "date" | "time" => {
                return Err(statement::invalid_data_type());
            }
            _ => return Err(statement::expected_type_name(&token.kind, &token.at)),
        };
        if matches!(self.peek().kind, TokenKind::LeftParen) {
            self.advance();
            for parameter in self.arguments()? {
                if !matches!(parameter.node, Node::Literal(Literal::Number(_))) {
                    return Err(statement::invalid_type_parameter());
                }
            }
        }
        Ok(target)
    }

    /// `TRIM([[LEADING|TRAILING|BOTH] [characters] FROM] text)`.
    fn trim(&mut self) -> Result<Expr, AwsError> {
        let side = match self.peek().kind {
            TokenKind::Keyword("leading") => Some(Side::Leading),
            TokenKind::Keyword("trailing") => Some(Side::Trailing),
            TokenKind::Keyword("both") => Some(Side::Both),
            _ => None,
        };
        if side.is_some() {
            self.advance();
        }
        let mut operands = Vec::new();
        if !self.take_keyword("from") {
            operands.push(self.expression()?);
            if self.take_keyword("from") {
                operands.insert(0, self.expression()?);
            } else if side.is_some() {
                return Err(statement::expected_keyword());
            }
        } else {
            operands.push(self.expression()?);
        }
        self.end_of_call()?;
        Expr::new(Node::Trim(side.unwrap_or(Side::Both), operands))
    }

    /// `SUBSTRING(text, start [, length])` or `SUBSTRING(text FROM start [FOR length])`.
    fn substring(&mut self) -> Result<Expr, AwsError> {
        let mut operands = vec![self.expression()?];
        if self.take_keyword("from") {
            operands.push(self.expression()?);
            if self.take_keyword("for") {
                operands.push(self.expression()?);
            }
            self.end_of_call()?;
        } else if self.take_comma() {
            operands.append(&mut self.arguments()?);
        } else {
            self.end_of_call()?;
        }
        Function::Substring.check_count(operands.len())?;
        Expr::new(Node::Call(Function::Substring, operands))
    }

    fn date_part(&mut self) -> Result<DatePart, AwsError> {
        let part = match self.advance().kind {
            TokenKind::Keyword(word) => DatePart::parse(word),
            TokenKind::Identifier(name) => DatePart::parse(&name),
            _ => None,
        };
        part.ok_or_else(statement::expected_date_part)
    }

    fn extract(&mut self) -> Result<Expr, AwsError> {
        let part = self.date_part()?;
        self.expect_keyword("from")?;
        let value = self.expression()?;
        self.end_of_call()?;
        Expr::new(Node::Extract(part, Box::new(value)))
    }

    /// `DATE_ADD(part, amount, moment)` and `DATE_DIFF(part, from, to)`.
    fn date_arithmetic(&mut self, adds: bool) -> Result<Expr, AwsError> {
        let part = self.date_part()?;
        if matches!(part, DatePart::TimezoneHour | DatePart::TimezoneMinute) {
            return Err(statement::expected_date_part());
        }
        if !self.take_comma() {
            return Err(statement::expected_argument_delimiter());
        }
        let arguments = self.arguments()?;
        let [first, second] =
            <[Expr; 2]>::try_from(arguments).map_err(|_| evaluation::invalid_arguments())?;
        Expr::new(match adds {
            true => Node::DateAdd(part, pair(first, second)),
            false => Node::DateDiff(part, pair(first, second)),
        })
    }
}

/// The name of what is called, in small letters; `NOT (` and its like call nothing.
fn called(kind: &TokenKind) -> Option<String> {
    match kind {
        TokenKind::Identifier(name) => Some(name.to_ascii_lowercase()),
        TokenKind::Keyword(
            "not" | "and" | "or" | "in" | "like" | "between" | "case" | "select" | "values",
        ) => None,
        TokenKind::Keyword(word) => Some((*word).to_owned()),
        _ => None,
    }
}

fn unexpected_term(token: &Token) -> AwsError {
    match token.kind {
        TokenKind::Operator(_) => statement::unexpected_operator(&token.kind, &token.at),
        TokenKind::Keyword(_) => statement::unexpected_keyword(),
        TokenKind::Star | TokenKind::Comma => statement::unexpected_token(&token.kind, &token.at),
        _ => statement::unexpected_term(),
    }
}

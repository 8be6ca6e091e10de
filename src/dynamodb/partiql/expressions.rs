//! The grammar of expressions: literals, paths, functions and operators by their precedence.

use super::cursor::Cursor;
use super::paths::document_path;
use super::token::{Symbol, TokenKind};
use super::tree::{Expression, Kind};
use super::types::type_name;
use crate::aws::error::AwsError;
use crate::dynamodb::error::partiql;
use crate::dynamodb::expression::Comparator;

/// How strongly operators bind, from the weakest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    Concatenation,
    Sum,
    Product,
    /// Nothing but a term.
    Term,
}

/// What stands between two operands.
#[derive(Clone, Copy)]
enum Infix {
    Or,
    And,
    Compare(Comparator),
    Between,
    In,
    Like,
    Is,
    Arithmetic(&'static str, Level),
}

impl Infix {
    fn level(self) -> Level {
        match self {
            Self::Or => Level::Or,
            Self::And => Level::And,
            Self::Compare(_) | Self::Between | Self::In | Self::Like | Self::Is => {
                Level::Comparison
            }
            Self::Arithmetic(_, level) => level,
        }
    }
}

/// Reads one expression.
pub(super) fn expression(cursor: &mut Cursor) -> Result<Expression, AwsError> {
    of_level(cursor, Level::Or)
}

fn of_level(cursor: &mut Cursor, weakest: Level) -> Result<Expression, AwsError> {
    cursor.inside(|cursor| {
        let mut left = prefixed(cursor)?;
        while let Some((infix, negated)) = infix(cursor).filter(|(own, _)| own.level() >= weakest) {
            cursor.count_operator()?;
            if negated {
                cursor.count_operator()?;
                cursor.advance();
            }
            cursor.advance();
            let at = left.at;
            let mut kind = combined(cursor, infix, left)?;
            if negated {
                kind = Kind::Not(Box::new(Expression { kind, at }));
            }
            left = Expression { kind, at };
        }
        Ok(left)
    })
}

/// The operator that comes next, and whether NOT stands before it.
fn infix(cursor: &Cursor) -> Option<(Infix, bool)> {
    let keyword = |kind: &TokenKind| match kind {
        TokenKind::Keyword("between") => Some(Infix::Between),
        TokenKind::Keyword("in") => Some(Infix::In),
        TokenKind::Keyword("like") => Some(Infix::Like),
        _ => None,
    };
    match cursor.kind() {
        TokenKind::Keyword("or") => Some((Infix::Or, false)),
        TokenKind::Keyword("and") => Some((Infix::And, false)),
        TokenKind::Keyword("is") => Some((Infix::Is, false)),
        TokenKind::Keyword("not") => keyword(cursor.second()).map(|infix| (infix, true)),
        TokenKind::Symbol(symbol) => of_symbol(*symbol).map(|infix| (infix, false)),
        kind => keyword(kind).map(|infix| (infix, false)),
    }
}

fn of_symbol(symbol: Symbol) -> Option<Infix> {
    Some(match symbol {
        Symbol::Equal => Infix::Compare(Comparator::Equal),
        Symbol::NotEqual => Infix::Compare(Comparator::NotEqual),
        Symbol::Less => Infix::Compare(Comparator::Less),
        Symbol::LessOrEqual => Infix::Compare(Comparator::LessOrEqual),
        Symbol::Greater => Infix::Compare(Comparator::Greater),
        Symbol::GreaterOrEqual => Infix::Compare(Comparator::GreaterOrEqual),
        Symbol::Concatenate => Infix::Arithmetic("||", Level::Concatenation),
        Symbol::Plus => Infix::Arithmetic("+", Level::Sum),
        Symbol::Minus => Infix::Arithmetic("-", Level::Sum),
        Symbol::Star => Infix::Arithmetic("*", Level::Product),
        Symbol::Slash => Infix::Arithmetic("/", Level::Product),
        Symbol::Percent => Infix::Arithmetic("%", Level::Product),
        _ => return None,
    })
}

/// Reads what follows an operator, and joins it with what stood before.
fn combined(cursor: &mut Cursor, infix: Infix, left: Expression) -> Result<Kind, AwsError> {
    if cursor.is_at_end() && !matches!(infix, Infix::Is) {
        return Err(partiql::not_well_formed(partiql::NO_RIGHT_SIDE));
    }
    Ok(match infix {
        Infix::Or => {
            let right = of_level(cursor, Level::And)?;
            match left.kind {
                Kind::Or(all) => Kind::Or(extended(all, right)),
                kind => Kind::Or(vec![Expression { kind, at: left.at }, right]),
            }
        }
        Infix::And => {
            let right = of_level(cursor, Level::Not)?;
            match left.kind {
                Kind::And(all) => Kind::And(extended(all, right)),
                kind => Kind::And(vec![Expression { kind, at: left.at }, right]),
            }
        }
        Infix::Compare(comparator) => {
            let right = of_level(cursor, Level::Concatenation)?;
            Kind::Compare(comparator, Box::new([left, right]))
        }
        Infix::Between => {
            let low = of_level(cursor, Level::Concatenation)?;
            cursor.expect_keyword("and")?;
            let high = of_level(cursor, Level::Concatenation)?;
            Kind::Between(Box::new([left, low, high]))
        }
        Infix::In => {
            let list = in_list(cursor)?;
            Kind::In(Box::new([left, list]))
        }
        Infix::Like => {
            let pattern = of_level(cursor, Level::Concatenation)?;
            Kind::Like(Box::new([left, pattern]))
        }
        Infix::Is => {
            let negated = cursor.accept_keyword("not");
            let at = left.at;
            let kind = Kind::Is(Box::new(left), type_name(cursor)?);
            match negated {
                true => {
                    cursor.count_operator()?;
                    Kind::Not(Box::new(Expression { kind, at }))
                }
                false => kind,
            }
        }
        Infix::Arithmetic(operator, level) => {
            let next = match level {
                Level::Concatenation => Level::Sum,
                Level::Sum => Level::Product,
                _ => Level::Term,
            };
            let right = of_level(cursor, next)?;
            Kind::Arithmetic(operator, Box::new([left, right]))
        }
    })
}

fn extended(mut all: Vec<Expression>, last: Expression) -> Vec<Expression> {
    all.push(last);
    all
}

/// Behind IN, one value between parentheses is a list too.
fn in_list(cursor: &mut Cursor) -> Result<Expression, AwsError> {
    if !cursor.is_symbol(Symbol::Open) {
        return of_level(cursor, Level::Concatenation);
    }
    let at = cursor.place();
    cursor.advance();
    let kind = Kind::List(elements(cursor, Symbol::Close, "RIGHT_PAREN")?);
    Ok(Expression { kind, at })
}

fn prefixed(cursor: &mut Cursor) -> Result<Expression, AwsError> {
    let at = cursor.place();
    if cursor.accept_keyword("not") {
        cursor.count_operator()?;
        let operand = of_level(cursor, Level::Not)?;
        let kind = Kind::Not(Box::new(operand));
        return Ok(Expression { kind, at });
    }
    if cursor.is_symbol(Symbol::Minus) || cursor.is_symbol(Symbol::Plus) {
        return signed(cursor);
    }
    term(cursor)
}

/// Signs before a number are part of it; there is nothing else that could have one.
fn signed(cursor: &mut Cursor) -> Result<Expression, AwsError> {
    let at = cursor.place();
    let mut negative = false;
    while cursor.is_symbol(Symbol::Minus) || cursor.is_symbol(Symbol::Plus) {
        negative ^= cursor.is_symbol(Symbol::Minus);
        cursor.advance();
    }
    let mut operand = cursor.inside(term)?;
    operand.at = at;
    match &mut operand.kind {
        Kind::Number(text) if negative => text.insert(0, '-'),
        Kind::Number(_) => {}
        _ => cursor.refuse_later(partiql::unsupported_operation("Neg")),
    }
    Ok(operand)
}

fn term(cursor: &mut Cursor) -> Result<Expression, AwsError> {
    let at = cursor.place();
    let literal = match cursor.kind() {
        TokenKind::Text(text) => Some(Kind::Text(text.clone())),
        TokenKind::Number(text) => Some(Kind::Number(text.clone())),
        TokenKind::Parameter(parameter) => Some(Kind::Parameter(*parameter)),
        TokenKind::Keyword("true") => Some(Kind::Truth(true)),
        TokenKind::Keyword("false") => Some(Kind::Truth(false)),
        TokenKind::Keyword("null") => Some(Kind::Null),
        TokenKind::Keyword("missing") => Some(Kind::Missing),
        _ => None,
    };
    if let Some(kind) = literal {
        cursor.advance();
        return Ok(Expression { kind, at });
    }
    let kind = match cursor.kind().clone() {
        TokenKind::Name(_) if *cursor.second() != TokenKind::Symbol(Symbol::Open) => {
            Kind::Path(document_path(cursor)?)
        }
        TokenKind::Name(name) => call(cursor, &name)?,
        TokenKind::Keyword(word) => keyword(cursor, word)?,
        TokenKind::Symbol(symbol) => return bracketed(cursor, symbol),
        _ => return Err(partiql::not_well_formed(partiql::UNEXPECTED_TERM)),
    };
    Ok(Expression { kind, at })
}

fn call(cursor: &mut Cursor, name: &str) -> Result<Kind, AwsError> {
    cursor.advance();
    cursor.advance();
    let arguments = elements(cursor, Symbol::Close, "RIGHT_PAREN")?;
    Ok(Kind::Call(name.to_lowercase(), arguments))
}

fn keyword(cursor: &mut Cursor, word: &'static str) -> Result<Kind, AwsError> {
    let is_call = *cursor.second() == TokenKind::Symbol(Symbol::Open);
    match word {
        "exists" if is_call => call(cursor, word),
        "is" | "in" | "like" | "between" | "and" | "or" => {
            Err(partiql::not_well_formed(partiql::UNEXPECTED_OPERATOR))
        }
        // AWS reads on as if an update began here, which finds nothing to do.
        "from" => Err(partiql::not_well_formed(partiql::NO_MANIPULATION)),
        _ => Err(partiql::not_well_formed(partiql::UNEXPECTED_KEYWORD)),
    }
}

fn bracketed(cursor: &mut Cursor, symbol: Symbol) -> Result<Expression, AwsError> {
    let at = cursor.place();
    let kind = match symbol {
        Symbol::Open => {
            cursor.advance();
            if cursor.is_symbol(Symbol::Close) {
                return Err(partiql::not_well_formed(partiql::UNEXPECTED_TERM));
            }
            let mut all = elements(cursor, Symbol::Close, "RIGHT_PAREN")?;
            match all.len() {
                1 => return Ok(all.remove(0)),
                _ => Kind::List(all),
            }
        }
        Symbol::OpenBracket => {
            cursor.advance();
            Kind::List(elements(cursor, Symbol::CloseBracket, "RIGHT_BRACKET")?)
        }
        Symbol::OpenBag => {
            cursor.advance();
            let name = "RIGHT_DOUBLE_ANGLE_BRACKET";
            Kind::Bag(elements(cursor, Symbol::CloseBag, name)?)
        }
        Symbol::OpenBrace => {
            cursor.advance();
            Kind::Struct(members(cursor)?)
        }
        Symbol::Star if *cursor.second() == TokenKind::Symbol(Symbol::Close) => {
            cursor.advance();
            Kind::Star
        }
        symbol if of_symbol(symbol).is_some() && symbol != Symbol::Star => {
            return Err(partiql::not_well_formed(partiql::UNEXPECTED_OPERATOR));
        }
        _ => return Err(partiql::not_well_formed(partiql::UNEXPECTED_TERM)),
    };
    Ok(Expression { kind, at })
}

/// Expressions up to a closing symbol, which errors call by a name.
fn elements(cursor: &mut Cursor, closing: Symbol, name: &str) -> Result<Vec<Expression>, AwsError> {
    let mut all = Vec::new();
    if cursor.accept(closing) {
        return Ok(all);
    }
    loop {
        all.push(expression(cursor)?);
        if !cursor.accept(Symbol::Comma) {
            cursor.expect(closing, name)?;
            return Ok(all);
        }
    }
}

fn members(cursor: &mut Cursor) -> Result<Vec<(Expression, Expression)>, AwsError> {
    let mut all = Vec::new();
    if cursor.accept(Symbol::CloseBrace) {
        return Ok(all);
    }
    loop {
        let name = expression(cursor)?;
        cursor.expect(Symbol::Colon, "COLON")?;
        all.push((name, expression(cursor)?));
        if !cursor.accept(Symbol::Comma) {
            cursor.expect(Symbol::CloseBrace, "RIGHT_CURLY")?;
            return Ok(all);
        }
    }
}

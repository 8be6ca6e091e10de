//! What a pattern says about one value of an event.

use std::net::IpAddr;

/// A value without parts, or that there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Leaf<'a> {
    Absent,
    Null,
    Boolean(bool),
    Number(f64),
    Text(&'a str),
}

/// Texts whose case does not count are in lower case.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    Null,
    Boolean(bool),
    Number(f64),
    Text(String),
    TextIgnoringCase(String),
    Prefix {
        text: String,
        ignore_case: bool,
    },
    Suffix {
        text: String,
        ignore_case: bool,
    },
    Wildcard(Wildcard),
    /// All of them.
    Numeric(Vec<(Comparison, f64)>),
    Cidr(Cidr),
    Exists(bool),
    /// None of them, of a value that is there.
    AnythingBut(Vec<Condition>),
}

impl Condition {
    pub(super) fn holds_for(&self, leaf: &Leaf<'_>) -> bool {
        match (self, leaf) {
            (Self::Exists(wanted), leaf) => *wanted == (*leaf != Leaf::Absent),
            (_, Leaf::Absent) => false,
            (Self::AnythingBut(conditions), leaf) => {
                !conditions.iter().any(|condition| condition.holds_for(leaf))
            }
            (Self::Null, leaf) => *leaf == Leaf::Null,
            (Self::Boolean(wanted), leaf) => *leaf == Leaf::Boolean(*wanted),
            (Self::Number(wanted), leaf) => *leaf == Leaf::Number(*wanted),
            (Self::Numeric(comparisons), Leaf::Number(number)) => comparisons
                .iter()
                .all(|(comparison, than)| comparison.holds(*number, *than)),
            (condition, Leaf::Text(text)) => condition.holds_for_text(text),
            _ => false,
        }
    }

    fn holds_for_text(&self, own: &str) -> bool {
        match self {
            Self::Text(text) => own == text,
            Self::TextIgnoringCase(text) => own.to_lowercase() == *text,
            Self::Prefix { text, ignore_case } => match ignore_case {
                true => own.to_lowercase().starts_with(text),
                false => own.starts_with(text),
            },
            Self::Suffix { text, ignore_case } => match ignore_case {
                true => own.to_lowercase().ends_with(text),
                false => own.ends_with(text),
            },
            Self::Wildcard(wildcard) => wildcard.fits(own),
            Self::Cidr(cidr) => cidr.contains(own),
            _ => false,
        }
    }
}

/// How a number is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "=" => Self::Equal,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    pub(super) fn is_lower(self) -> bool {
        matches!(self, Self::Greater | Self::GreaterOrEqual)
    }

    pub(super) fn is_upper(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual)
    }

    fn holds(self, number: f64, than: f64) -> bool {
        match self {
            Self::Equal => number == than,
            Self::Less => number < than,
            Self::LessOrEqual => number <= than,
            Self::Greater => number > than,
            Self::GreaterOrEqual => number >= than,
        }
    }
}

/// A text in which `*` stands for any other, and `\*` for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wildcard {
    /// What stands between the stars; at least one.
    pieces: Vec<String>,
}

impl Wildcard {
    /// Two stars side by side are refused, as is a backslash before anything else than a star or
    /// itself.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut pieces = vec![String::new()];
        let mut after_star = false;
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            let is_star = character == '*';
            if is_star && after_star {
                return None;
            }
            after_star = is_star;
            let literal = match character {
                '*' => {
                    pieces.push(String::new());
                    continue;
                }
                '\\' => characters
                    .next()
                    .filter(|next| matches!(next, '*' | '\\'))?,
                other => other,
            };
            pieces.last_mut()?.push(literal);
        }
        Some(Self { pieces })
    }

    /// Every piece is taken where it first comes; the last has to be at the end.
    fn fits(&self, text: &str) -> bool {
        let Some((first, rest)) = self.pieces.split_first() else {
            return false;
        };
        let Some((last, middle)) = rest.split_last() else {
            return text == first;
        };
        let Some(mut text) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        for piece in middle {
            match text.split_once(piece.as_str()) {
                Some((_, behind)) => text = behind,
                None => return false,
            }
        }
        text.ends_with(last.as_str())
    }
}

/// A block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cidr {
    address: IpAddr,
    bits: u32,
}

impl Cidr {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let bits: u32 = bits.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        (bits <= most).then_some(Self { address, bits })
    }

    fn contains(self, text: &str) -> bool {
        let number = |address| match address {
            IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, true),
            IpAddr::V6(address) => (u128::from(address), false),
        };
        let Ok(address) = text.parse::<IpAddr>() else {
            return false;
        };
        let ((own, own_v4), (theirs, theirs_v4)) = (number(self.address), number(address));
        own_v4 == theirs_v4 && (own ^ theirs).leading_zeros() >= self.bits
    }
}

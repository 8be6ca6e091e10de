//! What an item is made of: typed values, exact numbers, and the bytes that keys sort by. Pure.

mod arithmetic;
mod attribute;
mod big_decimal;
mod key;
mod number;
mod order;

pub(crate) use attribute::{AttributeValue, Attributes, item_size_bytes};
pub(crate) use key::{KeyScalar, scan_hash};
pub(crate) use number::{Number, NumberProblem, TEXT_BYTES_MAX};

//! What a request says about itself, as conditions and variables ask for it.

/// The values of a condition key, by its lower-case name; none when the request has no such key.
pub(crate) type Facts<'a> = dyn Fn(&str) -> Vec<String> + 'a;

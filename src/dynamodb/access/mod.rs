//! Who may do what with tables and streams: the actions that resource policies may name, their texts,
//! and what they say to a request. Pure: it knows no request, no table and no clock.

pub(crate) mod actions;
pub(crate) mod ask;
pub(crate) mod document;
pub(crate) mod judge;

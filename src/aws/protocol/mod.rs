//! How an answer or an error is written: AWS's JSON and XML protocols, and the pages of websites.

pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod xml;

//! AWS Signature Version 4: header, presigned URL and aws-chunked body, read and verified.

pub(crate) mod canonical;
pub(crate) mod chunk_signatures;
pub(crate) mod chunked;
pub(crate) mod credential;
pub(crate) mod hash;
pub(crate) mod header;
pub(crate) mod keys;
pub(crate) mod presigned;
pub(crate) mod secret;
pub(crate) mod session;
pub(crate) mod signing;

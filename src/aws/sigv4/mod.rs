//! AWS Signature Version 4 as it is read: header, presigned URL, aws-chunked body.

pub(crate) mod chunked;
pub(crate) mod credential;
pub(crate) mod header;
pub(crate) mod presigned;

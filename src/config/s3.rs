//! S3's option: who may do what.

/// Who may do what in S3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum S3Access {
    /// Bucket policies, ACLs, public access blocks and ownership decide, as on AWS.
    Aws,
    /// Everybody may do everything.
    Open,
}

impl S3Access {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "aws" => Ok(Self::Aws),
            "open" => Ok(Self::Open),
            _ => Err("expected aws or open".into()),
        }
    }
}

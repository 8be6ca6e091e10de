//! The data directory's option: what a write waits for.

/// What a write in the data directory waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sync {
    /// That the operating system has it.
    Os,
    /// That the disk has it.
    Always,
}

impl Sync {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "os" => Ok(Self::Os),
            "always" => Ok(Self::Always),
            _ => Err("expected os or always".into()),
        }
    }
}

//! Why an environment is initialised.

/// The value of `AWS_LAMBDA_INITIALIZATION_TYPE`, and of the log's lines on initialisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Initialization {
    /// An event waits.
    #[default]
    OnDemand,
    /// Events may come.
    Provisioned,
}

impl Initialization {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::OnDemand => "on-demand",
            Self::Provisioned => "provisioned-concurrency",
        }
    }
}

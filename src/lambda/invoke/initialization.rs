//! Why an environment is initialised.

/// The value of `AWS_LAMBDA_INITIALIZATION_TYPE`, and of the log's lines on initialisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Initialization {
    /// An event waits.
    #[default]
    OnDemand,
    /// An event may come soon, and nobody is to see that it has not yet.
    Ahead,
    /// Events may come.
    Provisioned,
}

impl Initialization {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::OnDemand | Self::Ahead => "on-demand",
            Self::Provisioned => "provisioned-concurrency",
        }
    }
}

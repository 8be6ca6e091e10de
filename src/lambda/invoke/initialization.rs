//! Why an environment is initialised, and how long that may take.

use std::time::Duration;

use crate::lambda::functions::version::FunctionVersion;

/// The value of `AWS_LAMBDA_INITIALIZATION_TYPE`, and of the log's lines on initialisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Initialization {
    /// An event waits.
    #[default]
    OnDemand,
    /// An event may come soon, and nobody is to see that it has not yet.
    Ahead,
    /// Code may change soon: everything is there but the runtime, which waits.
    Held,
    /// Events may come.
    Provisioned,
    /// A snapshot is to be taken, of which environments are restored when events come.
    SnapStart,
}

/// Initialisation before any event comes may take so long, or the function's timeout if that is longer
/// (Developer Guide, "Understanding the Lambda execution environment lifecycle").
const BEFORE_EVENTS: Duration = Duration::from_secs(130);

/// How long an initialisation may take that no event waits for.
pub(super) fn limit_before_events(function: &FunctionVersion) -> Duration {
    BEFORE_EVENTS.max(Duration::from_secs(u64::from(function.timeout_s)))
}

impl Initialization {
    /// A version with SnapStart has one reason alone.
    pub(super) fn of(self, function: &FunctionVersion) -> Self {
        match function.snap_start {
            true => Self::SnapStart,
            false => self,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::OnDemand | Self::Ahead | Self::Held => "on-demand",
            Self::Provisioned => "provisioned-concurrency",
            Self::SnapStart => "snap-start",
        }
    }
}

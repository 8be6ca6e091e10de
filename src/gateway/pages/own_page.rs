//! Which of RustStack's own pages a path is.

/// A page below `/_ruststack/`, or one that LocalStack's users know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnPage {
    /// The time of the world.
    Clock,
    /// What was sent to whom nobody here emulates.
    Events,
    /// What runs.
    Health,
    /// Whether everything has come to its end.
    Idle,
    /// Whether the seeds have been applied.
    Init,
    /// The latest requests through the front of functions.
    Requests,
    /// Empties the world.
    Reset,
    /// Worlds that are kept as they were.
    Snapshots,
    /// What was asked for and is not here.
    Unsupported,
    /// Which worlds there are.
    Worlds,
    /// A path that is kept for pages, and has none.
    Missing,
}

impl OwnPage {
    /// The page of a path; `None` for a path that is AWS's.
    pub(crate) fn at(path: &str) -> Option<Self> {
        match path {
            "/_localstack/health" => return Some(Self::Health),
            "/_localstack/init" | "/_localstack/init/ready" => return Some(Self::Init),
            "/_localstack/state/reset" => return Some(Self::Reset),
            _ if path.starts_with("/_localstack/") => return Some(Self::Missing),
            _ => {}
        }
        Some(match path.strip_prefix("/_ruststack/")? {
            "clock" => Self::Clock,
            "events" => Self::Events,
            "health" => Self::Health,
            "idle" => Self::Idle,
            "init" => Self::Init,
            "requests" => Self::Requests,
            "reset" => Self::Reset,
            "snapshots" => Self::Snapshots,
            "unsupported" => Self::Unsupported,
            "worlds" => Self::Worlds,
            page if page.starts_with("snapshots/") => Self::Snapshots,
            page if page.starts_with("worlds/") => Self::Worlds,
            _ => Self::Missing,
        })
    }
}

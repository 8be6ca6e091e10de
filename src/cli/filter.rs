//! What the log shows: what `RUST_LOG` asks for, or else what the program usually tells.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config;

/// The filter, and what is wrong with `RUST_LOG`, which counts for nothing then.
pub(super) fn of(usual: &str) -> (EnvFilter, Option<ParseError>) {
    match config::rust_log().map(EnvFilter::try_new) {
        Some(Ok(filter)) => (filter, None),
        Some(Err(problem)) => (EnvFilter::new(usual), Some(problem)),
        None => (EnvFilter::new(usual), None),
    }
}

/// Tells of the problem, once there is a log.
pub(super) fn tell(problem: Option<ParseError>) {
    if let Some(problem) = problem {
        tracing::warn!("RUST_LOG is not understood and counts for nothing: {problem}");
    }
}

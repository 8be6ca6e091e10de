//! RustStack's own refusals of its own pages, and of worlds and snapshots.

use std::fmt::Display;

use http::header::ALLOW;
use http::{HeaderValue, StatusCode};

use crate::aws::error::AwsError;
use crate::world::{WorldName, WorldProblem};

/// RustStack's own, 405: a page of ours that is read or emptied, and nothing else.
pub(crate) fn method_not_allowed(allow: &'static str) -> AwsError {
    let error = AwsError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "MethodNotAllowed",
        format!("This page of RustStack has these methods: {allow}."),
    );
    error.with_header(ALLOW, HeaderValue::from_static(allow))
}

/// RustStack's own, 400: a parameter of a page of ours that is no number.
pub(crate) fn parameter(name: &str, value: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidParameter",
        format!("'{name}' must be a number, not '{value}'."),
    )
}

/// RustStack's own, 400: a number of seconds that a page of ours does not wait.
pub(crate) fn timeout(seconds_max: f64, value: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidParameter",
        format!("'timeout' must be a number of seconds from 0 to {seconds_max}, not '{value}'."),
    )
}

/// RustStack's own, 400: a diff of one world with nothing, or with two.
pub(crate) fn nothing_to_compare() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidParameter",
        "A diff takes '?against=WORLD' or '?snapshot=NAME', one of them.",
    )
}

/// RustStack's own, 400: a page of ours got a document that it cannot read.
pub(crate) fn document(problem: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidDocument",
        format!("This page of RustStack takes a JSON document: {problem}."),
    )
}

/// RustStack's own, 400: a member of a page's document that has no such values.
pub(crate) fn value(name: &str, expected: &str, value: &dyn Display) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidParameter",
        format!("'{name}' must be {expected}, not {value}."),
    )
}

/// RustStack's own, 404.
pub(crate) fn no_such_world(name: &WorldName) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NoSuchWorld",
        format!("RustStack has no world '{name}'; PUT /_ruststack/worlds/{name} makes it."),
    )
}

/// RustStack's own, 400.
pub(crate) fn world_name(text: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidName",
        format!(
            "'{text}' is no name: 1 to 63 letters, digits, '-', '_' and '.', the first a letter or digit."
        ),
    )
}

/// RustStack's own: why worlds and snapshots cannot be changed as it was asked.
pub(crate) fn world(problem: &WorldProblem) -> AwsError {
    let conflict = |code, message| AwsError::new(StatusCode::CONFLICT, code, message);
    match problem {
        WorldProblem::NoSuchWorld(name) => no_such_world(name),
        WorldProblem::NoSuchSnapshot(name) => AwsError::new(
            StatusCode::NOT_FOUND,
            "NoSuchSnapshot",
            format!("RustStack has no snapshot '{name}'; see /_ruststack/snapshots."),
        ),
        WorldProblem::WorldExists(name) => {
            conflict("WorldExists", format!("There is a world '{name}' already."))
        }
        WorldProblem::SnapshotExists(name) => conflict(
            "SnapshotExists",
            format!(
                "There is a snapshot '{name}' already; \"replace\": true puts this one in its place."
            ),
        ),
        WorldProblem::IsDefault => conflict(
            "DefaultWorld",
            "The default world is always there; POST /_ruststack/reset empties it.".to_owned(),
        ),
        WorldProblem::TooMany(max) => conflict(
            "TooMany",
            format!("There are {max} already, as many as there may be."),
        ),
        WorldProblem::TablesElsewhere(keeper) => conflict(
            "TablesElsewhere",
            format!(
                "DynamoDB's tables are kept by {keeper}, which can neither fork nor save nor reset nor compare nor export them; \
                 RUSTSTACK_DYNAMODB_BACKEND=embedded keeps them here."
            ),
        ),
    }
}

/// RustStack's own, 404.
pub(crate) fn no_such_page(path: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NotFound",
        format!("RustStack has no page {path}; see /_ruststack/health."),
    )
}

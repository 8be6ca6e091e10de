//! RustStack's own refusals of the files of snapshots.

use http::StatusCode;

use crate::aws::body::BodyStalled;
use crate::aws::error::AwsError;
use crate::journal::Refused;
use crate::world::{FileProblem, WorldProblem};

/// Why a snapshot does not become a file, or a file no snapshot.
pub(crate) fn refusal(problem: &FileProblem) -> AwsError {
    match problem {
        FileProblem::World(WorldProblem::SnapshotExists(name)) => AwsError::new(
            StatusCode::CONFLICT,
            "SnapshotExists",
            format!(
                "There is a snapshot '{name}' already; ?replace=true puts this one in its place."
            ),
        ),
        FileProblem::World(problem) => super::page::world(problem),
        FileProblem::Refused(Refused::Disk(error)) => broken(format!(
            "The snapshot's large objects cannot be written down: {error}."
        )),
        FileProblem::Refused(refused) => AwsError::new(
            StatusCode::BAD_REQUEST,
            "InvalidSnapshotFile",
            what_is_wrong(refused),
        ),
        FileProblem::Body(error) if error.is::<BodyStalled>() => AwsError::new(
            StatusCode::BAD_REQUEST,
            "RequestTimeout",
            "The file of the snapshot has stopped arriving.",
        ),
        FileProblem::Body(error) => AwsError::new(
            StatusCode::BAD_REQUEST,
            "IncompleteBody",
            format!("The file of the snapshot did not come to its end: {error}."),
        ),
        FileProblem::NotWritten => broken(
            "The snapshot cannot be read, so there is no file of it; the log says why.".to_owned(),
        ),
    }
}

fn broken(message: String) -> AwsError {
    AwsError::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", message)
}

fn what_is_wrong(refused: &Refused) -> String {
    match refused {
        Refused::NoSnapshot | Refused::TooShort { bytes: 0 } => {
            "The body is not the file of a snapshot: GET /_ruststack/snapshots/NAME/file answers one."
                .to_owned()
        }
        Refused::Format { found, known } if found > known => format!(
            "The file is of format {found}, which a newer RustStack has written; this one reads format {known}."
        ),
        Refused::Format { found, known } => {
            format!("The file is of format {found}; this RustStack reads format {known}.")
        }
        Refused::Damaged { position, what } => {
            format!("The file is damaged at byte {position}: {what}.")
        }
        Refused::TooShort { bytes } => format!("The file ends too early, after {bytes} bytes."),
        Refused::Impossible => "The file says what no RustStack has written.".to_owned(),
        Refused::Disk(error) => error.to_string(),
    }
}

//! Why exports, imports and bulk operations fail, as the operations that describe them tell it.

use crate::bus::objects::ObjectError;
use crate::dynamodb::engine::jobs::Failure;

/// S3 refused something: its own words, as the SDK for Java puts them (recorded; Developer Guide,
/// "Import format quotas and validation").
pub(super) fn of_s3(error: &ObjectError) -> Failure {
    let ObjectError {
        status,
        code,
        message,
        request_ids: [id, host_id],
    } = error;
    Failure {
        code: match code.as_str() {
            "KMS.NotFoundException" => "KmsNotFoundException".to_owned(),
            other => format!("S3{other}"),
        },
        message: format!(
            "{message} (Service: Amazon S3; Status Code: {status}; Error Code: {code}; Request ID: \
             {id}; S3 Extended Request ID: {host_id}; Proxy: null)"
        ),
    }
}

/// Some items were no items, or did not fit the table (Developer Guide, as above).
pub(super) fn of_items() -> Failure {
    Failure {
        code: "ItemValidationError".to_owned(),
        message: "Some of the items failed validation checks and were not imported. Please check \
                  CloudWatch error logs for more details."
            .to_owned(),
    }
}

/// Somebody else made the table meanwhile (recorded: the code).
pub(super) fn of_taken_name(table: &str) -> Failure {
    Failure {
        code: "TableAlreadyExists".to_owned(),
        message: format!("Table already exists: {table}"),
    }
}

/// The table of a bulk operation was deleted meanwhile; AWS's words are not known.
pub(super) fn of_missing_table(table: &str) -> Failure {
    Failure {
        code: "TableNotFound".to_owned(),
        message: format!("Table not found: {table}"),
    }
}

/// More objects than one bulk operation reads (Developer Guide, "Best practices for bulk put items in
/// DynamoDB"); AWS's words are not known.
pub(super) fn of_many_objects(objects_max: usize) -> Failure {
    Failure {
        code: "TooManyObjects".to_owned(),
        message: format!("A bulk operation reads at most {objects_max} objects"),
    }
}

/// Somebody has asked for it; AWS's words are not known.
pub(super) fn of_cancellation() -> Failure {
    Failure {
        code: "Cancelled".to_owned(),
        message: "The bulk operation was cancelled.".to_owned(),
    }
}

/// A fault of this program.
pub(super) fn of_ours(what: &dyn std::fmt::Display) -> Failure {
    Failure {
        code: "InternalServerError".to_owned(),
        message: what.to_string(),
    }
}

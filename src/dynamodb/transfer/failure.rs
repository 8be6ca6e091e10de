//! Why exports and imports fail, as DescribeExport and DescribeImport tell it.

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

/// A fault of this program.
pub(super) fn of_ours(what: &dyn std::fmt::Display) -> Failure {
    Failure {
        code: "InternalServerError".to_owned(),
        message: what.to_string(),
    }
}

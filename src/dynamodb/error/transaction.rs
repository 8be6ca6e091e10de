//! What AWS says about transactions.

use http::StatusCode;

use super::wording::validation;
use super::{item, partiql, table, throttling};
use crate::aws::error::AwsError;
use crate::dynamodb::wire::writer::Writer;

/// Why one action let its transaction be cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CancellationReason {
    /// The action itself was in order.
    None,
    /// A condition that does not hold, with the stored item's JSON if the action asked for it.
    ConditionalCheckFailed(Option<String>),
    /// What is wrong with the action, in the words of the single operation.
    ValidationError(String),
    /// PartiQL's INSERT of an item that is there.
    DuplicateItem,
    /// A PartiQL statement's table is not there.
    ResourceNotFound,
    /// Another transaction is about to write the item.
    Conflict,
    /// A limit on demand of the action's table, or of an index that it changes, was reached.
    Throttled,
}

impl CancellationReason {
    /// What a single operation would have refused.
    pub(crate) fn of(error: &AwsError) -> Self {
        Self::ValidationError(error.message().unwrap_or_default().to_owned())
    }

    fn code(&self) -> &'static str {
        match self {
            Self::None => "None",
            Self::ConditionalCheckFailed(_) => "ConditionalCheckFailed",
            Self::ValidationError(_) => "ValidationError",
            Self::DuplicateItem => "DuplicateItem",
            Self::ResourceNotFound => "ResourceNotFound",
            Self::Throttled => "ThrottlingError",
            Self::Conflict => "TransactionConflict",
        }
    }

    /// What the single operation answers for the same.
    pub(crate) fn alone(self) -> AwsError {
        match self {
            Self::ConditionalCheckFailed(item) => item::condition_failed(item.as_deref()),
            Self::DuplicateItem => partiql::duplicate_item(),
            Self::ResourceNotFound => table::not_found(),
            Self::ValidationError(message) => validation(message),
            Self::Throttled => validation(throttling::EXCEEDED),
            Self::Conflict => conflict(),
            Self::None => validation(""),
        }
    }

    /// A reason without a problem has a code alone (public suites that pass on AWS).
    fn write(&self, w: &mut Writer) {
        w.object(|w| {
            w.name("Code").text(self.code());
            match self {
                Self::None => {}
                Self::ConditionalCheckFailed(item) => {
                    if let Some(item) = item {
                        w.name("Item").json(item);
                    }
                    w.name("Message").text("The conditional request failed");
                }
                Self::ValidationError(message) => w.name("Message").text(message),
                Self::DuplicateItem => w.name("Message").text(partiql::DUPLICATE_ITEM),
                Self::ResourceNotFound => w.name("Message").text("Requested resource not found"),
                Self::Throttled => w.name("Message").text(throttling::EXCEEDED),
                Self::Conflict => w.name("Message").text(CONFLICT),
            }
        });
    }
}

/// A transaction that was not made; one reason for each of its actions, in their order.
pub(crate) fn canceled(reasons: &[CancellationReason]) -> AwsError {
    let codes: Vec<_> = reasons.iter().map(CancellationReason::code).collect();
    let mut writer = Writer::default();
    writer.list(reasons, |w, reason| reason.write(w));
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "TransactionCanceledException",
        format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        ),
    )
    .with_json_field("CancellationReasons", writer.into_text())
}

const CONFLICT: &str = "Transaction is ongoing for the item";

/// A single write of an item that a transaction is about to write (API reference, "PutItem").
pub(crate) fn conflict() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "TransactionConflictException",
        CONFLICT,
    )
}

/// A token under which something else was made. The text is the one of AWS's service model.
pub(crate) fn idempotent_parameter_mismatch() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "IdempotentParameterMismatchException",
        "Request rejected because it was retried with a different payload but with an idempotent \
         token that was already used.",
    )
}

/// Two actions on one item (Parity Suite, transactWriteItems.test.ts).
pub(crate) fn repeated_item() -> AwsError {
    validation("Transaction request cannot include multiple operations on one item")
}

/// More than 4 MB in one transaction; the repetition is AWS's (answers quoted in public clients).
pub(crate) fn payload_too_large(bytes: usize) -> AwsError {
    validation(format!(
        "Transaction payload size cannot exceed 4MB. Payload Size: : Transaction payload size \
         cannot exceed 4MB. Payload Size: {bytes}"
    ))
}

/// Several actions in one element of TransactItems.
pub(crate) fn several_actions() -> AwsError {
    validation("TransactItems can only contain one of Check, Put, Update or Delete")
}

/// No action in an element of TransactItems.
pub(crate) fn no_action() -> AwsError {
    validation(
        "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request",
    )
}

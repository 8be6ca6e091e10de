//! What a checkpoint says of one operation, as the API model has passed it.

use super::operation::OperationType;
use crate::lambda::wire::error_object::ErrorObject;

#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub(crate) id: String,
    pub(crate) parent_id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) operation_type: OperationType,
    pub(crate) sub_type: Option<String>,
    pub(crate) action: Action,
    pub(crate) payload: Option<String>,
    pub(crate) error: Option<ErrorObject>,
    pub(crate) replay_children: Option<bool>,
    /// StepOptions.
    pub(crate) next_attempt_delay_s: Option<i64>,
    /// WaitOptions.
    pub(crate) wait_s: Option<i64>,
    /// CallbackOptions; zero is none.
    pub(crate) timeout_s: Option<i64>,
    pub(crate) heartbeat_s: Option<i64>,
    pub(crate) chained: Option<ChainedOptions>,
}

/// ChainedInvokeOptions.
#[derive(Clone, Debug)]
pub(crate) struct ChainedOptions {
    pub(crate) function: String,
    pub(crate) tenant_id: Option<String>,
    pub(crate) trace_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Start,
    Succeed,
    Fail,
    Retry,
    Cancel,
}

/// In AWS's order.
pub(crate) const ACTIONS: [(&str, Action); 5] = [
    ("START", Action::Start),
    ("SUCCEED", Action::Succeed),
    ("FAIL", Action::Fail),
    ("RETRY", Action::Retry),
    ("CANCEL", Action::Cancel),
];

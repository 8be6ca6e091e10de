//! What can be wrong with a policy's text; each service has its own words for it.

/// The first thing that is wrong, in AWS's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// No JSON, no object, or statements that are none.
    NotJson,
    Version,
    /// An element that a policy or a statement must have.
    Missing(&'static str),
    /// An `Effect` that is neither Allow nor Deny.
    Effect(String),
    Principal,
    /// A `Principal` that is a text, but not `*`.
    BarePrincipal(String),
    /// Allow with NotPrincipal.
    AllowNotPrincipal,
    /// The actions that there are not.
    Action(Vec<String>),
    /// The first resource that the policy may not be about.
    Resource(String),
    /// An action that no resource of its statement has.
    ActionWithoutResource,
    /// A `Condition` that is no object.
    Condition,
    /// An operator that there is not, or whose keys and values have another shape.
    ConditionType(String),
}

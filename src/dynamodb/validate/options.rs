//! The enumerations of item requests: what an answer should carry beside its result.

/// ReturnConsumedCapacity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ReturnConsumedCapacity {
    #[default]
    None,
    Total,
    Indexes,
}

impl ReturnConsumedCapacity {
    /// In the order in which AWS lists them.
    pub(crate) const ALL: [&str; 3] = ["INDEXES", "TOTAL", "NONE"];

    /// A value that passed its constraint; a missing one is NONE.
    pub(crate) fn of(text: Option<&str>) -> Self {
        match text {
            Some("INDEXES") => Self::Indexes,
            Some("TOTAL") => Self::Total,
            _ => Self::None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Total => "TOTAL",
            Self::Indexes => "INDEXES",
        }
    }
}

/// ReturnValues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ReturnValues {
    #[default]
    None,
    AllOld,
    UpdatedOld,
    AllNew,
    UpdatedNew,
}

impl ReturnValues {
    /// In the order in which AWS lists them.
    pub(crate) const ALL: [&str; 5] = ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"];

    /// A value that passed its constraint; a missing one is NONE.
    pub(crate) fn of(text: Option<&str>) -> Self {
        match text {
            Some("ALL_OLD") => Self::AllOld,
            Some("UPDATED_OLD") => Self::UpdatedOld,
            Some("ALL_NEW") => Self::AllNew,
            Some("UPDATED_NEW") => Self::UpdatedNew,
            _ => Self::None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::AllOld => "ALL_OLD",
            Self::UpdatedOld => "UPDATED_OLD",
            Self::AllNew => "ALL_NEW",
            Self::UpdatedNew => "UPDATED_NEW",
        }
    }
}

/// ReturnItemCollectionMetrics, as AWS lists its values.
pub(crate) const RETURN_METRICS: [&str; 2] = ["SIZE", "NONE"];
/// ReturnValuesOnConditionCheckFailure, as AWS lists its values.
pub(crate) const ON_CONDITION_FAILURE: [&str; 2] = ["ALL_OLD", "NONE"];
/// ConditionalOperator, as AWS lists its values.
pub(crate) const CONDITIONAL_OPERATORS: [&str; 2] = ["OR", "AND"];

/// Select.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Select {
    AllAttributes,
    AllProjectedAttributes,
    SpecificAttributes,
    Count,
}

impl Select {
    /// In the order in which AWS lists them.
    pub(crate) const ALL: [&str; 4] = [
        "SPECIFIC_ATTRIBUTES",
        "COUNT",
        "ALL_ATTRIBUTES",
        "ALL_PROJECTED_ATTRIBUTES",
    ];

    /// A value that passed its constraint.
    pub(crate) fn of(text: &str) -> Option<Self> {
        match text {
            "ALL_ATTRIBUTES" => Some(Self::AllAttributes),
            "ALL_PROJECTED_ATTRIBUTES" => Some(Self::AllProjectedAttributes),
            "SPECIFIC_ATTRIBUTES" => Some(Self::SpecificAttributes),
            "COUNT" => Some(Self::Count),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AllAttributes => "ALL_ATTRIBUTES",
            Self::AllProjectedAttributes => "ALL_PROJECTED_ATTRIBUTES",
            Self::SpecificAttributes => "SPECIFIC_ATTRIBUTES",
            Self::Count => "COUNT",
        }
    }
}

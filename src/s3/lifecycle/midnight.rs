//! The midnight at which something is due.

use time::{Duration, OffsetDateTime, Time};

use super::rules::When;

impl When {
    /// When an action on something made then is due; `None` beyond the end of time.
    pub(super) fn due(self, made: OffsetDateTime) -> Option<OffsetDateTime> {
        match self {
            Self::Days(days) => midnight_after(made, days),
            Self::Date(date) => Some(date),
        }
    }
}

/// S3 adds the days and moves on to the next midnight UTC (User Guide, "Lifecycle rules: Based on an
/// object's age").
pub(super) fn midnight_after(moment: OffsetDateTime, days: i64) -> Option<OffsetDateTime> {
    let seconds = days.checked_add(1)?.checked_mul(24 * 60 * 60)?;
    let behind = moment.checked_add(Duration::seconds(seconds))?;
    Some(behind.replace_time(Time::MIDNIGHT))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn no_number_of_days_leads_beyond_the_end_of_time() {
        let made = datetime!(2026-01-15 10:30 UTC);
        assert_eq!(midnight_after(made, i64::from(i32::MAX)), None);
        assert_eq!(midnight_after(made, i64::MAX), None);
    }
}

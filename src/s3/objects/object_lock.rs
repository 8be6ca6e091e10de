//! What keeps a version from being deleted: its retention and its legal hold.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::aws::unix_ms;

/// How strictly a retention binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) enum Mode {
    /// Whoever bypasses it may delete the version, and change its retention.
    Governance,
    /// Nobody may, until it ends.
    Compliance,
}

impl Mode {
    pub(in crate::s3) fn parse(name: &str) -> Option<Self> {
        match name {
            "GOVERNANCE" => Some(Self::Governance),
            "COMPLIANCE" => Some(Self::Compliance),
            _ => None,
        }
    }

    pub(in crate::s3) fn name(self) -> &'static str {
        match self {
            Self::Governance => "GOVERNANCE",
            Self::Compliance => "COMPLIANCE",
        }
    }
}

/// Until when a version is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) struct Retention {
    pub(in crate::s3) mode: Mode,
    #[serde(with = "unix_ms")]
    pub(in crate::s3) until: OffsetDateTime,
}

/// Someone's wish to delete a version, or to change what keeps it.
#[derive(Clone, Copy, Debug)]
pub(in crate::s3) struct Attempt {
    pub(in crate::s3) now: OffsetDateTime,
    pub(in crate::s3) bypasses_governance: bool,
}

impl Retention {
    /// It binds until its end, and shows beyond it.
    fn binds(&self, attempt: &Attempt) -> bool {
        attempt.now < self.until && !(self.mode == Mode::Governance && attempt.bypasses_governance)
    }

    /// Anybody may prolong a retention; all else is for those whom it does not bind (user guide,
    /// "Object Lock retention modes"; a change of mode: public suite).
    pub(in crate::s3) fn may_become(&self, next: Option<&Self>, attempt: &Attempt) -> bool {
        let prolongs = next.is_some_and(|next| next.mode == self.mode && next.until >= self.until);
        prolongs || !self.binds(attempt)
    }
}

/// The lock of one version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) struct ObjectLock {
    pub(in crate::s3) retention: Option<Retention>,
    /// `None` when it was never set.
    pub(in crate::s3) legal_hold: Option<bool>,
}

impl ObjectLock {
    pub(in crate::s3) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the version may be deleted for good: the one rule, whoever asks. Bypassing governance
    /// lifts no legal hold.
    pub(in crate::s3) fn lets_delete(&self, attempt: &Attempt) -> bool {
        self.legal_hold != Some(true)
            && self
                .retention
                .is_none_or(|retention| !retention.binds(attempt))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const END: OffsetDateTime = datetime!(2030-01-01 00:00 UTC);

    fn attempt(now: OffsetDateTime, bypasses_governance: bool) -> Attempt {
        Attempt {
            now,
            bypasses_governance,
        }
    }

    fn until(mode: Mode, until: OffsetDateTime) -> Retention {
        Retention { mode, until }
    }

    // User guide, "Object Lock retention modes" and "Legal holds".
    #[test]
    fn a_version_is_kept_until_its_retention_ends() {
        let before = datetime!(2029-12-31 23:59:59 UTC);
        for (mode, bypassed) in [(Mode::Governance, true), (Mode::Compliance, false)] {
            let mut lock = ObjectLock {
                retention: Some(until(mode, END)),
                legal_hold: None,
            };
            assert!(!lock.lets_delete(&attempt(before, false)));
            assert_eq!(lock.lets_delete(&attempt(before, true)), bypassed);
            assert!(lock.lets_delete(&attempt(END, false)));
            lock.legal_hold = Some(true);
            assert!(!lock.lets_delete(&attempt(END, true)));
        }
        assert!(ObjectLock::default().lets_delete(&attempt(before, false)));
    }

    #[test]
    fn a_retention_is_prolonged_by_anybody() {
        let before = datetime!(2029-12-31 00:00 UTC);
        let later = datetime!(2031-01-01 00:00 UTC);
        let governance = until(Mode::Governance, END);
        let compliance = until(Mode::Compliance, END);
        for (now, next, plain, bypassing) in [
            (governance, Some(until(Mode::Governance, later)), true, true),
            (
                governance,
                Some(until(Mode::Governance, before)),
                false,
                true,
            ),
            (
                governance,
                Some(until(Mode::Compliance, later)),
                false,
                true,
            ),
            (governance, None, false, true),
            (compliance, Some(until(Mode::Compliance, later)), true, true),
            (
                compliance,
                Some(until(Mode::Governance, later)),
                false,
                false,
            ),
            (
                compliance,
                Some(until(Mode::Compliance, before)),
                false,
                false,
            ),
            (compliance, None, false, false),
        ] {
            let may = |bypass| now.may_become(next.as_ref(), &attempt(before, bypass));
            assert_eq!(
                (may(false), may(true)),
                (plain, bypassing),
                "{now:?} {next:?}"
            );
            assert!(now.may_become(next.as_ref(), &attempt(END, false)));
        }
    }
}

//! Moments as milliseconds since 1970, for what is written down: `#[serde(with = "unix_ms")]`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;

use super::time::from_unix_ms;

pub(crate) fn serialize<S: Serializer>(
    moment: &OffsetDateTime,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    of(moment).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<OffsetDateTime, D::Error> {
    i64::deserialize(deserializer).map(from_unix_ms)
}

fn of(moment: &OffsetDateTime) -> i64 {
    (moment.unix_timestamp_nanos() / 1_000_000) as i64
}

/// As the module itself, for moments that may not be there.
pub(crate) mod optional {
    use super::{Deserialize, Deserializer, OffsetDateTime, Serialize, Serializer, from_unix_ms};

    pub(crate) fn serialize<S: Serializer>(
        moment: &Option<OffsetDateTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        moment.as_ref().map(super::of).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<OffsetDateTime>, D::Error> {
        let unix_ms = Option::<i64>::deserialize(deserializer)?;
        Ok(unix_ms.map(from_unix_ms))
    }
}

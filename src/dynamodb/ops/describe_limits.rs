//! DescribeLimits (API reference, "DescribeLimits"): the quotas of a new account. None is enforced.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::wire::shape::{NoInput, Output};
use crate::dynamodb::wire::writer::Writer;

const ACCOUNT_UNITS: u32 = 80_000;
const TABLE_UNITS: u32 = 40_000;

pub(crate) struct DescribeLimitsOutput;

impl Output for DescribeLimitsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("AccountMaxReadCapacityUnits").plain(ACCOUNT_UNITS);
            w.name("AccountMaxWriteCapacityUnits").plain(ACCOUNT_UNITS);
            w.name("TableMaxReadCapacityUnits").plain(TABLE_UNITS);
            w.name("TableMaxWriteCapacityUnits").plain(TABLE_UNITS);
        });
    }
}

pub(crate) fn describe_limits(
    _engine: &Engine,
    _context: &RequestContext,
    _input: NoInput,
) -> Result<DescribeLimitsOutput, AwsError> {
    Ok(DescribeLimitsOutput)
}

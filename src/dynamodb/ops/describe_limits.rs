//! DescribeLimits (API reference, "DescribeLimits"): the quotas of a new account. Those of tables are
//! enforced, that of the account is not.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::quota::{ACCOUNT_UNITS_MAX, TABLE_UNITS_MAX};
use crate::dynamodb::wire::shape::{NoInput, Output};
use crate::dynamodb::wire::writer::Writer;

pub(crate) struct DescribeLimitsOutput;

impl Output for DescribeLimitsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("AccountMaxReadCapacityUnits")
                .plain(ACCOUNT_UNITS_MAX);
            w.name("AccountMaxWriteCapacityUnits")
                .plain(ACCOUNT_UNITS_MAX);
            w.name("TableMaxReadCapacityUnits").plain(TABLE_UNITS_MAX);
            w.name("TableMaxWriteCapacityUnits").plain(TABLE_UNITS_MAX);
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

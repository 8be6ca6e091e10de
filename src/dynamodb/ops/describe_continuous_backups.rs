//! DescribeContinuousBackups (API reference, "DescribeContinuousBackups").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::error::backup;
use crate::dynamodb::lookup::{named, state_of};
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::data_plane_name;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct DescribeContinuousBackupsInput {
    table_name: Option<String>,
}

impl Input for DescribeContinuousBackupsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "TableName" {
            self.table_name = reader.string()?;
        }
        Ok(name == "TableName")
    }
}

/// What a table's continuous backups are.
pub(crate) struct ContinuousBackupsOutput {
    recovery: Option<Recovery>,
}

struct Recovery {
    days: i64,
    earliest_ms: i64,
    latest_ms: i64,
}

impl ContinuousBackupsOutput {
    pub(crate) fn of(state: &State) -> Self {
        let recovery = state.past.as_ref().zip(state.definition.recovery_days);
        Self {
            recovery: recovery.map(|(past, days)| {
                let (earliest_ms, latest_ms) = past.restorable_ms();
                Recovery {
                    days,
                    earliest_ms,
                    latest_ms,
                }
            }),
        }
    }
}

impl Output for ContinuousBackupsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("ContinuousBackupsDescription").object(|w| {
                w.name("ContinuousBackupsStatus").quoted("ENABLED");
                w.name("PointInTimeRecoveryDescription")
                    .object(|w| match &self.recovery {
                        Some(recovery) => {
                            w.name("PointInTimeRecoveryStatus").quoted("ENABLED");
                            w.name("RecoveryPeriodInDays").plain(recovery.days);
                            w.name("EarliestRestorableDateTime")
                                .moment(recovery.earliest_ms);
                            w.name("LatestRestorableDateTime")
                                .moment(recovery.latest_ms);
                        }
                        None => w.name("PointInTimeRecoveryStatus").quoted("DISABLED"),
                    });
            });
        });
    }
}

/// Errors, in order: the name, TableNotFoundException.
pub(crate) fn describe_continuous_backups(
    engine: &Engine,
    context: &RequestContext,
    input: DescribeContinuousBackupsInput,
) -> Result<ContinuousBackupsOutput, AwsError> {
    let mut constraints = Constraints::default();
    data_plane_name(&mut constraints, input.table_name.as_deref());
    constraints.check()?;
    let name = input.table_name.unwrap_or_default();
    let state = state_of(
        engine,
        context,
        &name,
        &Ask::to("DescribeContinuousBackups"),
    )
    .map_err(|error| named(error, || backup::table_not_found(&name)))?;
    Ok(ContinuousBackupsOutput::of(&state))
}

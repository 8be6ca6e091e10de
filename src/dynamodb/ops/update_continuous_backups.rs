//! UpdateContinuousBackups (API reference, "UpdateContinuousBackups"): point-in-time recovery is
//! switched on and off at once.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::backup as refuse;
use crate::dynamodb::lookup::{named, table_of};
use crate::dynamodb::ops::describe_continuous_backups::ContinuousBackupsOutput;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::data_plane_name;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::scalars::Place;
use crate::dynamodb::wire::shape::Input;
use crate::dynamodb::wire::table::read_structure;

const PATH: &str = "pointInTimeRecoverySpecification";
/// Also what a request gets that names none.
const DAYS_MAX: i64 = 35;

#[derive(Debug, Default)]
pub(crate) struct UpdateContinuousBackupsInput {
    table_name: Option<String>,
    specification: Option<SentSpecification>,
}

#[derive(Debug, Default)]
struct SentSpecification {
    enabled: Option<bool>,
    days: Option<i32>,
}

impl Input for UpdateContinuousBackupsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "PointInTimeRecoverySpecification" => self.specification = read_specification(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn read_specification(reader: &mut Reader<'_>) -> Wire<Option<SentSpecification>> {
    read_structure(
        reader,
        "PointInTimeRecoverySpecification",
        Place::Member,
        |reader, name, sent: &mut SentSpecification| {
            match name {
                "PointInTimeRecoveryEnabled" => sent.enabled = reader.boolean()?,
                "RecoveryPeriodInDays" => sent.days = reader.integer()?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

/// Errors, in order: the request's shape, days that disabling has no use for, TableNotFoundException.
pub(crate) fn update_continuous_backups(
    engine: &Engine,
    context: &RequestContext,
    input: UpdateContinuousBackupsInput,
) -> Result<ContinuousBackupsOutput, AwsError> {
    check_shape(&input)?;
    let name = input.table_name.unwrap_or_default();
    let sent = input.specification.unwrap_or_default();
    let days = sent.days.map_or(DAYS_MAX, i64::from);
    if sent.enabled == Some(false) && sent.days.is_some() {
        return Err(refuse::days_while_disabling());
    }
    let table = table_of(engine, context, &name, &Ask::to("UpdateContinuousBackups"))
        .map_err(|error| named(error, || refuse::table_not_found(&name)))?;
    let state = table.change(|state| {
        let mut definition = (*state.definition).clone();
        definition.recovery_days = sent.enabled.unwrap_or_default().then_some(days);
        state.redefine(definition, &engine.clock);
        Ok::<_, AwsError>(state.clone())
    })?;
    Ok(ContinuousBackupsOutput::of(&state))
}

fn check_shape(input: &UpdateContinuousBackupsInput) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    data_plane_name(&mut constraints, input.table_name.as_deref());
    constraints.not_null(PATH, input.specification.as_ref());
    if let Some(sent) = &input.specification {
        let enabled = format!("{PATH}.pointInTimeRecoveryEnabled");
        constraints.not_null(&enabled, sent.enabled.as_ref());
        let (path, days) = (
            format!("{PATH}.recoveryPeriodInDays"),
            sent.days.map(i64::from),
        );
        constraints.at_least(&path, days, 1);
        constraints.at_most(&path, days, DAYS_MAX);
    }
    constraints.check()
}

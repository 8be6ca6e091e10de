//! RestoreTableToPointInTime (API reference, "RestoreTableToPointInTime"): a new table with the items
//! of another as they were at the end of a second, and its settings as they are now.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::time::{from_unix_ms, iso_seconds};
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::description::{DescriptionOutput, RestoreSummary};
use crate::dynamodb::engine::backup::Image;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::{backup as refuse, constraint};
use crate::dynamodb::lookup::state_of;
use crate::dynamodb::restore::{Overrides, restore};
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;

#[derive(Debug, Default)]
pub(crate) struct RestoreTableToPointInTimeInput {
    source_arn: Option<String>,
    source_name: Option<String>,
    use_latest: Option<bool>,
    moment_ms: Option<i64>,
    overrides: Overrides,
}

impl Input for RestoreTableToPointInTimeInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "SourceTableArn" => self.source_arn = reader.string()?,
            "SourceTableName" => self.source_name = reader.string()?,
            "UseLatestRestorableTime" => self.use_latest = reader.boolean()?,
            "RestoreDateTime" => self.moment_ms = reader.timestamp_ms()?,
            _ => return self.overrides.read_member(reader, name),
        }
        Ok(true)
    }
}

/// Errors, in order: the request's shape, TableNotFoundException,
/// PointInTimeRecoveryUnavailableException, InvalidRestoreTimeException, the overrides,
/// TableAlreadyExistsException.
pub(crate) fn restore_table_to_point_in_time(
    engine: &Engine,
    context: &RequestContext,
    input: RestoreTableToPointInTimeInput,
) -> Result<DescriptionOutput, AwsError> {
    let mut constraints = Constraints::default();
    input.overrides.check(&mut constraints);
    constraints.check()?;
    let source = match (input.source_arn, input.source_name) {
        (Some(_), Some(_)) => return Err(refuse::two_source_tables()),
        (None, None) => return Err(constraint::parameter_required("TableName")),
        (arn, name) => arn.or(name).unwrap_or_default(),
    };
    let asked_ms = match (input.use_latest, input.moment_ms) {
        (Some(true), Some(_)) => return Err(refuse::two_restore_times()),
        (Some(true), None) => None,
        (_, Some(moment)) => Some(moment),
        (_, None) => return Err(refuse::no_restore_time()),
    };
    let state = state_of(
        engine,
        context,
        &source,
        &Ask::to("RestoreTableToPointInTime"),
    );
    let state = state.map_err(|_| refuse::table_not_found(&source))?;
    let definition = &state.definition;
    let past = state.past.as_ref();
    let past = past.ok_or_else(|| refuse::recovery_not_enabled(&definition.name))?;
    let (earliest_ms, latest_ms) = past.restorable_ms();
    let moment_ms = asked_ms.unwrap_or(latest_ms);
    // Clients send whole seconds, so the second that recovery began in counts.
    let second = moment_ms.div_euclid(1000);
    let seconds = earliest_ms.div_euclid(1000)..=latest_ms.div_euclid(1000);
    if !seconds.contains(&second) {
        let [asked, earliest, latest] =
            [moment_ms, earliest_ms, latest_ms].map(|ms| iso_seconds(from_unix_ms(ms)));
        return Err(refuse::invalid_restore_time(&asked, &earliest, &latest));
    }
    let items = past.items_at(&state.items, second);
    let summary = RestoreSummary {
        table_arn: definition.arn.clone(),
        backup_arn: None,
        moment_ms,
    };
    let image = Image {
        definition: Arc::clone(definition),
        items,
        indexes: None,
    };
    restore(engine, context, image, summary, input.overrides)
}

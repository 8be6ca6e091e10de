//! CreateGlobalTable, UpdateGlobalTable, DescribeGlobalTable, DescribeGlobalTableSettings,
//! UpdateGlobalTableSettings and ListGlobalTables (API reference): global tables of version
//! 2017.11.29, which AWS makes no more and which do not show those of version 2019.11.21.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::global_table as refuse;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::scalars::Place;
use crate::dynamodb::wire::shape::{Input, NoOutput, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct GlobalTableInput {
    name: Option<String>,
    /// Whether ReplicationGroup or ReplicaUpdates is there.
    has_replicas: bool,
    creates_replica: bool,
}

impl Input for GlobalTableInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "GlobalTableName" => self.name = reader.string()?,
            "ReplicationGroup" => {
                self.has_replicas = reader.elements(Place::Member, Reader::skip)?;
            }
            "ReplicaUpdates" => self.read_updates(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl GlobalTableInput {
    fn read_updates(&mut self, reader: &mut Reader<'_>) -> Wire<()> {
        let mut creates = false;
        self.has_replicas = reader.elements(Place::Member, |reader| {
            reader
                .structure("ReplicaUpdate", Place::Element, |reader, name| {
                    creates |= name == "Create" && !reader.null()?;
                    match name.as_ref() {
                        "Create" if !creates => Ok(()),
                        _ => reader.skip(),
                    }
                })
                .map(drop)
        })?;
        self.creates_replica = creates;
        Ok(())
    }

    fn check(&self, replicas: Option<&str>) -> Result<&str, AwsError> {
        let name = self.name.as_deref();
        let mut constraints = Constraints::default();
        constraints.not_null("globalTableName", name.as_ref());
        constraints.name_pattern("globalTableName", name);
        constraints.length("globalTableName", name, 3, 255);
        if let Some(path) = replicas {
            constraints.not_null(path, self.has_replicas.then_some(()).as_ref());
        }
        constraints.check()?;
        Ok(name.unwrap_or_default())
    }
}

/// Errors, in order: the request's shape, that there are no such tables any more.
pub(crate) fn create_global_table(
    _engine: &Engine,
    _context: &RequestContext,
    input: GlobalTableInput,
) -> Result<NoOutput, AwsError> {
    input.check(Some("replicationGroup"))?;
    Err(refuse::not_supported())
}

/// Errors, in order: the request's shape, a replica to create, GlobalTableNotFoundException.
pub(crate) fn update_global_table(
    _engine: &Engine,
    _context: &RequestContext,
    input: GlobalTableInput,
) -> Result<NoOutput, AwsError> {
    let name = input.check(Some("replicaUpdates"))?;
    match input.creates_replica {
        true => Err(refuse::not_supported()),
        false => Err(refuse::not_found(name)),
    }
}

/// Errors, in order: the name, GlobalTableNotFoundException.
pub(crate) fn describe_global_table(
    _engine: &Engine,
    _context: &RequestContext,
    input: GlobalTableInput,
) -> Result<NoOutput, AwsError> {
    Err(refuse::not_found(input.check(None)?))
}

/// DescribeGlobalTableSettings and UpdateGlobalTableSettings. Errors, in order: the name,
/// GlobalTableNotFoundException in words of its own.
pub(crate) fn global_table_settings(
    _engine: &Engine,
    _context: &RequestContext,
    input: GlobalTableInput,
) -> Result<NoOutput, AwsError> {
    Err(refuse::settings_not_found(input.check(None)?))
}

#[derive(Debug, Default)]
pub(crate) struct ListGlobalTablesInput {
    limit: Option<i32>,
}

impl Input for ListGlobalTablesInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "Limit" {
            self.limit = reader.integer()?;
        }
        Ok(name == "Limit")
    }
}

pub(crate) struct NoGlobalTables;

impl Output for NoGlobalTables {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| w.name("GlobalTables").list([(); 0], |_, ()| {}));
    }
}

pub(crate) fn list_global_tables(
    _engine: &Engine,
    _context: &RequestContext,
    input: ListGlobalTablesInput,
) -> Result<NoGlobalTables, AwsError> {
    let mut constraints = Constraints::default();
    constraints.at_least("limit", input.limit.map(i64::from), 1);
    constraints.check()?;
    Ok(NoGlobalTables)
}

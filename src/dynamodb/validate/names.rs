//! Table names, which may be ARNs wherever a table is named to be used.

use super::constraints::Constraints;
use crate::aws::arn::Arn;
use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Scope};
use crate::dynamodb::error::wording::Wording;
use crate::dynamodb::error::{access, constraint, table};

/// Characters of a name; an ARN may have more.
const NAME_CHARACTERS_MAX: usize = 255;
const ARN_CHARACTERS_MAX: usize = 1024;

/// A table's name on the data plane: 1 to 255 characters, or an ARN.
pub(crate) fn data_plane_name(constraints: &mut Constraints, name: Option<&str>) {
    data_plane_name_at(constraints, "tableName", name);
}

/// As [`data_plane_name`], where the name is at a path.
pub(crate) fn data_plane_name_at(constraints: &mut Constraints, path: &str, name: Option<&str>) {
    constraints.not_null(path, name.as_ref());
    of_length(constraints, path, name, 1);
}

/// A table's name that narrows a list.
pub(crate) fn optional_name(constraints: &mut Constraints, name: Option<&str>) {
    of_length(constraints, "tableName", name, 1);
}

/// A table's name where a table is made, changed or described: 3 to 255 characters, or an ARN.
pub(crate) fn control_plane_name(constraints: &mut Constraints, name: Option<&str>) {
    of_length(constraints, "tableName", name, 3);
}

fn of_length(constraints: &mut Constraints, path: &str, name: Option<&str>, minimum: usize) {
    if let Some(text) = name.filter(|text| text.starts_with("arn:")) {
        if table_of_arn(text).is_none() {
            constraints.name_pattern(path, Some(text));
        }
        constraints.length(path, Some(text), minimum, ARN_CHARACTERS_MAX);
        return;
    }
    if name.is_some_and(|name| !name.is_empty()) {
        constraints.name_pattern(path, name);
    }
    constraints.length(path, name, minimum, NAME_CHARACTERS_MAX);
}

/// Whether a batch may name a table so: 3 to 255 characters, or an ARN.
pub(crate) fn is_table_name(name: &str) -> bool {
    let mut constraints = Constraints::default();
    control_plane_name(&mut constraints, Some(name));
    constraints.check().is_ok()
}

/// The newer layer's check, which comes before every other: an empty name stops all.
pub(crate) fn refuse_empty_name(wording: Wording, name: Option<&str>) -> Result<(), AwsError> {
    if wording.is_newer() && name == Some("") {
        let problem = constraint::length_at_least(1);
        let problem = constraint::broken_in(wording, &"", "TableName", "tableName", &problem);
        return Err(constraint::detected(&[problem]));
    }
    Ok(())
}

/// The bare name behind a name or an ARN. An ARN of another account or region names no table here.
pub(crate) fn bare_name<'a>(name: &'a str, scope: &Scope) -> Result<&'a str, AwsError> {
    let (owner, name) = place(name, scope)?;
    (owner == *scope)
        .then_some(name)
        .ok_or_else(table::not_found)
}

/// Where a table lies, and its bare name, behind a name or an ARN, which may be of another account but
/// not of another region.
pub(crate) fn place<'a>(name: &'a str, scope: &Scope) -> Result<(Scope, &'a str), AwsError> {
    if !name.starts_with("arn:") {
        return Ok((scope.clone(), name));
    }
    let (arn, table) = table_of_arn(name).ok_or_else(table::not_found)?;
    if arn.region != scope.region.as_str() {
        return Err(access::region_of_elsewhere(name));
    }
    let owner = Scope {
        account: AccountId::parse(arn.account).ok_or_else(table::not_found)?,
        region: scope.region.clone(),
    };
    Ok((owner, table))
}

fn table_of_arn(text: &str) -> Option<(Arn<'_>, &str)> {
    let arn = Arn::parse(text)?;
    let table = arn.resource.strip_prefix("table/")?;
    let name = table.split('/').next()?;
    (arn.service == "dynamodb" && !name.is_empty()).then_some((arn, name))
}

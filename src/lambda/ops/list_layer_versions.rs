//! ListLayerVersions: the versions of a layer, newest first, page by page.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::layers::lookup;
use crate::lambda::layers::name::LayerName;
use crate::lambda::page::{self, PageInput};
use crate::lambda::wire::layer::{LayerVersionsListItem, ListLayerVersionsOutput};

use super::list_layers::LayerFilter;

/// A layer that is not there has no versions (recorded answer).
///
/// AWS's page: API_ListLayerVersions.
///
/// Errors: ValidationException; InvalidParameterValueException for a marker that is not ours;
/// AccessDeniedException for another account's layer.
pub(crate) fn list_layer_versions(
    control: &ControlPlane,
    context: &RequestContext,
    name: &str,
    filter: &LayerFilter,
    page: &PageInput,
) -> Result<ListLayerVersionsOutput, AwsError> {
    let mut violations = Violations::default();
    let layer = LayerName::check(name, context.scope(), &mut violations);
    filter.check(&mut violations);
    let start = page.check_within(50, &mut violations);
    let (layer, start) = violations.finish(layer.map(|layer| (layer, start)))?;
    let start = start?;
    lookup::own(context, &layer, "ListLayerVersions")?;
    let shelf = control.layers.shelf(&layer.scope);
    let versions = shelf.get(&layer.name).into_iter();
    let versions = versions
        .flat_map(|layer| layer.versions.iter().rev())
        .filter(|(_, version)| filter.takes(version))
        .map(|(number, version)| (*number, version));
    let (versions, next_marker) = page::cut_newest_first(versions, &start);
    Ok(ListLayerVersionsOutput {
        next_marker,
        layer_versions: versions
            .into_iter()
            .map(|version| LayerVersionsListItem::of(version))
            .collect(),
    })
}

//! ListLayers: the layers of an account and region with the latest version of each, page by page.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::functions::version::Architecture;
use crate::lambda::layers::layer::LayerVersion;
use crate::lambda::page::{self, PageInput};
use crate::lambda::runtime;
use crate::lambda::wire::layer::{LayersListItem, ListLayersOutput};

/// CompatibleRuntime and CompatibleArchitecture of the query.
#[derive(Debug, Default)]
pub(crate) struct LayerFilter {
    pub(crate) runtime: Option<String>,
    pub(crate) architecture: Option<String>,
}

impl LayerFilter {
    /// Notes names that are not known (recorded answers).
    pub(crate) fn check(&self, violations: &mut Violations) {
        if let Some(runtime) = &self.runtime {
            runtime::check_layer_filter(runtime, violations);
        }
        if let Some(name) = &self.architecture
            && Architecture::parse(name).is_none()
        {
            violations.one_of("compatibleArchitecture", name, &["x86_64", "arm64"]);
        }
    }

    /// Whether a version says that it goes with what is asked for.
    pub(crate) fn takes(&self, version: &LayerVersion) -> bool {
        let (runtime, architecture) = (self.runtime.as_deref(), self.architecture.as_deref());
        version.about.suits(runtime, architecture)
    }
}

/// Sorted by name. A layer whose versions are all deleted, or none of which matches, is left out.
///
/// AWS's page: API_ListLayers.
///
/// Errors: ValidationException; InvalidParameterValueException for a marker that is not ours.
pub(crate) fn list_layers(
    control: &ControlPlane,
    context: &RequestContext,
    filter: &LayerFilter,
    page: &PageInput,
) -> Result<ListLayersOutput, AwsError> {
    let mut violations = Violations::default();
    filter.check(&mut violations);
    let start = page.check_within(50, &mut violations);
    let start = violations.finish(Some(start))??;
    let shelf = control.layers.shelf(context.scope());
    let latest = shelf.iter().filter_map(|(name, layer)| {
        let mut newest_first = layer.versions.values().rev();
        let latest = newest_first.find(|version| filter.takes(version))?;
        Some((name.as_str(), latest))
    });
    let (latest, next_marker) = page::cut_by_name(latest, &start);
    Ok(ListLayersOutput {
        next_marker,
        layers: latest
            .into_iter()
            .map(|version| LayersListItem::of(version))
            .collect(),
    })
}

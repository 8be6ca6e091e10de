//! GetAccountSettings: the limits of an account in a region, and how much of them is used.

use crate::aws::context::RequestContext;
use crate::lambda::concurrency::{self, CONCURRENCY_MAX};
use crate::lambda::control::ControlPlane;
use crate::lambda::wire::account_settings::{AccountLimit, AccountUsage, GetAccountSettingsOutput};

/// Bytes of all packages of an account, of functions and of layers (AWS docs, Lambda quotas: 75 GB). Not
/// enforced.
const CODE_BYTES_MAX: u64 = 80_530_636_800;
/// Bytes of one package, unpacked and as a zip (same page).
const UNZIPPED_BYTES_MAX: u64 = 262_144_000;
const ZIPPED_BYTES_MAX: u64 = 52_428_800;

/// AWS's page: API_GetAccountSettings.
pub(crate) fn get_account_settings(
    control: &ControlPlane,
    context: &RequestContext,
) -> GetAccountSettingsOutput {
    let scope = context.scope();
    let shelf = control.registry.shelf(scope);
    let versions = shelf.values().flat_map(|function| function.versions());
    let code_bytes = versions.map(|configuration| configuration.version.code.bytes());
    let layers = control.layers.shelf(scope);
    let layers = layers.values().flat_map(|layer| layer.versions.values());
    let layer_bytes = layers.map(|version| version.content.zip_bytes());
    let code_bytes = code_bytes.chain(layer_bytes).sum::<usize>() as u64;
    GetAccountSettingsOutput {
        account_limit: AccountLimit {
            code_size_unzipped: UNZIPPED_BYTES_MAX,
            code_size_zipped: ZIPPED_BYTES_MAX,
            concurrent_executions: CONCURRENCY_MAX,
            total_code_size: CODE_BYTES_MAX,
            unreserved_concurrent_executions: concurrency::unreserved(&control.registry, scope),
        },
        account_usage: AccountUsage {
            function_count: shelf.len(),
            total_code_size: code_bytes,
        },
    }
}

//! An application in a folder, made a function and kept as its files are: `ruststack serve`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

use super::control::ControlPlane;
use super::directory::Python;
use super::invoke::invoker::Invoker;
use super::name::FunctionName;
use super::ops::create_function::create_function;
use crate::aws::context::RequestContext;

/// How often the folder is looked at.
const LOOKS_APART: Duration = Duration::from_millis(50);
/// The variable that names the application to the runtime's adapter.
const VARIABLE: &str = "RUSTSTACK_APPLICATION";
/// The one that tells it by which name the author knows the Python, which runs elsewhere in a container.
const PYTHON: &str = "RUSTSTACK_PYTHON";

/// What becomes a function.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    /// The function's name.
    pub(crate) name: String,
    /// Absolute.
    pub(crate) folder: PathBuf,
    /// The Python that has what the application needs.
    pub(crate) python: Option<Python>,
    /// Such as `python3.12`.
    pub(crate) runtime: String,
    /// `module:app`, `module:create_app()` or `module.handler`; of another language a plain handler.
    pub(crate) target: String,
    pub(crate) timeout_s: u32,
    pub(crate) memory_mb: u32,
    pub(crate) variables: BTreeMap<String, String>,
}

/// Makes the function; its folder is not read yet. A problem is one line.
pub(super) async fn create(
    control: &ControlPlane,
    context: &RequestContext,
    application: &Application,
) -> Result<(), String> {
    let mut variables = application.variables.clone();
    let mut handler = application.target.replace([':', '(', ')'], ".");
    if let Some(python) = &application.python {
        variables.insert(VARIABLE.to_owned(), application.target.clone());
        variables.insert(PYTHON.to_owned(), python.program.display().to_string());
        handler = handler.trim_end_matches('.').to_owned();
    }
    let input = json!({
        "FunctionName": application.name,
        "Runtime": application.runtime,
        "Role": format!("arn:aws:iam::{}:role/serve", context.scope().account),
        "Handler": handler,
        "Code": {"S3Bucket": "hot-reload", "S3Key": application.folder},
        "Timeout": application.timeout_s,
        "MemorySize": application.memory_mb,
        "Environment": {"Variables": variables},
    });
    let input = serde_json::from_value(input).map_err(|problem| problem.to_string())?;
    // One that an earlier run has left in a data directory gives way.
    let _ = control.registry.remove(context.scope(), &application.name);
    let created = create_function(control, context, input).await;
    created.map_err(|refusal| refusal.message().unwrap_or_default().to_owned())?;
    let shelf = control.registry.shelf(context.scope());
    let function = shelf.get(&application.name);
    let directory = function.and_then(|function| function.latest.version.code.directory());
    if let (Some(directory), Some(python)) = (directory, &application.python) {
        directory.run_with(python.clone());
    }
    Ok(())
}

/// Keeps an environment ready that has the files as they are; goes on until it is dropped.
pub(super) async fn keep_ready(
    control: &ControlPlane,
    invoker: &Invoker,
    context: &RequestContext,
    name: &str,
) {
    let mut is_ready = false;
    loop {
        let Ok(name) = FunctionName::parse(name) else {
            return;
        };
        let found = control
            .registry
            .resolve(context.scope(), &name, None, &control.clock);
        // Somebody may have deleted it.
        let Ok(found) = found else { return };
        if let Some(looking) = found.version.code.directory().map(Arc::clone) {
            // A look that fails is one that saw nothing. What an event has seen, it starts itself.
            let look = tokio::task::spawn_blocking(move || looking.look()).await;
            if !is_ready || matches!(look, Ok(Some(_))) {
                is_ready = true;
                invoker.warm(Arc::clone(&found.version)).await;
            }
            invoker.renew(&found.version);
        }
        sleep(LOOKS_APART).await;
    }
}

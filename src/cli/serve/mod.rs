//! `ruststack serve`: a web application from its folder, as a function behind a URL.

mod console;
mod project;

pub(super) use console::start as start_console;
pub(super) use project::find;

use crate::config::{Config, LambdaExecutor, ServeOptions};
use crate::lambda::application::Application;

/// What a server must be to serve an application: with this machine's Python, unless containers are asked
/// for.
pub(super) fn adapt(config: &mut Config, options: &ServeOptions) -> Result<(), String> {
    if config.lambda_executor != LambdaExecutor::Docker {
        config.lambda_executor = LambdaExecutor::Process;
    } else if options.debug_port.is_some() {
        return Err("a debugger reaches applications that are processes: leave out --lambda-executor docker, or --debug-port".into());
    }
    config.lambda = true;
    config.lambda_hot_reload = true;
    Ok(())
}

/// What the banner says of an application: where it is, with what it runs.
pub(super) fn banner(application: &Application, options: &ServeOptions, port: u16) -> String {
    let with = match &application.python {
        Some(python) => format!("{} ({})", application.runtime, python.program.display()),
        None => application.runtime.clone(),
    };
    format!(
        "  {target} in {folder}, with {with}, {events} events\n  http://localhost:{port}/  (what it was asked: http://localhost:{port}/_ruststack/requests)\n",
        target = options.application,
        folder = application.folder.display(),
        events = options.events.name(),
    )
}

//! `ruststack serve`: a web application from its folder, as a function behind a URL.

mod console;
mod project;

pub(super) use console::start as start_console;
pub(super) use project::find;

use crate::config::{Config, LambdaExecutor, ServeOptions};
use crate::lambda::application::Application;

/// What a server must be to serve an application: its Python is one of this machine.
pub(super) fn adapt(config: &mut Config) -> Result<(), String> {
    if config.lambda_executor == LambdaExecutor::Docker {
        return Err(
            "serve runs applications as processes: leave out --lambda-executor docker".into(),
        );
    }
    config.lambda_executor = LambdaExecutor::Process;
    config.lambda = true;
    config.lambda_hot_reload = true;
    Ok(())
}

/// What the banner says of an application: where it is, with what it runs.
pub(super) fn banner(application: &Application, options: &ServeOptions, port: u16) -> String {
    let with = match &application.python {
        Some(python) => format!("{} ({})", application.runtime, python.display()),
        None => application.runtime.clone(),
    };
    format!(
        "  {target} in {folder}, with {with}, {events} events\n  http://localhost:{port}/  (what it was asked: http://localhost:{port}/_ruststack/requests)\n",
        target = options.application,
        folder = application.folder.display(),
        events = options.events.name(),
    )
}

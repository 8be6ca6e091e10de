//! The options of `ruststack serve`: which application, and how it is reached.

use std::path::PathBuf;

use clap::Args;

/// What `ruststack serve` is asked to serve.
#[derive(Args, Clone, Debug)]
pub struct ServeOptions {
    /// What to serve: module:app (WSGI or ASGI), module:create_app() or module.handler (a Lambda handler)
    #[arg(default_value = "app:app")]
    pub application: String,

    /// Port of the application's own URL; 0 takes a free one
    #[arg(long, env = "RUSTSTACK_APP_PORT", default_value_t = 8000)]
    pub app_port: u16,

    /// Folder of the application
    #[arg(long, default_value = ".")]
    pub directory: PathBuf,

    /// Events that requests become: http-api (payload 2.0), rest-api (payload 1.0) or function-url
    #[arg(long, default_value = "http-api", value_parser = EventFormat::parse)]
    pub events: EventFormat,

    /// Print each request's event; /_ruststack/requests shows the latest ones in any case
    #[arg(long)]
    pub show_events: bool,

    /// Let debuggers attach at this port (with debugpy); no time limit runs while one is attached
    #[arg(long)]
    pub debug_port: Option<u16>,

    /// Variables of the application, as NAME=VALUE; may be given more than once
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = variable)]
    pub variables: Vec<(String, String)>,

    /// Seconds that one request may take
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=900))]
    pub timeout: u32,

    /// Memory of the application, in MiB
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u32).range(128..=10240))]
    pub memory: u32,

    /// Python to run it with, instead of the one of its virtual environment
    #[arg(long)]
    pub python: Option<PathBuf>,

    /// The virtual environment that the shell has activated: `VIRTUAL_ENV`, or `CONDA_PREFIX`
    #[arg(skip = activated())]
    pub activated: Option<PathBuf>,
}

/// What requests become on their way to the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventFormat {
    /// Payload 1.0, as a REST API of API Gateway sends it.
    RestApi,
    /// Payload 2.0, as an HTTP API of API Gateway sends it.
    HttpApi,
    /// What a function URL sends.
    FunctionUrl,
}

impl EventFormat {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "rest-api" | "v1" | "1.0" => Ok(Self::RestApi),
            "http-api" | "v2" | "2.0" => Ok(Self::HttpApi),
            "function-url" | "url" => Ok(Self::FunctionUrl),
            _ => Err("expected rest-api, http-api or function-url".into()),
        }
    }

    /// As the option names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RestApi => "rest-api",
            Self::HttpApi => "http-api",
            Self::FunctionUrl => "function-url",
        }
    }

    /// As the front of functions reads it in a request.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::RestApi => "1.0",
            Self::HttpApi => "2.0",
            Self::FunctionUrl => "function-url",
        }
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".into()),
    }
}

fn activated() -> Option<PathBuf> {
    ["VIRTUAL_ENV", "CONDA_PREFIX"]
        .into_iter()
        .filter_map(std::env::var_os)
        .find(|folder| !folder.is_empty())
        .map(PathBuf::from)
}

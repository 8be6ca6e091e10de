//! Every option of the program: a flag and a variable each, read here and nowhere else.

use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;

use clap::builder::{BoolishValueParser, Resettable};
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::aws::identity::Region;
use crate::aws::sigv4::keys::{AccessKey, Keys};
use crate::clock::{self, Clock};
use crate::store::disk::Disk;

mod auth;
mod docker;
mod dynamodb;
mod environment;
mod lambda;
mod s3;
mod serve;
mod sync;

pub use auth::{Auth, KeySetting};
pub use docker::DockerSettings;
pub use dynamodb::DynamoDbBackend;
pub(crate) use environment::{
    arguments, home, no_color, rust_log, search_path, search_path_of, temporary_folder,
};
pub use lambda::{LambdaExecutor, LambdaFastStarts, LambdaIsolation, RuntimeImage};
pub use s3::S3Access;
pub use serve::{EventFormat, ServeOptions};
pub use sync::Sync;

use environment::java_home;

/// What one server is asked to be.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "ruststack",
    version,
    about = "A local AWS: S3, DynamoDB and Lambda on one port.",
    after_help = "Each option can be set by its variable instead. RUST_LOG=ruststack=debug shows every request."
)]
pub struct Config {
    /// Port to listen on; 0 takes a free one
    #[arg(long, env = "RUSTSTACK_PORT", default_value_t = 4566)]
    pub port: u16,

    /// Addresses to listen on, separated by commas; anything but loopback lets your network run code here
    #[arg(long, env = "RUSTSTACK_HOST", value_delimiter = ',', value_parser = parse_address,
          default_values_t = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)])]
    pub host: Vec<IpAddr>,

    /// Serve S3
    #[arg(long, env = "RUSTSTACK_S3", action = ArgAction::Set, default_value_t = true,
          value_parser = BoolishValueParser::new())]
    pub s3: bool,

    /// Let new buckets take SSE-C uploads, as AWS's did before April 2026
    #[arg(long, env = "RUSTSTACK_S3_SSE_C", action = ArgAction::Set, default_value_t = false,
          value_parser = BoolishValueParser::new())]
    pub s3_sse_c: bool,

    /// Who may do what in S3: aws (policies, ACLs and public access blocks decide), or open (everybody everything)
    #[arg(long, env = "RUSTSTACK_S3_ACCESS", default_value = "aws", value_parser = S3Access::parse)]
    pub s3_access: S3Access,

    /// Serve DynamoDB
    #[arg(long, env = "RUSTSTACK_DYNAMODB", action = ArgAction::Set, default_value_t = true,
          value_parser = BoolishValueParser::new())]
    pub dynamodb: bool,

    /// Serve Lambda
    #[arg(long, env = "RUSTSTACK_LAMBDA", action = ArgAction::Set, default_value_t = true,
          value_parser = BoolishValueParser::new())]
    pub lambda: bool,

    /// DynamoDB's backend: auto (DynamoDB Local if its jar is there, else embedded), embedded, local, or a URL
    #[arg(long, env = "RUSTSTACK_DYNAMODB_BACKEND", default_value = "auto", value_parser = DynamoDbBackend::parse)]
    pub dynamodb_backend: DynamoDbBackend,

    /// Where DynamoDB Local's jar is
    #[arg(
        long,
        env = "RUSTSTACK_DYNAMODB_LOCAL_PATH",
        default_value = "./DynamoDBLocal.jar"
    )]
    pub dynamodb_local_path: PathBuf,

    /// What runs functions: auto (Docker if an engine answers, else processes), docker, or process
    #[arg(long, env = "RUSTSTACK_LAMBDA_EXECUTOR", default_value = "auto", value_parser = LambdaExecutor::parse)]
    pub lambda_executor: LambdaExecutor,

    /// What functions that are processes see of this machine: auto (as on AWS if the kernel allows it), or off
    #[arg(long, env = "RUSTSTACK_LAMBDA_ISOLATION", default_value = "auto", value_parser = LambdaIsolation::parse)]
    pub lambda_isolation: LambdaIsolation,

    /// How functions that are processes start faster: all, none, or some of fork, imports,
    /// sandbox, bytecode, node, separated by commas
    #[arg(long, env = "RUSTSTACK_LAMBDA_FAST_STARTS", default_value = "all", value_parser = LambdaFastStarts::parse)]
    pub lambda_fast_starts: LambdaFastStarts,

    /// Docker image of a runtime, as RUNTIME=IMAGE; more than one separated by commas
    #[arg(long, env = "RUSTSTACK_LAMBDA_IMAGES", value_delimiter = ',', value_parser = RuntimeImage::parse)]
    pub lambda_images: Vec<RuntimeImage>,

    /// Initialise a function when it is made or changed, before its first event; in Docker, also start a
    /// container whenever none is idle
    #[arg(long, env = "RUSTSTACK_LAMBDA_START_AHEAD", action = ArgAction::Set, default_value_t = true,
          value_parser = BoolishValueParser::new())]
    pub lambda_start_ahead: bool,

    /// Network of functions' containers, by its name in Docker; without it, the one that leads to this server
    #[arg(long, env = "RUSTSTACK_LAMBDA_NETWORK")]
    pub lambda_network: Option<String>,

    /// Let a function's code be a folder of this machine: S3Bucket hot-reload, S3Key its absolute path
    #[arg(long, env = "RUSTSTACK_LAMBDA_HOT_RELOAD", action = ArgAction::Set, default_value_t = true,
          value_parser = BoolishValueParser::new())]
    pub lambda_hot_reload: bool,

    /// Folder whose scripts (.sh, .py) and declarations (.json, .yaml) are applied at the start, by name
    #[arg(long, env = "RUSTSTACK_INIT_DIR")]
    pub init_dir: Option<PathBuf>,

    /// End with exit code 1 if one of them fails
    #[arg(long, env = "RUSTSTACK_INIT_STRICT", action = ArgAction::Set, default_value_t = false,
          value_parser = BoolishValueParser::new())]
    pub init_strict: bool,

    /// Folder that keeps what is written, beyond this process; without it nothing is kept
    #[arg(long, env = "RUSTSTACK_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// What writes in the data directory survive: os (the end of this process, whatever ends it), or
    /// always (a loss of power too)
    #[arg(long, env = "RUSTSTACK_SYNC", default_value = "os", value_parser = Sync::parse)]
    pub sync: Sync,

    /// Region of requests that name none
    #[arg(long, env = "RUSTSTACK_REGION", default_value = "us-east-1", value_parser = parse_region)]
    pub region: String,

    /// Whose requests are answered: any (whatever is signed counts), or verify (signatures of known keys count)
    #[arg(long, env = "RUSTSTACK_AUTH", default_value = "any", value_parser = Auth::parse)]
    pub auth: Auth,

    /// Access keys that verify knows, as AKID:SECRET or AKID:SECRET:ACCOUNT; more than one separated by commas
    #[arg(
        long,
        env = "RUSTSTACK_KEYS",
        hide_env_values = true,
        value_delimiter = ',',
        value_parser = KeySetting::keep
    )]
    pub keys: Vec<KeySetting>,

    /// More host names that may be used to reach this server, separated by commas
    #[arg(long, env = "RUSTSTACK_ALLOWED_HOSTS", value_delimiter = ',')]
    pub allowed_hosts: Vec<String>,

    /// Origins of web pages that may call this server, separated by commas; localhost always may
    #[arg(long, env = "RUSTSTACK_ALLOWED_ORIGINS", value_delimiter = ',')]
    pub allowed_origins: Vec<String>,

    /// What to do instead of serving
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Where Docker's own variables say that an engine is
    #[arg(skip = DockerSettings::read())]
    pub docker: DockerSettings,

    /// Folders where programs are looked for, such as java: `PATH`
    #[arg(skip = search_path())]
    pub search_path: Vec<PathBuf>,

    /// Where Java is installed, if it is not in `PATH`: `JAVA_HOME`
    #[arg(skip = java_home())]
    pub java_home: Option<PathBuf>,

    /// The `ruststack` program, which guards isolated functions as a process of its own; without it
    /// none are isolated
    #[arg(skip)]
    pub program: Option<PathBuf>,

    /// The time that everything in this server reads; tests freeze it
    #[arg(skip = Clock::system())]
    pub clock: Clock,

    /// What the data directory lies on; tests let it fail
    #[arg(skip)]
    pub disk: Disk,
}

/// Subcommands beside serving.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Ask a running server whether it is healthy; exit code 0 says yes
    Health,
    /// Serve a Flask, Django, FastAPI or other web application, or a Lambda handler, from its folder
    Serve(ServeOptions),
}

/// Heads the options of the server in every help.
const OF_THE_SERVER: &str = "Options of the server";

/// A variable that is set and empty counts as none: so Compose files and CI pass on what nobody has set.
fn with_variable(option: Arg) -> Arg {
    let is_empty = |name: &OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
    match option.get_env().is_some_and(is_empty) {
        true => option.env(Resettable::Reset),
        false => option,
    }
}

fn parse_region(text: &str) -> Result<String, String> {
    Region::parse(text)
        .map(|region| region.as_str().to_owned())
        .ok_or_else(|| "expected a region's name, such as us-east-1".into())
}

fn parse_address(text: &str) -> Result<IpAddr, String> {
    match text {
        "localhost" => Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        _ => text
            .parse()
            .map_err(|_| "expected an IP address, such as 127.0.0.1, or localhost".into()),
    }
}

impl Default for Config {
    /// The options of `ruststack` without flags or variables.
    fn default() -> Self {
        Self {
            port: 4566,
            host: vec![
                IpAddr::V4(Ipv4Addr::LOCALHOST),
                IpAddr::V6(Ipv6Addr::LOCALHOST),
            ],
            s3: true,
            s3_sse_c: false,
            s3_access: S3Access::Aws,
            dynamodb: true,
            lambda: true,
            dynamodb_backend: DynamoDbBackend::Auto,
            dynamodb_local_path: "./DynamoDBLocal.jar".into(),
            lambda_executor: LambdaExecutor::Auto,
            lambda_isolation: LambdaIsolation::Auto,
            lambda_fast_starts: LambdaFastStarts::ALL,
            lambda_images: Vec::new(),
            lambda_start_ahead: true,
            lambda_network: None,
            lambda_hot_reload: true,
            init_dir: None,
            init_strict: false,
            data_dir: None,
            sync: Sync::Os,
            region: "us-east-1".to_owned(),
            auth: Auth::Any,
            keys: Vec::new(),
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            command: None,
            docker: DockerSettings::read(),
            search_path: search_path(),
            java_home: java_home(),
            program: None,
            clock: Clock::system(),
            disk: Disk::default(),
        }
    }
}

impl Config {
    /// Reads flags and variables. A mistake comes back as one line; `--help` and `--version` as their text.
    pub fn from_environment() -> Result<Self, ConfigProblem> {
        // Options may stand before a subcommand or behind it, whose own come first in its help.
        let command = Self::command()
            .mut_args(|option| {
                with_variable(option)
                    .global(true)
                    .help_heading(OF_THE_SERVER)
            })
            .mut_subcommand("serve", |serve| serve.mut_args(with_variable));
        let matches = command.try_get_matches();
        let config = matches.and_then(|matches| Self::from_arg_matches(&matches));
        config.map_err(|error| {
            if error.use_stderr() {
                ConfigProblem::Mistake(one_line(&error))
            } else {
                ConfigProblem::Asked(error.to_string())
            }
        })
    }

    /// The keys of this server, which verify signatures or trust. A mistake is one line.
    pub(crate) fn access_keys(&self) -> Result<Keys, String> {
        let seed = clock::secret().map_err(|problem| format!("no randomness: {problem}"))?;
        let configured = match self.auth {
            Auth::Any => None,
            Auth::Verify => Some(self.configured_keys()?),
        };
        Ok(Keys::new(configured, seed))
    }

    /// The id and the secret of a key whose requests count here. A mistake is one line.
    pub(crate) fn a_key(&self) -> Result<(String, String), String> {
        let test = || ("test".to_owned(), "test".to_owned());
        if self.auth == Auth::Any {
            return Ok(test());
        }
        let first = self.configured_keys()?.into_iter().next();
        Ok(first.map_or_else(test, |key| (key.id, key.secret.reveal().to_owned())))
    }

    fn configured_keys(&self) -> Result<Vec<AccessKey>, String> {
        if self.keys.is_empty() {
            return Err("RUSTSTACK_AUTH=verify needs RUSTSTACK_KEYS=AKID:SECRET".to_owned());
        }
        let read = |(index, setting): (usize, &KeySetting)| {
            setting.read().ok_or_else(|| {
                format!(
                    "entry {} of RUSTSTACK_KEYS is neither AKID:SECRET nor AKID:SECRET:ACCOUNT",
                    index + 1
                )
            })
        };
        self.keys.iter().enumerate().map(read).collect()
    }

    pub(crate) fn default_region(&self) -> Region {
        Region::parse(&self.region).expect("the region was checked when it was read")
    }
}

/// Why there is no configuration to serve with.
#[derive(Debug)]
pub enum ConfigProblem {
    /// A text that was asked for: help or version.
    Asked(String),
    /// An option that cannot be used, in one line that says what to do.
    Mistake(String),
}

/// clap writes several lines; the first says what is wrong, the rest repeats the usage.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    format!("{first} (see ruststack --help)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_config_is_what_an_empty_command_line_means() {
        let mut parsed = Config::try_parse_from(["ruststack"]).unwrap();
        let default = Config::default();
        parsed.clock = default.clock.clone();
        assert_eq!(format!("{parsed:?}"), format!("{default:?}"));
    }

    #[test]
    fn a_mistake_is_one_line() {
        let error =
            Config::try_parse_from(["ruststack", "--lambda-executor", "podman"]).unwrap_err();
        let line = one_line(&error);
        assert!(!line.contains('\n'));
        assert!(
            line.contains("podman") && line.contains("expected auto, docker or process"),
            "{line}"
        );
    }
}

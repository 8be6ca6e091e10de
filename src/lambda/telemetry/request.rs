//! A subscription as an extension asks for it.
//!
//! AWS: Developer Guide, "Lambda Telemetry API reference" and "Using the Lambda Logs API". The two texts
//! that AWS documents are its own; it documents no others.

use std::time::Duration;

use http::Uri;
use serde_json::Value;

/// Which API was asked, and what depends on the version of its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    /// `objects`: lines in JSON are told as such.
    Telemetry { objects: bool },
    /// `runtime_done`: `platform.runtimeDone` is told too.
    Logs { runtime_done: bool },
}

/// What may be subscribed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Platform,
    Function,
    Extension,
}

/// One extension's wishes.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(super) api: Api,
    pub(super) topics: Vec<Topic>,
    pub(super) buffering: Buffering,
    pub(crate) destination: Destination,
}

/// A batch is sent once one of these is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Buffering {
    pub(super) items_max: usize,
    pub(super) bytes_max: usize,
    pub(super) timeout: Duration,
}

/// Where batches go, inside the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// `put`: not with POST.
    Http { uri: Uri, put: bool },
    /// Newline-delimited JSON.
    Tcp { port: u16 },
}

/// The names of an environment for itself.
pub(super) const HOST: &str = "sandbox.localdomain";
const SHORT_HOST: &str = "sandbox";
/// The Runtime API's own.
const RESERVED_PORT: u16 = 9001;

impl Topic {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Function => "function",
            Self::Extension => "extension",
        }
    }

    /// As the log spells it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Platform => "Platform",
            Self::Function => "Function",
            Self::Extension => "Extension",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let all = [Self::Platform, Self::Function, Self::Extension];
        all.into_iter().find(|topic| topic.name() == name)
    }
}

impl Api {
    /// What a request's schema version is taken as; `None` for one that does not exist.
    fn versioned(self, version: Option<&str>) -> Option<Self> {
        match (self, version) {
            (Self::Telemetry { .. }, Some("2022-07-01")) => {
                Some(Self::Telemetry { objects: false })
            }
            (Self::Telemetry { .. }, Some("2022-12-13" | "2025-01-29")) => {
                Some(Self::Telemetry { objects: true })
            }
            (Self::Logs { .. }, None | Some("2020-08-15")) => Some(Self::Logs {
                runtime_done: false,
            }),
            (Self::Logs { .. }, Some("2021-03-18")) => Some(Self::Logs { runtime_done: true }),
            _ => None,
        }
    }

    /// The error type of a request that is wrong.
    pub(crate) fn validation_error(self) -> &'static str {
        match self {
            Self::Telemetry { .. } => "ValidationError",
            Self::Logs { .. } => "Logs.ValidationError",
        }
    }
}

impl Subscription {
    /// Reads a request's body; `Err` holds all that is wrong, as AWS joins it.
    pub(crate) fn parse(api: Api, body: &[u8]) -> Result<Self, String> {
        let body: Value = serde_json::from_slice(body).map_err(|why| why.to_string())?;
        let mut wrong = Vec::new();
        let api = api.versioned(body["schemaVersion"].as_str());
        if api.is_none() {
            wrong.push("schemaVersion is not supported".to_owned());
        }
        let destination = destination(&body["destination"], &mut wrong);
        let topics = topics(&body["types"], &mut wrong);
        let buffering = buffering(&body["buffering"], &mut wrong);
        match (api, destination) {
            (Some(api), Some(destination)) if wrong.is_empty() => Ok(Self {
                api,
                topics,
                buffering,
                destination,
            }),
            _ => Err(wrong.join("; ")),
        }
    }
}

fn destination(asked: &Value, wrong: &mut Vec<String>) -> Option<Destination> {
    let mut no = |why: &str| {
        wrong.push(why.to_owned());
        None
    };
    let uri = match asked["URI"].as_str().map(str::parse::<Uri>) {
        Some(Ok(uri)) => Some(uri),
        Some(Err(_)) => return no("URI is not valid"),
        None => None,
    };
    if let Some(uri) = &uri
        && !matches!(uri.host(), Some(HOST | SHORT_HOST))
    {
        return no("URI host should be sandbox.localdomain");
    }
    let own_port = uri.as_ref().and_then(Uri::port_u16);
    if own_port == Some(RESERVED_PORT) {
        return no("URI port 9001 is reserved");
    }
    match (asked["protocol"].as_str(), uri) {
        (Some("HTTP"), Some(uri)) if own_port.is_some() => {
            if uri.scheme_str() != Some("http") {
                return no("URI scheme should be http");
            }
            let put = match asked["method"].as_str() {
                None | Some("POST") => false,
                Some("PUT") => true,
                Some(_) => return no("method should be POST or PUT"),
            };
            Some(Destination::Http { uri, put })
        }
        (Some("HTTP"), Some(_)) => no("URI port is not provided"),
        (Some("HTTP"), None) => no("URI is not provided"),
        (Some("TCP"), _) => {
            let port = asked["port"]
                .as_u64()
                .and_then(|port| u16::try_from(port).ok());
            match own_port.or(port) {
                Some(port) => Some(Destination::Tcp { port }),
                None => no("URI port is not provided"),
            }
        }
        _ => no("protocol should be HTTP or TCP"),
    }
}

fn topics(asked: &Value, wrong: &mut Vec<String>) -> Vec<Topic> {
    let named = asked.as_array().map_or(&[][..], Vec::as_slice);
    let mut topics = Vec::new();
    for name in named {
        match name.as_str().and_then(Topic::parse) {
            Some(topic) if !topics.contains(&topic) => topics.push(topic),
            Some(_) => {}
            None => wrong.push("types should be platform, function or extension".to_owned()),
        }
    }
    if named.is_empty() {
        wrong.push("types should not be empty".to_owned());
    }
    topics
}

/// Defaults and limits of "Configuring memory usage and buffering".
fn buffering(asked: &Value, wrong: &mut Vec<String>) -> Buffering {
    let mut number = |name: &str, default: u64, least: u64, most: u64| {
        let given = match &asked[name] {
            Value::Null => Some(default),
            given => given.as_u64(),
        };
        given
            .filter(|given| (least..=most).contains(given))
            .unwrap_or_else(|| {
                wrong.push(format!("{name} should be between {least} and {most}"));
                default
            })
    };
    Buffering {
        items_max: number("maxItems", 10_000, 1000, 10_000) as usize,
        bytes_max: number("maxBytes", 262_144, 262_144, 1_048_576) as usize,
        timeout: Duration::from_millis(number("timeoutMs", 1000, 25, 30_000)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TELEMETRY: Api = Api::Telemetry { objects: false };
    const LOGS: Api = Api::Logs {
        runtime_done: false,
    };

    fn parsed(api: Api, body: Value) -> Result<Subscription, String> {
        Subscription::parse(api, body.to_string().as_bytes())
    }

    #[test]
    fn what_is_not_said_has_a_default() {
        let subscription = parsed(
            LOGS,
            json!({"types": ["function"],
                   "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:8080/x"}}),
        );
        let buffering = subscription.unwrap().buffering;
        assert_eq!(buffering.items_max, 10_000);
        assert_eq!(buffering.bytes_max, 262_144);
        assert_eq!(buffering.timeout, Duration::from_secs(1));
    }

    /// The first line is AWS's example of a refusal.
    #[test]
    fn all_that_is_wrong_is_told() {
        let http = |uri: &str| json!({"protocol": "HTTP", "URI": uri});
        let right = http("http://sandbox.localdomain:8080");
        for (types, destination, buffering, expected) in [
            (
                json!([]),
                http("http://sandbox.localdomain"),
                json!({}),
                "URI port is not provided; types should not be empty",
            ),
            (
                json!(["platform"]),
                http("http://example.com:80"),
                json!({}),
                "URI host should be sandbox.localdomain",
            ),
            (
                json!(["platform"]),
                right,
                json!({"maxItems": 999, "timeoutMs": 24}),
                "maxItems should be between 1000 and 10000; timeoutMs should be between 25 and 30000",
            ),
        ] {
            let body = json!({"schemaVersion": "2022-12-13", "types": types,
                              "destination": destination, "buffering": buffering});
            assert_eq!(parsed(TELEMETRY, body).unwrap_err(), expected);
        }
    }

    #[test]
    fn tcp_needs_a_port_alone() {
        for destination in [
            json!({"protocol": "TCP", "port": 4243}),
            json!({"protocol": "TCP", "URI": "tcp://sandbox.localdomain:4243"}),
        ] {
            let body = json!({"types": ["function"], "destination": destination});
            let subscription = parsed(LOGS, body).unwrap();
            assert_eq!(subscription.destination, Destination::Tcp { port: 4243 });
        }
    }
}

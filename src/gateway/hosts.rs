//! Host names: which may be used to reach this server, and what they say about a request.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What a Host header names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostTarget {
    /// This server, and nothing more: `localhost`, an address, a container's name.
    Server,
    /// One service: `dynamodb.localhost`, `s3.us-east-1.amazonaws.com`.
    Service(String),
    /// A bucket of S3: `bucket.localhost`, `bucket.s3.us-east-1.amazonaws.com`.
    Bucket(String),
    /// A bucket's website: `bucket.s3-website.localhost`, `bucket.s3-website-us-east-1.amazonaws.com`.
    Website(String),
    /// The front of a function: `function.lambda.localhost`.
    Function,
    /// A function URL: `id.lambda-url.us-east-1.localhost`, `id.lambda-url.us-east-1.on.aws`.
    FunctionUrl,
}

/// Names under which this machine can be found, dots first: what stands before them has a meaning.
const SUFFIXES: [&str; 4] = [
    ".localhost.localstack.cloud",
    ".localhost",
    ".amazonaws.com",
    ".on.aws",
];
const SERVICES: [&str; 6] = ["s3", "dynamodb", "lambda", "iam", "sts", "logs"];

/// Takes a port, the dot of a rooted name and upper case off a Host header.
pub(crate) fn bare_host(host: &str) -> Cow<'_, str> {
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    match host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(host.to_ascii_lowercase()),
        false => Cow::Borrowed(host),
    }
}

/// Reads what a bare host names. AWS page: "Virtual hosting of general purpose buckets".
pub(crate) fn target(bare_host: &str) -> HostTarget {
    let Some(labels) = SUFFIXES
        .iter()
        .find_map(|suffix| bare_host.strip_suffix(suffix))
    else {
        return HostTarget::Server;
    };
    if labels == "localhost" || labels.is_empty() {
        return HostTarget::Server;
    }
    if labels.ends_with(".lambda") && !bare_host.ends_with(".amazonaws.com") {
        return HostTarget::Function;
    }
    if is_function_url(labels) {
        return HostTarget::FunctionUrl;
    }
    if bare_host.ends_with(".on.aws") {
        return HostTarget::Server;
    }
    if let Some(bucket) = before_website(labels) {
        return HostTarget::Website(bucket.to_owned());
    }
    if let Some(bucket) = before_s3(labels) {
        return HostTarget::Bucket(bucket.to_owned());
    }
    let first = labels.split(['.', '-']).next().unwrap_or_default();
    if SERVICES.contains(&first) && is_service_and_region(labels, first) {
        return HostTarget::Service(first.to_owned());
    }
    if bare_host.ends_with(".amazonaws.com") {
        return HostTarget::Service(labels.split('.').next().unwrap_or_default().to_owned());
    }
    HostTarget::Bucket(labels.to_owned())
}

/// The bucket in `BUCKET.s3`, `BUCKET.s3.REGION`, `BUCKET.s3-REGION`, `BUCKET.s3.dualstack.REGION`.
fn before_s3(labels: &str) -> Option<&str> {
    let (at, _) = labels.rmatch_indices(".s3").find(|(at, _)| {
        let behind = &labels[at + 3..];
        let region = behind.strip_prefix(['.', '-']).unwrap_or(behind);
        let region = region.strip_prefix("dualstack.").unwrap_or(region);
        behind.is_empty() || (behind.starts_with(['.', '-']) && is_region(region))
    })?;
    (at > 0).then(|| &labels[..at])
}

/// `ID.lambda-url.REGION`
fn is_function_url(labels: &str) -> bool {
    let parts = labels.split_once(".lambda-url.");
    parts.is_some_and(|(id, region)| !id.contains('.') && is_region(region))
}

/// The bucket in `BUCKET.s3-website`, `BUCKET.s3-website.REGION`, `BUCKET.s3-website-REGION`. AWS
/// page: "Website endpoints".
fn before_website(labels: &str) -> Option<&str> {
    let (bucket, behind) = labels.rsplit_once(".s3-website")?;
    let is_region = |behind: &str| behind.strip_prefix(['.', '-']).is_some_and(is_region);
    (!bucket.is_empty() && (behind.is_empty() || is_region(behind))).then_some(bucket)
}

/// `s3`, `s3.us-east-1`, `s3-us-east-1`: a service, and perhaps a region, but nothing else.
fn is_service_and_region(labels: &str, service: &str) -> bool {
    let behind = &labels[service.len()..];
    behind.is_empty() || behind.strip_prefix(['.', '-']).is_some_and(is_region)
}

/// Whether a text looks like `eu-west-1` or `us-gov-east-1`.
fn is_region(text: &str) -> bool {
    let mut parts = text.split('-');
    let (first, last) = (parts.next(), parts.next_back());
    first.is_some_and(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_lowercase()))
        && last.is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        && parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
        && text.matches('-').count() >= 2
}

/// The names by which clients may call this server. A web page that points its own name at this
/// machine (DNS rebinding) is none of them.
#[derive(Clone, Debug)]
pub(crate) struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    /// `more` are whole names, or endings that begin with a dot or `*.`.
    pub(crate) fn new(more: &[String]) -> Self {
        let entry = |name: &String| name.trim().trim_start_matches('*').to_ascii_lowercase();
        Self(
            more.iter()
                .map(entry)
                .filter(|name| !name.is_empty())
                .collect(),
        )
    }

    /// Addresses, `localhost` and names below it, names of one label (containers),
    /// `host.docker.internal`, `*.localhost.localstack.cloud`, and what the configuration adds.
    pub(crate) fn allows(&self, bare_host: &str) -> bool {
        let is_one_label = !bare_host.is_empty() && !bare_host.contains(['.', ':']);
        let is_known = bare_host == "host.docker.internal"
            || bare_host == "localhost.localstack.cloud"
            || bare_host.ends_with(".localhost")
            || bare_host.ends_with(".localhost.localstack.cloud");
        is_one_label
            || is_known
            || bare_host.parse::<Ipv4Addr>().is_ok()
            || bare_host.parse::<Ipv6Addr>().is_ok()
            || self.0.iter().any(|entry| match entry.strip_prefix('.') {
                Some(ending) => bare_host.ends_with(entry.as_str()) || bare_host == ending,
                None => bare_host == entry,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_host_has_no_port_and_no_case() {
        for (host, bare) in [
            ("LocalHost:4566", "localhost"),
            ("[::1]:4566", "::1"),
            ("a.localhost.", "a.localhost"),
            ("127.0.0.1", "127.0.0.1"),
        ] {
            assert_eq!(bare_host(host), bare);
        }
    }

    #[test]
    fn a_host_names_a_bucket_a_service_or_the_server() {
        let bucket = |name: &str| HostTarget::Bucket(name.to_owned());
        let service = |name: &str| HostTarget::Service(name.to_owned());
        let website = |name: &str| HostTarget::Website(name.to_owned());
        for (host, expected) in [
            ("localhost", HostTarget::Server),
            ("127.0.0.1", HostTarget::Server),
            ("ruststack", HostTarget::Server),
            ("localhost.localstack.cloud", HostTarget::Server),
            ("bucket.localhost", bucket("bucket")),
            ("my.dotted.bucket.localhost", bucket("my.dotted.bucket")),
            ("bucket.s3.localhost", bucket("bucket")),
            ("bucket.s3.localhost.localstack.cloud", bucket("bucket")),
            (
                "bucket.s3.eu-west-1.localhost.localstack.cloud",
                bucket("bucket"),
            ),
            ("bucket.s3.amazonaws.com", bucket("bucket")),
            ("bucket.s3.us-gov-east-1.amazonaws.com", bucket("bucket")),
            ("bucket.s3-eu-west-1.amazonaws.com", bucket("bucket")),
            (
                "bucket.s3.dualstack.eu-west-1.amazonaws.com",
                bucket("bucket"),
            ),
            ("a.s3.b.s3.localhost", bucket("a.s3.b")),
            ("s3.localhost", service("s3")),
            ("s3.us-east-1.amazonaws.com", service("s3")),
            ("s3-us-west-2.amazonaws.com", service("s3")),
            ("dynamodb.localhost", service("dynamodb")),
            (
                "dynamodb.us-east-1.localhost.localstack.cloud",
                service("dynamodb"),
            ),
            ("lambda.eu-central-1.amazonaws.com", service("lambda")),
            ("sqs.us-east-1.amazonaws.com", service("sqs")),
            ("s3-logs.localhost", bucket("s3-logs")),
            ("my.site.s3-website.localhost", website("my.site")),
            ("b.s3-website-eu-west-1.localhost", website("b")),
            ("b.s3-website.eu-west-1.localhost", website("b")),
            (
                "b.s3-website.us-east-1.localhost.localstack.cloud",
                website("b"),
            ),
            ("b.s3-website-us-west-2.amazonaws.com", website("b")),
            ("s3-website.localhost", bucket("s3-website")),
            ("app.lambda.localhost", HostTarget::Function),
            (
                "app.lambda.localhost.localstack.cloud",
                HostTarget::Function,
            ),
            ("lambda.localhost", service("lambda")),
            (
                "abc.lambda-url.us-east-1.localhost",
                HostTarget::FunctionUrl,
            ),
            (
                "abc.lambda-url.us-east-1.localhost.localstack.cloud",
                HostTarget::FunctionUrl,
            ),
            ("abc.lambda-url.us-east-1.on.aws", HostTarget::FunctionUrl),
            ("abc.lambda-url.x.localhost", bucket("abc.lambda-url.x")),
            ("s3.us-east-1.on.aws", HostTarget::Server),
        ] {
            assert_eq!(target(host), expected, "{host}");
        }
    }

    #[test]
    fn names_that_an_attacker_can_own_are_not_allowed() {
        let hosts = AllowedHosts::new(&[]);
        for host in [
            "localhost",
            "127.0.0.1",
            "::1",
            "192.168.1.7",
            "ruststack",
            "bucket.localhost",
            "host.docker.internal",
            "x.localhost.localstack.cloud",
        ] {
            assert!(hosts.allows(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "bucket.s3.amazonaws.com",
        ] {
            assert!(!hosts.allows(host), "{host}");
        }
    }

    #[test]
    fn the_configuration_adds_names_and_endings() {
        let hosts = AllowedHosts::new(&["dev.example.com".into(), "*.amazonaws.com".into()]);
        assert!(hosts.allows("dev.example.com"));
        assert!(hosts.allows("bucket.s3.us-east-1.amazonaws.com"));
        assert!(!hosts.allows("x.dev.example.com"));
    }
}

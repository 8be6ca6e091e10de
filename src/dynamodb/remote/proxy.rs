//! The proxy: admits a request, asks the backend, and hands its answer on.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderName};
use http::request::Parts;
use http::{HeaderMap, Response};
use tokio::sync::watch;

use super::jvm::Launch;
use super::keeper::Keeper;
use super::upstream::Upstream;
use super::{admission, java, reply};
use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::operation::Operation;
use crate::config::Config;
use crate::dynamodb::error::backend;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// Shorter than the 60 seconds after which SDKs give up, so that they hear why.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(50);
/// Shorter than any server keeps an idle connection, so that none is found closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);
const IDLE_CONNECTIONS_MAX: usize = 64;
/// A request that nobody took is offered again, so often at most.
const OFFERS_MAX: usize = 3;

/// What the names of operations have that may change items.
const WRITES: [&str; 5] = ["PutItem", "UpdateItem", "DeleteItem", "Write", "Execute"];

/// DynamoDB answered by another program.
pub(crate) struct Remote {
    upstream: Upstream,
    client: reqwest::Client,
    /// Told of every write that was answered.
    writes: watch::Sender<()>,
}

impl Remote {
    /// Starts a DynamoDB Local from its jar. A problem is one line that says what to do.
    pub(crate) async fn local(config: &Config) -> Result<Self, String> {
        let jar = &config.dynamodb_local_path;
        if !jar.is_file() {
            return Err(format!(
                "there is no DynamoDB Local at {}: put its DynamoDBLocal.jar there, name another place with \
                 --dynamodb-local-path, or choose --dynamodb-backend embedded",
                jar.display()
            ));
        }
        let Some(java) = java::find(config.java_home.as_deref(), &config.search_path) else {
            return Err(
                "DynamoDB Local needs Java, and there is no java in JAVA_HOME or PATH: install one, or choose \
                 --dynamodb-backend embedded"
                    .to_owned(),
            );
        };
        let client = client()?;
        let launch = Launch {
            java,
            jar: jar.clone(),
        };
        let keeper = Keeper::start(launch, client.clone())
            .await
            .map_err(|problem| does_not_start(jar, &problem))?;
        let jar = jar.display().to_string();
        Ok(Self {
            upstream: Upstream::Kept { keeper, jar },
            client,
            writes: watch::Sender::new(()),
        })
    }

    /// Passes requests to the service at `http://host:port`, which need not be there yet.
    pub(crate) fn elsewhere(url: &str) -> Result<Self, String> {
        Ok(Self {
            upstream: Upstream::Elsewhere(url.to_owned()),
            client: client()?,
            writes: watch::Sender::new(()),
        })
    }

    /// The backend, as the banner and the health page name it.
    pub(crate) fn name(&self) -> String {
        match &self.upstream {
            Upstream::Kept { jar, .. } => format!("local ({jar})"),
            Upstream::Elsewhere(url) => url.clone(),
        }
    }

    /// Answers one POST of the JSON protocol: what another DynamoDB says, or why it is not asked.
    pub(crate) async fn answer(
        &self,
        context: &RequestContext,
        head: &Parts,
        body: Bytes,
    ) -> Result<Response<Body>, AwsError> {
        let operation = admission::admit(context, &head.headers, &body)?;
        let mut headers = forwarded(&head.headers);
        self.upstream.address(context, &mut headers);
        let mut response = self.ask(headers, body).await?;
        if WRITES.iter().any(|write| operation.contains(write)) {
            self.writes.send_replace(());
        }
        Operation(operation).note(&mut response);
        Ok(response)
    }

    /// Ends the JVM, if there is one, and waits until it is gone.
    pub(crate) async fn stop(&self) {
        self.upstream.stop().await;
    }

    /// Changes with every write that passed.
    pub(super) fn writes(&self) -> watch::Receiver<()> {
        self.writes.subscribe()
    }

    pub(super) async fn ask(
        &self,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Response<Body>, AwsError> {
        let name = self.upstream.name();
        for _ in 0..OFFERS_MAX {
            let Some(base_url) = self.upstream.base_url().await else {
                break;
            };
            let asked = self
                .client
                .post(format!("{base_url}/"))
                .headers(headers.clone())
                .body(body.clone());
            match asked.send().await {
                Ok(answer) => {
                    let answered = reply::hand_on(answer).await;
                    return answered.map_err(|cause| backend::broke_off(name, cause));
                }
                // Nobody took it, so that it can be offered again without being done twice.
                Err(problem) if problem.is_connect() => {
                    if !self.upstream.moved_from(&base_url).await {
                        break;
                    }
                }
                Err(problem) if problem.is_timeout() => {
                    return Err(backend::too_slow(name, ANSWER_TIMEOUT.as_secs()));
                }
                Err(problem) => return Err(backend::broke_off(name, problem.into())),
            }
        }
        Err(backend::unreachable(name))
    }
}

fn does_not_start(jar: &Path, problem: &str) -> String {
    format!(
        "DynamoDB Local at {} does not start: {problem}. Check the jar and the Java that runs it, or choose \
         --dynamodb-backend embedded",
        jar.display()
    )
}

fn client() -> Result<reqwest::Client, String> {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(ANSWER_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
        .build()
        .map_err(|error| format!("cannot make an HTTP client: {error}"))
}

/// What of a request's headers another server should see: all but those about this connection, the
/// length, which is set anew, and the page that asked, whom the gateway has judged already.
fn forwarded(headers: &HeaderMap) -> HeaderMap {
    let keeps = |name: &HeaderName| {
        !reply::is_of_one_connection(name)
            && ![
                header::CONTENT_LENGTH,
                header::EXPECT,
                header::ORIGIN,
                header::REFERER,
                header::COOKIE,
            ]
            .contains(name)
    };
    let mut kept = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        if keeps(name) {
            kept.append(name, value.clone());
        }
    }
    kept
}

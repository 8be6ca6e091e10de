//! A server of this process on a free port, with its own world.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::thread::JoinHandle;

use ruststack::{Config, DynamoDbBackend, LambdaExecutor, RuntimeImage, Server};
use tokio::sync::oneshot;

use super::client::Request;

/// Serves until it is dropped.
pub(crate) struct TestServer {
    address: SocketAddr,
    /// Of the world that is asked: empty for the default one.
    base_path: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl TestServer {
    /// The embedded engine, and local processes unless `RUSTSTACK_TEST_EXECUTOR=docker` asks for
    /// containers.
    pub(crate) fn start() -> Self {
        Self::with(|_| {})
    }

    /// As [`TestServer::start`], after `change` has had its way with the configuration.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            port: 0,
            host: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
            dynamodb_backend: DynamoDbBackend::Embedded,
            lambda_executor: executor(),
            // Most tests make functions that never run; those about it ask for it.
            lambda_start_ahead: executor() != LambdaExecutor::Docker,
            lambda_images: images(),
            program: Some(env!("CARGO_BIN_EXE_ruststack").into()),
            ..Config::default()
        };
        change(&mut config);
        let (stop, stopped) = oneshot::channel();
        let (started, start) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let server = Server::bind(config).await.expect("the server starts");
                started.send(server.address()).unwrap();
                server
                    .run(async {
                        let _ = stopped.await;
                    })
                    .await;
            });
        });
        Self {
            address: start.recv().expect("the server starts"),
            base_path: String::new(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// A server that runs elsewhere, and stays when this value goes.
    pub(super) fn elsewhere(address: SocketAddr) -> Self {
        Self {
            address,
            base_path: String::new(),
            stop: None,
            thread: None,
        }
    }

    /// The same server as it answers for another world. It lasts as long as the first does.
    pub(crate) fn in_world(&self, name: &str) -> Self {
        Self {
            address: self.address,
            base_path: format!("/~{name}"),
            stop: None,
            thread: None,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// A request to this server: `request("GET", "/bucket/key?x=1")`.
    pub(crate) fn request(&self, method: &str, target: &str) -> Request {
        let target = format!("{}{target}", self.base_path);
        Request::new(self.address, method, &target)
    }

    /// A DynamoDB request: `dynamodb("PutItem", json!({...}))`.
    pub(crate) fn dynamodb(&self, operation: &str, body: serde_json::Value) -> super::Reply {
        self.request("POST", "/")
            .header("x-amz-target", &format!("DynamoDB_20120810.{operation}"))
            .header("content-type", "application/x-amz-json-1.0")
            .signed("dynamodb")
            .body(body.to_string())
            .send()
    }
}

/// What runs the functions of a test that does not choose itself.
pub(crate) fn executor() -> LambdaExecutor {
    match std::env::var("RUSTSTACK_TEST_EXECUTOR").as_deref() {
        Ok("docker") => LambdaExecutor::Docker,
        _ => LambdaExecutor::Process,
    }
}

/// The one image of the test setup: packages that bring their runtime need little of one.
fn images() -> Vec<RuntimeImage> {
    vec![RuntimeImage {
        runtime: "provided.al2023".to_owned(),
        image: "public.ecr.aws/lambda/python:3.12".to_owned(),
    }]
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

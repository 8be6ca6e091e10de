//! A server of this process on a free port, with its own world.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ruststack::{Config, DynamoDbBackend, LambdaExecutor, RuntimeImage, Server};
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::client::Request;

/// Serves until it is dropped.
pub(crate) struct TestServer {
    address: SocketAddr,
    /// Of the world that is asked: empty for the default one.
    base_path: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    /// What it keeps, if every test's server is to keep what is written.
    data: Option<TempDir>,
}

impl TestServer {
    /// The embedded engine, and local processes unless `RUSTSTACK_TEST_EXECUTOR=docker` asks for
    /// containers. With `RUSTSTACK_TEST_DATA=1` it has a data directory, from which another one starts
    /// when the test is over.
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
        let data = std::env::var_os("RUSTSTACK_TEST_DATA").map(|_| tempfile::tempdir().unwrap());
        config.data_dir = data.as_ref().map(|data| data.path().to_owned());
        change(&mut config);
        let data = data.filter(|data| config.data_dir.as_deref() == Some(data.path()));
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
            data,
        }
    }

    /// In front of a DynamoDB Local of its own.
    pub(crate) fn dynamodb_local() -> Self {
        let jar = std::env::var_os("RUSTSTACK_TEST_DYNAMODB_LOCAL").expect("the path of the jar");
        Self::with(|config| {
            config.dynamodb_backend = DynamoDbBackend::Local;
            config.dynamodb_local_path = jar.into();
        })
    }

    /// A server that runs elsewhere, and stays when this value goes.
    pub(crate) fn elsewhere(address: SocketAddr) -> Self {
        Self {
            address,
            base_path: String::new(),
            stop: None,
            thread: None,
            data: None,
        }
    }

    /// The same server as it answers for another world. It lasts as long as the first does.
    pub(crate) fn in_world(&self, name: &str) -> Self {
        Self {
            address: self.address,
            base_path: format!("/~{name}"),
            stop: None,
            thread: None,
            data: None,
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
        if let Some(data) = self.data.take()
            && !std::thread::panicking()
        {
            read_again(&data);
        }
    }
}

/// Starts a server with what another one has kept.
fn read_again(data: &TempDir) {
    let config = || Config {
        port: 0,
        host: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        dynamodb_backend: DynamoDbBackend::Embedded,
        lambda_executor: LambdaExecutor::Process,
        lambda_start_ahead: false,
        data_dir: Some(data.path().to_owned()),
        program: Some(env!("CARGO_BIN_EXE_ruststack").into()),
        ..Config::default()
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        // A program that another test is starting holds the lock until it runs.
        while let Err(problem) = Server::bind(config()).await {
            let problem = problem.to_string();
            assert!(problem.contains("is in use"), "{problem}");
            assert!(Instant::now() < deadline, "{problem}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
}

//! Functions in containers. These tests need a Docker engine with an image of Python's runtime.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use ruststack::{Config, DockerSettings, LambdaExecutor, Server};
use serde_json::{Value, json};

use super::running::{self, deploy_with, executable_zip, log_tail};
use crate::harness::engine::{EngineStandIn, ask, engine_or_skip};
use crate::harness::{Reply, TestServer};

fn server(socket: &Path) -> TestServer {
    let host = socket.to_str().unwrap().to_owned();
    TestServer::with(|config| {
        config.lambda_executor = LambdaExecutor::Docker;
        config.docker = DockerSettings {
            host: Some(host),
            ..DockerSettings::default()
        };
    })
}

/// Makes the function `f` from Python code; the image's runtime is its own.
fn python(server: &TestServer, timeout_s: u32, code: &str) {
    let members = json!({"Runtime": "python3.12", "Timeout": timeout_s, "MemorySize": 256});
    deploy_with(server, "f", code, members);
}

fn invoke(server: &TestServer, event: Value) -> Reply {
    running::invoke(server, "f", event)
}

#[test]
fn an_event_is_answered_and_the_container_is_used_again() {
    let Some(engine) = engine_or_skip("an_event_is_answered_and_the_container_is_used_again")
    else {
        return;
    };
    let server = server(&engine);
    python(
        &server,
        30,
        "import os, uuid\nme = str(uuid.uuid4())\ndef handler(event, context):\n    return [event, me, os.environ['AWS_EXECUTION_ENV'], context.memory_limit_in_mb]\n",
    );
    let first = invoke(&server, json!({"a": 1}));
    assert_eq!(
        (first.status, first.header("x-amz-function-error")),
        (200, None),
        "{}",
        first.text()
    );
    let second = invoke(&server, json!({"a": 2})).json();
    let first = first.json();
    assert_eq!(
        (&first[0], &second[0]),
        (&json!({"a": 1}), &json!({"a": 2}))
    );
    assert_eq!(first[1], second[1]);
    assert_eq!(first[2], "AWS_Lambda_python3.12");
    assert_eq!(first[3], "256");
}

#[test]
fn what_a_function_prints_is_in_its_log_with_its_report() {
    let Some(engine) = engine_or_skip("what_a_function_prints_is_in_its_log_with_its_report")
    else {
        return;
    };
    let server = server(&engine);
    python(
        &server,
        30,
        // Each line in one write: Docker brings the two streams one by one, in no order.
        "import os\ndef handler(event, context):\n    os.write(1, b'out %d\\n' % event)\n    os.write(2, b'err\\n')\n",
    );
    for number in 0..3 {
        let log = log_tail(&invoke(&server, json!(number)));
        assert!(log.contains("START RequestId: "), "{log}");
        assert!(
            log.contains(&format!("out {number}\n")) && log.contains("err\n"),
            "{log}"
        );
        assert!(
            log.contains("Memory Size: 256 MB\tMax Memory Used: "),
            "{log}"
        );
        assert_eq!(log.contains("Init Duration"), number == 0, "{log}");
    }
}

#[test]
fn an_exception_is_the_functions_error() {
    let Some(engine) = engine_or_skip("an_exception_is_the_functions_error") else {
        return;
    };
    let server = server(&engine);
    python(
        &server,
        30,
        "def handler(event, context):\n    raise ValueError('no')\n",
    );
    let reply = invoke(&server, json!({}));
    assert_eq!(
        reply.header("x-amz-function-error"),
        Some("Unhandled"),
        "{}",
        reply.text()
    );
    let error = reply.json();
    assert_eq!(
        (&error["errorMessage"], &error["errorType"]),
        (&json!("no"), &json!("ValueError"))
    );
    let trace = error["stackTrace"][0].as_str().unwrap();
    assert!(
        trace.starts_with("  File \"/var/task/app.py\", line 2, in handler"),
        "{trace}"
    );
}

#[test]
fn a_function_that_takes_too_long_is_stopped_and_the_next_event_gets_a_new_container() {
    let Some(engine) = engine_or_skip("a_function_that_takes_too_long_is_stopped") else {
        return;
    };
    let server = server(&engine);
    python(
        &server,
        1,
        "import time\ndef handler(event, context):\n    time.sleep(event)\n    return 'done'\n",
    );
    let late = invoke(&server, json!(60));
    let id = late.header("x-amzn-requestid").unwrap().to_owned();
    // Recorded answer.
    let expected = json!({
        "errorType": "Sandbox.Timedout",
        "errorMessage": format!("RequestId: {id} Error: Task timed out after 1.00 seconds"),
    });
    assert_eq!(late.json(), expected);
    assert_eq!(invoke(&server, json!(0)).json(), "done");
}

#[test]
fn an_exit_and_a_death_by_memory_are_told_apart() {
    let Some(engine) = engine_or_skip("an_exit_and_a_death_by_memory_are_told_apart") else {
        return;
    };
    let server = server(&engine);
    python(
        &server,
        60,
        "import os\ndef handler(event, context):\n    os._exit(event) if event else bytearray(2**30)\n",
    );
    for (event, reason) in [(3, "exit status 3"), (0, "signal: killed")] {
        let reply = invoke(&server, json!(event));
        let id = reply.header("x-amzn-requestid").unwrap().to_owned();
        let expected = json!({
            "errorType": "Runtime.ExitError",
            "errorMessage": format!("RequestId: {id} Error: Runtime exited with error: {reason}"),
        });
        assert_eq!(reply.json(), expected);
    }
}

#[test]
fn an_import_error_is_told_as_the_runtime_tells_it() {
    let Some(engine) = engine_or_skip("an_import_error_is_told_as_the_runtime_tells_it") else {
        return;
    };
    let server = server(&engine);
    python(&server, 30, "import nowhere\n");
    let error = invoke(&server, json!({})).json();
    assert_eq!(error["errorType"], "Runtime.ImportModuleError");
    assert_eq!(
        error["errorMessage"],
        "Unable to import module 'app': No module named 'nowhere'"
    );
}

#[test]
fn a_container_may_write_to_tmp_only_and_has_no_capabilities() {
    let Some(engine) = engine_or_skip("a_container_may_write_to_tmp_only_and_has_no_capabilities")
    else {
        return;
    };
    let server = server(&engine);
    python(
        &server,
        30,
        "import os\ndef handler(event, context):\n    open('/tmp/x', 'w').close()\n    status = dict(line.split(':\\t', 1) for line in open('/proc/self/status') if ':\\t' in line)\n    refused = []\n    for path in ['/var/task/x', '/x', '/opt/x']:\n        try:\n            open(path, 'w')\n        except OSError as error:\n            refused.append(error.errno)\n    return [refused, status['CapEff'].strip(), status['NoNewPrivs'].strip()]\n",
    );
    let answer = invoke(&server, json!({})).json();
    // EROFS, as on AWS.
    assert_eq!(answer, json!([[30, 30, 30], "0000000000000000", "1"]));
}

/// EphemeralStorage.Size is the size of /tmp (AWS docs, Configure ephemeral storage), which is no part of
/// MemorySize; what is there stays for the environment's next event.
#[test]
fn temporary_files_do_not_outgrow_the_ephemeral_storage_and_are_no_memory() {
    let Some(engine) = engine_or_skip("temporary_files_do_not_outgrow_the_ephemeral_storage")
    else {
        return;
    };
    let server = server(&engine);
    let code = "import os
def handler(event, context):
    chunk = bytes(1 << 20)
    with open('/tmp/file', 'ab') as file:
        for _ in range(event): file.write(chunk)
    statistics = os.statvfs('/tmp')
    return [os.path.getsize('/tmp/file') >> 20, statistics.f_blocks * statistics.f_frsize >> 20]";
    let members = json!({"Runtime": "python3.12", "Timeout": 60, "MemorySize": 128});
    deploy_with(&server, "f", code, members);
    assert_eq!(invoke(&server, json!(400)).json(), json!([400, 512]));
    assert_eq!(invoke(&server, json!(100)).json(), json!([500, 512]));
    let error = invoke(&server, json!(13)).json();
    assert_eq!(error["errorMessage"], "[Errno 28] No space left on device");
}

/// The engine's own limit has room for /tmp.
#[test]
fn a_function_that_uses_more_than_its_memory_is_ended_whatever_is_in_tmp() {
    let Some(engine) = engine_or_skip("a_function_that_uses_more_than_its_memory_is_ended") else {
        return;
    };
    let server = server(&engine);
    let code = "import time
def handler(event, context):
    kept = bytearray(event << 20)
    time.sleep(3)
    return len(kept) >> 20";
    let members = json!({"Runtime": "python3.12", "Timeout": 60, "MemorySize": 256});
    deploy_with(&server, "f", code, members);
    assert_eq!(invoke(&server, json!(150)).json(), json!(150));
    let reply = invoke(&server, json!(300));
    let id = reply.header("x-amzn-requestid").unwrap().to_owned();
    let expected = json!({
        "errorType": "Runtime.ExitError",
        "errorMessage": format!("RequestId: {id} Error: Runtime exited with error: signal: killed"),
    });
    assert_eq!(reply.json(), expected);
}

#[test]
fn a_function_reaches_its_aws() {
    let Some(engine) = engine_or_skip("a_function_reaches_its_aws") else {
        return;
    };
    let server = server(&engine);
    python(
        &server,
        30,
        "import os, urllib.request\ndef handler(event, context):\n    url = os.environ['AWS_ENDPOINT_URL'] + '/_ruststack/health'\n    return urllib.request.urlopen(url).status\n",
    );
    assert_eq!(invoke(&server, json!({})).json(), 200);
}

#[test]
fn a_package_brings_its_own_runtime_where_the_images_look_for_it() {
    let Some(engine) = engine_or_skip("a_package_brings_its_own_runtime") else {
        return;
    };
    let server = TestServer::with(|config| {
        config.lambda_executor = LambdaExecutor::Docker;
        config.docker.host = Some(engine.to_str().unwrap().to_owned());
        config.lambda_images = vec![ruststack::RuntimeImage {
            runtime: "provided.al2023".to_owned(),
            image: "public.ecr.aws/lambda/python:3.12".to_owned(),
        }];
    });
    // The image runs /var/runtime/bootstrap, which is this one and not Python's.
    let bootstrap = "#!/usr/bin/python3\nimport json, os, urllib.request\napi = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'] + '/2018-06-01/runtime/invocation/'\nwhile True:\n    event = urllib.request.urlopen(api + 'next')\n    id = event.headers['Lambda-Runtime-Aws-Request-Id']\n    urllib.request.urlopen(api + id + '/response', json.dumps(['own', __file__]).encode())\n";
    let code = json!({"ZipFile": executable_zip("bootstrap", bootstrap)});
    let members = json!({"Runtime": "provided.al2023", "Code": code});
    deploy_with(&server, "f", "", members);
    assert_eq!(
        invoke(&server, json!({})).json(),
        json!(["own", "/var/runtime/bootstrap"])
    );
}

#[test]
fn events_at_the_same_time_have_containers_of_their_own() {
    let Some(engine) = engine_or_skip("events_at_the_same_time_have_containers_of_their_own")
    else {
        return;
    };
    let server = server(&engine);
    python(
        &server,
        60,
        "import time, uuid\nme = str(uuid.uuid4())\ndef handler(event, context):\n    time.sleep(1)\n    return me\n",
    );
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| invoke(&server, json!({})).json()))
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    assert!(answers[0] != answers[1] && answers[1] != answers[2] && answers[0] != answers[2]);
}

/// The names of the containers and volumes of this process's servers that mention `function`.
fn owned(engine: &Path, function: &str) -> usize {
    let filter = format!("%7B%22label%22%3A%5B%22ruststack.function%3D{function}%22%5D%7D");
    let (_, containers) = ask(
        engine,
        "GET",
        &format!("/containers/json?all=1&filters={filter}"),
        &Value::Null,
    );
    let (_, volumes) = ask(
        engine,
        "GET",
        &format!("/volumes?filters={filter}"),
        &Value::Null,
    );
    let count = |list: &Value| list.as_array().map_or(0, Vec::len);
    count(&containers) + count(&volumes["Volumes"])
}

#[test]
fn a_server_that_stops_leaves_nothing_behind() {
    let Some(engine) = engine_or_skip("a_server_that_stops_leaves_nothing_behind") else {
        return;
    };
    let server = server(&engine);
    let code = "def handler(event, context):\n    return event\n";
    deploy_with(
        &server,
        "left-behind",
        code,
        json!({"Runtime": "python3.12"}),
    );
    let invoked = running::invoke(&server, "left-behind", json!(1));
    assert_eq!(invoked.json(), 1);
    // The code, the container that has run, and one that may be ready for another event.
    assert!((2..=3).contains(&owned(&engine, "left-behind")));
    drop(server);
    assert_eq!(owned(&engine, "left-behind"), 0);
}

/// Makes a container that an owner is said to have made; its id.
fn orphan(engine: &Path, owner: &str) -> String {
    let body = json!({
        "Image": "public.ecr.aws/lambda/python:3.12",
        "Cmd": ["x"],
        "Labels": {"ruststack.owner": owner},
    });
    let (status, created) = ask(engine, "POST", "/containers/create", &body);
    assert_eq!(status, 201, "{created}");
    created["Id"].as_str().unwrap().to_owned()
}

fn exists(engine: &Path, container: &str) -> bool {
    ask(
        engine,
        "GET",
        &format!("/containers/{container}/json"),
        &Value::Null,
    )
    .0 == 200
}

#[test]
fn containers_whose_owner_is_gone_are_swept_at_start() {
    let Some(engine) = engine_or_skip("containers_whose_owner_is_gone_are_swept_at_start") else {
        return;
    };
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let machine = machine.trim();
    // No process has begun one tick after boot and lives under this number.
    let gone = orphan(&engine, &format!("{machine}/4194303/1/0"));
    let elsewhere = orphan(&engine, "elsewhere/4194303/1/0");
    let _server = server(&engine);
    while exists(&engine, &gone) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(exists(&engine, &elsewhere));
    ask(
        &engine,
        "DELETE",
        &format!("/containers/{elsewhere}?force=1"),
        &Value::Null,
    );
}

#[test]
fn an_engine_that_dies_costs_one_event_and_the_next_works() {
    let Some(engine) = engine_or_skip("an_engine_that_dies_costs_one_event_and_the_next_works")
    else {
        return;
    };
    let engine = EngineStandIn::before(engine);
    let server = server(&engine.socket());
    // Says that it is at work by calling the machine that has its Runtime API.
    python(
        &server,
        30,
        "import os, socket, time\ndef handler(port, context):\n    if port:\n        host = os.environ['AWS_LAMBDA_RUNTIME_API'].split(':')[0]\n        socket.create_connection((host, port))\n        time.sleep(20)\n    return 'done'\n",
    );
    assert_eq!(invoke(&server, json!(0)).json(), "done");
    let call = TcpListener::bind("0.0.0.0:0").unwrap();
    let port = call.local_addr().unwrap().port();
    let lost = std::thread::scope(|scope| {
        let lost = scope.spawn(|| invoke(&server, json!(port)));
        call.accept().unwrap();
        engine.die();
        lost.join().unwrap()
    });
    assert_eq!(lost.status, 500, "{}", lost.text());
    assert_eq!(lost.header("x-amzn-errortype"), Some("ServiceException"));
    let refused = invoke(&server, json!(0));
    assert_eq!(refused.header("x-amzn-errortype"), Some("ServiceException"));
    assert!(
        refused.text().contains("Docker engine cannot be reached"),
        "{}",
        refused.text()
    );
    engine.recover();
    assert_eq!(invoke(&server, json!(0)).json(), "done");
}

#[test]
fn an_engine_that_hangs_does_not_hold_an_event_for_ever() {
    let Some(engine) = engine_or_skip("an_engine_that_hangs_does_not_hold_an_event_for_ever")
    else {
        return;
    };
    let engine = EngineStandIn::before(engine);
    let server = server(&engine.socket());
    python(
        &server,
        1,
        "def handler(event, context):\n    return 'done'\n",
    );
    engine.hang();
    let refused = invoke(&server, json!(0));
    assert_eq!(
        refused.header("x-amzn-errortype"),
        Some("ServiceException"),
        "{}",
        refused.text()
    );
    assert!(
        refused.text().contains("does not answer"),
        "{}",
        refused.text()
    );
    // Others are served meanwhile.
    assert_eq!(
        server.request("GET", "/_ruststack/health").send().status,
        200
    );
    engine.recover();
    assert_eq!(invoke(&server, json!(0)).json(), "done");
}

/// Starts a server with an executor and an address at which no engine is; what it says of itself.
fn without_an_engine(executor: LambdaExecutor) -> Result<String, String> {
    let nowhere = tempfile::tempdir().unwrap();
    let config = Config {
        port: 0,
        lambda_executor: executor,
        docker: DockerSettings {
            host: Some(nowhere.path().join("d.sock").to_str().unwrap().to_owned()),
            ..DockerSettings::default()
        },
        ..Config::default()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        match Server::bind(config).await {
            Ok(server) => Ok(server.banner()),
            Err(problem) => Err(problem.to_string()),
        }
    })
}

#[test]
fn docker_asked_for_in_vain_is_one_line_that_says_what_to_do() {
    let line = without_an_engine(LambdaExecutor::Docker).unwrap_err();
    assert!(!line.contains('\n'), "{line}");
    assert!(
        line.starts_with("no Docker engine answers at unix:///"),
        "{line}"
    );
    assert!(line.ends_with("start Docker, set DOCKER_HOST, or run functions as processes with --lambda-executor process"), "{line}");
}

#[test]
fn without_an_engine_functions_run_as_processes_by_default() {
    let banner = without_an_engine(LambdaExecutor::Auto).unwrap();
    assert!(banner.contains("lambda    process\n"), "{banner}");
}

#[test]
fn code_that_was_pruned_is_brought_again() {
    let Some(engine) = engine_or_skip("code_that_was_pruned_is_brought_again") else {
        return;
    };
    let host = engine.to_str().unwrap().to_owned();
    let server = TestServer::with(|config| {
        config.lambda_executor = LambdaExecutor::Docker;
        config.docker.host = Some(host);
        // A container that is ready would hold on to the volume.
        config.lambda_start_ahead = false;
    });
    let code = "import os\ndef handler(event, context):\n    if event:\n        os._exit(1)\n    return 'done'\n";
    deploy_with(&server, "pruned", code, json!({"Runtime": "python3.12"}));
    // The exit leaves no container that holds on to the volume.
    let exited = running::invoke(&server, "pruned", json!(1));
    assert_eq!(exited.json()["errorType"], "Runtime.ExitError");
    let filter = "%7B%22label%22%3A%5B%22ruststack.function%3Dpruned%22%5D%7D";
    let list = format!("/volumes?filters={filter}");
    let (_, volumes) = ask(&engine, "GET", &list, &Value::Null);
    let name = volumes["Volumes"][0]["Name"].as_str().unwrap();
    while ask(&engine, "DELETE", &format!("/volumes/{name}"), &Value::Null).0 == 409 {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(running::invoke(&server, "pruned", json!(0)).json(), "done");
}

#[test]
fn a_folder_is_mounted_and_its_changes_count() {
    let Some(engine) = engine_or_skip("a_folder_is_mounted_and_its_changes_count") else {
        return;
    };
    let server = server(&engine);
    let folder = tempfile::tempdir().unwrap();
    let write = |word: &str| {
        let code = format!("def handler(event, context): return '{word}'");
        std::fs::write(folder.path().join("app.py"), code).unwrap();
    };
    // A container's user is not this one.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    let code = json!({"S3Bucket": "hot-reload", "S3Key": folder.path()});
    let members = json!({"Runtime": "python3.12", "Timeout": 30, "MemorySize": 256, "Code": code});
    write("one");
    deploy_with(&server, "f", "", members);
    assert_eq!(invoke(&server, json!({})).json(), "one");
    write("two");
    assert_eq!(invoke(&server, json!({})).json(), "two");
}

//! Lambda's functions and layers outlive a process that is killed.

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::harness::Program;
use crate::lambda::zip;

const FUNCTIONS: &str = "/2015-03-31/functions";

fn ask(program: &Program, method: &str, target: &str, body: Value) -> Value {
    let body = match body.is_null() {
        true => String::new(),
        false => body.to_string(),
    };
    let request = program.request(method, target).body(body);
    let reply = request.signed("lambda").send();
    assert!(reply.status < 300, "{} {}", reply.status, reply.text());
    match reply.body.is_empty() {
        true => Value::Null,
        false => reply.json(),
    }
}

#[test]
fn functions_run_after_a_kill_with_their_code_layers_versions_and_aliases() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    let layer = json!({"Content": {"ZipFile": zip("python/shared.py", "WORD = 'layer'")}});
    let layer = ask(
        &program,
        "POST",
        "/2018-10-31/layers/shared/versions",
        layer,
    );
    let code = |word: &str| {
        let text = format!(
            "import os, shared\ndef handler(event, context):\n    return ['{word}', shared.WORD, os.environ['MOOD']]"
        );
        zip("app.py", &text)
    };
    let function = json!({
        "FunctionName": "f",
        "Runtime": "python3.12",
        "Role": "arn:aws:iam::000000000000:role/any",
        "Handler": "app.handler",
        "Code": {"ZipFile": code("one")},
        "Environment": {"Variables": {"MOOD": "fine"}},
        "Layers": [layer["LayerVersionArn"]],
        "Publish": true,
        "Tags": {"a": "b"},
    });
    ask(&program, "POST", FUNCTIONS, function);
    let own = format!("{FUNCTIONS}/f");
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    ask(&program, "POST", &format!("{own}/aliases"), alias);
    ask(
        &program,
        "PUT",
        &format!("{own}/code"),
        json!({"ZipFile": code("two")}),
    );
    let shown = ask(&program, "GET", &own, Value::Null);
    let gone = json!({
        "FunctionName": "gone",
        "Runtime": "python3.12",
        "Role": "arn:aws:iam::000000000000:role/any",
        "Handler": "app.handler",
        "Code": {"ZipFile": code("gone")},
    });
    ask(&program, "POST", FUNCTIONS, gone);
    ask(
        &program,
        "DELETE",
        &format!("{FUNCTIONS}/gone"),
        Value::Null,
    );
    program.kill();

    let program = Program::start(folder.path());
    let list = ask(&program, "GET", &format!("{FUNCTIONS}/"), Value::Null);
    assert_eq!(list["Functions"].as_array().unwrap().len(), 1);
    let again = ask(&program, "GET", &own, Value::Null);
    assert_eq!(again["Configuration"], shown["Configuration"]);
    assert_eq!(again["Tags"], json!({"a": "b"}));
    for (qualifier, word) in [("live", "one"), ("1", "one"), ("$LATEST", "two")] {
        let target = format!("{own}/invocations?Qualifier={qualifier}");
        let answer = ask(&program, "POST", &target, json!({}));
        assert_eq!(answer, json!([word, "layer", "fine"]));
    }
    let next = ask(&program, "POST", &format!("{own}/versions"), json!({}));
    assert_eq!(next["Version"], "2", "no number is given twice");
}

/// A function whose package is too long to stand in the journal.
fn large_function(name: &str) -> Value {
    // Text that does not become small.
    let mut number = 1_u64;
    let noise: String = std::iter::repeat_with(|| {
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        format!("{number:016x}")
    })
    .take(30_000)
    .collect();
    let code = format!("# {noise}\ndef handler(event, context):\n    return 'here'");
    json!({
        "FunctionName": name,
        "Runtime": "python3.12",
        "Role": "arn:aws:iam::000000000000:role/any",
        "Handler": "app.handler",
        "Code": {"ZipFile": zip("app.py", &code)},
    })
}

#[test]
fn a_large_package_lies_beside_the_journal_and_goes_with_its_function() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    let made = ask(&program, "POST", FUNCTIONS, large_function("one"));
    ask(&program, "POST", FUNCTIONS, large_function("two"));
    let zip_bytes = made["CodeSize"].as_u64().unwrap();
    let blobs = || std::fs::read_dir(folder.path().join("blobs")).unwrap();
    let journal = || std::fs::metadata(folder.path().join("journal-0")).unwrap();
    assert!(zip_bytes > 200_000);
    assert_eq!(blobs().count(), 1, "one zip is kept once");
    assert!(journal().len() < 20_000);
    program.kill();

    let program = Program::start(folder.path());
    ask(&program, "DELETE", &format!("{FUNCTIONS}/one"), Value::Null);
    let two = format!("{FUNCTIONS}/two");
    let shown = ask(&program, "GET", &two, Value::Null);
    assert_eq!(shown["Configuration"]["CodeSha256"], made["CodeSha256"]);
    let answer = ask(&program, "POST", &format!("{two}/invocations"), json!({}));
    assert_eq!(answer, "here");
    ask(&program, "DELETE", &two, Value::Null);
    while blobs().count() > 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    program.kill();
    let program = Program::start(folder.path());
    let list = ask(&program, "GET", &format!("{FUNCTIONS}/"), Value::Null);
    assert_eq!(list["Functions"], json!([]));
}

#[test]
fn a_large_package_is_read_by_who_needs_it() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    let made = ask(&program, "POST", FUNCTIONS, large_function("f"));
    let own = format!("{FUNCTIONS}/f");
    let blob = || {
        let mut blobs = std::fs::read_dir(folder.path().join("blobs")).unwrap();
        blobs.next().unwrap().unwrap().path()
    };
    program.kill();
    let program = Program::start(folder.path());
    let path = |program: &Program| {
        let shown = ask(program, "GET", &own, Value::Null);
        let location = shown["Code"]["Location"].as_str().unwrap().to_owned();
        location[location.find("/_ruststack").unwrap()..].to_owned()
    };
    let download = |program: &Program| program.request("GET", &path(program)).send();
    let whole = download(&program);
    assert_eq!(whole.status, 200);
    assert_eq!(Some(whole.body.len() as u64), made["CodeSize"].as_u64());

    // From now on no byte of it is right, and nothing needs it but these two.
    std::fs::write(
        blob(),
        vec![0; std::fs::metadata(blob()).unwrap().len() as usize],
    )
    .unwrap();
    assert_eq!(download(&program).status, 500);
    let invoke = program.request("POST", &format!("{own}/invocations"));
    let refused = invoke.body("{}").signed("lambda").send();
    assert_eq!(refused.status, 502, "{}", refused.text());
    assert!(refused.text().contains("damaged") || refused.text().contains("invalid data"));
    let list = ask(&program, "GET", &format!("{FUNCTIONS}/"), Value::Null);
    assert_eq!(list["Functions"][0]["CodeSize"], made["CodeSize"]);
}

/// An execution that waits is woken, and an invocation that was under way begins anew.
#[test]
fn durable_executions_go_on_after_a_kill() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    let code = "import json, os, time, urllib.request
HOME = os.environ['AWS_ENDPOINT_URL'] + '/2025-12-01/durable-executions/'
def handler(event, context):
    operations = event['InitialExecutionState']['Operations']
    if len(operations) > 1:
        status = operations[1]['Status']
        return {'Status': 'SUCCEEDED' if status == 'SUCCEEDED' else 'PENDING', 'Result': None}
    arn = urllib.request.quote(event['DurableExecutionArn'], safe='')
    wait = {'Id': 'w', 'Type': 'WAIT', 'Action': 'START', 'WaitOptions': {'WaitSeconds': 100}}
    body = {'CheckpointToken': event['CheckpointToken'], 'Updates': [wait]}
    request = urllib.request.Request(HOME + arn + '/checkpoint', json.dumps(body).encode())
    urllib.request.urlopen(request).read()
    if 'slow' in operations[0]['ExecutionDetails']['InputPayload']:
        time.sleep(60)
    return {'Status': 'PENDING'}";
    let function = json!({
        "FunctionName": "f",
        "Runtime": "python3.12",
        "Role": "arn:aws:iam::000000000000:role/any",
        "Handler": "app.handler",
        "Code": {"ZipFile": zip("app.py", code)},
        "DurableConfig": {"ExecutionTimeout": 1000},
    });
    ask(&program, "POST", FUNCTIONS, function);
    let start = |input: Value| {
        let target = format!("{FUNCTIONS}/f:$LATEST/invocations");
        let request = program.request("POST", &target).body(input.to_string());
        let request = request.header("x-amz-invocation-type", "Event");
        let reply = request.signed("lambda").send();
        let arn = reply.header("x-amz-durable-execution-arn").unwrap();
        let arn = arn
            .replace(':', "%3A")
            .replace('/', "%2F")
            .replace('$', "%24");
        format!("/2025-12-01/durable-executions/{arn}")
    };
    let arns = [start(json!("idle")), start(json!("slow"))];
    let events = |program: &Program, arn: &str| {
        let history = ask(program, "GET", &format!("{arn}/history"), Value::Null);
        history["Events"].as_array().unwrap().len()
    };
    // The wait has begun; the invocation of one of them has ended, too.
    while (events(&program, &arns[0]), events(&program, &arns[1])) != (3, 2) {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    // An answer to a request is behind everything before it.
    ask(&program, "GET", FUNCTIONS, Value::Null);
    let advance = |program: &Program| {
        let body = json!({"advance_seconds": 101}).to_string();
        let request = program.request("PUT", "/_ruststack/clock").body(body);
        assert_eq!(request.send().status, 200);
    };
    advance(&program);
    program.kill();

    let program = Program::start(folder.path());
    for arn in &arns {
        let status = || ask(&program, "GET", arn, Value::Null)["Status"].clone();
        while status() == "RUNNING" {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert_eq!(status(), "SUCCEEDED");
    }
}

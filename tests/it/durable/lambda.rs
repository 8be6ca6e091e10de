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

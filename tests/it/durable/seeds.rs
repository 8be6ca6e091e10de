//! What seeds have made outlives a process that is killed, and is left as it is by the next one's seeds.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::harness::Program;

const SEED: &str = r#"
buckets:
  - Bucket: pail
    Objects: [{Key: seeded, Body: by the seed}]
tables:
  - TableName: music
    KeySchema: [{AttributeName: id, KeyType: HASH}]
    AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
    Items: [{id: one}, {id: two}]
"#;

fn start(folder: &Path, init: &Path) -> Program {
    let init = init.to_str().unwrap();
    let program = Program::start_with(folder, &["--init-dir", init]);
    // The first line of health says when all seeds have been applied.
    for _ in 0..6000 {
        let page = program.request("GET", "/_ruststack/init").send().json();
        if page["completed"] == true {
            return program;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("the seeds come to no end");
}

fn ids(program: &Program) -> Vec<String> {
    ids_in(program, "")
}

/// Of the world whose path this is.
fn ids_in(program: &Program, world: &str) -> Vec<String> {
    let reply = program
        .request("POST", &format!("{world}/"))
        .header("x-amz-target", "DynamoDB_20120810.Scan")
        .header("content-type", "application/x-amz-json-1.0")
        .body(json!({"TableName": "music"}).to_string())
        .signed("dynamodb")
        .send();
    let reply: Value = reply.json();
    let items = reply["Items"].as_array().unwrap().iter();
    let mut ids: Vec<_> = items
        .map(|item| item["id"]["S"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

#[test]
fn a_seed_is_there_after_a_kill_and_leaves_what_was_changed_since() {
    let (folder, init) = (tempdir().unwrap(), tempdir().unwrap());
    fs::write(init.path().join("10-data.yaml"), SEED).unwrap();
    start(folder.path(), init.path()).kill();

    let program = Program::start(folder.path());
    assert_eq!(
        program.s3("GET", "/pail/seeded", ""),
        (200, b"by the seed".to_vec())
    );
    assert_eq!(ids(&program), ["one", "two"]);
    program.s3("DELETE", "/pail/seeded", "");
    program.s3("PUT", "/pail/later", "by a client");
    program.kill();

    let program = start(folder.path(), init.path());
    assert_eq!(program.s3("GET", "/pail/seeded", "").0, 404);
    assert_eq!(program.s3("GET", "/pail/later", "").0, 200);
    assert_eq!(ids(&program), ["one", "two"]);
}

fn own(program: &Program, method: &str, target: &str) {
    let reply = program.request(method, target).send();
    assert!(reply.status < 300, "{} {}", reply.status, reply.text());
}

#[test]
fn a_reset_goes_back_to_the_seeds_in_every_run() {
    let (folder, init) = (tempdir().unwrap(), tempdir().unwrap());
    fs::write(init.path().join("10-data.yaml"), SEED).unwrap();
    let mut program = start(folder.path(), init.path());
    for run in 0..3 {
        let other = format!("other{run}");
        own(&program, "PUT", &format!("/_ruststack/worlds/{other}"));
        program.s3("DELETE", "/pail/seeded", "");
        assert_eq!(ids_in(&program, &format!("/~{other}")), ["one", "two"]);
        let seeded = program.s3("GET", &format!("/~{other}/pail/seeded"), "");
        assert_eq!(seeded.0, 200);
        program.s3("PUT", "/pail/later", "by a client");
        own(&program, "POST", "/_ruststack/reset");
        assert_eq!(program.s3("GET", "/pail/seeded", "").0, 200);
        assert_eq!(program.s3("GET", "/pail/later", "").0, 404);
        assert_eq!(ids(&program), ["one", "two"]);
        // What clients have left is no part of what worlds begin with.
        program.s3("PUT", "/pail/left", "by a client");
        program.kill();
        program = start(folder.path(), init.path());
        assert_eq!(program.s3("GET", "/pail/left", "").0, 200);
    }
    let listed = program.request("GET", "/_ruststack/snapshots").send();
    assert_eq!(listed.json()["snapshots"], json!([]));
}

#[test]
fn seeds_that_have_changed_make_anew_what_worlds_begin_with() {
    let (folder, init) = (tempdir().unwrap(), tempdir().unwrap());
    let seed = init.path().join("10-data.yaml");
    fs::write(&seed, SEED).unwrap();
    let program = start(folder.path(), init.path());
    program.s3("PUT", "/pail/left", "by a client");
    program.kill();

    fs::write(&seed, SEED.replace("{id: two}", "{id: three}, {id: four}")).unwrap();
    let program = start(folder.path(), init.path());
    assert_eq!(ids(&program), ["one", "two"], "what is there is left");
    own(&program, "POST", "/_ruststack/reset");
    assert_eq!(ids(&program), ["four", "one", "three"]);
    assert_eq!(program.s3("GET", "/pail/left", "").0, 404);
    let worlds = program.request("GET", "/_ruststack/worlds").send().json();
    assert_eq!(worlds["worlds"].as_array().unwrap().len(), 1);
    program.kill();

    let program = Program::start(folder.path());
    own(&program, "POST", "/_ruststack/reset");
    assert_eq!(
        program.s3("GET", "/pail/seeded", "").0,
        404,
        "no seeds any more"
    );
}

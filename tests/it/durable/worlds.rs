//! Worlds, forks, snapshots and their clocks outlive a process that is killed.

use serde_json::json;
use tempfile::tempdir;

use crate::harness::Program;

fn body(program: &Program, target: &str) -> String {
    let (_, body) = program.s3("GET", target, "");
    String::from_utf8(body).unwrap()
}

fn own(
    program: &Program,
    method: &str,
    target: &str,
    json: serde_json::Value,
) -> serde_json::Value {
    let target = format!("/_ruststack{target}");
    let reply = program
        .request(method, &target)
        .body(json.to_string())
        .send();
    assert!(reply.status < 300, "{} {}", reply.status, reply.text());
    match reply.body.is_empty() {
        true => json!(null),
        false => reply.json(),
    }
}

#[test]
fn forks_and_snapshots_are_there_after_a_kill_with_what_they_held() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    program.s3("PUT", "/pail", "");
    program.s3("PUT", "/pail/shared", vec![b's'; 60_000]);
    own(&program, "PUT", "/snapshots/seeded", json!({}));
    own(&program, "PUT", "/worlds/fork", json!({"from": "default"}));
    own(&program, "PUT", "/worlds/empty", json!({}));
    program.s3("PUT", "/~fork/pail/k", "of the fork");
    program.s3("PUT", "/pail/k", "of the default world");
    let length = || {
        std::fs::metadata(folder.path().join("journal-0"))
            .unwrap()
            .len()
    };
    assert!(
        length() < 80_000,
        "forks and snapshots are no copies: {}",
        length()
    );
    program.kill();

    let program = Program::start(folder.path());
    assert_eq!(body(&program, "/pail/k"), "of the default world");
    assert_eq!(body(&program, "/~fork/pail/k"), "of the fork");
    assert_eq!(body(&program, "/~fork/pail/shared").len(), 60_000);
    assert_eq!(program.s3("GET", "/~empty/pail/k", "").0, 404);
    own(
        &program,
        "PUT",
        "/worlds/late",
        json!({"snapshot": "seeded"}),
    );
    assert_eq!(body(&program, "/~late/pail/shared").len(), 60_000);
    assert_eq!(program.s3("GET", "/~late/pail/k", "").0, 404);
    own(&program, "DELETE", "/worlds/fork", json!({}));
    own(
        &program,
        "POST",
        "/worlds/default/restore",
        json!({"snapshot": "seeded"}),
    );
    program.kill();

    let program = Program::start(folder.path());
    assert_eq!(program.s3("GET", "/pail/k", "").0, 404, "it was put back");
    assert_eq!(body(&program, "/pail/shared").len(), 60_000);
    assert_eq!(body(&program, "/~late/pail/shared").len(), 60_000);
    assert_eq!(
        program
            .request("GET", "/~fork/pail")
            .signed("s3")
            .send()
            .status,
        404
    );
}

#[test]
fn a_checkpoint_holds_what_worlds_share_but_once() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    program.s3("PUT", "/pail", "");
    program.s3("PUT", "/pail/shared", vec![b's'; 60_000]);
    own(&program, "PUT", "/snapshots/seeded", json!({}));
    own(
        &program,
        "POST",
        "/worlds/default/restore",
        json!({"snapshot": "seeded"}),
    );
    for at in 0..5 {
        own(
            &program,
            "PUT",
            &format!("/worlds/fork-{at}"),
            json!({"from": "default"}),
        );
        program.s3(
            "PUT",
            &format!("/~fork-{at}/pail/k"),
            format!("of fork {at}"),
        );
    }
    for at in 0..230_u32 {
        let body = [&at.to_le_bytes()[..], &[b'x'; 60_000]].concat();
        assert_eq!(program.s3("PUT", "/pail/k", body).0, 200);
    }
    let checkpoint = folder.path().join("checkpoint-1");
    while !checkpoint.exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    program.kill();
    let bytes = std::fs::metadata(&checkpoint).unwrap().len();
    assert!(bytes < 200_000, "{bytes}");

    let program = Program::start(folder.path());
    for at in 0..5 {
        assert_eq!(
            body(&program, &format!("/~fork-{at}/pail/k")),
            format!("of fork {at}")
        );
        assert_eq!(
            body(&program, &format!("/~fork-{at}/pail/shared")).len(),
            60_000
        );
    }
    let (_, last) = program.s3("GET", "/pail/k", "");
    assert_eq!(last[..4], 229_u32.to_le_bytes());
}

#[test]
fn a_clock_that_was_set_stays_set() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    own(
        &program,
        "PUT",
        "/clock",
        json!({"advance_seconds": 864_000}),
    );
    let year = |program: &Program| own(program, "GET", "/clock", json!(null));
    let before = year(&program);
    program.kill();
    let program = Program::start(folder.path());
    let after = year(&program);
    let ms = |clock: &serde_json::Value| clock["unix_ms"].as_i64().unwrap_or_default();
    assert!(ms(&after) >= ms(&before), "{before} {after}");
    assert!(ms(&after) - ms(&before) < 600_000, "{before} {after}");
}

//! Folders that were written by each format of the data directory are read.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::tempdir;

use crate::harness::Program;
use crate::lambda::zip;

/// The format that is written now.
const FORMAT: u32 = 2;

/// Written by the first version with a format, and never changed since.
fn folder(format: u32) -> PathBuf {
    let own = format!("tests/it/durable/format-{format}");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(own)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

#[test]
fn a_folder_of_every_format_holds_what_was_written() {
    for format in 1..=FORMAT {
        let own = tempdir().unwrap();
        copy(&folder(format), own.path());
        let program = Program::start(own.path());
        check(&program);
        assert_eq!(program.s3("PUT", "/next", "").0, 200);
        assert_eq!(program.s3("PUT", "/next/behind", "it").0, 200);
        program.kill();
        let now = fs::read_to_string(own.path().join("format")).unwrap();
        assert_eq!(now, format!("RustStack data {FORMAT}\n"));
        let program = Program::start(own.path());
        check(&program);
        assert_eq!(program.s3("GET", "/next/behind", "").1, b"it");
    }
}

fn check(program: &Program) {
    let text = |target: &str| {
        let (status, body) = program.s3("GET", target, "");
        format!("{status} {}", String::from_utf8_lossy(&body))
    };
    assert_eq!(text("/pail/small"), "200 hello");
    assert_eq!(
        program.s3("GET", "/pail/large", ""),
        (200, vec![b'l'; 70_000])
    );
    assert_eq!(text("/pail?versions").matches("<Version>").count(), 3);
    assert!(text("/pail?tagging").contains("<Value>b</Value>"));
    assert!(text("/pail?uploads").contains("<Key>upload</Key>"));
    assert_eq!(text("/~fork/pail/small"), "200 of the fork");
    let snapshots = program.request("GET", "/_ruststack/snapshots").send();
    assert_eq!(snapshots.json()["snapshots"][0]["name"], "seeded");
    let function = program
        .request("GET", "/2015-03-31/functions/f")
        .signed("lambda")
        .send();
    assert_eq!(function.json()["Configuration"]["Handler"], "app.handler");
    let role = program
        .request("POST", "/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("Version=2010-05-08&Action=ListRoles")
        .signed("iam")
        .send();
    assert!(
        role.text().contains("<RoleName>Reader</RoleName>"),
        "{}",
        role.text()
    );
}

/// Makes the folder: `cargo test --test it durable::format -- --ignored`, once for a new format.
#[test]
#[ignore = "writes the folder that the other test reads"]
fn write_the_folder() {
    let _ = fs::remove_dir_all(folder(FORMAT));
    let program = Program::start(&folder(FORMAT));
    let s3 = |method: &str, target: &str, body: Vec<u8>| {
        let (status, body) = program.s3(method, target, body);
        assert!(status < 300, "{}", String::from_utf8_lossy(&body));
    };
    let own = |target: &str, body: serde_json::Value| {
        let reply = program.request("PUT", target).body(body.to_string()).send();
        assert_eq!(reply.status, 201);
    };
    let tags = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
    let versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    s3("PUT", "/pail", Vec::new());
    s3("PUT", "/pail/small", b"before versions".to_vec());
    s3("PUT", "/pail?versioning", versioning.into());
    s3("PUT", "/pail?tagging", tags.into());
    s3("PUT", "/pail/small", b"hello".to_vec());
    s3("PUT", "/pail/large", vec![b'l'; 70_000]);
    s3("POST", "/pail/upload?uploads", Vec::new());
    own("/_ruststack/snapshots/seeded", json!({}));
    own("/_ruststack/worlds/fork", json!({"from": "default"}));
    s3("PUT", "/~fork/pail/small", b"of the fork".to_vec());
    let function = json!({
        "FunctionName": "f",
        "Runtime": "python3.12",
        "Role": "arn:aws:iam::000000000000:role/Reader",
        "Handler": "app.handler",
        "Code": {"ZipFile": zip("app.py", "def handler(event, context): return event")},
    });
    let function = program
        .request("POST", "/2015-03-31/functions")
        .body(function.to_string())
        .signed("lambda")
        .send();
    assert_eq!(function.status, 201);
    let role = "Version=2010-05-08&Action=CreateRole&RoleName=Reader&AssumeRolePolicyDocument=\
         %7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal\
         %22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D";
    let role = program
        .request("POST", "/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(role)
        .signed("iam")
        .send();
    assert_eq!(role.status, 200);
    assert!(program.stop());
}

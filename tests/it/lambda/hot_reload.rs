//! Functions whose code is a folder: bucket `hot-reload`, as LocalStack's documentation has it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::running::{answer, deploy_with, failure, invoke};
use super::{FUNCTIONS, assert_invalid, lambda, minimal, with, zip};
use crate::harness::TestServer;

/// Makes the function `f` of a folder.
fn deploy(server: &TestServer, folder: &Path) {
    let code = json!({"S3Bucket": "hot-reload", "S3Key": folder});
    deploy_with(server, "f", "", json!({ "Code": code }));
}

fn folder(code: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), code);
    folder
}

fn write(folder: &Path, code: &str) {
    fs::write(folder.join("app.py"), code).unwrap();
}

/// Answers which environment it is, and what the file beside it says.
const READS: &str = "import lib, uuid
me = str(uuid.uuid4())
def handler(event, context): return [me, lib.WORD]";

#[test]
fn a_saved_file_counts_at_the_next_event() {
    let server = TestServer::start();
    let folder = folder(READS);
    let lib = folder.path().join("lib.py");
    fs::write(&lib, "WORD = 'one'").unwrap();
    deploy(&server, folder.path());
    let first = answer(&server, "f", json!({}));
    assert_eq!(first[1], "one");
    assert_eq!(answer(&server, "f", json!({})), first);
    // As long as before, and within the same second: Python's own bytecode cannot tell.
    for word in ["two", "six"] {
        fs::write(&lib, format!("WORD = '{word}'")).unwrap();
        assert_eq!(answer(&server, "f", json!({}))[1], word);
    }
    // Nothing is left in the author's folder.
    let names = fs::read_dir(folder.path()).unwrap();
    assert_eq!(names.count(), 2);
}

#[test]
fn a_mistake_is_told_and_can_be_mended() {
    let server = TestServer::start();
    let folder = folder("def handler(event, context): return 'fine'");
    deploy(&server, folder.path());
    assert_eq!(answer(&server, "f", json!({})), "fine");
    write(folder.path(), "def handler(event, context) return 'mended'");
    let error = failure(&invoke(&server, "f", json!({})));
    assert_eq!(error["errorType"], "Runtime.UserCodeSyntaxError");
    write(
        folder.path(),
        "def handler(event, context): return 'mended'",
    );
    assert_eq!(answer(&server, "f", json!({})), "mended");
}

#[test]
fn a_package_gives_way_to_a_folder_and_comes_back() {
    let server = TestServer::start();
    deploy_with(&server, "f", "def handler(e, c): return 'zip'", json!({}));
    assert_eq!(answer(&server, "f", json!({})), "zip");
    let folder = folder("def handler(e, c): return 'folder'");
    let code = json!({"S3Bucket": "hot-reload", "S3Key": folder.path()});
    let target = format!("{FUNCTIONS}/f/code");
    assert_eq!(lambda(&server, "PUT", &target, code).status, 200);
    assert_eq!(answer(&server, "f", json!({})), "folder");
    let code = json!({"ZipFile": zip("app.py", "def handler(e, c): return 'again'")});
    assert_eq!(lambda(&server, "PUT", &target, code).status, 200);
    assert_eq!(answer(&server, "f", json!({})), "again");
}

/// Tools compare CodeSha256 to see whether there is something to deploy: here there never is.
#[test]
fn its_hash_is_its_own_and_its_location_is_the_folder() {
    let server = TestServer::start();
    let folder = folder("");
    deploy(&server, folder.path());
    let target = format!("{FUNCTIONS}/f");
    let before = lambda(&server, "GET", &target, Value::Null).json();
    let path = folder.path().display();
    assert_eq!(before["Code"]["Location"], format!("file://{path}"));
    assert_eq!(before["Configuration"]["CodeSize"], 0);
    let hash = before["Configuration"]["CodeSha256"].as_str().unwrap();
    assert_eq!(hash.len(), 44);
    write(folder.path(), "changed = 1");
    let after = lambda(&server, "GET", &target, Value::Null).json();
    assert_eq!(after["Configuration"]["CodeSha256"], hash);
}

#[test]
fn a_folder_that_is_not_there_is_refused() {
    let server = TestServer::start();
    let code = json!({"S3Bucket": "hot-reload", "S3Key": "/no/such/folder"});
    let request = with("f", "Code", code);
    assert_invalid(
        &lambda(&server, "POST", FUNCTIONS, request),
        "There is no folder /no/such/folder on the machine that runs RustStack: bucket hot-reload stands for its folders.",
    );
}

#[test]
fn without_the_option_the_bucket_is_a_bucket() {
    let server = TestServer::with(|config| config.lambda_hot_reload = false);
    let code = json!({"S3Bucket": "hot-reload", "S3Key": "/tmp"});
    let reply = lambda(&server, "POST", FUNCTIONS, with("f", "Code", code));
    assert_invalid(
        &reply,
        "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist",
    );
    // A key without a slash at its beginning is an object's in any case.
    let server = TestServer::start();
    let mut request = minimal("f");
    request["Code"] = json!({"S3Bucket": "hot-reload", "S3Key": "app.zip"});
    let reply = lambda(&server, "POST", FUNCTIONS, request);
    assert!(reply.text().contains("NoSuchBucket"), "{}", reply.text());
}

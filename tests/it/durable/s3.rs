//! S3's buckets and objects outlive a process that is killed.

use tempfile::tempdir;

use crate::harness::Program;

const LARGE: usize = 700_000;

fn large(seed: u8) -> Vec<u8> {
    (0..LARGE).map(|at| (at % 251) as u8 ^ seed).collect()
}

fn text(program: &Program, target: &str) -> String {
    let (status, body) = program.s3("GET", target, "");
    format!("{status} {}", String::from_utf8_lossy(&body))
}

/// What stands between two tags of each element of a name.
fn elements<'a>(document: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let after = document.split(&open).skip(1);
    after.filter_map(|rest| rest.split(&close).next()).collect()
}

#[test]
fn objects_of_every_size_are_there_after_a_kill_and_deleted_ones_are_not() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    assert_eq!(program.s3("PUT", "/pail", "").0, 200);
    for (key, body) in [
        ("empty", Vec::new()),
        ("small", b"hello".to_vec()),
        ("large", large(0)),
        ("gone", large(1)),
        ("gone-too", b"x".to_vec()),
        ("again", b"old".to_vec()),
        ("again", large(2)),
        ("once-large", large(3)),
        ("once-large", b"new".to_vec()),
    ] {
        assert_eq!(program.s3("PUT", &format!("/pail/{key}"), body).0, 200);
    }
    for key in ["gone", "gone-too"] {
        assert_eq!(program.s3("DELETE", &format!("/pail/{key}"), "").0, 204);
    }
    let copy = program
        .request("PUT", "/pail/copy")
        .header("x-amz-copy-source", "/pail/large")
        .signed("s3")
        .send();
    assert_eq!(copy.status, 200);
    assert_eq!(program.s3("DELETE", "/pail/large", "").0, 204);
    program.kill();

    for _ in 0..2 {
        let program = Program::start(folder.path());
        let listing = text(&program, "/pail?list-type=2");
        let keys = elements(&listing, "Key");
        assert_eq!(keys, ["again", "copy", "empty", "once-large", "small"]);
        assert_eq!(text(&program, "/pail/small"), "200 hello");
        assert_eq!(text(&program, "/pail/empty"), "200 ");
        assert_eq!(text(&program, "/pail/once-large"), "200 new");
        assert_eq!(program.s3("GET", "/pail/copy", ""), (200, large(0)));
        assert_eq!(program.s3("GET", "/pail/again", ""), (200, large(2)));
        let blobs = std::fs::read_dir(folder.path().join("blobs")).unwrap();
        assert_eq!(blobs.count(), 2, "files that nobody has are gone");
        assert!(program.stop());
    }
}

#[test]
fn versions_keep_their_order_and_their_ids() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    program.s3("PUT", "/pail", "");
    program.s3("PUT", "/pail/k", "null");
    let enabled = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    assert_eq!(program.s3("PUT", "/pail?versioning", enabled).0, 200);
    program.s3("PUT", "/pail/k", "two");
    program.s3("PUT", "/pail/k", "three");
    program.s3("DELETE", "/pail/k", "");
    program.s3("PUT", "/pail/k", "four");
    let suspended = enabled.replace("Enabled", "Suspended");
    assert_eq!(program.s3("PUT", "/pail?versioning", suspended).0, 200);
    program.s3("PUT", "/pail/k", "null again");
    let before = text(&program, "/pail?versions");
    let ids = elements(&before, "VersionId");
    assert_eq!((ids.len(), ids[0]), (5, "null"));
    let removed = format!("/pail/k?versionId={}", ids[1]);
    assert_eq!(program.s3("DELETE", &removed, "").0, 204);
    let before = text(&program, "/pail?versions");
    program.kill();

    let program = Program::start(folder.path());
    assert_eq!(text(&program, "/pail?versions"), before);
    assert_eq!(text(&program, "/pail/k"), "200 null again");
    program.s3("PUT", "/pail/k", "still suspended");
    assert_eq!(
        elements(&text(&program, "/pail?versions"), "VersionId").len(),
        4
    );
}

#[test]
fn configurations_and_what_objects_say_of_themselves_are_kept() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    program.s3("PUT", "/pail", "");
    let tags = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
    assert_eq!(program.s3("PUT", "/pail?tagging", tags).0, 204);
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::pail/*"}]}"#;
    assert_eq!(program.s3("DELETE", "/pail?publicAccessBlock", "").0, 204);
    assert_eq!(program.s3("PUT", "/pail?policy", policy).0, 204);
    let put = program
        .request("PUT", "/pail/k")
        .header("content-type", "text/plain")
        .header("x-amz-meta-mood", "fine")
        .header("x-amz-tagging", "c=d")
        .header("x-amz-storage-class", "STANDARD_IA")
        .body("x")
        .signed("s3")
        .send();
    assert_eq!(put.status, 200);
    program.kill();

    let program = Program::start(folder.path());
    assert!(text(&program, "/pail?tagging").contains("<Value>b</Value>"));
    assert!(text(&program, "/pail/k?tagging").contains("<Value>d</Value>"));
    assert_eq!(text(&program, "/pail?policy"), format!("200 {policy}"));
    let head = program.request("HEAD", "/pail/k").signed("s3").send();
    for (name, value) in [
        ("content-type", "text/plain"),
        ("x-amz-meta-mood", "fine"),
        ("x-amz-storage-class", "STANDARD_IA"),
        ("etag", put.header("etag").unwrap()),
    ] {
        assert_eq!(head.header(name), Some(value));
    }
    let anyone = program.request("GET", "/pail/k").send();
    assert_eq!(anyone.text(), "x", "the policy counts again");
}

#[test]
fn an_upload_goes_on_where_it_was() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    program.s3("PUT", "/pail", "");
    let begun = text_of(program.s3("POST", "/pail/k?uploads", ""));
    let id = elements(&begun, "UploadId")[0];
    let part = |program: &Program, number: u32, body: Vec<u8>| {
        let target = format!("/pail/k?partNumber={number}&uploadId={id}");
        let reply = program
            .request("PUT", &target)
            .body(body)
            .signed("s3")
            .send();
        reply.header("etag").unwrap().to_owned()
    };
    let first = vec![1; 5 * 1024 * 1024];
    part(&program, 1, b"replaced".to_vec());
    let one = part(&program, 1, first.clone());
    program.kill();

    let program = Program::start(folder.path());
    let two = part(&program, 2, b"the end".to_vec());
    program.kill();

    let program = Program::start(folder.path());
    let list = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{one}</ETag></Part>\
         <Part><PartNumber>2</PartNumber><ETag>{two}</ETag></Part></CompleteMultipartUpload>"
    );
    let complete = format!("/pail/k?uploadId={id}");
    assert_eq!(program.s3("POST", &complete, list.as_str()).0, 200);
    program.kill();

    let program = Program::start(folder.path());
    let (status, body) = program.s3("GET", "/pail/k", "");
    assert_eq!(status, 200);
    assert!(body == [&first[..], b"the end"].concat());
    assert!(elements(&text(&program, "/pail?uploads"), "UploadId").is_empty());
    let again = program.s3("POST", &complete, list.as_str());
    assert_eq!(again.0, 200, "a client may complete an upload twice");
}

fn text_of((status, body): (u16, Vec<u8>)) -> String {
    assert_eq!(status, 200);
    String::from_utf8(body).unwrap()
}

// A form may ask for a redirect instead of a success: 303 is an acknowledgement too.
#[test]
fn what_a_form_has_brought_is_there_although_its_answer_is_a_redirect() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    program.s3("PUT", "/pail", "");
    program.s3("DELETE", "/pail?publicAccessBlock", "");
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::pail/*"}]}"#;
    assert_eq!(program.s3("PUT", "/pail?policy", policy).0, 204);
    let field = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let form = [
        field("key", "k"),
        field("success_action_redirect", "http://localhost/done"),
        field("file", "hello"),
        "--b--\r\n".to_owned(),
    ];
    let post = program
        .request("POST", "/pail")
        .header("content-type", "multipart/form-data; boundary=b")
        .body(form.concat());
    assert_eq!(post.send().status, 303);
    program.kill();
    let program = Program::start(folder.path());
    assert_eq!(text(&program, "/pail/k"), "200 hello");
}

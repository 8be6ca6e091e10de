//! What the files of a data directory do for those who kill, damage, fill or share it.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use tempfile::{TempDir, tempdir};

use crate::harness::Program;

/// A folder with a bucket and three objects: `small`, `large`, `last`.
fn filled() -> TempDir {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    for (target, body) in [
        ("/pail", Vec::new()),
        ("/pail/small", b"hello".to_vec()),
        ("/pail/large", vec![7; 400_000]),
        ("/pail/last", b"the last one".to_vec()),
    ] {
        assert_eq!(program.s3("PUT", target, body).0, 200);
    }
    program.kill();
    folder
}

fn journal(folder: &TempDir) -> PathBuf {
    folder.path().join("journal-0")
}

fn flip(path: &Path, at: u64) {
    let file = fs::File::options()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    file.write_all_at(&[byte[0] ^ 0xFF], at).unwrap();
}

#[test]
fn a_write_that_was_never_finished_goes_and_all_before_it_stays() {
    let folder = filled();
    let path = journal(&folder);
    let length = fs::metadata(&path).unwrap().len();
    for cut in [1, 20] {
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_len(length - cut).unwrap();
        let program = Program::start(folder.path());
        assert_eq!(
            program.s3("GET", "/pail/small", ""),
            (200, b"hello".to_vec())
        );
        assert_eq!(program.s3("GET", "/pail/last", "").0, 404);
        assert_eq!(program.s3("PUT", "/pail/last", "the last one").0, 200);
        program.kill();
        let program = Program::start(folder.path());
        assert_eq!(program.s3("GET", "/pail/last", "").0, 200);
        program.kill();
        assert_eq!(fs::metadata(&path).unwrap().len(), length);
    }
}

#[test]
fn a_journal_that_is_damaged_is_not_served_but_named() {
    let folder = filled();
    let path = journal(&folder);
    let length = fs::metadata(&path).unwrap().len();
    for at in [0, 9, 13, 20, 40, length / 2, length - 1] {
        flip(&path, at);
        let failure = Program::try_start(folder.path())
            .err()
            .expect("it does not start");
        assert_eq!(failure.code, Some(1), "byte {at}");
        let named = failure.said.contains(path.to_str().unwrap());
        assert!(
            named && failure.said.contains("damaged"),
            "{}",
            failure.said
        );
        flip(&path, at);
    }
    let program = Program::start(folder.path());
    assert_eq!(program.s3("GET", "/pail/last", "").0, 200);
}

/// The file of the only large body.
fn blob(folder: &TempDir) -> PathBuf {
    let mut files = fs::read_dir(folder.path().join("blobs")).unwrap();
    files.next().unwrap().unwrap().path()
}

#[test]
fn a_body_that_is_damaged_gets_an_error_and_what_is_whole_of_it_is_given() {
    let folder = filled();
    flip(&blob(&folder), 300_000);
    let program = Program::start(folder.path());
    let (status, body) = program.s3("GET", "/pail/large", "");
    // A 500 of S3's own (API_Error: InternalError).
    assert_eq!(status, 500);
    assert!(String::from_utf8_lossy(&body).contains("<Code>InternalError</Code>"));
    let range = program
        .request("GET", "/pail/large")
        .header("range", "bytes=0-99")
        .signed("s3")
        .send();
    assert_eq!(range.body, vec![7; 100], "what is whole is given");
    assert_eq!(program.s3("GET", "/pail/small", "").0, 200);
}

#[test]
fn a_long_body_that_is_damaged_is_refused_or_cut() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    assert_eq!(program.s3("PUT", "/pail", "").0, 200);
    assert_eq!(program.s3("PUT", "/pail/large", vec![7; 4_000_000]).0, 200);
    program.kill();
    let blob = blob(&folder);
    let first = 1_000;
    flip(&blob, first);
    let program = Program::start(folder.path());
    assert_eq!(program.s3("GET", "/pail/large", "").0, 500);
    flip(&blob, first);
    let whole = program.s3("GET", "/pail/large", "");
    assert!(whole == (200, vec![7; 4_000_000]));
    flip(&blob, 3_999_999);
    let body = program
        .request("GET", "/pail/large")
        .signed("s3")
        .send_to_its_cut();
    assert!(body.len() < 4_000_000 && body.iter().all(|byte| *byte == 7));
}

/// A site whose `page.html` and `error.html` are long enough to lie in files of their own.
fn site(folder: &TempDir) {
    let program = Program::start(folder.path());
    assert_eq!(program.s3("PUT", "/pail", "").0, 200);
    let configuration = "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument>\
        <ErrorDocument><Key>error.html</Key></ErrorDocument></WebsiteConfiguration>";
    let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*",
        "Resource": ["arn:aws:s3:::pail", "arn:aws:s3:::pail/*"]}}"#;
    assert_eq!(program.s3("DELETE", "/pail?publicAccessBlock", "").0, 204);
    assert_eq!(program.s3("PUT", "/pail?policy", policy).0, 204);
    assert_eq!(program.s3("PUT", "/pail?website", configuration).0, 200);
    for key in ["page.html", "error.html"] {
        let target = format!("/pail/{key}");
        assert_eq!(program.s3("PUT", &target, vec![b'x'; 300_000]).0, 200);
    }
    program.kill();
}

/// The page of a 500, as that of any other error of a website endpoint.
#[test]
fn a_page_that_is_damaged_is_an_error_and_not_half_a_page() {
    let folder = tempdir().unwrap();
    site(&folder);
    for file in fs::read_dir(folder.path().join("blobs")).unwrap() {
        flip(&file.unwrap().path(), 200_000);
    }
    let program = Program::start(folder.path());
    let visit = |target: &str| {
        let visit = program.request("GET", target);
        visit.header("host", "pail.s3-website.localhost").send()
    };
    let page = visit("/page.html");
    assert_eq!(page.status, 500);
    assert!(page.text().contains("<li>Code: InternalError</li>"));
    let missing = visit("/none.html");
    assert_eq!(missing.status, 404);
    let text = missing.text();
    let (own, document) = text.split_once("Custom Error Document").unwrap();
    assert!(own.contains("<li>Code: NoSuchKey</li>"));
    assert!(document.contains("<li>Code: InternalError</li>"));
}

/// Who was killed may hold the lock for a moment more.
#[test]
fn a_start_waits_for_a_lock_that_is_given_up_soon() {
    let folder = filled();
    let lock = fs::File::open(folder.path().join("lock")).unwrap();
    lock.lock().unwrap();
    let program = std::thread::scope(|scope| {
        let starting = scope.spawn(|| Program::try_start(folder.path()));
        std::thread::sleep(std::time::Duration::from_millis(200));
        lock.unlock().unwrap();
        starting.join().unwrap().expect("it starts")
    });
    assert_eq!(program.s3("GET", "/pail/small", "").0, 200);
}

#[test]
fn a_folder_is_one_process_s_at_a_time() {
    let folder = filled();
    let program = Program::start(folder.path());
    let failure = Program::try_start(folder.path())
        .err()
        .expect("it does not start");
    assert_eq!(failure.code, Some(1));
    let holder = format!("http://{}", program.address());
    assert!(
        failure.said.contains("in use by process"),
        "{}",
        failure.said
    );
    assert!(failure.said.contains(&holder), "{}", failure.said);
    assert_eq!(program.s3("GET", "/pail/small", "").0, 200);
}

#[test]
fn a_folder_of_another_format_is_left_alone() {
    let folder = filled();
    let format = folder.path().join("format");
    fs::write(&format, "RustStack data 99\n").unwrap();
    let failure = Program::try_start(folder.path())
        .err()
        .expect("it does not start");
    assert!(
        failure.said.contains("RustStack data 99"),
        "{}",
        failure.said
    );
    fs::remove_file(&format).unwrap();
    let failure = Program::try_start(folder.path())
        .err()
        .expect("it does not start");
    assert!(failure.said.contains("is missing"), "{}", failure.said);
}

#[test]
fn what_cannot_be_written_is_not_acknowledged_and_the_rest_goes_on() {
    let folder = filled();
    let blocks = (fs::metadata(journal(&folder)).unwrap().len() / 512) as u32 + 128;
    let program = Program::start_with_small_files(folder.path(), blocks);
    let large = program
        .request("PUT", "/pail/too-large")
        .body(vec![1; 4_000_000]);
    let refused = large.signed("s3").send();
    assert_eq!(refused.status, 500);
    assert!(refused.text().contains("<Code>InternalError</Code>"));
    assert_eq!(program.s3("GET", "/pail/too-large", "").0, 404);
    let statuses: Vec<u16> = (0..10)
        .map(|at| program.s3("PUT", &format!("/pail/{at}"), vec![2; 16_000]).0)
        .collect();
    assert_eq!(statuses.first(), Some(&200));
    assert_eq!(statuses.last(), Some(&500));
    assert_eq!(program.s3("GET", "/pail/last", "").0, 200, "reads go on");
    program.kill();

    let program = Program::start(folder.path());
    for (at, status) in statuses.iter().enumerate() {
        let (now, body) = program.s3("GET", &format!("/pail/{at}"), "");
        match status {
            200 => assert_eq!((now, body), (200, vec![2; 16_000])),
            _ => assert_eq!(now, 404),
        }
    }
    assert_eq!(program.s3("GET", "/pail/large", "").1, vec![7; 400_000]);
}

#[test]
fn a_journal_that_has_grown_gives_way_to_a_checkpoint() {
    let folder = filled();
    let program = Program::start(folder.path());
    for at in 0..300 {
        let key = format!("/pail/{}", at % 50);
        assert_eq!(program.s3("PUT", &key, vec![at as u8; 60_000]).0, 200);
    }
    let is_there = || {
        let files = fs::read_dir(folder.path()).unwrap();
        let mut names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.any(|name| name.starts_with("checkpoint-"))
    };
    while !is_there() || journal(&folder).exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(program.s3("PUT", "/pail/behind", "it").0, 200);
    program.kill();
    let program = Program::start(folder.path());
    for at in 250..300 {
        let (_, body) = program.s3("GET", &format!("/pail/{}", at % 50), "");
        assert!(body == vec![at as u8; 60_000]);
    }
    assert_eq!(program.s3("GET", "/pail/behind", "").1, b"it");
    assert_eq!(program.s3("GET", "/pail/large", "").1, vec![7; 400_000]);
}

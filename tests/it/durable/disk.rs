//! What a data directory takes on the disk, and what is on the disk itself before an answer.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use ruststack::{Disk, DiskFault, DiskOperation, Sync};
use serde_json::json;
use tempfile::tempdir;

use crate::harness::{Program, TestServer};

const MIB: u64 = 1024 * 1024;

/// All files below a folder, as long as they are.
fn bytes_in(folder: &Path) -> u64 {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        bytes += match entry.metadata() {
            Ok(own) if own.is_dir() => bytes_in(&entry.path()),
            // It may have been removed meanwhile.
            own => own.map_or(0, |own| own.len()),
        };
    }
    bytes
}

/// Waits until a folder holds at most 1.2 times what is alive, and 16 MiB.
fn wait_until_small(folder: &Path, live_bytes: u64) {
    while bytes_in(folder) > live_bytes * 6 / 5 + 16 * MIB {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn what_is_overwritten_or_removed_takes_no_room_for_long() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    let put = |program: &Program, key: usize, bytes: usize| {
        let body = vec![key as u8; bytes];
        assert_eq!(program.s3("PUT", &format!("/pail/{key}"), body).0, 200);
    };
    assert_eq!(program.s3("PUT", "/pail", "").0, 200);
    (0..600).for_each(|key| put(&program, key, 60_000));
    (0..20).for_each(|key| put(&program, 1_000 + key % 4, 1_000_000));
    wait_until_small(folder.path(), 600 * 60_000 + 4 * MIB);
    // What little the journal says about these frees much.
    (10..600).for_each(|key| match key % 2 {
        0 => put(&program, key, 10),
        _ => assert_eq!(program.s3("DELETE", &format!("/pail/{key}"), "").0, 204),
    });
    program.kill();

    let program = Program::start(folder.path());
    wait_until_small(folder.path(), 10 * 60_000 + 4 * MIB);
    for key in 0..10 {
        let (_, body) = program.s3("GET", &format!("/pail/{key}"), "");
        assert!(body == vec![key as u8; 60_000]);
    }
    assert_eq!(program.s3("GET", "/pail/12", "").1, vec![12; 10]);
    assert_eq!(program.s3("GET", "/pail/13", "").0, 404);
    assert_eq!(program.s3("GET", "/pail/1003", "").1.len(), 1_000_000);
}

#[test]
fn small_items_take_little_more_than_they_are() {
    let folder = tempdir().unwrap();
    let (server, _) = observed(folder.path(), Sync::Os);
    let table = json!({
        "TableName": "a-table-with-a-name-of-some-length",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    assert_eq!(server.dynamodb("CreateTable", table).status, 200);
    let before = bytes_in(folder.path());
    let mut json_bytes = 0;
    for batch in 0..40 {
        let puts = (0..25).map(|at| {
            let item = json!({
                "pk": {"S": format!("key{:08}", batch * 25 + at)},
                "text": {"S": "x".repeat(80)},
            });
            json_bytes += item.to_string().len() as u64;
            json!({"PutRequest": {"Item": item}})
        });
        let puts: Vec<_> = puts.collect();
        let batch = json!({"RequestItems": {"a-table-with-a-name-of-some-length": puts}});
        assert_eq!(server.dynamodb("BatchWriteItem", batch).status, 200);
    }
    let bytes = bytes_in(folder.path()) - before;
    assert!(bytes < json_bytes * 14 / 10, "{bytes} for {json_bytes}");
}

/// What was done, in order: an operation and the name of its file.
type Deeds = Arc<Mutex<Vec<(DiskOperation, String)>>>;

/// A server that keeps what it gets in a folder, and what it did to the files there.
fn observed(folder: &Path, sync: Sync) -> (TestServer, Deeds) {
    let deeds = Deeds::default();
    let noted = Arc::clone(&deeds);
    let disk = Disk::failing(move |operation, path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        noted.lock().unwrap().push((operation, name.into_owned()));
        Ok(())
    });
    let server = TestServer::with(|config| {
        config.data_dir = Some(folder.to_owned());
        config.sync = sync;
        config.disk = disk;
    });
    (server, deeds)
}

fn write(server: &TestServer, target: &str, body: Vec<u8>) -> u16 {
    let request = server.request("PUT", target).body(body);
    request.signed("s3").send().status
}

/// Where some deeds stand, each behind the one before.
fn places(deeds: &Deeds, wanted: &[(DiskOperation, &str)]) -> Option<Vec<usize>> {
    let deeds = deeds.lock().unwrap();
    let mut places = Vec::new();
    for (operation, name) in wanted {
        let from = places.last().map_or(0, |last| last + 1);
        let is_wanted = |(own, own_name): &(DiskOperation, String)| {
            own == operation && own_name.starts_with(name)
        };
        places.push(from + deeds[from..].iter().position(is_wanted)?);
    }
    Some(places)
}

#[test]
fn with_sync_always_every_answer_waits_for_the_disk_itself() {
    let folder = tempdir().unwrap();
    let own = folder.path().join("own");
    let (server, deeds) = observed(&own, Sync::Always);
    // The files and their names are there before the first write is.
    let begun = [
        (DiskOperation::Sync, "format.part"),
        (DiskOperation::Create, "journal-0"),
        (DiskOperation::Sync, "journal-0"),
        (DiskOperation::Sync, "own"),
    ];
    assert!(places(&deeds, &begun).is_some(), "{:?}", deeds.lock());
    deeds.lock().unwrap().clear();

    let is_synced = || {
        let taken = std::mem::take(&mut *deeds.lock().unwrap());
        let of_journal = |operation| {
            let deed = (operation, "journal-0".to_owned());
            taken.iter().rposition(|own| *own == deed)
        };
        let written = of_journal(DiskOperation::Write);
        written.is_some() && written < of_journal(DiskOperation::Sync)
    };
    assert_eq!(write(&server, "/pail", Vec::new()), 200);
    assert!(is_synced());
    assert_eq!(write(&server, "/pail/small", vec![1; 10]), 200);
    assert!(is_synced());
    let table = json!({
        "TableName": "tab",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    assert_eq!(server.dynamodb("CreateTable", table).status, 200);
    assert!(is_synced());
    let item = json!({"TableName": "tab", "Item": {"pk": {"S": "a"}}});
    assert_eq!(server.dynamodb("PutItem", item).status, 200);
    assert!(is_synced());
    assert_eq!(write(&server, "/pail/large", vec![2; 100_000]), 200);
    // A large body, and its name, come before what speaks of them.
    let large = [
        (DiskOperation::Create, "0000000000000001"),
        (DiskOperation::Write, "0000000000000001"),
        (DiskOperation::Sync, "0000000000000001"),
        (DiskOperation::Sync, "blobs"),
        (DiskOperation::Write, "journal-0"),
        (DiskOperation::Sync, "journal-0"),
    ];
    assert!(places(&deeds, &large).is_some(), "{:?}", deeds.lock());
}

#[test]
fn with_sync_always_a_checkpoint_is_on_the_disk_before_what_it_replaces_goes() {
    let folder = tempdir().unwrap();
    let own = folder.path().join("own");
    let (server, deeds) = observed(&own, Sync::Always);
    assert_eq!(write(&server, "/pail", Vec::new()), 200);
    for key in 0..220 {
        assert_eq!(
            write(&server, &format!("/pail/{key}"), vec![1; 60_000]),
            200
        );
    }
    let next = [
        (DiskOperation::Create, "journal-1"),
        (DiskOperation::Sync, "journal-1"),
        (DiskOperation::Sync, "own"),
        (DiskOperation::Sync, "checkpoint.part"),
        (DiskOperation::Rename, "checkpoint-1"),
        (DiskOperation::Sync, "own"),
        (DiskOperation::Remove, "journal-0"),
    ];
    while places(&deeds, &next).is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let removed = [(DiskOperation::Remove, "journal-0")];
    assert_eq!(
        places(&deeds, &removed).unwrap()[0],
        places(&deeds, &next).unwrap()[6]
    );
}

#[test]
fn with_sync_os_nothing_waits_for_the_disk_itself() {
    let folder = tempdir().unwrap();
    let (server, deeds) = observed(folder.path(), Sync::Os);
    deeds.lock().unwrap().clear();
    assert_eq!(write(&server, "/pail", Vec::new()), 200);
    assert_eq!(write(&server, "/pail/large", vec![2; 100_000]), 200);
    let deeds = deeds.lock().unwrap();
    assert!(
        deeds
            .iter()
            .all(|(operation, _)| *operation != DiskOperation::Sync)
    );
}

#[test]
fn what_the_disk_itself_does_not_take_is_not_acknowledged() {
    let folder = tempdir().unwrap();
    let fails = Arc::new(Mutex::new(false));
    let asked = Arc::clone(&fails);
    let disk = Disk::failing(move |operation, _| {
        let fails = operation == DiskOperation::Sync && *asked.lock().unwrap();
        let fault = DiskFault {
            // EIO
            errno: 5,
            is_half_done: false,
        };
        if fails { Err(fault) } else { Ok(()) }
    });
    let server = TestServer::with(|config| {
        config.data_dir = Some(folder.path().to_owned());
        config.sync = Sync::Always;
        config.disk = disk;
    });
    assert_eq!(write(&server, "/pail", Vec::new()), 200);
    *fails.lock().unwrap() = true;
    assert_eq!(write(&server, "/pail/small", vec![1; 10]), 500);
    assert_eq!(write(&server, "/pail/large", vec![1; 100_000]), 500);
    *fails.lock().unwrap() = false;
    assert_eq!(write(&server, "/pail/small", vec![1; 10]), 200);
}

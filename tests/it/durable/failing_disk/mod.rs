//! The first operation on the disk fails, then the second one, then the third: whatever fails, nothing
//! that was acknowledged is lost, nothing is torn, and the server goes on reading.

mod faults;
mod steps;

use std::fs;
use std::path::Path;

use ruststack::{Disk, Server, Sync};
use tempfile::{TempDir, tempdir};

use self::faults::{Fault, Faults};
use self::steps::Run;
use crate::harness::TestServer;

fn serve(folder: &Path, disk: Disk, sync: Sync) -> TestServer {
    TestServer::with(|config| {
        config.data_dir = Some(folder.to_owned());
        config.disk = disk;
        config.sync = sync;
        config.lambda_start_ahead = false;
    })
}

/// Makes the changes once for each operation on the disk, which fails.
fn each_operation_fails(fault: Fault) {
    for at in 0.. {
        let folder = tempdir().unwrap();
        let faults = Faults::new(folder.path());
        let server = serve(folder.path(), faults.disk(), Sync::Always);
        faults.fail(at, fault);
        let mut run = Run::default();
        run.make_changes(&server);
        let has_failed = faults.has_failed();
        if has_failed && fault.is_passing() {
            run.check_that_it_writes_again(&server);
        }
        faults.end(fault, server, folder.path());
        let server = serve(folder.path(), Disk::default(), Sync::Always);
        run.check(&server, &format!("{fault:?} at {at}"));
        if !has_failed {
            assert!(run.all_is_done() && at > 40, "operation {at} is the last");
            return;
        }
    }
}

#[test]
fn a_full_disk_loses_and_tears_nothing_wherever_it_is_met() {
    each_operation_fails(Fault::Full);
}

#[test]
fn a_broken_disk_loses_nothing_wherever_it_is_met() {
    each_operation_fails(Fault::Broken);
}

#[test]
fn nothing_acknowledged_is_lost_wherever_all_ends() {
    each_operation_fails(Fault::Death);
}

// What is synced survives a loss of power; anything else may be gone, names of files too.
#[test]
fn nothing_acknowledged_is_lost_wherever_the_power_goes() {
    each_operation_fails(Fault::PowerLoss);
}

/// A folder whose journal is about to give way to a checkpoint, with some objects.
fn almost_full(run: &mut Run) -> TempDir {
    let folder = tempdir().unwrap();
    let faults = Faults::new(folder.path());
    let server = serve(folder.path(), faults.disk(), Sync::Os);
    let (mut probe, mut puts) = (Run::default(), 0);
    probe.make_changes(&server);
    while !faults.has_renamed() {
        probe.fill(&server);
        puts += 1;
    }
    drop(server);

    let folder = tempdir().unwrap();
    let server = serve(folder.path(), Disk::default(), Sync::Os);
    run.make_changes(&server);
    for _ in 30..puts {
        run.fill(&server);
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Lets each operation for a checkpoint fail.
fn each_operation_of_a_checkpoint_fails(fault: Fault) {
    let mut run = Run::default();
    let full = almost_full(&mut run);
    let mut at = 0;
    loop {
        let folder = tempdir().unwrap();
        copy(full.path(), folder.path());
        let faults = Faults::new(folder.path());
        let server = serve(folder.path(), faults.disk(), Sync::Always);
        faults.fail_for_checkpoints(at, fault);
        if folder.path().join("journal-1").exists() {
            // A busy machine: the checkpoint had begun before.
            continue;
        }
        let mut run = run.clone();
        let journal = folder.path().join("journal-0");
        while !faults.has_failed() && journal.exists() {
            run.fill(&server);
        }
        let has_failed = faults.has_failed();
        run.fill(&server);
        if has_failed && fault.is_passing() {
            run.check_that_it_writes_again(&server);
        }
        faults.end(fault, server, folder.path());
        let server = serve(folder.path(), Disk::default(), Sync::Always);
        run.check(&server, &format!("{fault:?} at {at}"));
        if !has_failed {
            assert!(at > 8, "operation {at} is the last");
            return;
        }
        at += 1;
    }
}

#[test]
fn a_checkpoint_that_fails_anywhere_loses_nothing() {
    each_operation_of_a_checkpoint_fails(Fault::Full);
}

#[test]
fn a_checkpoint_that_is_cut_off_anywhere_loses_nothing() {
    each_operation_of_a_checkpoint_fails(Fault::PowerLoss);
}

#[test]
fn a_start_that_fails_says_so_and_leaves_everything_as_it_was() {
    let folder = tempdir().unwrap();
    let server = serve(folder.path(), Disk::default(), Sync::Os);
    let mut run = Run::default();
    run.make_changes(&server);
    drop(server);
    let mut refused = 0;
    for at in 0.. {
        let faults = Faults::new(folder.path());
        faults.fail(at, Fault::Broken);
        match start_and_stop(folder.path(), faults.disk()) {
            Ok(()) if !faults.has_failed() => break,
            Ok(()) => {}
            Err(problem) => {
                refused += 1;
                let is_named = problem.contains(folder.path().to_str().unwrap());
                assert!(is_named && problem.lines().count() == 1, "{problem}");
            }
        }
    }
    assert!(refused > 5, "{refused}");
    run.check(
        &serve(folder.path(), Disk::default(), Sync::Os),
        "after them all",
    );
}

#[test]
fn what_belongs_to_services_that_are_switched_off_stays() {
    let folder = tempdir().unwrap();
    let server = serve(folder.path(), Disk::default(), Sync::Os);
    let mut run = Run::default();
    run.make_changes(&server);
    drop(server);
    start_and_stop(folder.path(), Disk::default()).unwrap();
    run.check(
        &serve(folder.path(), Disk::default(), Sync::Os),
        "with all of them again",
    );
}

/// With no service but those that are always there.
fn start_and_stop(folder: &Path, disk: Disk) -> Result<(), String> {
    let config = ruststack::Config {
        port: 0,
        s3: false,
        dynamodb: false,
        lambda: false,
        data_dir: Some(folder.to_owned()),
        disk,
        ..ruststack::Config::default()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let server = Server::bind(config).await;
        let server = server.map_err(|problem| problem.to_string())?;
        server.run(async {}).await;
        Ok(())
    })
}

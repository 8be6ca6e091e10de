//! Messages for queues, topics and EventBridge outlive a process that is killed.

use serde_json::Value;
use tempfile::tempdir;

use crate::harness::Program;

fn events(program: &Program) -> Vec<Value> {
    let page = program.request("GET", "/_ruststack/events").send().json();
    page["events"].as_array().unwrap().clone()
}

#[test]
fn the_notification_of_an_upload_that_was_answered_is_there_after_a_kill() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    program.s3("PUT", "/pail", "");
    let watch = "<NotificationConfiguration><QueueConfiguration><Id>i</Id>\
                 <Queue>arn:aws:sqs:us-east-1:000000000000:q</Queue>\
                 <Event>s3:ObjectCreated:*</Event></QueueConfiguration>\
                 <EventBridgeConfiguration/></NotificationConfiguration>";
    let reply = program
        .request("PUT", "/pail?notification")
        .header("x-amz-skip-destination-validation", "true")
        .body(watch)
        .signed("s3")
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    for number in 0..20 {
        assert_eq!(program.s3("PUT", &format!("/pail/{number}"), "body").0, 200);
    }
    program.kill();

    let program = Program::start(folder.path());
    let before = events(&program);
    // A queue's and a bus's for each upload.
    assert_eq!(before.len(), 40);
    let of_bus = "?target=arn:aws:events:us-east-1:000000000000:event-bus/default";
    let forgotten = format!("/_ruststack/events{of_bus}");
    assert_eq!(program.request("DELETE", &forgotten).send().status, 200);
    program.kill();

    let program = Program::start(folder.path());
    assert_eq!(events(&program).len(), 20);
    assert_eq!(program.s3("PUT", "/pail/later", "body").0, 200);
    program.kill();

    let program = Program::start(folder.path());
    let after = events(&program);
    assert_eq!(after.len(), 22);
    let last = before.last().unwrap()["number"].as_u64().unwrap();
    assert_eq!(after[20]["number"], last + 1, "numbers go on");
}

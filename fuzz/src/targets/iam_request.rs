//! The query protocol: a form, and a policy's document in one.

use crate::with_door;

pub fn run(body: &str) {
    let coded: String = body.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let policy =
        format!("Action=CreatePolicy&Version=2010-05-08&PolicyName=p&PolicyDocument={coded}");
    with_door(|door| {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        door.ask("POST", "/", "iam", &form, body.as_bytes());
        door.ask("POST", "/", "iam", &form, policy.as_bytes());
        let arn = "arn:aws:iam::000000000000:policy/p";
        let delete = format!("Action=DeletePolicy&Version=2010-05-08&PolicyArn={arn}");
        door.ask("POST", "/", "iam", &form, delete.as_bytes());
    });
}

//! IAM's roles and policies outlive a process that is killed.

use tempfile::tempdir;

use crate::harness::Program;

fn ask(program: &Program, body: &str) -> (u16, String) {
    let reply = program
        .request("POST", "/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("Version=2010-05-08&{body}"))
        .signed("iam")
        .send();
    (reply.status, reply.text())
}

/// `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`
const DOCUMENT: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D";
/// The same for Lambda, which may take the role.
const TRUST: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D";

#[test]
fn roles_and_policies_are_there_after_a_kill() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    for name in ["Stays", "Goes"] {
        let body = format!("Action=CreateRole&RoleName={name}&AssumeRolePolicyDocument={TRUST}");
        assert_eq!(ask(&program, &body).0, 200);
    }
    let policy = format!("Action=CreatePolicy&PolicyName=All&PolicyDocument={DOCUMENT}");
    assert_eq!(ask(&program, &policy).0, 200);
    let attach = "Action=AttachRolePolicy&RoleName=Stays&PolicyArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Apolicy%2FAll";
    assert_eq!(ask(&program, attach).0, 200);
    assert_eq!(ask(&program, "Action=DeleteRole&RoleName=Goes").0, 200);
    let without_id = |text: String| text.split("<ResponseMetadata>").next().unwrap().to_owned();
    let shown = without_id(ask(&program, "Action=GetRole&RoleName=Stays").1);
    program.kill();

    let program = Program::start(folder.path());
    assert_eq!(
        without_id(ask(&program, "Action=GetRole&RoleName=Stays").1),
        shown
    );
    assert_eq!(ask(&program, "Action=GetRole&RoleName=Goes").0, 404);
    let attached = ask(&program, "Action=ListAttachedRolePolicies&RoleName=Stays").1;
    assert!(
        attached.contains("<PolicyName>All</PolicyName>"),
        "{attached}"
    );
}

//! IAM, one file for each family of operations.

mod attach_role_policy;
mod list_instance_profiles_for_role;
mod policy;
mod policy_version;
mod put_role_permissions_boundary;
mod role;
mod role_policy;
mod tag_policy;
mod tag_role;

use crate::harness::{Reply, TestServer};

/// `{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`, encoded.
const PERMISSIONS: &str = "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D";
/// A trust policy for Lambda, encoded.
const TRUST: &str = "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22sts%3AAssumeRole%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%7D%7D";
/// A policy that AWS manages.
const BASIC: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

/// Asks as an account of AWS's examples.
fn iam(server: &TestServer, form: &str) -> Reply {
    server
        .request("POST", "/")
        .signed_as("123456789012", "us-east-1", "iam")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("Action={form}&Version=2010-05-08"))
        .send()
}

/// As [`iam`], for what must go well.
fn done(server: &TestServer, form: &str) -> Reply {
    let reply = iam(server, form);
    assert_eq!(reply.status, 200, "{form}: {}", reply.text());
    reply
}

fn make_role(server: &TestServer, name: &str) -> Reply {
    let form = format!("CreateRole&RoleName={name}&AssumeRolePolicyDocument={TRUST}");
    done(server, &form)
}

/// Makes a policy; its ARN.
fn make_policy(server: &TestServer, name: &str) -> String {
    let form = format!("CreatePolicy&PolicyName={name}&PolicyDocument={PERMISSIONS}");
    done(server, &form).element("Arn").unwrap()
}

fn refusal(reply: &Reply) -> (u16, String, String) {
    let element = |name: &str| reply.element(name).unwrap_or_default();
    (reply.status, element("Code"), element("Message"))
}

/// Every text of an element of this name.
fn all(reply: &Reply, name: &str) -> Vec<String> {
    let text = reply.text();
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = text.split(&open).skip(1);
    let texts = parts.map(|part| part.split(&close).next().unwrap().to_owned());
    texts.collect()
}

//! STS, one file for each operation.

mod assume_role;
mod get_access_key_info;
mod get_caller_identity;
mod get_federation_token;
mod get_session_token;

use crate::harness::{Reply, TestServer};

/// Asks STS as an account, or with other credentials.
fn ask(server: &TestServer, access_key: &str, token: Option<&str>, form: &str) -> Reply {
    let mut request = server
        .request("POST", "/")
        .signed_as(access_key, "us-east-1", "sts")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("{form}&Version=2011-06-15"));
    if let Some(token) = token {
        request = request.header("x-amz-security-token", token);
    }
    request.send()
}

/// Asks as an account of AWS's examples.
fn sts(server: &TestServer, form: &str) -> Reply {
    ask(server, "123456789012", None, form)
}

/// Who AWS would say that these credentials are.
fn arn_of(server: &TestServer, credentials: &Reply) -> String {
    let value = |name: &str| credentials.element(name).unwrap();
    let (key, token) = (value("AccessKeyId"), value("SessionToken"));
    let reply = ask(server, &key, Some(&token), "Action=GetCallerIdentity");
    reply.element("Arn").unwrap()
}

fn refusal(reply: &Reply) -> (u16, String, String) {
    let element = |name: &str| reply.element(name).unwrap_or_default();
    (reply.status, element("Code"), element("Message"))
}

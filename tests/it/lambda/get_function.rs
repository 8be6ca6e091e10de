//! GetFunction.

use serde_json::{Value, json};

use super::{
    FUNCTIONS, assert_invalid, assert_not_found, assert_refused, assert_validation, create, lambda,
    minimal, with,
};
use crate::harness::{Reply, TestServer};

fn get(server: &TestServer, name: &str) -> Reply {
    lambda(server, "GET", &format!("{FUNCTIONS}/{name}"), Value::Null)
}

#[test]
fn the_location_serves_the_package() {
    let server = TestServer::start();
    let request = minimal("f");
    lambda(&server, "POST", FUNCTIONS, request.clone());
    let code = get(&server, "f").json()["Code"].clone();
    assert_eq!(code["RepositoryType"], "S3");
    let location = code["Location"].as_str().unwrap();
    let path = location
        .strip_prefix(&format!("http://localhost:{}", server.address().port()))
        .unwrap();
    let reply = server.request("GET", path).send();
    assert_eq!(reply.header("content-type"), Some("application/zip"));
    let package = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &reply.body);
    assert_eq!(request["Code"]["ZipFile"], package);
}

#[test]
fn a_location_of_no_function_is_not_found() {
    let server = TestServer::start();
    for token in ["x".to_owned(), "0".repeat(64)] {
        let reply = server
            .request("GET", &format!("/_ruststack/lambda-code/{token}"))
            .send();
        assert_eq!(reply.status, 404);
    }
}

/// Recorded answer: Tags only where there are any.
#[test]
fn tags_are_shown_where_there_are_any() {
    let server = TestServer::start();
    create(&server, "bare");
    lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("tagged", "Tags", json!({"k": "v"})),
    );
    assert_eq!(get(&server, "bare").json()["Tags"], Value::Null);
    assert_eq!(get(&server, "tagged").json()["Tags"], json!({"k": "v"}));
}

/// API_FunctionCodeLocation: the key that a package is encrypted with goes with the next package.
#[test]
fn the_key_of_a_package_is_shown() {
    let server = TestServer::start();
    let key = "arn:aws:kms:us-east-1:000000000000:key/k";
    let mut request = with("f", "Role", json!(super::ROLE));
    request["Code"]["SourceKMSKeyArn"] = json!(key);
    let made = lambda(&server, "POST", FUNCTIONS, request.clone());
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(get(&server, "f").json()["Code"]["SourceKMSKeyArn"], key);
    let package = json!({"ZipFile": request["Code"]["ZipFile"]});
    lambda(&server, "PUT", &format!("{FUNCTIONS}/f/code"), package);
    let shown = get(&server, "f").json();
    assert_eq!(shown["Code"]["SourceKMSKeyArn"], Value::Null);
}

#[test]
fn every_form_of_the_name_leads_to_the_function() {
    let server = TestServer::start();
    create(&server, "f");
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    for name in [
        "f",
        arn,
        "000000000000:function:f",
        "function:f",
        &arn.replace(':', "%3A"),
    ] {
        let json = get(&server, name).json();
        assert_eq!(json["Configuration"]["FunctionArn"], arn, "{name}");
    }
    // Recorded answer: a qualifier comes back in the ARN.
    for name in [
        "f:$LATEST",
        "f?Qualifier=%24LATEST",
        "f:$LATEST?Qualifier=$LATEST",
    ] {
        let json = get(&server, name).json();
        assert_eq!(
            json["Configuration"]["FunctionArn"],
            format!("{arn}:$LATEST"),
            "{name}"
        );
    }
}

/// Recorded answers.
#[test]
fn what_is_not_there_is_named_with_its_qualifier() {
    let server = TestServer::start();
    create(&server, "f");
    for (target, named) in [
        ("g", "g".to_owned()),
        ("g:1", "g:1".to_owned()),
        ("f?Qualifier=1221", "f:1221".to_owned()),
        ("f?Qualifier=01", "f:01".to_owned()),
        ("f?Qualifier=$latest", "f:$latest".to_owned()),
        ("g:$LATEST?Qualifier=$LATEST", "g:$LATEST".to_owned()),
        (
            "arn:aws:lambda:us-east-1:000000000000:function",
            "function".to_owned(),
        ),
        (&"a".repeat(65), "a".repeat(65)),
        (
            &format!("f?Qualifier=99999999999999999999{}", "9".repeat(60)),
            format!("f:99999999999999999999{}", "9".repeat(60)),
        ),
    ] {
        assert_not_found(&get(&server, target), &named);
    }
}

/// Recorded answers.
#[test]
fn qualifiers_must_agree_and_be_well_formed() {
    let server = TestServer::start();
    let reply = get(&server, "f:1?Qualifier=2");
    assert_invalid(
        &reply,
        "The derived qualifier from the function name does not match the specified qualifier.",
    );
    let value = "failed to satisfy constraint: Member must";
    let pattern = r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+";
    let reply = get(&server, "f?Qualifier=invalid!");
    assert_validation(
        &reply,
        &format!(
            "1 validation error detected: Value 'invalid!' at 'qualifier' {value} satisfy regular expression pattern: {pattern}"
        ),
    );
    let long = "a".repeat(129);
    let reply = get(&server, &format!("f?Qualifier={long}"));
    assert_validation(
        &reply,
        &format!(
            "1 validation error detected: Value '{long}' at 'qualifier' {value} have length less than or equal to 128"
        ),
    );
    let names = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";
    let reply = get(&server, &format!("*?Qualifier={long}"));
    assert_validation(
        &reply,
        &format!(
            "2 validation errors detected: Value '{long}' at 'qualifier' {value} have length less than or equal to 128; Value '*' at 'functionName' {value} satisfy regular expression pattern: {names}"
        ),
    );
}

/// Recorded answers; the words for another account as users of AWS report them.
#[test]
fn other_regions_and_accounts_are_out_of_reach() {
    let server = TestServer::start();
    let reply = get(&server, "arn:aws:lambda:eu-west-1:000000000000:function:f");
    let message = "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')";
    assert_refused(
        &reply,
        404,
        "ResourceNotFoundException",
        json!({"Type": "User", "Message": message}),
    );
    let reply = get(&server, "123456789012:function:f");
    let message = "User: arn:aws:iam::000000000000:root is not authorized to perform: \
        lambda:GetFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:f because no \
        resource-based policy allows the lambda:GetFunction action";
    assert_refused(
        &reply,
        403,
        "AccessDeniedException",
        json!({"Message": message}),
    );
}

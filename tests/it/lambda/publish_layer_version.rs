//! PublishLayerVersion, and layers in the configuration of functions.

use serde_json::{Value, json};

use super::layers::{LAYERS, arn, layer, publish};
use super::{FUNCTIONS, assert_invalid, assert_refused, assert_validation, create, lambda, with};
use crate::harness::TestServer;

const FILE: (&str, &str) = ("python/shared.py", "name = 'one'");

/// Recorded answer.
#[test]
fn a_version_is_shown_with_all_that_was_said_of_it() {
    let server = TestServer::start();
    let members = json!({
        "Description": "d",
        "LicenseInfo": "MIT",
        "CompatibleRuntimes": ["python3.12", "go1.x"],
        "CompatibleArchitectures": ["arm64", "x86_64"],
    });
    let reply = publish(&server, "l", FILE, members);
    assert_eq!(reply.status, 201, "{}", reply.text());
    let shown = reply.json();
    assert_eq!(shown["LayerArn"], json!(arn("l")));
    assert_eq!(shown["LayerVersionArn"], json!(arn("l:1")));
    assert_eq!(
        (&shown["Version"], &shown["Description"]),
        (&json!(1), &json!("d"))
    );
    assert_eq!(shown["LicenseInfo"], "MIT");
    assert_eq!(shown["CompatibleRuntimes"], json!(["python3.12", "go1.x"]));
    assert_eq!(shown["CompatibleArchitectures"], json!(["arm64", "x86_64"]));
    let date = shown["CreatedDate"].as_str().unwrap();
    assert!(date.ends_with("+0000"), "{date}");
    let location = shown["Content"]["Location"].as_str().unwrap();
    let path = location.splitn(4, '/').nth(3).unwrap();
    let zip = server.request("GET", &format!("/{path}")).send();
    assert_eq!(json!(zip.body.len()), shown["Content"]["CodeSize"]);
}

/// Recorded answers: numbers go on after a deletion, and absent lists stay absent.
#[test]
fn numbers_are_given_once() {
    let server = TestServer::start();
    layer(&server, "l", FILE);
    layer(&server, "l", FILE);
    for number in [1, 2] {
        let version = format!("{LAYERS}/l/versions/{number}");
        assert_eq!(lambda(&server, "DELETE", &version, Value::Null).status, 204);
    }
    let shown = publish(&server, "l", FILE, json!({"CompatibleRuntimes": []})).json();
    assert_eq!(shown["Version"], 3);
    assert_eq!(shown["CompatibleRuntimes"], json!([]));
    assert_eq!(shown["CompatibleArchitectures"], Value::Null);
}

/// Recorded answers.
#[test]
fn unknown_runtimes_and_architectures_are_refused_together() {
    let server = TestServer::start();
    let members = json!({
        "CompatibleRuntimes": ["invalidruntime", "invalidruntime2", "nodejs20.x"],
        "CompatibleArchitectures": ["invalidarch", "x86_64"],
    });
    assert_validation(
        &publish(&server, "l", FILE, members),
        "2 validation errors detected: Value '[invalidruntime, invalidruntime2, nodejs20.x]' at 'compatibleRuntimes' failed to satisfy constraint: Member must satisfy enum value set: [nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2]; Value '[invalidarch, x86_64]' at 'compatibleArchitectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
    );
    let versions = format!("{LAYERS}/l/versions");
    assert_validation(
        &lambda(&server, "POST", &versions, json!({})),
        "1 validation error detected: Value null at 'content' failed to satisfy constraint: Member must not be null",
    );
    let content = json!({"Content": {"ZipFile": "bm8gemlw"}});
    assert_invalid(
        &lambda(&server, "POST", &versions, content),
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
    );
}

/// Recorded answers.
#[test]
fn functions_show_their_layers_even_deleted_ones() {
    let server = TestServer::start();
    let one = layer(&server, "l", FILE);
    let reply = lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("f", "Layers", json!([one])),
    );
    assert_eq!(reply.status, 201, "{}", reply.text());
    let shown = &reply.json()["Layers"];
    assert_eq!(shown[0]["Arn"], json!(arn("l:1")));
    assert!(shown[0]["CodeSize"].as_u64().unwrap() > 100);
    lambda(
        &server,
        "DELETE",
        &format!("{LAYERS}/l/versions/1"),
        Value::Null,
    );
    let later = lambda(
        &server,
        "GET",
        &format!("{FUNCTIONS}/f/configuration"),
        Value::Null,
    );
    assert_eq!(later.json()["Layers"], *shown);
}

/// Recorded answers.
#[test]
fn layers_that_a_function_cannot_have_are_refused() {
    let server = TestServer::start();
    create(&server, "f");
    let (one, two) = (layer(&server, "l", FILE), layer(&server, "l", FILE));
    let refused = |layers: Value| {
        let configuration = format!("{FUNCTIONS}/f/configuration");
        lambda(&server, "PUT", &configuration, json!({"Layers": layers}))
    };
    for second in [&one, &two] {
        let message = format!(
            "Two different versions of the same layer are not allowed to be referenced in the same function. {one} and {second} are versions of the same layer."
        );
        assert_invalid(&refused(json!([one, second])), &message);
    }
    for missing in [arn("l:9"), arn("doesnotexist:1")] {
        let message = format!("Layer version {missing} does not exist.");
        assert_invalid(&refused(json!([missing])), &message);
    }
    assert_invalid(
        &refused(json!(["arn:aws:lambda:eu-west-1:000000000000:layer:l:1"])),
        "Layers are not in the same region as the function. Layers are expected to be in region us-east-1.",
    );
    let six: Vec<String> = (0..6)
        .map(|number| layer(&server, &format!("l{number}"), FILE))
        .collect();
    let reply = lambda(&server, "POST", FUNCTIONS, with("g", "Layers", json!(six)));
    assert_invalid(&reply, "Cannot reference more than 5 layers.");
    let unversioned = arn("l");
    let message = format!(
        r"1 validation error detected: Value '[{unversioned}]' at 'layers' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{{2}}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{{1}}:\d{{12}}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+), Member must not be null]"
    );
    assert_validation(&refused(json!([unversioned])), &message);
}

/// AWS docs, Lambda quotas: 250 MB for a function and all its layers.
#[test]
fn code_and_layers_share_one_limit() {
    let server = TestServer::start();
    let zeros = "\0".repeat(140 * 1024 * 1024);
    let (a, b) = (
        layer(&server, "a", ("a", &zeros)),
        layer(&server, "b", ("b", &zeros)),
    );
    let reply = lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("f", "Layers", json!([a, b])),
    );
    let code = "def handler(event, context): return event";
    let bytes = 2 * zeros.len() + code.len();
    let message = format!(
        "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. The actual size is {bytes} bytes."
    );
    assert_invalid(&reply, &message);
}

/// As functions of other accounts are refused and shared.
#[test]
fn a_layer_of_another_account_must_be_shared() {
    let server = TestServer::start();
    let one = layer(&server, "l", FILE);
    let asked = || {
        let mut request = with("f", "Layers", json!([one]));
        request["Role"] = json!("arn:aws:iam::111122223333:role/r");
        let request = request.to_string();
        let post =
            server
                .request("POST", FUNCTIONS)
                .signed_as("111122223333", "us-east-1", "lambda");
        post.body(request).send()
    };
    let message = format!(
        "User: arn:aws:iam::111122223333:root is not authorized to perform: lambda:GetLayerVersion on resource: {one} because no resource-based policy allows the lambda:GetLayerVersion action"
    );
    assert_refused(
        &asked(),
        403,
        "AccessDeniedException",
        json!({"Message": message}),
    );
    let permission = json!({"StatementId": "s", "Action": "lambda:GetLayerVersion", "Principal": "111122223333"});
    let reply = lambda(
        &server,
        "POST",
        &format!("{LAYERS}/l/versions/1/policy"),
        permission,
    );
    assert_eq!(reply.status, 201, "{}", reply.text());
    let reply = asked();
    assert_eq!(
        reply.json()["Layers"][0]["Arn"],
        json!(one),
        "{}",
        reply.text()
    );
}

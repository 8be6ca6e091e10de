//! CreateFunction.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{
    FUNCTIONS, ROLE, assert_invalid, assert_not_found, assert_refused, assert_validation, create,
    lambda, minimal, with, zip,
};
use crate::harness::{Reply, TestServer};

fn refusal(body: Value) -> Reply {
    let server = TestServer::start();
    let reply = lambda(&server, "POST", FUNCTIONS, body);
    assert_not_found(
        &lambda(&server, "GET", "/2015-03-31/functions/f", Value::Null),
        "f",
    );
    reply
}

/// Recorded answer: all members, with AWS's defaults. The order and the nulls are those of recorded
/// raw bodies.
#[test]
fn the_answer_has_every_member_and_is_pending() {
    let server =
        TestServer::with(|config| config.clock = ruststack::Clock::frozen(1_764_037_614_000));
    let reply = lambda(&server, "POST", FUNCTIONS, minimal("f"));
    assert_eq!(reply.status, 201);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("x-amzn-requestid").unwrap().len(), 36);
    let json = reply.json();
    let revision = json["RevisionId"].as_str().unwrap();
    let sha = json["CodeSha256"].as_str().unwrap();
    let runtime = json["RuntimeVersionConfig"]["RuntimeVersionArn"]
        .as_str()
        .unwrap();
    assert_eq!((revision.len(), sha.len(), runtime.len()), (36, 44, 98));
    let size = json["CodeSize"].as_u64().unwrap();
    let expected = format!(
        r#"{{"Description":"","TracingConfig":{{"Mode":"PassThrough"}},"VpcConfig":null,"DurableConfig":null,"SigningJobArn":null,"SnapStart":{{"OptimizationStatus":"Off","ApplyOn":"None"}},"RevisionId":"{revision}","LastModified":"2025-11-25T02:26:54.000+0000","FileSystemConfigs":null,"FunctionName":"f","Runtime":"python3.12","Version":"$LATEST","PackageType":"Zip","LastUpdateStatus":null,"Layers":null,"TenancyConfig":null,"FunctionArn":"arn:aws:lambda:us-east-1:000000000000:function:f","KMSKeyArn":null,"MemorySize":128,"ImageConfigResponse":null,"LastUpdateStatusReason":null,"DeadLetterConfig":null,"Timeout":3,"CapacityProviderConfig":null,"Handler":"app.handler","ConfigSha256":null,"CodeSha256":"{sha}","Role":"{ROLE}","SigningProfileVersionArn":null,"MasterArn":null,"RuntimeVersionConfig":{{"Error":null,"RuntimeVersionArn":"{runtime}"}},"CodeSize":{size},"State":"Pending","StateReason":"The function is being created.","LoggingConfig":{{"LogFormat":"Text","ApplicationLogLevel":null,"LogGroup":"/aws/lambda/f","SystemLogLevel":null}},"Environment":null,"EphemeralStorage":{{"Size":512}},"StateReasonCode":"Creating","LastUpdateStatusReasonCode":null,"Architectures":["x86_64"]}}"#
    );
    assert_eq!(reply.text(), expected);
}

/// Recorded answer to GetFunction after CreateFunction.
#[test]
fn at_the_next_look_the_function_is_active_under_a_new_revision() {
    let server = TestServer::start();
    let created = create(&server, "f");
    let json = lambda(
        &server,
        "GET",
        "/2015-03-31/functions/f/configuration",
        Value::Null,
    )
    .json();
    assert_eq!(json["State"], "Active");
    assert_eq!(json["LastUpdateStatus"], "Successful");
    assert_eq!(json["StateReason"], Value::Null);
    assert_ne!(json["RevisionId"], created["RevisionId"]);
}

#[test]
fn every_setting_is_kept() {
    let server = TestServer::start();
    let mut request = minimal("f");
    let settings = json!({
        "Description": "d", "Timeout": 900, "MemorySize": 10240, "Architectures": ["arm64"],
        "Environment": {"Variables": {"KEY": "value"}}, "EphemeralStorage": {"Size": 10240},
        "TracingConfig": {"Mode": "Active"}, "PackageType": "Zip",
        "LoggingConfig": {"LogFormat": "JSON", "SystemLogLevel": "DEBUG", "LogGroup": "own/group"},
    });
    for (member, value) in settings.as_object().unwrap() {
        request[member] = value.clone();
    }
    let json = lambda(&server, "POST", FUNCTIONS, request).json();
    for member in [
        "Description",
        "Timeout",
        "MemorySize",
        "Architectures",
        "EphemeralStorage",
        "TracingConfig",
    ] {
        assert_eq!(json[member], settings[member], "{member}");
    }
    assert_eq!(json["Environment"]["Variables"], json!({"KEY": "value"}));
    // Recorded answer: a level that is not given is INFO.
    assert_eq!(
        json["LoggingConfig"],
        json!({"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "LogGroup": "own/group", "SystemLogLevel": "DEBUG"})
    );
}

/// Recorded answer.
#[test]
fn an_empty_environment_is_shown_as_empty() {
    let server = TestServer::start();
    let json = lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("f", "Environment", json!({})),
    )
    .json();
    assert_eq!(json["Environment"]["Variables"], json!({}));
}

#[test]
fn empty_members_of_absent_features_ask_for_nothing() {
    let server = TestServer::start();
    let mut request = minimal("f");
    for (member, value) in [
        (
            "VpcConfig",
            json!({"SubnetIds": [], "SecurityGroupIds": [], "Ipv6AllowedForDualStack": false}),
        ),
        ("Layers", json!([])),
        ("KMSKeyArn", json!("")),
        ("DeadLetterConfig", json!({})),
        ("ImageConfig", Value::Null),
        ("SnapStart", json!({"ApplyOn": "None"})),
    ] {
        request[member] = value;
    }
    assert_eq!(lambda(&server, "POST", FUNCTIONS, request).status, 201);
}

#[test]
fn a_feature_that_is_not_there_is_refused_by_name() {
    let capacity =
        json!({"LambdaManagedInstancesCapacityProviderConfig": {"CapacityProviderArn": "c"}});
    for (member, value) in [
        ("CapacityProviderConfig", capacity),
        ("AcceleratorConfig", json!({"AcceleratorMemorySize": 16})),
        ("RuntimeConfig", json!({"RuntimeAlias": "a"})),
    ] {
        let reply = refusal(with("f", member, value));
        assert_invalid(&reply, &format!("{member} is not available in RustStack"));
    }
    let reply = refusal(with("f", "Code", json!({"ImageUri": "i"})));
    assert_invalid(
        &reply,
        "Please don't provide ImageUri when creating a function with packageType Zip.",
    );
}

/// Recorded answers, but for half a VPC and the access point, which users quote.
#[test]
fn nothing_is_in_a_vpc() {
    let refused = |member, value| refusal(with("f", member, value));
    let vpc = |subnets: &[&str], groups: &[&str]| {
        refused(
            "VpcConfig",
            json!({"SubnetIds": subnets, "SecurityGroupIds": groups}),
        )
    };
    assert_invalid(
        &vpc(&["subnet-1"], &["sg-1"]),
        "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error \
         Message: The subnet ID 'subnet-1' does not exist",
    );
    assert_invalid(
        &vpc(&["subnet-1"], &[]),
        "SubnetIds and SecurityIds must coexist or be both empty list.",
    );
    assert_validation(
        &vpc(&["subnet_1"], &["sg-1"]),
        "1 validation error detected: Value '[subnet_1]' at 'vpcConfig.subnetIds' failed to satisfy \
         constraint: Member must satisfy constraint: [Member must have length less than or equal to \
         1024, Member must have length greater than or equal to 0, Member must satisfy regular \
         expression pattern: subnet-[0-9a-z]*]",
    );
    assert_validation(
        &vpc(&["subnet-1"], &["sg_1"]),
        "1 validation error detected: Value '[sg_1]' at 'vpcConfig.securityGroupIds' failed to satisfy \
         constraint: Member must satisfy constraint: [Member must have length less than or equal to \
         1024, Member must have length greater than or equal to 0, Member must satisfy regular \
         expression pattern: sg-[0-9a-zA-Z]*]",
    );
    let point =
        "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0";
    let mount = json!([{"Arn": point, "LocalMountPath": "/mnt/x"}]);
    assert_invalid(
        &refused("FileSystemConfigs", mount),
        &format!(
            "Function must be configured to execute in a VPC to reference access point {point}."
        ),
    );
    let elsewhere = json!([{"Arn": point, "LocalMountPath": "/data"}]);
    assert_validation(
        &refused("FileSystemConfigs", elsewhere),
        "1 validation error detected: Value '/data' at 'fileSystemConfigs.1.member.localMountPath' \
         failed to satisfy constraint: Member must satisfy regular expression pattern: \
         /mnt/[a-zA-Z0-9-_.]+",
    );
}

/// API_FunctionConfiguration: KMSKeyArn, and a VpcConfig that names nothing.
#[test]
fn a_key_and_an_empty_vpc_are_shown() {
    let server = TestServer::start();
    let key = "arn:aws:kms:us-east-1:000000000000:key/k";
    let mut request = with("f", "KMSKeyArn", json!(key));
    request["VpcConfig"] = json!({"SubnetIds": [], "SecurityGroupIds": []});
    let made = lambda(&server, "POST", FUNCTIONS, request).json();
    assert_eq!(made["KMSKeyArn"], key);
    assert_eq!(
        made["VpcConfig"],
        json!({
            "SubnetIds": [],
            "SecurityGroupIds": [],
            "VpcId": "",
            "Ipv6AllowedForDualStack": false,
        })
    );
    let bad = refusal(with("f", "KMSKeyArn", json!("k")));
    assert_validation(
        &bad,
        "1 validation error detected: Value 'k' at 'kMSKeyArn' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()",
    );
}

/// AWS's text, as users quote it; the runtimes and the limit of `/tmp` are those of "Improving startup
/// performance with Lambda SnapStart".
#[test]
fn snap_start_is_for_some_runtimes() {
    let on = json!({"ApplyOn": "PublishedVersions"});
    let mut request = with("f", "SnapStart", on.clone());
    request["Runtime"] = json!("nodejs22.x");
    assert_invalid(
        &refusal(request),
        "nodejs22.x is not supported for SnapStart enabled functions.",
    );
    let mut request = with("f", "SnapStart", on.clone());
    request["EphemeralStorage"] = json!({"Size": 513});
    assert_invalid(
        &refusal(request),
        "EphemeralStorage greater than 512 MB is not supported for SnapStart enabled functions.",
    );
    let image = json!({
        "FunctionName": "f",
        "PackageType": "Image",
        "Role": ROLE,
        "Code": {"ImageUri": "app:1"},
        "SnapStart": on,
    });
    assert_invalid(
        &refusal(image),
        "ContainerImage is not supported for SnapStart enabled functions.",
    );
}

/// Recorded answer.
#[test]
fn a_name_can_be_taken_once() {
    let server = TestServer::start();
    create(&server, "f");
    let reply = lambda(&server, "POST", FUNCTIONS, minimal("f"));
    assert_refused(
        &reply,
        409,
        "ResourceConflictException",
        json!({"Type": "User", "message": "Function already exist: f"}),
    );
}

#[test]
fn accounts_and_regions_have_functions_of_their_own() {
    let server = TestServer::start();
    create(&server, "f");
    for (key, region) in [("111111111111", "us-east-1"), ("test", "eu-west-1")] {
        let reply = server
            .request("POST", FUNCTIONS)
            .signed_as(key, region, "lambda")
            .body(minimal("f").to_string())
            .send();
        assert_eq!(reply.status, 201);
        let account = if key == "test" { "000000000000" } else { key };
        assert_eq!(
            reply.json()["FunctionArn"],
            format!("arn:aws:lambda:{region}:{account}:function:f")
        );
    }
}

/// Recorded: the function is made under the name in the ARN.
#[test]
fn a_name_may_be_an_arn_of_the_caller() {
    let server = TestServer::start();
    for (given, name) in [
        (
            "arn:aws:lambda:us-east-1:000000000000:function:full",
            "full",
        ),
        ("000000000000:function:partial", "partial"),
    ] {
        let json = lambda(&server, "POST", FUNCTIONS, minimal(given)).json();
        assert_eq!(json["FunctionName"], name);
    }
}

const PLAIN_PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";

/// Recorded answers.
#[test]
fn a_bad_name_is_refused_as_aws_refuses_it() {
    let value = |text: &str| {
        format!("Value '{text}' at 'functionName' failed to satisfy constraint: Member must")
    };
    let pattern = |text: &str| {
        format!(
            "{} satisfy regular expression pattern: {PLAIN_PATTERN}",
            value(text)
        )
    };

    for name in ["invalid:function:name", "*", "my-function!", "f:$latest"] {
        let reply = refusal(with("f", "FunctionName", json!(name)));
        assert_validation(
            &reply,
            &format!("1 validation error detected: {}", pattern(name)),
        );
    }
    let long = "a".repeat(65);
    let reply = refusal(with("f", "FunctionName", json!(long)));
    let message = format!(
        "1 validation error detected: {} have length less than or equal to 64",
        value(&long)
    );
    assert_invalid(&reply, &message);
    let long = format!(
        "arn:aws:lambda:invalid-region:000000000000:function:{}",
        "a".repeat(140)
    );
    let reply = refusal(with("f", "FunctionName", json!(long)));
    let message = format!(
        "2 validation errors detected: {} have length less than or equal to 140; {}",
        value(&long),
        pattern(&long)
    );
    assert_validation(&reply, &message);
}

/// Recorded answers.
#[test]
fn a_name_of_elsewhere_is_refused() {
    let reply = refusal(minimal(
        "arn:aws:lambda:ap-southeast-1:000000000000:function:f",
    ));
    let message = "Functions from 'ap-southeast-1' are not reachable in this region ('us-east-1')";
    assert_refused(
        &reply,
        404,
        "ResourceNotFoundException",
        json!({"Type": "User", "Message": message}),
    );
    let reply = refusal(minimal("123456789012:function:f"));
    assert_refused(&reply, 403, "AccessDeniedException", json!({}));
}

/// Recorded answers.
#[test]
fn a_value_outside_the_model_is_refused() {
    let role = r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+";
    let cases = [
        ("Role", json!("r1"), format!("'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: {role}")),
        ("Architectures", json!(["x86_64", "arm64"]), "'[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1".to_owned()),
        ("Architectures", json!(["X86_64"]), "'[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]".to_owned()),
        ("Timeout", json!(0), "'0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1".to_owned()),
        ("MemorySize", json!(10241), "'10241' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240".to_owned()),
        ("EphemeralStorage", json!({"Size": 511}), "'511' at 'ephemeralStorage.size' failed to satisfy constraint: Member must have value greater than or equal to 512".to_owned()),
        ("Handler", json!("a b"), r"'a b' at 'handler' failed to satisfy constraint: Member must satisfy regular expression pattern: [^\s]+".to_owned()),
        ("TracingConfig", json!({"Mode": "On"}), "'On' at 'tracingConfig.mode' failed to satisfy constraint: Member must satisfy enum value set: [Active, PassThrough]".to_owned()),
    ];
    for (member, value, message) in cases {
        let reply = refusal(with("f", member, value));
        assert_validation(
            &reply,
            &format!("1 validation error detected: Value {message}"),
        );
    }
    let reply = refusal(with(
        "f",
        "Environment",
        json!({"Variables": {"A-B": "secret"}}),
    ));
    assert_validation(
        &reply,
        "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
    );
}

#[test]
fn what_must_be_there_is_missed_all_at_once() {
    let reply = refusal(json!({}));
    let missing = |member: &str| {
        format!("Value null at '{member}' failed to satisfy constraint: Member must not be null")
    };
    assert_validation(
        &reply,
        &format!(
            "3 validation errors detected: {}; {}; {}",
            missing("functionName"),
            missing("code"),
            missing("role")
        ),
    );
    let reply = refusal(with("f", "Handler", Value::Null));
    assert_invalid(
        &reply,
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
}

/// Recorded answers.
#[test]
fn a_runtime_must_be_known_and_not_ended() {
    let reply = refusal(with("f", "Runtime", json!("non-existent-runtime")));
    assert_invalid(
        &reply,
        "Value non-existent-runtime at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2] or be a valid ARN",
    );
    let reply = refusal(with("f", "Runtime", json!("python3.7")));
    assert_invalid(
        &reply,
        "The runtime parameter of python3.7 is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.",
    );
}

/// Recorded answer: what is measured has the request's own order.
#[test]
fn an_environment_has_at_most_four_kilobytes() {
    let large = "x".repeat(4066);
    let body = minimal("f").to_string();
    let body = body.replacen(
        '{',
        &format!(r#"{{"Environment":{{"Variables":{{"SMALL_VAR":"ok","LARGE_VAR":"{large}"}}}},"#),
        1,
    );
    let server = TestServer::start();
    let reply = server
        .request("POST", FUNCTIONS)
        .signed("lambda")
        .body(body)
        .send();
    assert_invalid(
        &reply,
        &format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {{\"SMALL_VAR\":\"ok\",\"LARGE_VAR\":\"{large}\"}}"
        ),
    );
}

/// AWS's page "Using Lambda environment variables": reserved keys.
#[test]
fn a_reserved_variable_is_refused() {
    let reply = refusal(with(
        "f",
        "Environment",
        json!({"Variables": {"AWS_REGION": "x", "MINE": "y"}}),
    ));
    assert_invalid(
        &reply,
        "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION",
    );
}

/// Recorded answers.
#[test]
fn a_package_must_be_a_sound_zip() {
    let bad = "Could not unzip uploaded file. Please check your file, then try to upload again.";
    let reply = refusal(with(
        "f",
        "Code",
        json!({"ZipFile": "dGhpcyBpcyBub3QgYSB6aXBmaWxlLCBqdXN0IGEgcmFuZG9tIHN0cmluZw=="}),
    ));
    assert_invalid(&reply, bad);
    let reply = refusal(with(
        "f",
        "Code",
        json!({"ZipFile": zip("../evil.py", "x")}),
    ));
    assert_invalid(&reply, bad);
    let reply = refusal(with("f", "Code", json!({"ZipFile": ""})));
    assert_invalid(&reply, "Uploaded file must be a non-empty zip");
}

/// Texts as users report them.
#[test]
fn code_comes_from_one_place() {
    let reply = refusal(with("f", "Code", json!({})));
    assert_invalid(&reply, "Please provide a source for function code.");
    let both = json!({"ZipFile": zip("a", "b"), "S3Bucket": "bucket", "S3Key": "key"});
    let reply = refusal(with("f", "Code", both));
    assert_invalid(
        &reply,
        "Please do not provide other FunctionCode parameters when providing a ZipFile.",
    );
}

fn put_object(server: &TestServer, key: &str, body: Vec<u8>) {
    server.request("PUT", "/code").signed("s3").send();
    let reply = server
        .request("PUT", &format!("/code/{key}"))
        .signed("s3")
        .body(body)
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[test]
fn code_may_be_an_object_in_s3() {
    let server = TestServer::start();
    let package = zip("app.py", "from s3");
    put_object(&server, "dir/app.zip", STANDARD.decode(&package).unwrap());
    let code = json!({"S3Bucket": "code", "S3Key": "dir/app.zip"});
    let stored = lambda(&server, "POST", FUNCTIONS, with("s3", "Code", code)).json();
    let inline = json!({"ZipFile": package});
    let inline = lambda(&server, "POST", FUNCTIONS, with("inline", "Code", inline)).json();
    assert_eq!(stored["State"], "Pending");
    assert_eq!(stored["CodeSha256"], inline["CodeSha256"]);
}

/// Recorded answers.
#[test]
fn what_s3_will_not_give_is_told_in_its_words() {
    let server = TestServer::start();
    put_object(&server, "app.zip", b"no zip".to_vec());
    for (bucket, key, message) in [
        (
            "nobucket",
            "k",
            "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist",
        ),
        (
            "code",
            "nokey",
            "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
        ),
        (
            "code",
            "app.zip",
            "Could not unzip uploaded file. Please check your file, then try to upload again.",
        ),
    ] {
        let code = json!({"S3Bucket": bucket, "S3Key": key});
        let reply = lambda(&server, "POST", FUNCTIONS, with("f", "Code", code));
        assert_invalid(&reply, message);
    }
}

/// AWS's quota, recorded answer to more.
#[test]
fn fifty_tags_are_enough() {
    let tags = |count: usize| -> Value {
        (0..count)
            .map(|tag| (format!("tag{tag}"), json!("v")))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let reply = refusal(with("f", "Tags", tags(51)));
    assert_invalid(&reply, "Number of tags exceeds resource tag limit.");
    let server = TestServer::start();
    assert_eq!(
        lambda(&server, "POST", FUNCTIONS, with("f", "Tags", tags(50))).status,
        201
    );
}

/// Recorded answer: version 1 under the function's own ARN.
#[test]
fn publish_makes_version_1() {
    let server = TestServer::start();
    let json = lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("f", "Publish", json!(true)),
    )
    .json();
    assert_eq!(json["Version"], "1");
    assert_eq!(json["State"], "Pending");
    assert_eq!(
        json["FunctionArn"],
        "arn:aws:lambda:us-east-1:000000000000:function:f"
    );
    let json = lambda(&server, "GET", "/2015-03-31/functions/f:1", Value::Null).json();
    assert_eq!(json["Configuration"]["State"], "Active");
    assert_eq!(
        json["Configuration"]["FunctionArn"],
        "arn:aws:lambda:us-east-1:000000000000:function:f:1"
    );
}

/// Texts of AWS's shared deserializer, as recorded from DynamoDB.
#[test]
fn a_body_of_the_wrong_shape_is_a_serialization_exception() {
    let server = TestServer::start();
    let send = |body: &str| {
        server
            .request("POST", FUNCTIONS)
            .signed("lambda")
            .body(body)
            .send()
    };
    for body in ["{", "nope", "\u{1}"] {
        assert_refused(&send(body), 400, "SerializationException", json!({}));
    }
    for (body, message) in [
        (
            r#"{"FunctionName":5}"#,
            "NUMBER_VALUE cannot be converted to String",
        ),
        (
            r#"{"Timeout":"5"}"#,
            "STRING_VALUE cannot be converted to Integer",
        ),
        (
            r#"{"Code":{"ZipFile":"abc"}}"#,
            "Base64 encoded length is expected a multiple of 4 bytes but found: 3",
        ),
        (
            r#"{"Environment":{"Variables":{"A":1}}}"#,
            "NUMBER_VALUE cannot be converted to String",
        ),
    ] {
        assert_refused(
            &send(body),
            400,
            "SerializationException",
            json!({"Message": message}),
        );
    }
}

/// Recorded answers, for a length that is only announced.
#[test]
fn too_large_a_request_is_refused_before_it_is_read() {
    let server = TestServer::start();
    let reply = server
        .request("POST", FUNCTIONS)
        .signed("lambda")
        .header("content-length", "70167212")
        .send();
    assert_refused(
        &reply,
        413,
        "RequestEntityTooLargeException",
        json!({"Message": "Request must be smaller than 70167211 bytes for the CreateFunction operation"}),
    );
}

//! What a piece of a world is, in AWS's words: a bucket, an object, an item, a function.

use serde_json::{Map, Value, json};

use super::image::Image;

/// What a piece is about: a service, a kind of thing, and what names it there.
pub(super) struct Resource<'a> {
    service: &'static str,
    kind: &'static str,
    names: Vec<(&'static str, &'a [u8])>,
}

/// `None` for pieces of which nobody is told: records of streams, how far mappings have come.
pub(super) fn resource<'a>(names: &[&'a [u8]]) -> Option<Resource<'a>> {
    let of = |service, kind, names: &[(&'static str, &'a [u8])]| {
        let names = names.to_vec();
        Some(Resource {
            service,
            kind,
            names,
        })
    };
    let (service, rest) = names.split_first()?;
    match (*service, rest) {
        (b"s3", [b"bucket", bucket]) => of("s3", "bucket", &[("Bucket", *bucket)]),
        (b"s3", [b"bucket", bucket, b"configuration", subject, id]) => {
            let names = [
                ("Bucket", *bucket),
                ("Configuration", *subject),
                ("Id", *id),
            ];
            of("s3", "configuration", &names)
        }
        (b"s3", [b"bucket", bucket, b"key", key, version]) => {
            let names = [("Bucket", *bucket), ("Key", *key), ("VersionId", *version)];
            of("s3", "object", &names)
        }
        (b"s3", [b"bucket", bucket, b"upload", key, upload]) => {
            let names = [("Bucket", *bucket), ("Key", *key), ("UploadId", *upload)];
            of("s3", "upload", &names)
        }
        (b"iam", [b"role", account, name]) => of(
            "iam",
            "role",
            &[("AccountId", *account), ("RoleName", *name)],
        ),
        (b"iam", [b"policy", _, arn]) => of("iam", "policy", &[("PolicyArn", *arn)]),
        (b"outbox", [b"message", _]) => of("events", "message", &[]),
        (service, [kind, account, region, rest @ ..]) => {
            let mut own = regional(service, kind, rest)?;
            own.names.push(("Region", *region));
            own.names.push(("AccountId", *account));
            Some(own)
        }
        _ => None,
    }
}

/// Of what lies in an account and a region.
fn regional<'a>(service: &[u8], kind: &[u8], names: &[&'a [u8]]) -> Option<Resource<'a>> {
    let (service, kind, names) = match (service, kind, names) {
        (b"dynamodb", b"table", [name]) => ("dynamodb", "table", vec![("TableName", *name)]),
        (b"dynamodb", b"table", [name, b"item", _]) => {
            ("dynamodb", "item", vec![("TableName", *name)])
        }
        (b"dynamodb", b"table", [name, b"policies"]) => {
            ("dynamodb", "resource policy", vec![("TableName", *name)])
        }
        (b"dynamodb", b"backup", [arn]) => ("dynamodb", "backup", vec![("BackupArn", *arn)]),
        (b"lambda", b"function", [name]) => ("lambda", "function", vec![("FunctionName", *name)]),
        (b"lambda", b"layer", [name]) => ("lambda", "layer", vec![("LayerName", *name)]),
        (b"lambda", b"code-signing", [arn]) => {
            let names = vec![("CodeSigningConfigArn", *arn)];
            ("lambda", "code signing configuration", names)
        }
        (b"lambda", b"durable", [id]) => {
            let names = vec![("DurableExecutionId", *id)];
            ("lambda", "durable execution", names)
        }
        (b"lambda", b"mapping", [id]) => ("lambda", "event source mapping", vec![("UUID", *id)]),
        (b"logs", b"group", [name]) => ("logs", "log group", vec![("logGroupName", *name)]),
        (b"logs", b"group", [group, b"stream", stream]) => {
            let names = vec![("logGroupName", *group), ("logStreamName", *stream)];
            ("logs", "log stream", names)
        }
        _ => return None,
    };
    Some(Resource {
        service,
        kind,
        names,
    })
}

/// A piece of an image as it is told.
pub(super) fn told(image: &Image, names: &[&[u8]], value: &[u8]) -> Option<Value> {
    let own = resource(names)?;
    let mut told = Map::new();
    told.insert("service".to_owned(), json!(own.service));
    told.insert("type".to_owned(), json!(own.kind));
    for (name, text) in &own.names {
        // What has no name of its own, and what has no versions.
        if !text.is_empty() && (*name, *text) != ("VersionId", &b"null"[..]) {
            told.insert((*name).to_owned(), json!(String::from_utf8_lossy(text)));
        }
    }
    match (own.service, own.kind, names) {
        ("dynamodb", "item", [_, _, account, region, table, ..]) => {
            let key = image.dynamodb.key_of([*account, *region, *table], value);
            told.insert("Key".to_owned(), key?);
        }
        ("iam", "role", _) => {
            // Roles lie under their names in lower case.
            let role: Value = serde_json::from_slice(value).ok()?;
            told.insert("RoleName".to_owned(), role["name"].clone());
        }
        ("events", "message", _) => {
            let message: Value = serde_json::from_slice(value).ok()?;
            told.insert("target".to_owned(), message["target"].clone());
            told.insert("source".to_owned(), message["source"].clone());
        }
        _ => {}
    }
    Some(Value::Object(told))
}

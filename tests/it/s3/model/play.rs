//! Plays operations on a server and on the model, and compares.

use std::collections::BTreeSet;

use super::operation::{BUCKETS, Body, KEYS, Operation, Place};
use super::reference::{Model, Upload, Version, Versioning};
use crate::harness::{Reply, TestServer};

/// Makes the buckets.
pub(super) fn begin(server: &TestServer) -> Model {
    for bucket in BUCKETS {
        assert_eq!(ask(server, "PUT", &format!("/{bucket}"), "").status, 200);
    }
    Model::default()
}

/// A request without headers of its own.
fn ask(server: &TestServer, method: &str, target: &str, body: impl Into<Vec<u8>>) -> Reply {
    server
        .request(method, target)
        .body(body)
        .signed("s3")
        .send()
}

fn path(place: Place) -> String {
    format!("/{}/{}", place.bucket, place.key)
}

fn bytes(body: Body) -> Vec<u8> {
    vec![body.byte; body.length]
}

fn version_id(reply: &Reply) -> Option<&str> {
    reply.header("x-amz-version-id")
}

pub(super) fn play(server: &TestServer, model: &mut Model, operation: &Operation) {
    match operation {
        Operation::Put(place, body) => {
            let reply = ask(server, "PUT", &path(*place), bytes(*body));
            assert_eq!(reply.status, 200, "{operation:?}: {}", reply.text());
            model.put(*place, version_id(&reply), Some(*body));
        }
        Operation::PutIfNothingIsThere(place, body) => {
            let put = server.request("PUT", &path(*place)).body(bytes(*body));
            let reply = put.header("if-none-match", "*").signed("s3").send();
            match model.body(*place, None) {
                Some(_) => assert_eq!(reply.status, 412, "{operation:?}"),
                None => {
                    assert_eq!(reply.status, 200, "{operation:?}: {}", reply.text());
                    model.put(*place, version_id(&reply), Some(*body));
                }
            }
        }
        Operation::Copy { from, version, to } => copy(server, model, *from, *version, *to),
        Operation::Get(place, version) => get(server, model, *place, *version),
        Operation::Delete(place, version) => delete(server, model, *place, *version),
        Operation::DeleteMany(bucket, keys) => delete_many(server, model, bucket, keys),
        Operation::Version(on) => {
            let (status, versioning) = match on {
                true => ("Enabled", Versioning::Enabled),
                false => ("Suspended", Versioning::Suspended),
            };
            let document = format!(
                "<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>"
            );
            let reply = ask(server, "PUT", "/deep?versioning", document);
            assert_eq!(reply.status, 200);
            model.versioning = versioning;
        }
        Operation::Begin(place) => {
            let target = format!("{}?uploads", path(*place));
            let reply = ask(server, "POST", &target, "");
            model.uploads.push(Upload {
                place: *place,
                id: reply.element("UploadId").expect("it has an id"),
                parts: Default::default(),
            });
        }
        Operation::Part {
            upload,
            number,
            body,
        } => {
            if let Some(upload) = model.uploads.get_mut(*upload) {
                let (place, id) = (path(upload.place), &upload.id);
                let target = format!("{place}?partNumber={number}&uploadId={id}");
                let reply = ask(server, "PUT", &target, bytes(*body));
                assert_eq!(reply.status, 200, "{operation:?}: {}", reply.text());
                let etag = reply.header("etag").expect("a part has one").to_owned();
                upload.parts.insert(*number, (etag, *body));
            }
        }
        Operation::Complete(upload) => complete(server, model, *upload),
        Operation::Abort(upload) => {
            if *upload < model.uploads.len() {
                let upload = model.uploads.remove(*upload);
                let target = format!("{}?uploadId={}", path(upload.place), upload.id);
                assert_eq!(ask(server, "DELETE", &target, "").status, 204);
            }
        }
        Operation::List {
            bucket,
            prefix,
            by_folder,
            page,
        } => list(server, model, bucket, prefix, *by_folder, *page),
        Operation::ListVersions(bucket) => list_versions(server, model, bucket),
    }
}

/// `versionId` of a version that is there.
fn query(model: &Model, place: Place, version: Option<usize>) -> Option<String> {
    match version {
        None => Some(String::new()),
        Some(at) => {
            let version = model.of(place).get(at)?;
            Some(format!("?versionId={}", version.id))
        }
    }
}

fn get(server: &TestServer, model: &Model, place: Place, version: Option<usize>) {
    let Some(query) = query(model, place, version) else {
        return;
    };
    let reply = ask(server, "GET", &format!("{}{query}", path(place)), "");
    match model.body(place, version) {
        Some(body) => {
            assert_eq!(reply.status, 200, "{place:?}: {}", reply.text());
            assert!(reply.body == bytes(body), "{place:?} has another body");
        }
        // A delete marker cannot be read by its id (recorded answer).
        None if version.is_some() => assert_eq!(reply.status, 405, "{place:?}"),
        None => assert_eq!(reply.status, 404, "{place:?}"),
    }
}

fn copy(server: &TestServer, model: &mut Model, from: Place, version: Option<usize>, to: Place) {
    let Some(query) = query(model, from, version).filter(|_| from != to) else {
        return;
    };
    let source = format!("{}{query}", path(from));
    let request = server.request("PUT", &path(to));
    let request = request.header("x-amz-copy-source", &source);
    let reply = request.signed("s3").send();
    match model.body(from, version) {
        Some(body) => {
            assert_eq!(reply.status, 200, "{source}: {}", reply.text());
            model.put(to, version_id(&reply), Some(body));
        }
        None => assert!([400, 404].contains(&reply.status), "{source}"),
    }
}

fn delete(server: &TestServer, model: &mut Model, place: Place, version: Option<usize>) {
    let Some(query) = query(model, place, version) else {
        return;
    };
    let reply = ask(server, "DELETE", &format!("{}{query}", path(place)), "");
    assert_eq!(reply.status, 204, "{place:?}: {}", reply.text());
    match version {
        Some(at) => model.delete_version(place, at),
        None => model.delete(place, version_id(&reply)),
    }
}

fn delete_many(
    server: &TestServer,
    model: &mut Model,
    bucket: &'static str,
    keys: &[&'static str],
) {
    let keys: BTreeSet<_> = keys.iter().copied().collect();
    let objects: String = keys
        .iter()
        .map(|key| format!("<Object><Key>{key}</Key></Object>"))
        .collect();
    let document = format!("<Delete>{objects}</Delete>");
    let request = server.request("POST", &format!("/{bucket}?delete"));
    let request = request.header("x-amz-sdk-checksum-algorithm", "CRC32");
    let crc = crc32(document.as_bytes());
    let request = request.header("x-amz-checksum-crc32", &crc);
    let reply = request.body(document).signed("s3").send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    let text = reply.text();
    for deleted in elements(&text, "Deleted") {
        let key = elements(deleted, "Key")[0];
        let key = KEYS
            .into_iter()
            .find(|own| *own == key)
            .expect("it was named");
        let marker = elements(deleted, "DeleteMarkerVersionId");
        model.delete(Place { bucket, key }, marker.first().copied());
    }
    assert_eq!(elements(&text, "Deleted").len(), keys.len(), "{text}");
}

/// CRC-32 in base64, as S3's headers have it.
fn crc32(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let crc = crc_fast::crc32_iso_hdlc(bytes);
    base64::engine::general_purpose::STANDARD.encode(crc.to_be_bytes())
}

/// Of an upload's last part alone: others would have to have 5 MiB.
fn complete(server: &TestServer, model: &mut Model, at: usize) {
    let Some(upload) = model.uploads.get(at) else {
        return;
    };
    let Some((number, (etag, body))) = upload.parts.last_key_value() else {
        return;
    };
    let list = format!(
        "<CompleteMultipartUpload><Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>\
         </CompleteMultipartUpload>"
    );
    let target = format!("{}?uploadId={}", path(upload.place), upload.id);
    let reply = ask(server, "POST", &target, list);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let (place, body) = (upload.place, *body);
    model.uploads.remove(at);
    model.put(place, version_id(&reply), Some(body));
}

fn list(
    server: &TestServer,
    model: &Model,
    bucket: &str,
    prefix: &str,
    by_folder: bool,
    page: usize,
) {
    let (mut keys, mut folders) = (Vec::new(), BTreeSet::new());
    let mut target = format!("/{bucket}?list-type=2&max-keys={page}&prefix={prefix}");
    if by_folder {
        target.push_str("&delimiter=/");
    }
    let mut next = String::new();
    loop {
        let text = ask(server, "GET", &format!("{target}{next}"), "").text();
        let objects = elements(&text, "Contents");
        let shown = elements(&text, "CommonPrefixes");
        assert!(objects.len() + shown.len() <= page, "{text}");
        keys.extend(objects.iter().map(|own| elements(own, "Key")[0].to_owned()));
        folders.extend(
            shown
                .iter()
                .map(|own| elements(own, "Prefix")[0].to_owned()),
        );
        let Some(token) = elements(&text, "NextContinuationToken").first().copied() else {
            break;
        };
        let token = token.replace('+', "%2B").replace('/', "%2F");
        next = format!("&continuation-token={token}");
    }
    assert_eq!((keys, folders), model.listed(bucket, prefix, by_folder));
}

fn list_versions(server: &TestServer, model: &Model, bucket: &str) {
    let text = ask(server, "GET", &format!("/{bucket}?versions"), "").text();
    let mut held = Vec::new();
    for (place, versions) in &model.versions {
        if place.bucket == bucket {
            held.extend(versions.iter().enumerate().map(|(at, version)| {
                let Version { id, body } = version;
                (
                    place.key.to_owned(),
                    id.clone(),
                    at == 0,
                    body.map(|body| body.length),
                )
            }));
        }
    }
    let marked = text.replace("DeleteMarker>", "Version>");
    let shown: Vec<_> = elements(&marked, "Version")
        .into_iter()
        .map(|own| {
            let one = |name| elements(own, name).first().map(|text| (*text).to_owned());
            let is_latest = one("IsLatest").as_deref() == Some("true");
            let length = one("Size").map(|size| size.parse().expect("a number"));
            (
                one("Key").unwrap(),
                one("VersionId").unwrap(),
                is_latest,
                length,
            )
        })
        .collect();
    assert_eq!(shown, held, "{text}");
}

/// Reads all that is there, and looks for what is not.
pub(super) fn check_everything(server: &TestServer, model: &Model) {
    for bucket in BUCKETS {
        list(server, model, bucket, "", false, 1000);
        list_versions(server, model, bucket);
        for key in KEYS {
            let place = Place { bucket, key };
            get(server, model, place, None);
            for at in 0..model.of(place).len() {
                get(server, model, place, Some(at));
            }
        }
        let text = ask(server, "GET", &format!("/{bucket}?uploads"), "").text();
        let own = model
            .uploads
            .iter()
            .filter(|own| own.place.bucket == bucket);
        let held: BTreeSet<_> = own.map(|own| own.id.as_str()).collect();
        let shown: BTreeSet<_> = elements(&text, "UploadId").into_iter().collect();
        assert_eq!(shown, held, "{text}");
    }
}

/// What stands between two tags of each element of a name.
fn elements<'a>(document: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let after = document.split(&open).skip(1);
    after.filter_map(|rest| rest.split(&close).next()).collect()
}

//! Buckets of a declaration, with their objects.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::stream;
use http::Method;
use http_body::Frame;
use http_body_util::StreamBody;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::declaration::{Bucket, Object, Objects};
use super::front_door::FrontDoor;
use crate::aws::body::Body;
use crate::aws::percent::encode_path;

/// Bytes of a file that are read at a time.
const WINDOW_BYTES: usize = 256 * 1024;
const VERSIONING: &str =
    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";

/// Makes a bucket and puts its objects; one that is there already is left as it is.
pub(super) async fn apply(door: &FrontDoor, folder: &Path, bucket: &Bucket) -> Result<(), String> {
    let name = &bucket.bucket;
    let target = format!("/{}", encode_path(name));
    let refused =
        |refusal: super::front_door::Refusal| format!("bucket {name}: {}", refusal.line());
    let configuration = match &bucket.region {
        Some(region) if region != "us-east-1" => Body::from(format!(
            "<CreateBucketConfiguration><LocationConstraint>{}</LocationConstraint></CreateBucketConfiguration>",
            quick_xml::escape::escape(region)
        )),
        _ => Body::empty(),
    };
    // us-east-1 makes a bucket again without a word; AWS's other regions refuse.
    let head = door.s3(Method::HEAD, &target, &[], Body::empty());
    if head.await.is_ok() {
        return Ok(());
    }
    match door.s3(Method::PUT, &target, &[], configuration).await {
        Err(refusal) if refusal.is("BucketAlreadyOwnedByYou") => return Ok(()),
        made => made.map_err(refused)?,
    }
    if bucket.versioning {
        let versioning = Body::from(VERSIONING.to_owned());
        let target = format!("{target}?versioning");
        let put = door.s3(Method::PUT, &target, &[], versioning);
        put.await.map_err(refused)?;
    }
    let objects = match &bucket.objects {
        None => Vec::new(),
        Some(Objects::Folder(objects)) => files_of(&folder.join(objects))?,
        Some(Objects::Each(objects)) => objects
            .iter()
            .map(|object| listed(folder, object))
            .collect::<Result<_, _>>()?,
    };
    for object in objects {
        let put = put(door, &target, &object).await;
        put.map_err(|problem| format!("bucket {name}, object {}: {problem}", object.key))?;
    }
    Ok(())
}

/// An object that is to be put.
struct Put {
    key: String,
    source: Source,
    headers: Vec<(String, String)>,
}

enum Source {
    Text(String),
    File(PathBuf),
}

fn listed(folder: &Path, object: &Object) -> Result<Put, String> {
    let source = match (&object.body, &object.file) {
        (Some(text), None) => Source::Text(text.clone()),
        (None, Some(file)) => Source::File(folder.join(file)),
        _ => return Err(format!("object {} needs either Body or File", object.key)),
    };
    let metadata = object.metadata.iter();
    let mut headers: Vec<_> = metadata
        .map(|(name, value)| (format!("x-amz-meta-{name}"), value.clone()))
        .collect();
    let kind = object.content_type.clone();
    headers.extend(kind.or_else(|| guessed(&object.key)).map(content_type));
    Ok(Put {
        key: object.key.clone(),
        source,
        headers,
    })
}

/// Every file below a folder; its key is its path there, with slashes.
fn files_of(folder: &Path) -> Result<Vec<Put>, String> {
    let cannot = |error| format!("cannot read {}: {error}", folder.display());
    let mut puts = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((inner, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(&inner).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            let key = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let path = entry.path();
            if path.is_dir() {
                folders.push((path, format!("{key}/")));
                continue;
            }
            puts.push(Put {
                headers: guessed(&key).map(content_type).into_iter().collect(),
                source: Source::File(path),
                key,
            });
        }
    }
    puts.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(puts)
}

/// As the AWS CLI guesses it, from the name.
fn guessed(key: &str) -> Option<String> {
    let guess = mime_guess::from_path(key).first_raw();
    guess.map(str::to_owned)
}

fn content_type(kind: String) -> (String, String) {
    ("content-type".to_owned(), kind)
}

async fn put(door: &FrontDoor, bucket: &str, object: &Put) -> Result<(), String> {
    let (body, bytes) = match &object.source {
        Source::Text(text) => (Body::from(text.clone()), text.len() as u64),
        Source::File(path) => open(path)
            .await
            .map_err(|error| format!("{}: {error}", path.display()))?,
    };
    let length = bytes.to_string();
    let mut headers = vec![("content-length", length.as_str())];
    let own = object.headers.iter();
    headers.extend(own.map(|(name, value)| (name.as_str(), value.as_str())));
    let target = format!("{bucket}/{}", encode_path(&object.key));
    let put = door.s3(Method::PUT, &target, &headers, body).await;
    put.map_err(|refusal| refusal.line())
}

/// A file as a body that is read as it is taken, and its length.
async fn open(path: &Path) -> std::io::Result<(Body, u64)> {
    let file = File::open(path).await?;
    let bytes = file.metadata().await?.len();
    let windows = stream::try_unfold(file, |mut file| async move {
        let mut window = Vec::with_capacity(WINDOW_BYTES);
        (&mut file)
            .take(WINDOW_BYTES as u64)
            .read_to_end(&mut window)
            .await?;
        let frame = (!window.is_empty()).then(|| Frame::data(Bytes::from(window)));
        Ok::<_, std::io::Error>(frame.map(|frame| (frame, file)))
    });
    Ok((Body::stream(StreamBody::new(windows)), bytes))
}

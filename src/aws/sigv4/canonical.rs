//! A request as both sides write it before it is signed.
//!
//! AWS page: "Create a signed AWS API request", step 1.

use http::request::Parts;

use crate::aws::{percent, query};

/// Writes the canonical request; `path` is its canonical path, `payload` what stands for the body.
pub(crate) fn request(parts: &Parts, path: &str, signed_headers: &str, payload: &str) -> Vec<u8> {
    let query = canonical_query(parts.uri.query().unwrap_or_default());
    let mut canonical = format!("{}\n{path}\n{query}\n", parts.method).into_bytes();
    for name in signed_headers.split(';') {
        canonical.extend_from_slice(name.as_bytes());
        canonical.push(b':');
        for (index, value) in parts.headers.get_all(name).iter().enumerate() {
            if index > 0 {
                canonical.push(b',');
            }
            add_trimmed(&mut canonical, value.as_bytes());
        }
        canonical.push(b'\n');
    }
    canonical.extend_from_slice(format!("\n{signed_headers}\n{payload}").as_bytes());
    canonical
}

/// Space around a value goes, and space inside it shrinks to one.
fn add_trimmed(canonical: &mut Vec<u8>, value: &[u8]) {
    let words = value.split(u8::is_ascii_whitespace);
    let words = words.filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            canonical.push(b' ');
        }
        canonical.extend_from_slice(word);
    }
}

/// The parameters in order, encoded once more; the signature itself is none of them.
fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<_> = query::parameters(query)
        .filter(|(name, _)| name != "X-Amz-Signature")
        .map(|(name, value)| (percent::encode_query(&name), percent::encode_query(&value)))
        .collect();
    pairs.sort();
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

/// S3's paths are encoded once and not normalised. A client may sign its path as it sends it, or as
/// S3 would write it; both count.
pub(crate) fn s3_paths(path: &str) -> Vec<String> {
    let mut paths = Vec::with_capacity(2);
    if let Some(decoded) = percent::decode_utf8(path) {
        paths.push(percent::encode_path(&decoded));
    }
    if paths.first().is_none_or(|encoded| encoded != path) {
        paths.push(path.to_owned());
    }
    paths
}

/// Every other service's paths are normalised, and encoded a second time.
pub(crate) fn path_of_others(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    let is_open = path.ends_with('/') && !segments.is_empty();
    let end = if is_open { "/" } else { "" };
    percent::encode_path(&format!("/{}{end}", segments.join("/")))
}

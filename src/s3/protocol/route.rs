//! Which operation a request asks for: a pure function over one table of all that S3 has.

mod operation;
mod subresources;
mod target;

use http::{HeaderMap, Method};

use crate::aws::error::AwsError;
use crate::s3::error;
use crate::s3::query::Query;

pub(super) use operation::{BodyUse, Route};
pub(super) use target::Target;

use operation::BodyUse::{Document, None as NoBody, Parts, Stream};
use operation::{later, ours};
use subresources::{SUBRESOURCES, Subresource};
use target::Level;

/// Finds the operation; a method that the resource does not have is MethodNotAllowed.
pub(super) fn classify(
    method: &Method,
    target: &Target,
    query: &Query,
    headers: &HeaderMap,
) -> Result<Route, AwsError> {
    let level = target.level();
    let named =
        |subresource: &&Subresource| subresource.level == level && query.has(subresource.parameter);
    let mut methods = SUBRESOURCES
        .iter()
        .filter(named)
        .flat_map(|subresource| subresource.methods)
        .peekable();
    if methods.peek().is_some() {
        let names_one = query.has("id") || query.has("annotationName");
        return on_subresource(method, level, methods.collect(), names_one);
    }
    match level {
        Level::Service => on_service(method, headers),
        Level::Bucket => on_bucket(target.bucket(), method, query, headers),
        Level::Object => on_object(method, query, headers),
    }
}

fn on_subresource(
    method: &Method,
    level: Level,
    methods: Vec<&(&str, Route)>,
    names_one: bool,
) -> Result<Route, AwsError> {
    let mut fitting = methods.iter().filter(|(name, _)| *name == method.as_str());
    match (fitting.next(), fitting.next()) {
        (Some(_), Some((_, all))) if !names_one => Ok(*all),
        (Some((_, route)), _) => Ok(*route),
        (None, _) => {
            let mut allowed: Vec<_> = methods.iter().map(|(name, _)| *name).collect();
            allowed.dedup();
            Err(error::method_not_allowed(
                method.as_str(),
                level.resource(),
                &allowed.join(", "),
            ))
        }
    }
}

fn on_service(method: &Method, headers: &HeaderMap) -> Result<Route, AwsError> {
    match *method {
        Method::GET if is_for_directory_buckets(headers) => {
            Ok(ours("ListDirectoryBuckets", NoBody))
        }
        Method::GET => Ok(ours("ListBuckets", NoBody)),
        _ => Err(error::method_not_allowed(method.as_str(), "SERVICE", "GET")),
    }
}

fn on_bucket(
    bucket: Option<&str>,
    method: &Method,
    query: &Query,
    headers: &HeaderMap,
) -> Result<Route, AwsError> {
    match *method {
        Method::GET if query.get("list-type") == Some("2") => Ok(ours("ListObjectsV2", NoBody)),
        Method::GET => Ok(ours("ListObjects", NoBody)),
        Method::HEAD => Ok(ours("HeadBucket", NoBody)),
        Method::PUT => Ok(ours("CreateBucket", Document)),
        Method::DELETE => Ok(ours("DeleteBucket", NoBody)),
        Method::POST if is_form(headers) => Ok(ours("PostObject", Stream)),
        Method::POST if bucket == Some("WriteGetObjectResponse") => {
            Ok(later("WriteGetObjectResponse"))
        }
        Method::POST => Err(error::form::post_is_not_a_form()),
        _ => Err(error::method_not_allowed(
            method.as_str(),
            "BUCKET",
            "GET, HEAD, PUT, DELETE, POST",
        )),
    }
}

fn on_object(method: &Method, query: &Query, headers: &HeaderMap) -> Result<Route, AwsError> {
    let (part, upload) = (query.get("partNumber"), query.get("uploadId"));
    let copies = headers.contains_key("x-amz-copy-source");
    match *method {
        Method::GET if upload.is_some() => Ok(ours("ListParts", NoBody)),
        Method::GET => Ok(ours("GetObject", NoBody)),
        Method::HEAD => Ok(ours("HeadObject", NoBody)),
        Method::PUT => match (part, upload) {
            (Some(_), Some(_)) if copies => Ok(ours("UploadPartCopy", NoBody)),
            (Some(_), Some(_)) => Ok(ours("UploadPart", Stream)),
            (Some(part), None) => Err(error::multipart::part_number_without_upload(part)),
            (None, Some(upload)) => Err(error::multipart::upload_without_part_number(upload)),
            (None, None) if copies => Ok(ours("CopyObject", NoBody)),
            (None, None) => Ok(ours("PutObject", Stream)),
        },
        Method::POST if upload.is_some() => Ok(ours("CompleteMultipartUpload", Parts)),
        Method::DELETE if upload.is_some() => Ok(ours("AbortMultipartUpload", NoBody)),
        Method::DELETE => Ok(ours("DeleteObject", NoBody)),
        _ => Err(error::method_not_allowed(
            method.as_str(),
            "OBJECT",
            "GET, HEAD, PUT, DELETE",
        )),
    }
}

/// The control endpoint of directory buckets has a signing name of its own.
fn is_for_directory_buckets(headers: &HeaderMap) -> bool {
    let authorization = headers.get("authorization");
    let text = authorization.and_then(|value| value.to_str().ok());
    text.is_some_and(|text| text.contains("/s3express/aws4_request"))
}

fn is_form(headers: &HeaderMap) -> bool {
    const FORM: &[u8] = b"multipart/form-data";
    headers.get("content-type").is_some_and(|value| {
        let essence = value.as_bytes().get(..FORM.len());
        essence.is_some_and(|essence| essence.eq_ignore_ascii_case(FORM))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(method: &str, path: &str) -> Result<(&'static str, bool), String> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let target = Target::of(path, None).unwrap();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let query = Query::parse(query).unwrap();
        classify(&method, &target, &query, &HeaderMap::new())
            .map(|route| (route.operation, route.body.is_some()))
            .map_err(|error| error.code().to_owned())
    }

    #[test]
    fn a_subresource_is_never_taken_for_its_parent() {
        assert_eq!(route("GET", "/b?session"), Ok(("CreateSession", true)));
        assert_eq!(
            route("PUT", "/b/k?retention="),
            Ok(("PutObjectRetention", true))
        );
        assert_eq!(
            route("GET", "/b/k?annotation&annotationName=a"),
            Ok(("GetObjectAnnotation", false))
        );
        assert_eq!(
            route("GET", "/b/k?annotation"),
            Ok(("ListObjectAnnotations", false))
        );
        assert_eq!(
            route("DELETE", "/b?location"),
            Err("MethodNotAllowed".into())
        );
        assert_eq!(route("PUT", "/b?uploads"), Err("MethodNotAllowed".into()));
        assert_eq!(
            route("PUT", "/b/k?uploadId=1"),
            Err("InvalidArgument".into())
        );
        assert_eq!(route("POST", "/b/k"), Err("MethodNotAllowed".into()));
        assert_eq!(route("PATCH", "/b/k"), Err("MethodNotAllowed".into()));
    }

    #[test]
    fn unknown_parameters_are_ignored() {
        assert_eq!(route("GET", "/b?foobar"), Ok(("ListObjects", true)));
        assert_eq!(
            route("GET", "/b/?list-type=2&x=y"),
            Ok(("ListObjectsV2", true))
        );
        assert_eq!(
            route("DELETE", "/b/k?x-id=DeleteObject"),
            Ok(("DeleteObject", true))
        );
        assert_eq!(route("GET", "/"), Ok(("ListBuckets", true)));
    }
}

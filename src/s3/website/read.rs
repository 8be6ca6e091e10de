//! Reads of a site's objects, by whoever has no credentials.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_RANGE, CONTENT_TYPE, ETAG, EXPIRES, HeaderName, IF_MATCH, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, IF_UNMODIFIED_SINCE, LAST_MODIFIED, RANGE,
};
use http::{HeaderMap, HeaderValue, Method, Response};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::Signing;
use crate::clock::Clock;
use crate::s3::exchange::Exchange;
use crate::s3::found::{Found, reply_version_id};
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::buckets::Buckets;
use crate::s3::query::Query;
use crate::s3::{error, representation};
use crate::store::content::Content;
use crate::store::reader::ContentBody;

/// The headers of an object that its readers get; a site shows nothing of S3's own but versions.
const SHOWN: [HeaderName; 10] = [
    CACHE_CONTROL,
    CONTENT_DISPOSITION,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_RANGE,
    CONTENT_TYPE,
    ETAG,
    EXPIRES,
    LAST_MODIFIED,
    HeaderName::from_static("x-amz-version-id"),
];
const REDIRECT_LOCATION: &str = "x-amz-website-redirect-location";

/// One request to a site: all that its reads need.
pub(super) struct Visit<'a> {
    pub(super) buckets: &'a Arc<Buckets>,
    pub(super) clock: &'a Clock,
    pub(super) context: &'a RequestContext,
    pub(super) bucket: &'a Bucket,
    pub(super) method: &'a Method,
    pub(super) headers: &'a HeaderMap,
}

/// An object that may be shown.
pub(super) struct Page {
    response: Response<Body>,
    /// What follows the headers, and what the log calls it; nothing for HEAD.
    body: Option<(Content, String)>,
    /// Where the object sends its readers.
    pub(super) redirect: Option<HeaderValue>,
}

impl Page {
    /// Errors: InternalError for a body that the disk does not give back.
    pub(super) async fn into_response(self) -> Result<Response<Body>, AwsError> {
        let mut response = self.response;
        if let Some((content, name)) = self.body {
            *response.body_mut() = match content.at_hand() {
                Some(bytes) => Body::from(bytes),
                None => {
                    let body = ContentBody::begin(content, &name).await;
                    Body::stream(body.map_err(|damage| error::internal(damage.into()))?)
                }
            };
        }
        Ok(response)
    }
}

impl Visit<'_> {
    /// The object that the request is about: its range and its conditions count.
    pub(super) fn read(&self, key: &str) -> Result<Page, AwsError> {
        self.read_with(key, self.headers.clone())
    }

    /// Another object of the site, whole.
    pub(super) fn read_whole(&self, key: &str) -> Result<Page, AwsError> {
        let mut headers = self.headers.clone();
        for name in [
            RANGE,
            IF_MATCH,
            IF_MODIFIED_SINCE,
            IF_NONE_MATCH,
            IF_UNMODIFIED_SINCE,
        ] {
            headers.remove(name);
        }
        self.read_with(key, headers)
    }

    fn read_with(&self, key: &str, headers: HeaderMap) -> Result<Page, AwsError> {
        let exchange = self.exchange(headers).about("GetObject", Some(key));
        let bucket = exchange.bucket(&self.bucket.name)?;
        let found = Found::of(&bucket, key, None, "GET")?;
        found.check_readable(&exchange, error::object::object_is_archived)?;
        let object = &found.object;
        let range = representation::describe(&exchange, object, None)?;
        reply_version_id(&exchange, found.version_id());
        let reply = exchange.take_reply();
        let content = object.content.slice(range);
        let mut response = Response::new(Body::empty());
        *response.status_mut() = reply.status.unwrap_or_default();
        let headers = response.headers_mut();
        for name in SHOWN {
            if let Some(value) = reply.headers.get(&name) {
                headers.insert(name, value.clone());
            }
        }
        headers.insert(CONTENT_LENGTH, HeaderValue::from(content.len()));
        add_metadata(headers, &object.attributes.metadata);
        let name = || format!("{}/{key}", self.bucket.name);
        Ok(Page {
            response,
            body: (*self.method != Method::HEAD).then(|| (content, name())),
            redirect: reply.headers.get(REDIRECT_LOCATION).cloned(),
        })
    }

    /// A read of a site has no credentials and no parameters, and asks S3 for nothing more.
    fn exchange(&self, mut headers: HeaderMap) -> Exchange {
        let of_s3: Vec<_> = headers
            .keys()
            .filter(|name| name.as_str().starts_with("x-amz-"))
            .cloned()
            .collect();
        for name in of_s3 {
            headers.remove(name);
        }
        let mut context = self.context.clone();
        context.caller.signing = Signing::Anonymous;
        context.caller.scope.account = self.bucket.owner.clone();
        Exchange::new(
            Arc::clone(self.buckets),
            self.clock.clone(),
            context,
            headers,
            Query::default(),
            None,
        )
    }
}

/// What is not ASCII goes out encoded (RFC 2047).
fn add_metadata(headers: &mut HeaderMap, metadata: &[(String, String)]) {
    for (name, value) in metadata {
        let text = match value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            true => value.clone(),
            false => format!("=?UTF-8?B?{}?=", STANDARD.encode(value)),
        };
        if let Ok(name) = HeaderName::try_from(format!("x-amz-meta-{name}"))
            && let Ok(value) = HeaderValue::from_str(&text)
        {
            headers.insert(name, value);
        }
    }
}

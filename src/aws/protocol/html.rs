//! The pages that S3's website endpoints answer errors with (recorded).

use std::fmt::Write;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};

use crate::aws::body::Body;
use crate::aws::error::{AwsError, FieldValue};
use crate::aws::request_id;

use super::xml;

/// Writes an error's page; `document` is why the site's own error document could not be shown. HEAD
/// tells the error in headers.
pub(crate) fn error_response(
    error: &AwsError,
    document: Option<&AwsError>,
    method: &Method,
    request_id: &str,
) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = error.status();
    if error.status() != StatusCode::NOT_MODIFIED {
        if *method == Method::HEAD {
            let chunked = HeaderValue::from_static("chunked");
            response.headers_mut().insert(TRANSFER_ENCODING, chunked);
            name_error(response.headers_mut(), error);
        } else {
            let html = HeaderValue::from_static("text/html; charset=utf-8");
            response.headers_mut().insert(CONTENT_TYPE, html);
            let page = page(error, document, request_id);
            *response.body_mut() = Body::from(Bytes::from(page));
        }
    }
    for (name, value) in error.headers() {
        response.headers_mut().append(name, value.clone());
    }
    xml::sign(&mut response, request_id);
    response
}

/// Adds what tells of an error beside a body that does not.
pub(crate) fn name_error(headers: &mut HeaderMap, error: &AwsError) {
    let message = error.message().unwrap_or_default();
    let mut insert = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    insert(HeaderName::from_static("x-amz-error-code"), error.code());
    insert(HeaderName::from_static("x-amz-error-message"), message);
    for (name, value) in error.fields() {
        let name = format!("x-amz-error-detail-{name}");
        if let Ok(name) = HeaderName::try_from(name) {
            insert(name, text(value));
        }
    }
}

fn page(error: &AwsError, document: Option<&AwsError>, request_id: &str) -> String {
    let title = match error.status() {
        StatusCode::RANGE_NOT_SATISFIABLE => "416 Requested Range Not Satisfiable".to_owned(),
        status => status.to_string(),
    };
    let mut page =
        format!("<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<ul>\n");
    list(&mut page, error);
    item(&mut page, "RequestId", request_id);
    item(&mut page, "HostId", &request_id::s3_host_id(request_id));
    page.push_str("</ul>\n");
    if let Some(document) = document {
        page.push_str(
            "<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n\
             <ul>\n",
        );
        list(&mut page, document);
        page.push_str("</ul>\n");
    }
    page.push_str("<hr/>\n</body>\n</html>\n");
    page
}

fn list(page: &mut String, error: &AwsError) {
    item(page, "Code", error.code());
    item(page, "Message", error.message().unwrap_or_default());
    for (name, value) in error.fields() {
        item(page, name, text(value));
    }
}

fn item(page: &mut String, name: &str, value: &str) {
    let value = xml::escape(value).replace('"', "&quot;");
    writeln!(page, "<li>{name}: {value}</li>").expect("writing to a String never fails");
}

fn text(value: &FieldValue) -> &str {
    let (FieldValue::Text(text) | FieldValue::Json(text)) = value;
    text
}

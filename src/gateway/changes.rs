//! Whether a request may change anything: only those wait until what they did is written down.

use http::Method;
use http::request::Parts;

use crate::aws::headers::X_AMZ_TARGET;

/// What the names of operations begin with that read alone.
const READING: [&str; 9] = [
    "BatchGet",
    "Describe",
    "Filter",
    "Get",
    "List",
    "Query",
    "Scan",
    "Search",
    "TransactGet",
];

/// Whatever is not known to read alone may change something.
pub(super) fn may_change(request: &Parts) -> bool {
    if matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let target = request.headers.get(&X_AMZ_TARGET);
    let target = target.and_then(|target| target.to_str().ok());
    let operation = target.and_then(|target| Some(target.rsplit_once('.')?.1));
    operation.is_none_or(|name| !READING.iter().any(|reading| name.starts_with(reading)))
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    #[test]
    fn requests_that_read_alone_are_known_by_method_or_operation() {
        for (method, target, changes) in [
            ("GET", "", false),
            ("HEAD", "", false),
            ("PUT", "", true),
            ("POST", "", true),
            ("POST", "DynamoDB_20120810.GetItem", false),
            ("POST", "DynamoDB_20120810.PutItem", true),
            ("POST", "DynamoDB_20120810.TransactWriteItems", true),
            ("POST", "DynamoDBStreams_20120810.GetRecords", false),
            ("POST", "Logs_20140328.PutLogEvents", true),
            ("POST", "Logs_20140328.FilterLogEvents", false),
        ] {
            let request = Request::builder().method(method).uri("/");
            let request = match target {
                "" => request,
                target => request.header(&X_AMZ_TARGET, target),
            };
            let (parts, ()) = request.body(()).unwrap().into_parts();
            assert_eq!(may_change(&parts), changes, "{method} {target}");
        }
    }
}

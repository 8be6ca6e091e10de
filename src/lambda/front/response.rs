//! A function's answer as it leaves.

use http::Response;

use crate::aws::body::Body;

use super::answer::FrontAnswer;

/// The answer with nothing added.
pub(super) fn of(answer: FrontAnswer) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    for (name, value) in answer.headers {
        response.headers_mut().append(name, value);
    }
    response
}

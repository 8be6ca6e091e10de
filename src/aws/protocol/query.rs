//! AWS's query protocol, which IAM and STS speak: a form goes in, XML comes out.

use std::collections::BTreeMap;
use std::fmt::Write;

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};

use super::xml;
use crate::aws::body::{Body, BodyError, BodyTooLarge};
use crate::aws::error::AwsError;
use crate::aws::operation::{Operation, Unsupported};
use crate::aws::query;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const XML: HeaderValue = HeaderValue::from_static("text/xml");

/// What an operation has to say; `None` for those whose answer has no result.
pub(crate) type Output = Option<Box<dyn FnOnce(&mut Document)>>;

pub(crate) fn output(write: impl FnOnce(&mut Document) + 'static) -> Output {
    Some(Box::new(write))
}

/// What tells one service of this protocol from another: its namespace and its one version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Api {
    pub(crate) namespace: &'static str,
    pub(crate) version: &'static str,
}

/// The parameters of a request, from its query and its body; of two with one name the first counts.
#[derive(Debug, Default)]
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(crate) fn read(query: &str, body: &str) -> Self {
        let mut parameters = BTreeMap::new();
        for (name, value) in query::parameters(query).chain(query::parameters(body)) {
            let value = || value.into_owned();
            parameters.entry(name.into_owned()).or_insert_with(value);
        }
        Self(parameters)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The texts of a list: `TagKeys.member.1` and so on, without gaps.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let member = |number: usize| self.get(&format!("{name}.member.{number}"));
        (1..).map_while(member).collect()
    }

    /// The pairs of a list of structures: `Tags.member.1.Key`, `Tags.member.1.Value` and so on, until
    /// a number has neither.
    pub(crate) fn pairs(&self, name: &str, first: &str, second: &str) -> Vec<[Option<&str>; 2]> {
        let member = |number: usize| {
            let field = |field: &str| self.get(&format!("{name}.member.{number}.{field}"));
            let pair = [field(first), field(second)];
            pair.iter().any(Option::is_some).then_some(pair)
        };
        (1..).map_while(member).collect()
    }
}

/// Writes the document of an answer, indented as AWS's are.
#[derive(Debug)]
pub(crate) struct Document {
    text: String,
    depth: usize,
}

impl Document {
    /// The document of one element.
    fn of(element: &str, namespace: &str, content: impl FnOnce(&mut Self)) -> String {
        let text = format!("<{element} xmlns=\"{namespace}\">\n");
        let mut document = Self { text, depth: 1 };
        content(&mut document);
        document.text + &format!("</{element}>\n")
    }

    /// An element that holds text.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.indent();
        xml::element(&mut self.text, name, value);
        self.text.push('\n');
    }

    /// As [`Document::text`], if there is one.
    pub(crate) fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// An element that holds others.
    pub(crate) fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.line(format_args!("<{name}>"));
        self.depth += 1;
        content(self);
        self.depth -= 1;
        self.line(format_args!("</{name}>"));
    }

    /// A list, empty or not; each item is an element `member`.
    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut member: impl FnMut(&mut Self, T),
    ) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return self.line(format_args!("<{name}/>"));
        }
        self.element(name, |list| {
            for item in items {
                list.element("member", |element| member(element, item));
            }
        });
    }

    /// A list of texts.
    pub(crate) fn texts<'a>(&mut self, name: &str, items: impl IntoIterator<Item = &'a str>) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return self.line(format_args!("<{name}/>"));
        }
        self.element(name, |list| {
            for item in items {
                list.text("member", item);
            }
        });
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        self.indent();
        writeln!(self.text, "{line}").expect("writing to a String never fails");
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }
}

/// An operation's name, and what answers it.
pub(crate) type Named<A> = (&'static str, A);

pub(crate) const fn named<A: Copy>(name: &'static str, answer: A) -> Named<A> {
    (name, answer)
}

/// Answers a request by one of the operations, which are sorted by name. An operation that is not
/// here answers as one that AWS does not have.
pub(crate) async fn answer<A: Copy>(
    api: Api,
    operations: &[Named<A>],
    request_id: &str,
    request: Request<Body>,
    run: impl FnOnce(A, &Parameters) -> Result<Output, AwsError>,
) -> Response<Body> {
    let (action, parameters) = match read(api, request).await {
        Ok(read) => read,
        Err(error) => return error_response(&error, api.namespace, request_id),
    };
    let found = operations.binary_search_by_key(&action.as_str(), |(name, _)| *name);
    let Some((name, answer)) = found.ok().and_then(|at| operations.get(at)) else {
        return unknown(api, request_id, action);
    };
    let mut response = match run(*answer, &parameters) {
        Ok(output) => response(name, api.namespace, request_id, output),
        Err(error) => error_response(&error, api.namespace, request_id),
    };
    Operation(name).note(&mut response);
    response
}

/// Reads a request: the operation that it names, and its parameters.
///
/// Errors: RequestEntityTooLarge beyond a megabyte, MissingAction, InvalidAction for another version.
async fn read(api: Api, request: Request<Body>) -> Result<(String, Parameters), AwsError> {
    let (parts, body) = request.into_parts();
    let body = body.read(BODY_BYTES_MAX).await.map_err(unreadable)?;
    let body = String::from_utf8_lossy(&body);
    let parameters = Parameters::read(parts.uri.query().unwrap_or_default(), &body);
    let action = parameters.get("Action").ok_or_else(missing_action)?;
    match parameters.get("Version") {
        Some(version) if version == api.version => Ok((action.to_owned(), parameters)),
        version => Err(invalid_action(action, version)),
    }
}

/// No form of IAM's comes near it.
const BODY_BYTES_MAX: usize = 1 << 20;

fn unreadable(problem: BodyError) -> AwsError {
    let (status, code, message) = match problem.is::<BodyTooLarge>() {
        true => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            "The request is too long.",
        ),
        false => (
            StatusCode::BAD_REQUEST,
            "RequestTimeout",
            "The request did not arrive in time.",
        ),
    };
    AwsError::new(status, code, message).with_cause(problem)
}

/// 400 ("Common Errors" of both API references).
fn missing_action() -> AwsError {
    let message = "The request must contain the parameter Action.";
    AwsError::new(StatusCode::BAD_REQUEST, "MissingAction", message)
}

/// 400: no such operation. The text is the one that users of these services quote.
fn invalid_action(action: &str, version: Option<&str>) -> AwsError {
    let version = version.unwrap_or("NO_VERSION_SPECIFIED");
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidAction",
        format!("Could not find operation {action} for version {version}"),
    )
}

/// The answer to an operation that is not here: AWS's to one that it does not have.
fn unknown(api: Api, request_id: &str, action: String) -> Response<Body> {
    let refusal = invalid_action(&action, Some(api.version));
    let mut response = error_response(&refusal, api.namespace, request_id);
    let unsupported = Unsupported::operation(action);
    response.extensions_mut().insert(unsupported);
    response
}

/// The answer of an operation that went well.
fn response(operation: &str, namespace: &str, request_id: &str, output: Output) -> Response<Body> {
    let text = Document::of(&format!("{operation}Response"), namespace, |document| {
        if let Some(output) = output {
            document.element(&format!("{operation}Result"), output);
        }
        document.element("ResponseMetadata", |metadata| {
            metadata.text("RequestId", request_id);
        });
    });
    in_xml(StatusCode::OK, text, request_id)
}

/// An error: whose fault it is, code and message (recorded).
pub(crate) fn error_response(
    error: &AwsError,
    namespace: &str,
    request_id: &str,
) -> Response<Body> {
    let fault = match error.status().is_server_error() {
        true => "Receiver",
        false => "Sender",
    };
    let text = Document::of("ErrorResponse", namespace, |document| {
        document.element("Error", |element| {
            element.text("Type", fault);
            element.text("Code", error.code());
            element.optional("Message", error.message());
        });
        document.text("RequestId", request_id);
    });
    in_xml(error.status(), text, request_id)
}

fn in_xml(status: StatusCode, text: String, request_id: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, XML);
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_end_where_a_number_is_missing() {
        let parameters = Parameters::read(
            "Action=TagRole",
            "TagKeys.member.1=a%20b&TagKeys.member.2=c&TagKeys.member.4=d\
             &Tags.member.1.Key=k&Tags.member.2.Value=v&Action=Other",
        );
        assert_eq!(parameters.get("Action"), Some("TagRole"));
        assert_eq!(parameters.list("TagKeys"), ["a b", "c"]);
        let pairs = parameters.pairs("Tags", "Key", "Value");
        assert_eq!(pairs, [[Some("k"), None], [None, Some("v")]]);
        assert!(parameters.list("Tags").is_empty());
    }

    #[test]
    fn documents_are_indented_and_escaped() {
        let text = Document::of("A", "urn:x", |document| {
            document.element("B", |b| b.text("C", "<1>"));
            document.texts("D", ["x"]);
            document.list("E", Vec::<u8>::new(), |_, _| {});
        });
        let expected = "<A xmlns=\"urn:x\">\n  <B>\n    <C>&lt;1&gt;</C>\n  </B>\n  <D>\n    \
                        <member>x</member>\n  </D>\n  <E/>\n</A>\n";
        assert_eq!(text, expected);
    }
}

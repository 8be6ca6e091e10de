//! Requests that this program itself sends to the other DynamoDB.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use serde_json::Value;

use super::credential::credential;
use super::proxy::Remote;
use crate::aws::headers::X_AMZ_TARGET;
use crate::aws::identity::Scope;

const ANSWER_BYTES_MAX: usize = 16 << 20;

/// Why a request was not answered as hoped.
#[derive(Debug)]
pub(super) struct CallProblem {
    /// The error's name; none if nobody answered.
    pub(super) code: String,
    /// For people.
    pub(super) why: String,
}

impl CallProblem {
    pub(super) fn unreadable(why: impl ToString) -> Self {
        Self {
            code: String::new(),
            why: why.to_string(),
        }
    }
}

/// Both spellings of an error's text are in use.
#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "__type", default)]
    code: String,
    #[serde(alias = "Message", default)]
    message: String,
}

impl Remote {
    /// Asks for an operation, `DynamoDBStreams_20120810.GetRecords`, of an account in a region.
    pub(super) async fn call(
        &self,
        scope: &Scope,
        target: &'static str,
        input: &Value,
    ) -> Result<Bytes, CallProblem> {
        let mut headers = HeaderMap::new();
        headers.insert(&X_AMZ_TARGET, HeaderValue::from_static(target));
        let json = HeaderValue::from_static("application/x-amz-json-1.0");
        headers.insert(header::CONTENT_TYPE, json);
        if let Some(credential) = credential(scope) {
            headers.insert(header::AUTHORIZATION, credential);
        }
        let answer = self.ask(headers, Bytes::from(input.to_string())).await;
        let answer = answer.map_err(CallProblem::unreadable)?;
        let is_fine = answer.status().is_success();
        let body = answer.into_body().read(ANSWER_BYTES_MAX).await;
        let body = body.map_err(CallProblem::unreadable)?;
        if is_fine {
            return Ok(body);
        }
        let refusal: Refusal = serde_json::from_slice(&body).map_err(CallProblem::unreadable)?;
        let code = refusal.code.rsplit('#').next().unwrap_or_default();
        Err(CallProblem {
            code: code.to_owned(),
            why: format!("{code}: {}", refusal.message),
        })
    }
}

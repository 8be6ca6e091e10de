//! What may pass to another DynamoDB: nothing that AWS would refuse before it looks at a parameter.
//! DynamoDB Local answers 500 to broken JSON, and to some requests nothing at all.

use http::HeaderMap;
use serde_json::Value;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::headers::X_AMZ_TARGET;
use crate::aws::identity::Signing;
use crate::dynamodb::api;
use crate::dynamodb::error::protocol;
use crate::dynamodb::wire::reader::WireProblem;

/// The operation asked for, in AWS's order of checks: JSON, target, credentials (dynalite's suite).
pub(super) fn admit(
    context: &RequestContext,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<&'static str, AwsError> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(_)) => {}
        _ => return Err(protocol::serialization(WireProblem::Malformed)),
    }
    let target = headers.get(&X_AMZ_TARGET).and_then(|it| it.to_str().ok());
    let operation = target
        .and_then(api::named)
        .ok_or_else(protocol::unknown_operation)?;
    match context.caller.signing {
        Signing::Anonymous => Err(protocol::missing_token()),
        _ => Ok(operation),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::aws::identity::{AccountId, Caller, Region, Scope};

    fn asked(signing: Signing, target: &'static str, body: &str) -> Result<&'static str, String> {
        let context = RequestContext {
            request_id: String::new(),
            caller: Caller {
                scope: Scope {
                    account: AccountId::default(),
                    region: Region::parse("us-east-1").unwrap(),
                },
                signing,
                access_key: None,
            },
            base_path: String::new(),
            host: String::new(),
            source_ip: std::net::Ipv4Addr::LOCALHOST.into(),
            trace_id: None,
        };
        let mut headers = HeaderMap::new();
        headers.insert("x-amz-target", HeaderValue::from_static(target));
        admit(&context, &headers, body.as_bytes()).map_err(|error| error.code().to_owned())
    }

    #[test]
    fn json_is_checked_before_the_target_and_the_target_before_the_credentials() {
        let refused = |target, body| asked(Signing::Anonymous, target, body).unwrap_err();
        assert_eq!(refused("x", "{"), "SerializationException");
        assert_eq!(refused("x", "{}"), "UnknownOperationException");
        assert_eq!(
            refused("DynamoDB_20120810.Scan", "{}"),
            "MissingAuthenticationTokenException"
        );
        assert_eq!(
            asked(Signing::Header, "DynamoDB_20120810.Scan", "{}"),
            Ok("Scan")
        );
    }

    #[test]
    fn a_body_is_one_json_object_of_bearable_depth() {
        let deep = "[".repeat(100_000);
        for body in ["", "[]", "null", "{}{}", "{\"a\":1,}", "\u{feff}{}", &deep] {
            assert_eq!(
                asked(Signing::Header, "DynamoDB_20120810.Scan", body),
                Err("SerializationException".to_owned()),
            );
        }
    }
}

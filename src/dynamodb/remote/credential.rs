//! Who asks, for a DynamoDB that does not check signatures.

use http::HeaderValue;

use crate::aws::identity::Scope;

/// DynamoDB Local keeps tables by access key and region, AWS by account and region: so the account is the
/// access key. It reads the signature, and never checks it.
pub(super) fn credential(scope: &Scope) -> Option<HeaderValue> {
    let text = format!(
        "AWS4-HMAC-SHA256 Credential={}/20120810/{}/dynamodb/aws4_request, SignedHeaders=host, \
         Signature={:064}",
        scope.account, scope.region, 0
    );
    HeaderValue::from_str(&text).ok()
}

//! Settings of a table that have no part in its keys: encryption, class, stream label.

use crate::aws::arn;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::dynamodb::engine::definition::Encryption;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::view::ViewType;
use crate::dynamodb::error::table;
use crate::dynamodb::wire::table::{SentEncryption, SentStream};

/// Encryption with a KMS key; `None` is the key that AWS owns.
pub(crate) fn encryption(
    engine: &Engine,
    scope: &Scope,
    sent: SentEncryption,
) -> Result<Option<Encryption>, AwsError> {
    if sent.enabled != Some(true) {
        if sent.kind.is_some() {
            return Err(table::encryption_disabled_with("SSEType"));
        }
        if sent.key_id.is_some() {
            return Err(table::encryption_disabled_with("KMSMasterKeyId"));
        }
        return Ok(None);
    }
    if sent.kind.as_deref() == Some("AES256") {
        return Err(table::aes_not_supported());
    }
    // Naming the account's own key is as good as naming none.
    let sent_id = sent.key_id.filter(|id| id != "alias/aws/dynamodb");
    let is_customers = sent_id.is_some();
    let key_arn = match sent_id {
        Some(id) if id.starts_with("arn:") => id,
        Some(id) if id.starts_with("alias/") => arn::regional("kms", scope, &id),
        Some(id) => arn::regional("kms", scope, &format!("key/{id}")),
        // The account's own key for DynamoDB.
        None => arn::regional("kms", scope, &format!("key/{}", engine.clock.uuid())),
    };
    Ok(Some(Encryption {
        key_arn,
        is_customers,
    }))
}

pub(crate) fn table_class(sent: Option<String>) -> Result<Option<String>, AwsError> {
    match sent.as_deref() {
        None | Some("STANDARD" | "STANDARD_INFREQUENT_ACCESS") => Ok(sent),
        Some(_) => Err(table::unknown_table_class()),
    }
}

/// The view type of a request that has passed its constraints.
pub(crate) fn view(sent: &SentStream) -> Option<ViewType> {
    sent.view_type.as_deref().and_then(ViewType::parse)
}

/// A stream's label: the moment without its zone.
pub(crate) fn stream_label(iso: &str) -> String {
    iso.trim_end_matches('Z').to_owned()
}

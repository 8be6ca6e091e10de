//! `<RestoreStatus>` of a listed object, which is shown only to those who ask for it.

use time::OffsetDateTime;

use crate::aws::error::AwsError;

use super::document::Document;
use super::error::object as error;
use super::exchange::Exchange;
use super::objects::object::Object;

/// What a listing shows of restored archives.
#[derive(Clone, Copy)]
pub(super) struct RestoreStatus {
    /// When the listing was asked for; `None` when it was asked for without them.
    shown_at: Option<OffsetDateTime>,
}

impl RestoreStatus {
    /// Reads `x-amz-optional-object-attributes`, which knows one name (API_ListObjectsV2).
    pub(super) fn asked(exchange: &Exchange) -> Result<Self, AwsError> {
        const HEADER: &str = "x-amz-optional-object-attributes";
        let mut shown_at = None;
        for name in exchange.header(HEADER).unwrap_or_default().split(',') {
            match name.trim() {
                "" => {}
                "RestoreStatus" => shown_at = Some(exchange.now()),
                unknown => return Err(error::invalid_attribute_name(HEADER, unknown)),
            }
        }
        Ok(Self { shown_at })
    }

    /// An object that is not restored has none; a restore here is done at once.
    pub(super) fn write(self, xml: &mut Document, object: &Object) {
        if let Some(now) = self.shown_at
            && let Some(until) = object.restored_until.filter(|until| now < *until)
        {
            xml.nest("RestoreStatus", |xml| {
                xml.boolean("IsRestoreInProgress", false);
                xml.moment("RestoreExpiryDate", until);
            });
        }
    }
}

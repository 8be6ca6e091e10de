//! CreateSession: credentials for one directory bucket, good for five minutes.
//!
//! AWS: API_CreateSession. A bucket need not be there yet: clients that are given one endpoint for
//! everything ask for a session before CreateBucket, too, which on AWS has an endpoint of its own.
//! Errors in order: credentials, the kind of bucket, the bucket, mode.

use crate::aws::error::AwsError;
use crate::aws::policy::principal::Principal;
use crate::aws::sigv4::session::{Session, SessionPrincipal};
use crate::aws::time::iso_seconds;
use crate::s3::document::Document;
use crate::s3::error::directory as refusal;
use crate::s3::exchange::Exchange;
use crate::s3::objects::encryption::Encryption;
use crate::s3::objects::kind::Kind;
use crate::s3::{encryption, error};

/// How long a session lasts.
const SECONDS: i64 = 5 * 60;

pub(in crate::s3) fn create_session(exchange: &Exchange, bucket: &str) -> Result<(), AwsError> {
    if exchange.principal() == Principal::Anonymous {
        return Err(error::access_denied());
    }
    if !Kind::of(bucket).is_directory() {
        return Err(error::not_implemented());
    }
    let encryption = match exchange.buckets.find(bucket) {
        None => Encryption::default(),
        Some(_) => {
            let bucket = exchange.bucket(bucket)?;
            encryption::of_write(exchange, &bucket, "", "CreateSession")?
        }
    };
    let may_write = match exchange.header("x-amz-create-session-mode") {
        None | Some("ReadWrite") => true,
        Some("ReadOnly") => false,
        Some(other) => return Err(refusal::invalid_session_mode(other)),
    };
    let expires = exchange.now() + time::Duration::seconds(SECONDS);
    let session = Session {
        account: exchange.account().clone(),
        principal: SessionPrincipal::DirectoryBucket {
            bucket: bucket.to_owned(),
            may_write,
        },
        expires_s: Some(expires.unix_timestamp()),
    };
    let keys = &exchange.buckets.keys;
    let (key, token) = keys.begin(&session, exchange.clock.random_u64());
    encryption::reply_to_writer(exchange, &encryption);
    exchange.reply_body(Document::write("CreateSessionResult", |xml| {
        xml.nest("Credentials", |xml| {
            xml.text("SessionToken", token.reveal());
            xml.text("SecretAccessKey", key.secret.reveal());
            xml.text("AccessKeyId", &key.id);
            xml.text("Expiration", &iso_seconds(expires));
        });
    }));
    Ok(())
}

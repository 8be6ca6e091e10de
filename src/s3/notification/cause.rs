//! Why an object changes: what everyone who changes one says about it.

use std::net::IpAddr;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::aws::context::RequestContext;
use crate::aws::identity::{AccountId, Signing};
use crate::clock::Clock;

use super::event::Event;

/// Why an object changes, and where the change gets its time and its ids from.
#[derive(Clone, Copy)]
pub(in crate::s3) struct Cause<'a> {
    pub(in crate::s3) event: Event,
    pub(in crate::s3) clock: &'a Clock,
    /// `None` when S3 itself does it, by a rule or when a restored copy's time is over.
    pub(in crate::s3) request: Option<&'a RequestContext>,
}

impl<'a> Cause<'a> {
    /// Now, in whole seconds: S3 keeps no finer times.
    pub(in crate::s3) fn now(&self) -> OffsetDateTime {
        let now = self.clock.now();
        now.replace_nanosecond(0).unwrap_or(now)
    }

    pub(in crate::s3) fn with_event(self, event: Event) -> Self {
        Self { event, ..self }
    }

    pub(super) fn origin(&self) -> Origin {
        match self.request {
            Some(context) => Origin {
                request_id: context.request_id.clone().into(),
                requester: Some(Requester {
                    account: context.caller.scope.account.clone(),
                    signing: context.caller.signing,
                    source_ip: context.source_ip,
                }),
                trace_id: context.trace_id.clone(),
            },
            None => Origin {
                request_id: crate::aws::request_id::s3(self.clock).into(),
                requester: None,
                trace_id: None,
            },
        }
    }
}

/// Who caused a change, as messages tell it.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) request_id: Box<str>,
    /// `None`: S3 itself.
    requester: Option<Requester>,
    /// The chain of events that the change is part of.
    pub(super) trace_id: Option<Arc<str>>,
}

#[derive(Debug)]
struct Requester {
    account: AccountId,
    signing: Signing,
    source_ip: IpAddr,
}

/// How S3 names itself.
const S3: &str = "s3.amazonaws.com";

impl Origin {
    pub(super) fn principal_id(&self) -> String {
        match &self.requester {
            None => S3.to_owned(),
            Some(requester) if requester.signing == Signing::Anonymous => "Anonymous".to_owned(),
            Some(requester) => format!("AWS:{}", unique_id("AIDA", 17, &requester.account)),
        }
    }

    /// The address that a request came from, or S3's name.
    pub(super) fn source(&self) -> String {
        match &self.requester {
            None => S3.to_owned(),
            Some(requester) => requester.source_ip.to_string(),
        }
    }

    /// As [`Origin::source`]; EventBridge hears of addresses only.
    pub(super) fn source_ip(&self) -> Option<String> {
        let requester = self.requester.as_ref()?;
        Some(requester.source_ip.to_string())
    }

    /// The account that asked, or S3's name.
    pub(super) fn requester(&self) -> &str {
        match &self.requester {
            None => S3,
            Some(requester) => requester.account.as_str(),
        }
    }
}

/// The customer id of an account, which messages call its owner by; always the same.
pub(super) fn customer_id(account: &AccountId) -> String {
    unique_id("A", 13, account)
}

/// An id of the look that AWS's have: a prefix, then upper-case letters and digits.
fn unique_id(prefix: &str, length: usize, account: &AccountId) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digest = Sha256::new()
        .chain_update(prefix)
        .chain_update(account.as_str())
        .finalize();
    let letters = digest.iter().take(length);
    let mut id = String::from(prefix);
    id.extend(letters.map(|byte| char::from(ALPHABET[usize::from(byte % 32)])));
    id
}

//! What every handler knows about the request it answers.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use super::identity::{AccountId, Caller, Region, Scope, Signing};

/// Made by the gateway once a request, before any handler runs.
#[derive(Clone, Debug)]
pub(crate) struct RequestContext {
    /// In the shape of the service that answers; see [`super::request_id`].
    pub(crate) request_id: String,
    pub(crate) caller: Caller,
    /// The Host header as the client sent it, port included: what URLs in answers are built from.
    pub(crate) host: String,
    /// What stands before every path of the request's world: empty for the default one.
    pub(crate) base_path: String,
    /// The client's address, as the connection has it: no header is believed.
    pub(crate) source_ip: IpAddr,
    /// X-Amzn-Trace-Id, as SDKs inside functions send it on.
    pub(crate) trace_id: Option<Arc<str>>,
}

impl RequestContext {
    /// Of a request that this program makes itself, for the account of who names none.
    pub(crate) fn from_within(request_id: String, region: Region) -> Self {
        Self {
            request_id,
            caller: Caller {
                scope: Scope {
                    account: AccountId::default(),
                    region,
                },
                signing: Signing::Header,
                access_key: None,
            },
            host: "localhost".to_owned(),
            base_path: String::new(),
            source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            trace_id: None,
        }
    }

    /// Where the client reaches the paths of its world: a host and perhaps the beginning of a path.
    pub(crate) fn origin(&self) -> String {
        format!("{}{}", self.host, self.base_path)
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.caller.scope
    }
}

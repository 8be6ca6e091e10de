//! What every handler knows about the request it answers.

use std::net::IpAddr;
use std::sync::Arc;

use super::identity::{Caller, Scope};

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
    /// Where the client reaches the paths of its world: a host and perhaps the beginning of a path.
    pub(crate) fn origin(&self) -> String {
        format!("{}{}", self.host, self.base_path)
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.caller.scope
    }
}

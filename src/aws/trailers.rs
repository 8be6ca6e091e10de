//! Headers that arrive behind a body: known only once the body has been read to its end.

use std::sync::{Arc, OnceLock};

use http::HeaderMap;

/// Put into a request's extensions by the gateway when a body announces trailers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trailers(Arc<OnceLock<HeaderMap>>);

impl Trailers {
    /// Called once by the decoder of the body, at its end.
    pub(crate) fn arrived(&self, headers: HeaderMap) {
        let _ = self.0.set(headers);
    }

    /// `None` until the body has ended.
    pub(crate) fn get(&self) -> Option<&HeaderMap> {
        self.0.get()
    }
}

//! The frames of the answer's event stream (API reference, "Appendix: SelectObjectContent Response").

use bytes::Bytes;

use crate::aws::error::AwsError;
use crate::aws::protocol::event_stream::{event, frame};

/// How much was read, unpacked and answered, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::s3) struct Counts {
    pub(super) scanned: u64,
    pub(super) processed: u64,
    pub(super) returned: u64,
}

pub(in crate::s3) fn records(payload: &[u8]) -> Bytes {
    event("Records", Some("application/octet-stream"), payload)
}

/// Says that the work goes on, though there is nothing to show.
pub(in crate::s3) fn cont() -> Bytes {
    event("Cont", None, b"")
}

pub(in crate::s3) fn progress(counts: Counts) -> Bytes {
    counted("Progress", counts)
}

pub(in crate::s3) fn stats(counts: Counts) -> Bytes {
    counted("Stats", counts)
}

pub(in crate::s3) fn end() -> Bytes {
    event("End", None, b"")
}

/// The last frame of an answer that fails after it has begun.
pub(in crate::s3) fn failure(error: &AwsError) -> Bytes {
    let headers = [
        (":error-code", error.code()),
        (":error-message", error.message().unwrap_or_default()),
        (":message-type", "error"),
    ];
    frame(&headers, b"")
}

fn counted(name: &'static str, counts: Counts) -> Bytes {
    let Counts {
        scanned,
        processed,
        returned,
    } = counts;
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><{name}><BytesScanned>{scanned}</BytesScanned>\
         <BytesProcessed>{processed}</BytesProcessed><BytesReturned>{returned}</BytesReturned></{name}>"
    );
    event(name, Some("text/xml"), document.as_bytes())
}

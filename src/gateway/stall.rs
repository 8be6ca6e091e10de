//! A request's body that must keep coming: one that stalls is given up.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use crate::aws::body::{BodyError, BodyStalled};

/// How long a body may be silent.
const SILENCE_MAX: Duration = Duration::from_secs(25);

/// Fails with [`BodyStalled`] when the body inside has been silent for too long.
pub(crate) struct StallingBody<B> {
    inner: B,
    waits: Waits,
    /// Made when the body first keeps its reader waiting: bodies at hand cost no timer.
    silence: Option<Pin<Box<Sleep>>>,
}

/// How long the reader has waited for what comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waits {
    Not,
    /// It has asked once. A connection gives what it has read already to the next one who asks.
    Asked,
    Timed,
}

impl<B> StallingBody<B> {
    pub(crate) fn new(inner: B) -> Self {
        Self {
            inner,
            waits: Waits::Not,
            silence: None,
        }
    }
}

impl<B> http_body::Body for StallingBody<B>
where
    B: http_body::Body<Data = Bytes> + Unpin,
    B::Error: Into<BodyError>,
{
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) {
            self.waits = Waits::Not;
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let this = &mut *self;
        if this.waits == Waits::Not {
            this.waits = Waits::Asked;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let silence = this
            .silence
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(SILENCE_MAX)));
        if this.waits == Waits::Asked {
            this.waits = Waits::Timed;
            silence.as_mut().reset(Instant::now() + SILENCE_MAX);
        }
        silence
            .as_mut()
            .poll(context)
            .map(|()| Some(Err(BodyStalled.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::body::Body;

    #[tokio::test(start_paused = true)]
    async fn a_silent_body_is_given_up() {
        let silent = futures_util::stream::pending::<Result<Frame<Bytes>, BodyError>>();
        let body = Body::stream(StallingBody::new(http_body_util::StreamBody::new(silent)));
        let error = body.read(9).await.unwrap_err();
        assert!(error.is::<BodyStalled>());
    }
}

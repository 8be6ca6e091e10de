//! One body type for every request and answer inside the process: bytes at hand, or a stream.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;

/// What can go wrong while a body streams. Services downcast it to answer AWS's own error.
pub(crate) type BodyError = Box<dyn std::error::Error + Send + Sync>;

/// A request's or an answer's body. Known bytes stay unboxed, so that small answers cost nothing.
pub(crate) struct Body(Kind);

enum Kind {
    Full(Option<Bytes>),
    Stream(UnsyncBoxBody<Bytes, BodyError>),
}

/// The body was longer than its reader allows.
#[derive(Debug)]
pub(crate) struct BodyTooLarge;

impl std::fmt::Display for BodyTooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the body is longer than its limit")
    }
}

impl std::error::Error for BodyTooLarge {}

/// The client stopped sending in the middle of its body.
#[derive(Debug)]
pub(crate) struct BodyStalled;

impl std::fmt::Display for BodyStalled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the body has stopped arriving")
    }
}

impl std::error::Error for BodyStalled {}

impl Body {
    pub(crate) fn empty() -> Self {
        Self(Kind::Full(None))
    }

    /// Wraps any body whose errors can be boxed.
    pub(crate) fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BodyError>,
    {
        Self(Kind::Stream(UnsyncBoxBody::new(
            body.map_err(Into::<BodyError>::into),
        )))
    }

    /// Reads the whole body, at most `bytes_max` of it; longer ones fail with [`BodyTooLarge`].
    pub(crate) async fn read(self, bytes_max: usize) -> Result<Bytes, BodyError> {
        match self.0 {
            Kind::Full(bytes) => {
                let bytes = bytes.unwrap_or_default();
                if bytes.len() > bytes_max {
                    return Err(Box::new(BodyTooLarge));
                }
                Ok(bytes)
            }
            Kind::Stream(stream) => read_stream(stream, bytes_max).await,
        }
    }
}

/// Gathers a stream. A body that came in one piece, as small ones do, is not copied.
async fn read_stream(
    mut stream: UnsyncBoxBody<Bytes, BodyError>,
    bytes_max: usize,
) -> Result<Bytes, BodyError> {
    let mut first = Bytes::new();
    let mut all = Vec::new();
    while let Some(frame) = stream.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        if first.len().max(all.len()) + data.len() > bytes_max {
            return Err(Box::new(BodyTooLarge));
        }
        if first.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&first);
            }
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.into() })
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Full((!bytes.is_empty()).then_some(bytes)))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match &mut self.0 {
            Kind::Full(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Kind::Stream(stream) => Pin::new(stream).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Full(bytes) => bytes.is_none(),
            Kind::Stream(stream) => stream.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Full(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Kind::Stream(stream) => stream.size_hint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;
    use http_body_util::StreamBody;

    use super::*;

    fn pieces(pieces: &'static [&'static str]) -> Body {
        let frames = pieces
            .iter()
            .map(|piece| Ok::<_, Infallible>(Frame::data(Bytes::from_static(piece.as_bytes()))));
        Body::stream(StreamBody::new(stream::iter(frames)))
    }

    #[tokio::test]
    async fn a_stream_is_read_up_to_its_limit() {
        for whole in [&["abc", "", "de", "f"][..], &["abcdef"], &["", "abcdef"]] {
            assert_eq!(pieces(whole).read(6).await.unwrap(), "abcdef");
            let error = pieces(whole).read(5).await.unwrap_err();
            assert!(error.is::<BodyTooLarge>());
        }
        assert_eq!(pieces(&[]).read(0).await.unwrap(), "");
    }
}

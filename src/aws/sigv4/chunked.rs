//! aws-chunked bodies: data in signed or unsigned chunks, with headers behind it.
//!
//! ```text
//! HEX-SIZE [;chunk-signature=…] CRLF  DATA CRLF      any number of times
//! 0        [;chunk-signature=…] CRLF
//! NAME:VALUE CRLF                                    trailers, if any were announced
//! CRLF
//! ```
//! Data leaves in the slices in which it arrived: nothing is copied, and a chunk of any size takes
//! no memory. AWS page: "Signature calculations for the Authorization header: transferring payload
//! in multiple chunks".

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::{Frame, SizeHint};

use crate::aws::body::{Body, BodyError};
use crate::aws::trailers::Trailers;

/// A chunk's head is a size, a signature of 64 digits and their names; longer ones are refused.
const LINE_BYTES_MAX: usize = 1024;
/// Trailers carry a checksum and a signature.
const TRAILERS_MAX: usize = 16;

/// What is wrong with an aws-chunked body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChunkedError {
    /// The body ended inside a chunk, or its data is not as long as announced.
    Incomplete,
    /// A chunk's head is not a size.
    MalformedChunk,
    /// A trailer is not a header, or an announced one is missing.
    MalformedTrailer,
}

impl fmt::Display for ChunkedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incomplete => "the aws-chunked body is not as long as announced",
            Self::MalformedChunk => "a chunk of the aws-chunked body has no size",
            Self::MalformedTrailer => "the aws-chunked body's trailers are not as announced",
        })
    }
}

impl std::error::Error for ChunkedError {}

/// The data inside an aws-chunked body.
pub(crate) struct ChunkedBody {
    inner: Body,
    /// What has arrived and is not yet decoded.
    arrived: Bytes,
    line: Vec<u8>,
    state: State,
    /// Bytes of data still owed by `x-amz-decoded-content-length`.
    owed: u64,
    announced: Vec<HeaderName>,
    headers: HeaderMap,
    trailers: Trailers,
}

#[derive(Clone, Copy)]
enum State {
    Head,
    Data { left: u64 },
    DataEnd,
    Trailers,
    Done,
}

impl ChunkedBody {
    /// `announced` are the names of the `x-amz-trailer` header; `trailers` hears of their values.
    pub(crate) fn new(
        inner: Body,
        decoded_length: u64,
        announced: Vec<HeaderName>,
        trailers: Trailers,
    ) -> Self {
        Self {
            inner,
            arrived: Bytes::new(),
            line: Vec::new(),
            state: State::Head,
            owed: decoded_length,
            announced,
            headers: HeaderMap::new(),
            trailers,
        }
    }

    /// Moves what has arrived of a line into `line`; true when it is whole, its end taken off.
    fn take_line(&mut self) -> Result<bool, ChunkedError> {
        let end = self.arrived.iter().position(|&byte| byte == b'\n');
        let length = end.map_or(self.arrived.len(), |at| at + 1);
        if self.line.len() + length > LINE_BYTES_MAX {
            return Err(ChunkedError::MalformedChunk);
        }
        self.line.extend_from_slice(&self.arrived[..length]);
        self.arrived.advance(length);
        if end.is_none() {
            return Ok(false);
        }
        self.line.pop();
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        Ok(true)
    }

    /// Decodes as far as what has arrived goes. `Some` is data; `None` asks for more input.
    fn decode(&mut self) -> Result<Option<Bytes>, ChunkedError> {
        while !self.arrived.is_empty() {
            if let State::Data { left } = self.state {
                return self.decode_data(left).map(Some);
            }
            if matches!(self.state, State::Done) {
                self.arrived.clear();
                break;
            }
            if !self.take_line()? {
                break;
            }
            let line = std::mem::take(&mut self.line);
            self.state = self.after_line(&line)?;
        }
        Ok(None)
    }

    fn decode_data(&mut self, left: u64) -> Result<Bytes, ChunkedError> {
        let length = self
            .arrived
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        self.owed = self
            .owed
            .checked_sub(length as u64)
            .ok_or(ChunkedError::Incomplete)?;
        self.state = match left - length as u64 {
            0 => State::DataEnd,
            left => State::Data { left },
        };
        Ok(self.arrived.split_to(length))
    }

    fn after_line(&mut self, line: &[u8]) -> Result<State, ChunkedError> {
        match self.state {
            State::Head => match chunk_size(line)? {
                0 => Ok(State::Trailers),
                left => Ok(State::Data { left }),
            },
            State::DataEnd if line.is_empty() => Ok(State::Head),
            State::DataEnd => Err(ChunkedError::MalformedChunk),
            State::Trailers if line.is_empty() => self.end(),
            State::Trailers => self.trailer(line).map(|()| State::Trailers),
            state @ (State::Data { .. } | State::Done) => Ok(state),
        }
    }

    fn trailer(&mut self, line: &[u8]) -> Result<(), ChunkedError> {
        let colon = line.iter().position(|&byte| byte == b':');
        let (name, value) = line.split_at(colon.ok_or(ChunkedError::MalformedTrailer)?);
        let name = HeaderName::from_bytes(name).map_err(|_| ChunkedError::MalformedTrailer)?;
        let value = HeaderValue::from_bytes(value[1..].trim_ascii())
            .map_err(|_| ChunkedError::MalformedTrailer)?;
        if self.headers.len() == TRAILERS_MAX {
            return Err(ChunkedError::MalformedTrailer);
        }
        self.headers.insert(name, value);
        Ok(())
    }

    fn end(&mut self) -> Result<State, ChunkedError> {
        if self.owed > 0 {
            return Err(ChunkedError::Incomplete);
        }
        if !self
            .announced
            .iter()
            .all(|name| self.headers.contains_key(name))
        {
            return Err(ChunkedError::MalformedTrailer);
        }
        self.trailers.arrived(std::mem::take(&mut self.headers));
        Ok(State::Done)
    }

    /// The input has ended: right only behind the last chunk. The empty line that closes the
    /// trailers may be missing, as some clients leave it out.
    fn input_ended(&mut self) -> Result<(), ChunkedError> {
        match self.state {
            State::Done => Ok(()),
            State::Trailers => {
                let line = std::mem::take(&mut self.line);
                if !line.is_empty() {
                    self.trailer(&line)?;
                }
                self.state = self.end()?;
                Ok(())
            }
            State::Head | State::Data { .. } | State::DataEnd => Err(ChunkedError::Incomplete),
        }
    }
}

fn chunk_size(head: &[u8]) -> Result<u64, ChunkedError> {
    let size = head.split(|&byte| byte == b';').next().unwrap_or_default();
    std::str::from_utf8(size.trim_ascii())
        .ok()
        .filter(|size| !size.starts_with('+'))
        .and_then(|size| u64::from_str_radix(size, 16).ok())
        .ok_or(ChunkedError::MalformedChunk)
}

impl http_body::Body for ChunkedBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            match self.decode() {
                Ok(Some(data)) => return Poll::Ready(Some(Ok(Frame::data(data)))),
                Ok(None) => {}
                Err(error) => return Poll::Ready(Some(Err(error.into()))),
            }
            match ready!(Pin::new(&mut self.inner).poll_frame(context)) {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.arrived = data;
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    let end = self.input_ended();
                    return Poll::Ready(end.err().map(|error| Err(error.into())));
                }
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.owed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    /// Decodes a body that arrives in pieces of one size.
    fn decode(
        body: &[u8],
        decoded_length: u64,
        announced: &[&'static str],
        piece: usize,
    ) -> (Result<Bytes, ChunkedError>, Trailers) {
        let pieces: Vec<_> = body
            .chunks(piece)
            .map(|piece| Ok::<_, BodyError>(Frame::data(Bytes::copy_from_slice(piece))))
            .collect();
        let stream = http_body_util::StreamBody::new(futures_util::stream::iter(pieces));
        let trailers = Trailers::default();
        let announced = announced.iter().map(|name| HeaderName::from_static(name));
        let chunked = ChunkedBody::new(
            Body::stream(stream),
            decoded_length,
            announced.collect(),
            trailers.clone(),
        );
        let read = Body::stream(chunked).read(1 << 20).now_or_never().unwrap();
        let read = read.map_err(|error| *error.downcast::<ChunkedError>().unwrap());
        (read, trailers)
    }

    #[test]
    fn signed_chunks_and_trailers_are_decoded_in_pieces_of_any_size() {
        let body = b"4;chunk-signature=ab\r\nda\r\n\r\n2\r\nta\r\n0;chunk-signature=cd\r\n\
                     x-amz-checksum-crc32:rfPzYw==\r\nx-amz-trailer-signature:ef\r\n\r\n";
        for piece in 1..body.len() {
            let (read, trailers) = decode(body, 6, &["x-amz-checksum-crc32"], piece);
            assert_eq!(read.unwrap(), "da\r\nta", "pieces of {piece}");
            assert_eq!(trailers.get().unwrap()["x-amz-checksum-crc32"], "rfPzYw==");
        }
    }

    #[test]
    fn the_closing_line_may_be_missing() {
        assert_eq!(decode(b"1\r\na\r\n0\r\n", 1, &[], 3).0.unwrap(), "a");
        let (read, trailers) = decode(b"1\r\na\r\n0\r\nx-a:b", 1, &["x-a"], 99);
        assert_eq!(read.unwrap(), "a");
        assert_eq!(trailers.get().unwrap()["x-a"], "b");
    }

    #[test]
    fn a_body_that_is_not_as_announced_is_incomplete() {
        for (body, length) in [
            (&b"ff\r\ndata\r\n0\r\n\r\n"[..], 4),
            (b"4\r\ndata\r\n0\r\n\r\n", 9),
            (b"4\r\ndata\r\n0\r\n\r\n", 3),
            (b"4\r\ndata\r\n", 4),
            (b"", 0),
        ] {
            assert_eq!(
                decode(body, length, &[], 5).0,
                Err(ChunkedError::Incomplete)
            );
        }
    }

    #[test]
    fn a_head_that_is_no_size_is_malformed() {
        let endless = [b'0'; 4096];
        for body in [
            &b"zz\r\n"[..],
            b"\r\n",
            b"+4\r\ndata",
            b"FFFFFFFFFFFFFFFFF\r\n",
            &endless,
        ] {
            assert_eq!(
                decode(body, 4, &[], 64).0,
                Err(ChunkedError::MalformedChunk)
            );
        }
        assert_eq!(
            decode(b"4\r\ndataX\r\n0\r\n\r\n", 4, &[], 64).0,
            Err(ChunkedError::MalformedChunk)
        );
    }

    #[test]
    fn trailers_must_be_as_announced() {
        for body in [
            &b"0\r\n\r\n"[..],
            b"0\r\nnonsense\r\n\r\n",
            b"0\r\nother:1\r\n\r\n",
        ] {
            assert_eq!(
                decode(body, 0, &["x-amz-checksum-crc32"], 64).0,
                Err(ChunkedError::MalformedTrailer)
            );
        }
    }
}

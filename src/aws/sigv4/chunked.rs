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

use super::chunk_signatures::ChunkSignatures;
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
    /// When signatures are verified and the chunks have some.
    signatures: Option<ChunkSignatures>,
    /// The signature of the chunk that is arriving; empty when its head has none.
    chunk_signature: String,
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
            signatures: None,
            chunk_signature: String::new(),
        }
    }

    /// Checks the signature of every chunk before the end of its data leaves.
    pub(crate) fn verified(mut self, signatures: Option<ChunkSignatures>) -> Self {
        self.signatures = signatures;
        self
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
    fn decode(&mut self) -> Result<Option<Bytes>, BodyError> {
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

    fn decode_data(&mut self, left: u64) -> Result<Bytes, BodyError> {
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
        let data = self.arrived.split_to(length);
        if let Some(signatures) = &mut self.signatures {
            signatures.update(&data);
        }
        if matches!(self.state, State::DataEnd) {
            self.check_chunk()?;
        }
        Ok(data)
    }

    fn check_chunk(&mut self) -> Result<(), BodyError> {
        match &mut self.signatures {
            Some(signatures) => Ok(signatures.check_chunk(&self.chunk_signature)?),
            None => Ok(()),
        }
    }

    fn after_line(&mut self, line: &[u8]) -> Result<State, BodyError> {
        match self.state {
            State::Head => {
                let left = chunk_size(line)?;
                if self.signatures.is_some() {
                    self.chunk_signature = chunk_signature(line);
                }
                if left == 0 {
                    self.check_chunk()?;
                    return Ok(State::Trailers);
                }
                Ok(State::Data { left })
            }
            State::DataEnd if line.is_empty() => Ok(State::Head),
            State::DataEnd => Err(ChunkedError::MalformedChunk.into()),
            State::Trailers if line.is_empty() => self.end(),
            State::Trailers => {
                self.trailer(line)?;
                Ok(State::Trailers)
            }
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

    fn end(&mut self) -> Result<State, BodyError> {
        if self.owed > 0 {
            return Err(ChunkedError::Incomplete.into());
        }
        if !self
            .announced
            .iter()
            .all(|name| self.headers.contains_key(name))
        {
            return Err(ChunkedError::MalformedTrailer.into());
        }
        if let Some(signatures) = &self.signatures {
            signatures.check_trailers(&self.headers)?;
        }
        self.trailers.arrived(std::mem::take(&mut self.headers));
        Ok(State::Done)
    }

    /// The input has ended: right only behind the last chunk. The empty line that closes the
    /// trailers may be missing, as some clients leave it out.
    fn input_ended(&mut self) -> Result<(), BodyError> {
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
            State::Head | State::Data { .. } | State::DataEnd => {
                Err(ChunkedError::Incomplete.into())
            }
        }
    }
}

/// The `chunk-signature` in a chunk's head.
fn chunk_signature(head: &[u8]) -> String {
    let signature = head
        .split(|&byte| byte == b';')
        .find_map(|part| part.trim_ascii().strip_prefix(b"chunk-signature="));
    String::from_utf8_lossy(signature.unwrap_or_default()).into_owned()
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
                Err(error) => return Poll::Ready(Some(Err(error))),
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
                    return Poll::Ready(end.err().map(Err));
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
    use futures_util::FutureExt;

    use super::*;
    use crate::aws::sigv4::credential::Credential;
    use crate::aws::sigv4::signing::tests::key;
    use crate::aws::sigv4::signing::{Mismatch, SigningKey};

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

    /// Decodes 65 KiB in two chunks, as in AWS's examples, with these signatures and trailers.
    fn decode_signed(
        seed: &str,
        signatures: [&str; 3],
        trailers: &str,
        with_trailers: bool,
    ) -> Result<Bytes, BodyError> {
        let key = key(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        );
        let credential =
            Credential::parse("AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request").unwrap();
        let key = SigningKey::new(&key, &credential);
        let moment = "20130524T000000Z".to_owned();
        let checks = ChunkSignatures::new(key, moment, seed.to_owned(), with_trailers);
        let [first, second, last] = signatures;
        let body = format!(
            "10000;chunk-signature={first}\r\n{}\r\n400;chunk-signature={second}\r\n{}\r\n\
             0;chunk-signature={last}\r\n{trailers}\r\n",
            "a".repeat(65_536),
            "a".repeat(1024)
        );
        let body = Body::from(body);
        let chunked = ChunkedBody::new(body, 66_560, Vec::new(), Trailers::default());
        let read = Body::stream(chunked.verified(Some(checks))).read(1 << 20);
        read.now_or_never().unwrap()
    }

    // AWS page "… transferring payload in multiple chunks", its example.
    #[test]
    fn the_signatures_of_chunks_are_verified() {
        const SEED: &str = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
        let signatures = [
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
        ];
        assert_eq!(
            decode_signed(SEED, signatures, "", false).unwrap().len(),
            66_560
        );
        for wrong in 0..3 {
            let mut signatures = signatures;
            signatures[wrong] = "00";
            let error = decode_signed(SEED, signatures, "", false).unwrap_err();
            assert_eq!(error.downcast::<Mismatch>().unwrap().provided, "00");
        }
        assert!(decode_signed("00", signatures, "", false).is_err());
    }

    // The same page, "… including trailing headers".
    #[test]
    fn the_signature_of_trailers_is_verified() {
        const SEED: &str = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
        let signatures = [
            "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
            "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
            "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
        ];
        let trailers = |signature: &str| {
            format!("x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:{signature}\r\n")
        };
        let right = "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435";
        assert!(decode_signed(SEED, signatures, &trailers(right), true).is_ok());
        for wrong in [trailers("00"), String::new()] {
            assert!(decode_signed(SEED, signatures, &wrong, true).is_err());
        }
    }
}

//! Compressed bodies: requests that came so, and answers that may leave so.
//!
//! Source: the public Alternator suite, whose tests of compressed requests and responses pass on AWS.

use std::io::{Read as _, Write as _};

use bytes::Bytes;
use flate2::Compression;
use flate2::bufread::{GzDecoder, ZlibDecoder};
use flate2::write::{GzEncoder, ZlibEncoder};
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use http::{HeaderMap, HeaderValue};

/// Shorter answers are never compressed.
const COMPRESSED_BYTES_MIN: usize = 4096;
/// Codings on top of each other at most.
const LAYERS_MAX: usize = 4;
/// How a gzip member begins (RFC 1952, 2.3.1).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// How a body may be coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    /// In zlib's framing, as HTTP has it.
    Deflate,
}

/// Why a request's body cannot be had.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CodingProblem {
    /// A coding that nobody knows, or data that is not coded so.
    Undecodable,
    TooLarge,
}

impl Coding {
    fn parse(name: &str) -> Option<Self> {
        match name {
            name if name.eq_ignore_ascii_case("gzip") => Some(Self::Gzip),
            name if name.eq_ignore_ascii_case("deflate") => Some(Self::Deflate),
            _ => None,
        }
    }

    fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        })
    }

    fn decode(self, coded: &[u8], bytes_max: usize) -> Result<Vec<u8>, CodingProblem> {
        // One byte more tells what is too long from what just fits.
        let limit = bytes_max as u64 + 1;
        let mut plain = Vec::new();
        let read = match self {
            Self::Gzip => read_members(coded, limit, &mut plain),
            Self::Deflate => ZlibDecoder::new(coded)
                .take(limit)
                .read_to_end(&mut plain)
                .map(drop),
        };
        match read {
            Err(_) => Err(CodingProblem::Undecodable),
            Ok(()) if plain.len() > bytes_max => Err(CodingProblem::TooLarge),
            Ok(()) => Ok(plain),
        }
    }

    fn encode(self, plain: &[u8]) -> std::io::Result<Vec<u8>> {
        let room = Vec::with_capacity(plain.len() / 4);
        match self {
            Self::Gzip => {
                let mut encoder = GzEncoder::new(room, Compression::fast());
                encoder.write_all(plain)?;
                encoder.finish()
            }
            Self::Deflate => {
                let mut encoder = ZlibEncoder::new(room, Compression::fast());
                encoder.write_all(plain)?;
                encoder.finish()
            }
        }
    }
}

/// Several gzip members after each other are one text. What follows them and begins like none is
/// passed over, as on AWS.
fn read_members(mut coded: &[u8], limit: u64, plain: &mut Vec<u8>) -> std::io::Result<()> {
    loop {
        let mut member = GzDecoder::new(coded);
        let left = limit.saturating_sub(plain.len() as u64);
        member.by_ref().take(left).read_to_end(plain)?;
        coded = member.into_inner();
        if plain.len() as u64 >= limit || !coded.starts_with(&GZIP_MAGIC) {
            return Ok(());
        }
    }
}

/// A request's body without its codings, of which the headers then know nothing; at most
/// `bytes_max` of it.
pub(crate) fn decoded(
    headers: &mut HeaderMap,
    body: Bytes,
    bytes_max: usize,
) -> Result<Bytes, CodingProblem> {
    if !headers.contains_key(CONTENT_ENCODING) {
        return Ok(body);
    }
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let text = value.to_str().map_err(|_| CodingProblem::Undecodable)?;
        let names = text.split(',').map(str::trim);
        for name in names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"))
        {
            codings.push(Coding::parse(name).ok_or(CodingProblem::Undecodable)?);
        }
    }
    if codings.len() > LAYERS_MAX {
        return Err(CodingProblem::Undecodable);
    }
    headers.remove(CONTENT_ENCODING);
    // The last one was put on last.
    codings.iter().rev().try_fold(body, |body, coding| {
        coding.decode(&body, bytes_max).map(Bytes::from)
    })
}

/// An answer's body as the client wants it, and its Content-Encoding if it has one.
pub(crate) fn encoded(accepted: Option<Coding>, plain: String) -> (Bytes, Option<HeaderValue>) {
    let coding = accepted.filter(|_| plain.len() >= COMPRESSED_BYTES_MIN);
    match coding.and_then(|coding| Some((coding, coding.encode(plain.as_bytes()).ok()?))) {
        Some((coding, coded)) => (Bytes::from(coded), Some(coding.value())),
        None => (Bytes::from(plain), None),
    }
}

/// The coding that Accept-Encoding asks for: the highest weight, the first of several. `*` stands
/// for what is not named, and comes last.
pub(crate) fn accepted(headers: &HeaderMap) -> Option<Coding> {
    let value = headers.get_all(ACCEPT_ENCODING).into_iter().next_back()?;
    let mut named: Vec<(Coding, f64)> = Vec::new();
    let mut others = 0.0;
    for entry in value.to_str().ok()?.split(',') {
        let mut parts = entry.split(';');
        let name = parts.next().unwrap_or_default().trim();
        let weight = weight(parts);
        match Coding::parse(name) {
            Some(coding) => named.push((coding, weight)),
            None if name == "*" => others = weight,
            None => {}
        }
    }
    for coding in [Coding::Gzip, Coding::Deflate] {
        if named.iter().all(|(own, _)| *own != coding) {
            named.push((coding, others));
        }
    }
    let mut best = None;
    for (coding, weight) in named {
        if weight > best.map_or(0.0, |(_, weight)| weight) {
            best = Some((coding, weight));
        }
    }
    best.map(|(coding, _)| coding)
}

/// The first `q` of an entry's parameters: 1 at most, 1 if it is no number, 0 if it is negative.
fn weight<'p>(parameters: impl Iterator<Item = &'p str>) -> f64 {
    for parameter in parameters {
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("q")
        {
            let weight: f64 = value.trim().parse().unwrap_or(1.0);
            return weight.clamp(0.0, 1.0);
        }
    }
    1.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chosen(value: &str) -> Option<Coding> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_str(value).unwrap());
        accepted(&headers)
    }

    // The public Alternator suite, test_compressed_response_accept_encodings.
    #[test]
    fn the_coding_is_chosen_as_aws_chooses_it() {
        use Coding::{Deflate, Gzip};
        for (value, expected) in [
            ("identity", None),
            ("", None),
            ("br", None),
            ("x-gzip", None),
            ("gzip, deflate", Some(Gzip)),
            ("br, identity, deflate, gzip", Some(Deflate)),
            ("GZIP, identity", Some(Gzip)),
            ("dog, gzip ,, cat", Some(Gzip)),
            ("gzip;q=0.8, deflate;q=0.5", Some(Gzip)),
            (
                "br, gzip;q=0, deflate; q = 0.5 , identity;q=0",
                Some(Deflate),
            ),
            ("*", Some(Gzip)),
            ("*, deflate;q=0.5", Some(Gzip)),
            ("*, deflate", Some(Deflate)),
            ("*, identity", Some(Gzip)),
            ("*, gzip;q=0.5", Some(Deflate)),
            ("gzip ;q=0", None),
            ("identity;q=0", None),
            ("*;q=0", None),
            ("*;q=0.5,identity", Some(Gzip)),
            ("gzip;q=0.5,identity;q=0.8", Some(Gzip)),
            ("br;q=0.8,identity;q=0.5,*;q=0", None),
            ("\"gzip\"", None),
            ("gzip br", None),
            ("gzip:q=1", None),
            ("deflate;q=0.5, gzip;q=31", Some(Gzip)),
            ("gzip;q=31,deflate;q=51", Some(Gzip)),
            ("deflate;q=0.5, gzip;q=0.2", Some(Deflate)),
            ("deflate;q=0.5, gzip;q=1;q=0.2", Some(Gzip)),
            ("deflate;q=0.5,gzip;q=0.", Some(Deflate)),
            ("deflate;q=0.5,gzip;q=0.x", Some(Gzip)),
            ("deflate;q=-0.5,gzip;q=0.2", Some(Gzip)),
            ("gzip;nq=1;q=0 ", None),
            ("gzip;q=0, gzip;q=1, gzip;q=0", Some(Gzip)),
            ("br,identity;q=0.5,gzip;q=0.0001", Some(Gzip)),
        ] {
            assert_eq!(chosen(value), expected, "{value}");
        }
    }

    fn plain(coding: &'static str, body: Vec<u8>) -> Result<Bytes, CodingProblem> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        decoded(&mut headers, Bytes::from(body), 100)
    }

    // The public Alternator suite, test_compressed_request.py.
    #[test]
    fn bodies_are_decoded_or_refused() {
        let gzip = |text: &str| Coding::Gzip.encode(text.as_bytes()).unwrap();
        let deflate = |text: &[u8]| Coding::Deflate.encode(text).unwrap();
        assert_eq!(plain("GZip", gzip("{}")).unwrap(), "{}");
        assert_eq!(plain("deflate", deflate(b"{}")).unwrap(), "{}");
        assert_eq!(plain("gzip, deflate", deflate(&gzip("{}"))).unwrap(), "{}");
        assert_eq!(
            plain("gzip", [gzip("{"), gzip("}")].concat()).unwrap(),
            "{}"
        );
        assert_eq!(
            plain("gzip", [gzip("{}"), b"junk".to_vec()].concat()).unwrap(),
            "{}"
        );
        let mut short = gzip("{}");
        short.pop();
        for (coding, body) in [
            ("gzip", short),
            ("gzip", b"{}".to_vec()),
            ("gzip", Vec::new()),
            ("deflate", gzip("{}")),
            ("garbage", b"{}".to_vec()),
        ] {
            assert_eq!(
                plain(coding, body),
                Err(CodingProblem::Undecodable),
                "{coding}"
            );
        }
        assert!(plain("gzip", gzip(&"x".repeat(100))).is_ok());
        let bomb = plain("gzip", gzip(&"x".repeat(10_000)));
        assert_eq!(bomb, Err(CodingProblem::TooLarge));
    }

    proptest! {
        #[test]
        fn no_body_is_a_panic(body in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = plain("gzip", body.clone());
            let _ = plain("deflate, gzip", body);
        }
    }
}

//! Percent-encoding, in paths, queries and listings.

/// Undoes `%XX`; a percent sign that begins no escape stays as it is.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%')
            .then(|| Some(hex(*bytes.get(at + 1)?)? << 4 | hex(*bytes.get(at + 2)?)?))
            .flatten();
        decoded.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    decoded
}

fn hex(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).map(|value| value as u8)
}

/// As [`decode`]; `None` when the result is not UTF-8.
pub(crate) fn decode_utf8(text: &str) -> Option<String> {
    match text.contains('%') {
        true => String::from_utf8(decode(text)).ok(),
        false => Some(text.to_owned()),
    }
}

/// As [`decode`]; what is not UTF-8 is replaced.
pub(crate) fn decode_lossy(text: &str) -> String {
    String::from_utf8_lossy(&decode(text)).into_owned()
}

/// Encodes everything but letters, digits and `-._~/`: a key as a path.
pub(crate) fn encode_path(text: &str) -> String {
    encode(text, b"-._~/", false)
}

/// Encodes as listings do with `encoding-type=url`: a space is `+`, slashes and `*-._` stay.
pub(crate) fn encode_listing(text: &str) -> String {
    encode(text, b"*-._/", true)
}

/// Encodes everything but letters, digits and `-._~`: a query's name or value.
pub(crate) fn encode_query(text: &str) -> String {
    encode(text, b"-._~", false)
}

fn encode(text: &str, plain: &[u8], plus_for_space: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            encoded.push(byte as char);
        } else if byte == b' ' && plus_for_space {
            encoded.push('+');
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            encoded.push('%');
            encoded.push(DIGITS[usize::from(byte >> 4)] as char);
            encoded.push(DIGITS[usize::from(byte & 15)] as char);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_escape_stays_as_it_is() {
        assert_eq!(decode("%zz%4"), b"%zz%4");
        assert_eq!(decode("%2e%2E"), b"..");
        assert_eq!(decode_utf8("a%20b%2Fc+%").as_deref(), Some("a b/c+%"));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_or_replaced() {
        assert_eq!(decode_utf8("%ff"), None);
        assert_eq!(decode_lossy("%ff"), "\u{FFFD}");
    }

    #[test]
    fn every_text_survives_a_round_trip() {
        for text in ["", "a/b//c", "ä 😀+%&=?", "\0\r\n", "..", "~*"] {
            assert_eq!(decode_utf8(&encode_path(text)).as_deref(), Some(text));
            assert_eq!(decode_utf8(&encode_query(text)).as_deref(), Some(text));
            let listed = encode_listing(text).replace('+', " ");
            assert_eq!(decode_utf8(&listed).as_deref(), Some(text));
        }
    }
}

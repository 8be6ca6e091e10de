//! Percent-encoding as S3 reads and writes it, in paths, queries and listings.

/// Decodes `%XX`; a stray percent sign stays as it is. `None` when the result is not UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let value = match bytes[index] {
            b'%' => bytes
                .get(index + 1..index + 3)
                .and_then(|pair| Some(hex_digit(pair[0])? << 4 | hex_digit(pair[1])?)),
            _ => None,
        };
        decoded.push(value.unwrap_or(bytes[index]));
        index += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).ok()
}

/// Decodes a query's name or value: as [`decode`], and `+` is a space.
pub(super) fn decode_query(text: &str) -> Option<String> {
    if text.contains('+') {
        decode(&text.replace('+', " "))
    } else {
        decode(text)
    }
}

fn hex_digit(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).map(|value| value as u8)
}

/// Encodes everything but letters, digits and `-._~/`: a key as a path.
pub(super) fn encode_path(text: &str) -> String {
    encode(text, b"-._~/", false)
}

/// Encodes as listings do with `encoding-type=url`: a space is `+`, slashes and `*-._` stay.
pub(super) fn encode_listing(text: &str) -> String {
    encode(text, b"*-._/", true)
}

/// Encodes everything but letters, digits and `-._~`: a query's name or value.
pub(super) fn encode_query(text: &str) -> String {
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
    fn decoding_keeps_what_is_no_escape() {
        assert_eq!(decode("a%20b%2Fc+%zz%").as_deref(), Some("a b/c+%zz%"));
        assert_eq!(decode_query("a+b%2B").as_deref(), Some("a b+"));
        assert_eq!(decode("%ff"), None);
    }

    #[test]
    fn every_text_survives_a_round_trip() {
        for text in ["", "a/b//c", "ä 😀+%&=?", "\0\r\n", "..", "~*"] {
            assert_eq!(decode(&encode_path(text)).as_deref(), Some(text));
            assert_eq!(decode(&encode_query(text)).as_deref(), Some(text));
            assert_eq!(decode_query(&encode_listing(text)).as_deref(), Some(text));
        }
    }
}

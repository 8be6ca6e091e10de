//! Runs of a JSON string that stand for themselves: most bytes of most requests and answers.

/// Looked at together, which compilers make a few vector instructions of.
const BLOCK_BYTES: usize = 32;

/// How many bytes from the start are neither a quote nor a backslash nor a control character.
pub(super) fn plain_bytes(text: &[u8]) -> usize {
    let (blocks, _) = text.as_chunks::<BLOCK_BYTES>();
    let plain = |block: &&[u8; BLOCK_BYTES]| {
        !block
            .iter()
            .fold(false, |special, byte| special | is_special(*byte))
    };
    let start = blocks.iter().take_while(plain).count() * BLOCK_BYTES;
    let rest = &text[start..];
    let special = rest.iter().position(|byte| is_special(*byte));
    start + special.unwrap_or(rest.len())
}

fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_before_whatever_needs_attention() {
        for special in [b'"', b'\\', b'\n', 0, 0x1f] {
            for at in [0, 1, 31, 32, 33, 63, 64, 100] {
                let mut text = vec![b'x'; 130];
                text[at] = special;
                assert_eq!(plain_bytes(&text), at);
            }
        }
        let text = "é\u{7f} ~".repeat(20);
        assert_eq!(plain_bytes(text.as_bytes()), text.len());
        assert_eq!(plain_bytes(b""), 0);
    }
}

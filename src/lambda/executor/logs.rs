//! What an environment writes: the last 4 KiB for LogType=Tail, every line for RustStack's own log.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

/// X-Amz-Log-Result holds the last 4 KB of the log (Lambda API reference, Invoke).
const TAIL_BYTES_MAX: usize = 4096;
/// A longer line is cut into lines of this length for RustStack's own log.
const LINE_BYTES_MAX: usize = 8192;

/// The log of one environment. Cheap to clone; clones write to the same log. However much is
/// written, it keeps no more than a tail and one line.
#[derive(Clone, Debug)]
pub(crate) struct LogSink(Arc<Mutex<Log>>);

#[derive(Debug)]
struct Log {
    function: String,
    tail: VecDeque<u8>,
    line: Vec<u8>,
}

impl LogSink {
    /// An empty log, known by its function's name.
    pub(crate) fn new(function: &str) -> Self {
        Self(Arc::new(Mutex::new(Log {
            function: function.to_owned(),
            tail: VecDeque::with_capacity(TAIL_BYTES_MAX),
            line: Vec::new(),
        })))
    }

    /// Appends bytes as they came; lines may arrive in pieces.
    pub(crate) fn write(&self, bytes: &[u8]) {
        let mut log = self.lock();
        log.keep_tail(bytes);
        if tracing::enabled!(tracing::Level::DEBUG) {
            log.trace_lines(bytes);
        }
    }

    /// Forgets the tail: another invocation begins.
    pub(crate) fn clear_tail(&self) {
        self.lock().tail.clear();
    }

    /// The last 4096 bytes since the tail was cleared.
    pub(crate) fn tail(&self) -> Vec<u8> {
        self.lock().tail.iter().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Log> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Log {
    fn keep_tail(&mut self, bytes: &[u8]) {
        let bytes = &bytes[bytes.len().saturating_sub(TAIL_BYTES_MAX)..];
        let surplus = (self.tail.len() + bytes.len()).saturating_sub(TAIL_BYTES_MAX);
        self.tail.drain(..surplus);
        self.tail.extend(bytes);
    }

    fn trace_lines(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            for part in piece.chunks(LINE_BYTES_MAX) {
                self.line.extend_from_slice(part);
                if self.line.ends_with(b"\n") || self.line.len() >= LINE_BYTES_MAX {
                    tracing::debug!(function = self.function, "{}", printable(&self.line));
                    self.line.clear();
                }
            }
        }
    }
}

/// A function's words in our log: without control characters, so that they cannot pass for ours
/// nor drive a terminal.
fn printable(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let plain = |character: char| match character {
        '\t' => ' ',
        control if control.is_control() => '\u{FFFD}',
        other => other,
    };
    text.trim_end().chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_last_4096_bytes() {
        let logs = LogSink::new("f");
        logs.write(b"gone");
        logs.write(&[b'a'; 4000]);
        logs.write(&[b'b'; 96]);
        let mut expected = vec![b'a'; 4000];
        expected.extend([b'b'; 96]);
        assert_eq!(logs.tail(), expected);
        logs.write(&[b'c'; 10_000]);
        assert_eq!(logs.tail(), vec![b'c'; 4096]);
        logs.clear_tail();
        assert_eq!(logs.tail(), Vec::<u8>::new());
    }

    #[test]
    fn control_characters_do_not_reach_our_log() {
        assert_eq!(printable(b"\x1b[31mred\tx\n"), "\u{FFFD}[31mred x");
    }
}

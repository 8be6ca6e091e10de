//! What an environment writes: the last 4 KiB for LogType=Tail, every line for CloudWatch Logs and for
//! RustStack's own log.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use super::log_stream::LogStream;

/// X-Amz-Log-Result holds the last 4 KB of the log (Lambda API reference, Invoke).
const TAIL_BYTES_MAX: usize = 4096;
/// A longer line is several events (AWS docs, Lambda quotas: 256 KB).
const LINE_BYTES_MAX: usize = 256 * 1024;
/// A longer line is cut into lines of this length for RustStack's own log.
const TRACED_BYTES_MAX: usize = 8192;

/// The log of one environment. Cheap to clone; clones write to the same log. However much is
/// written, it keeps no more than a tail and one line.
#[derive(Clone, Debug)]
pub(crate) struct LogSink(Arc<Mutex<Log>>);

#[derive(Debug)]
struct Log {
    function: String,
    stream: LogStream,
    tail: VecDeque<u8>,
    /// What has come since the last break.
    line: Vec<u8>,
}

impl LogSink {
    /// An empty log, known by its function's name.
    pub(crate) fn new(function: &str, stream: LogStream) -> Self {
        Self(Arc::new(Mutex::new(Log {
            function: function.to_owned(),
            stream,
            tail: VecDeque::with_capacity(TAIL_BYTES_MAX),
            line: Vec::new(),
        })))
    }

    /// Appends bytes as they came; lines may arrive in pieces.
    pub(crate) fn write(&self, bytes: &[u8]) {
        let mut log = self.lock();
        log.keep_tail(bytes);
        let lines = log.whole_lines(bytes);
        log.pass_on(lines);
    }

    /// Appends one record of the platform: one event, whatever breaks are in it. What the function
    /// wrote before it is an event even without a break.
    pub(crate) fn write_record(&self, record: &str) {
        let mut log = self.lock();
        log.keep_tail(record.as_bytes());
        let rest = std::mem::take(&mut log.line);
        if !rest.is_empty() {
            log.pass_on(vec![rest]);
        }
        log.trace(record.as_bytes());
        log.stream.write_record(record);
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

    /// The lines that have ended, breaks included; the rest waits.
    fn whole_lines(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            for part in piece.chunks(LINE_BYTES_MAX) {
                if self.line.len() + part.len() > LINE_BYTES_MAX {
                    lines.push(std::mem::take(&mut self.line));
                }
                self.line.extend_from_slice(part);
                if self.line.ends_with(b"\n") {
                    lines.push(std::mem::take(&mut self.line));
                }
            }
        }
        lines
    }

    fn pass_on(&self, lines: Vec<Vec<u8>>) {
        lines.iter().for_each(|line| self.trace(line));
        let text = |line: Vec<u8>| {
            String::from_utf8(line)
                .unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned())
        };
        self.stream.write(lines.into_iter().map(text).collect());
    }

    fn trace(&self, line: &[u8]) {
        if tracing::enabled!(tracing::Level::DEBUG) {
            for part in line.chunks(TRACED_BYTES_MAX) {
                tracing::debug!(function = self.function, "{}", printable(part));
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
        // As the pictures of control characters show it: U+240D for a carriage return.
        control if control.is_ascii_control() && control != '\x7f' => {
            char::from_u32(0x2400 + u32::from(control)).unwrap_or('\u{FFFD}')
        }
        control if control.is_control() => '\u{FFFD}',
        other => other,
    };
    text.trim_end().chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::Bus;
    use crate::clock::Clock;
    use crate::lambda::functions::version::tests::function;

    /// Of a function whose bus leads nowhere.
    fn sink() -> LogSink {
        let bus = Bus::default().downgrade();
        let stream = LogStream::of(&function(), "0", Clock::frozen(0), bus);
        LogSink::new("f", stream)
    }

    #[test]
    fn lines_end_at_breaks_or_when_they_are_too_long() {
        let sink = sink();
        let mut log = sink.lock();
        assert_eq!(log.whole_lines(b"a\nb"), [b"a\n"]);
        assert_eq!(log.whole_lines(b"c\r\n\n"), [&b"bc\r\n"[..], b"\n"]);
        let long = vec![b'x'; LINE_BYTES_MAX + 1];
        assert_eq!(log.whole_lines(&long), [&long[1..]]);
        assert_eq!(log.whole_lines(b"\n"), [b"x\n"]);
    }

    #[test]
    fn the_tail_is_the_last_4096_bytes() {
        let logs = sink();
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
        assert_eq!(printable(b"\x1b[31mred\tx\n"), "\u{241B}[31mred x");
    }
}

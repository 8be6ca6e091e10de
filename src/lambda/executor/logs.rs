//! What an environment writes: the last 4 KiB for LogType=Tail, every line for CloudWatch Logs and for
//! RustStack's own log.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use super::log_stream::LogStream;
use crate::lambda::telemetry::feed::Feed;
use crate::lambda::telemetry::request::Topic;

/// X-Amz-Log-Result holds the last 4 KB of the log (Lambda API reference, Invoke).
const TAIL_BYTES_MAX: usize = 4096;
/// A longer line is several events (AWS docs, Lambda quotas: 256 KB).
const LINE_BYTES_MAX: usize = 256 * 1024;
/// A longer line is cut into lines of this length for RustStack's own log.
const TRACED_BYTES_MAX: usize = 8192;
/// Records that wait for output; more wait no longer.
const WAITING_MAX: usize = 64;
/// What the launcher of extensions writes before each line of theirs; it is in no log.
const MARK: u8 = 0x1e;
/// Of what is held back; more is passed on.
const HELD_BYTES_MAX: usize = 256 * 1024;

/// The log of one environment. Cheap to clone; clones write to the same log. However much is
/// written, it keeps no more than a tail, two lines and some records.
///
/// Where output comes late, through an engine, the platform's records wait for it: for the break of a
/// line that has begun, and after an event ([`LogSink::expect_more`]) until nothing comes any more.
#[derive(Clone, Debug)]
pub(crate) struct LogSink(Arc<Mutex<Log>>);

/// Who writes, and where; each has lines of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Stdout,
    Stderr,
    Extension,
}

#[derive(Debug)]
struct Log {
    function: String,
    stream: LogStream,
    feed: Arc<Feed>,
    /// Where extensions write among others: whether the mark of one of their lines was the last.
    marked: Option<[bool; 2]>,
    tail: VecDeque<u8>,
    /// What has come since the last break, of each source.
    unfinished: [Vec<u8>; 3],
    /// Records that wait for output.
    waiting: Vec<String>,
    /// Output comes late.
    lags: bool,
    /// Output of an event that has ended may be on its way.
    is_more_expected: bool,
    /// What nobody may see yet.
    held: Option<Held>,
}

#[derive(Debug, Default)]
struct Held {
    parts: Vec<Part>,
    bytes: usize,
}

/// What is one event of the log, or some.
#[derive(Debug)]
enum Part {
    Lines(Vec<String>),
    Record(String),
}

impl LogSink {
    /// An empty log, known by its function's name.
    pub(crate) fn new(function: &str, stream: LogStream, feed: Arc<Feed>) -> Self {
        Self(Arc::new(Mutex::new(Log {
            function: function.to_owned(),
            stream,
            feed,
            marked: None,
            tail: VecDeque::with_capacity(TAIL_BYTES_MAX),
            unfinished: Default::default(),
            waiting: Vec::new(),
            lags: false,
            is_more_expected: false,
            held: None,
        })))
    }

    /// Appends bytes as they came; lines may arrive in pieces.
    pub(crate) fn write(&self, bytes: &[u8]) {
        self.write_from(Source::Stdout, bytes);
    }

    /// As [`LogSink::write`], where it is known how they came.
    pub(crate) fn write_from(&self, source: Source, bytes: &[u8]) {
        let mut log = self.lock();
        for (source, part) in log.parts(source, bytes) {
            log.write(source, part);
        }
    }

    /// Extensions write among others, each line behind a mark.
    pub(crate) fn expect_marks(&self) {
        self.lock().marked = Some([false; 2]);
    }

    /// Appends one record of the platform: one event, whatever breaks are in it. What the function
    /// wrote before it is an event even without a break, unless output comes late.
    pub(crate) fn write_record(&self, record: &str) {
        let mut log = self.lock();
        let waits = log.lags && (log.is_more_expected || !log.has_whole_lines());
        log.waiting.push(record.to_owned());
        if !waits || log.waiting.len() > WAITING_MAX {
            log.settle();
        }
    }

    /// Output comes late here: see [`LogSink`].
    pub(crate) fn lag(&self) {
        self.lock().lags = true;
    }

    /// An event has ended, and its output may be on its way: records wait for [`LogSink::settle`], or
    /// for the next event.
    pub(crate) fn expect_more(&self) {
        let mut log = self.lock();
        log.is_more_expected = log.lags;
    }

    /// An event begins: what was held back may be seen, and what comes from now on is this event's.
    pub(crate) fn begin(&self) {
        let mut log = self.lock();
        log.tail.clear();
        log.show_held();
        log.is_more_expected = false;
        if log.has_whole_lines() {
            log.write_waiting();
        }
    }

    /// Whether a line has begun whose break has not come.
    pub(crate) fn is_in_a_line(&self) -> bool {
        !self.lock().has_whole_lines()
    }

    /// Nothing more comes: records that wait are written, behind what has begun.
    pub(crate) fn settle(&self) {
        self.lock().settle();
    }

    /// As [`LogSink::settle`], if any record waits or is to wait.
    pub(crate) fn settle_waiting(&self) {
        let mut log = self.lock();
        if log.is_more_expected || !log.waiting.is_empty() {
            log.settle();
        }
    }

    /// Lets nobody see what is written until an event begins.
    pub(crate) fn hold(&self) {
        self.lock().held = Some(Held::default());
    }

    /// The last 4096 bytes since the event at hand began.
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
    fn write(&mut self, source: Source, bytes: &[u8]) {
        self.keep_tail(bytes);
        let mut rest = bytes;
        if !self.waiting.is_empty() && !self.is_more_expected {
            let end_of_line = bytes.iter().position(|byte| *byte == b'\n');
            let line = end_of_line.map_or(bytes.len(), |at| at + 1);
            self.take(source, &bytes[..line]);
            if self.has_whole_lines() {
                self.write_waiting();
            }
            rest = &bytes[line..];
        }
        self.take(source, rest);
    }

    /// What belongs to whom: behind a mark, all up to the break is an extension's.
    fn parts<'a>(&mut self, source: Source, bytes: &'a [u8]) -> Vec<(Source, &'a [u8])> {
        let Some(in_extension) = &mut self.marked else {
            return vec![(source, bytes)];
        };
        let in_extension = &mut in_extension[source as usize % 2];
        let mut parts = Vec::new();
        for piece in bytes.split_inclusive(|byte| [MARK, b'\n'].contains(byte)) {
            let owner = match *in_extension {
                true => Source::Extension,
                false => source,
            };
            match piece.split_last() {
                Some((&MARK, before)) => {
                    parts.push((owner, before));
                    *in_extension = true;
                }
                Some((last, _)) => {
                    parts.push((owner, piece));
                    *in_extension &= *last != b'\n';
                }
                None => {}
            }
        }
        parts
    }

    fn keep_tail(&mut self, bytes: &[u8]) {
        let bytes = &bytes[bytes.len().saturating_sub(TAIL_BYTES_MAX)..];
        let surplus = (self.tail.len() + bytes.len()).saturating_sub(TAIL_BYTES_MAX);
        self.tail.drain(..surplus);
        self.tail.extend(bytes);
    }

    fn take(&mut self, source: Source, bytes: &[u8]) {
        let lines = whole_lines(&mut self.unfinished[source as usize], bytes);
        self.pass_on(source, lines);
    }

    fn has_whole_lines(&self) -> bool {
        self.unfinished.iter().all(Vec::is_empty)
    }

    fn settle(&mut self) {
        self.is_more_expected = false;
        for source in [Source::Stdout, Source::Stderr, Source::Extension] {
            let begun = std::mem::take(&mut self.unfinished[source as usize]);
            let begun = Some(begun).filter(|line| !line.is_empty());
            self.pass_on(source, begun.into_iter().collect());
        }
        self.write_waiting();
    }

    fn write_waiting(&mut self) {
        for record in std::mem::take(&mut self.waiting) {
            self.keep_tail(record.as_bytes());
            self.trace(record.as_bytes());
            self.send(Part::Record(record));
        }
    }

    fn pass_on(&mut self, source: Source, lines: Vec<Vec<u8>>) {
        if lines.is_empty() {
            return;
        }
        lines.iter().for_each(|line| self.trace(line));
        let text = |line: Vec<u8>| {
            String::from_utf8(line)
                .unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned())
        };
        let topic = match source {
            Source::Stdout | Source::Stderr => Topic::Function,
            Source::Extension => Topic::Extension,
        };
        let lines: Vec<_> = lines.into_iter().map(text).collect();
        lines.iter().for_each(|line| self.feed.line(topic, line));
        self.send(Part::Lines(lines));
    }

    fn send(&mut self, part: Part) {
        let Some(held) = &mut self.held else {
            return part.write_to(&self.stream);
        };
        held.bytes += part.bytes();
        held.parts.push(part);
        if held.bytes > HELD_BYTES_MAX {
            self.show_held();
        }
    }

    fn show_held(&mut self) {
        let held = self.held.take().unwrap_or_default();
        held.parts
            .into_iter()
            .for_each(|part| part.write_to(&self.stream));
    }

    fn trace(&self, line: &[u8]) {
        if tracing::enabled!(tracing::Level::DEBUG) {
            for part in line.chunks(TRACED_BYTES_MAX) {
                tracing::debug!(function = self.function, "{}", printable(part));
            }
        }
    }
}

impl Part {
    fn bytes(&self) -> usize {
        match self {
            Self::Lines(lines) => lines.iter().map(String::len).sum(),
            Self::Record(record) => record.len(),
        }
    }

    fn write_to(self, stream: &LogStream) {
        match self {
            Self::Lines(lines) => stream.write(lines),
            Self::Record(record) => stream.write_record(&record),
        }
    }
}

/// The lines that have ended, breaks included; the rest is `unfinished`.
fn whole_lines(unfinished: &mut Vec<u8>, bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
        for part in piece.chunks(LINE_BYTES_MAX) {
            if unfinished.len() + part.len() > LINE_BYTES_MAX {
                lines.push(std::mem::take(unfinished));
            }
            unfinished.extend_from_slice(part);
            if unfinished.ends_with(b"\n") {
                lines.push(std::mem::take(unfinished));
            }
        }
    }
    lines
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

    use crate::aws::identity::Scope;
    use crate::bus::logs::KeepLogs;

    /// Keeps the text of events.
    #[derive(Default)]
    struct Kept(Mutex<Vec<String>>);

    impl KeepLogs for Kept {
        fn write(&self, _: &Scope, _: &str, _: &str, events: Vec<String>) {
            self.0.lock().unwrap().extend(events);
        }
    }

    impl Kept {
        fn take(&self) -> Vec<String> {
            std::mem::take(&mut self.0.lock().unwrap())
        }
    }

    /// A log, what came out of it, and the bus that leads there.
    fn sink() -> (LogSink, Arc<Kept>, Bus) {
        let (bus, kept) = (Bus::default(), Arc::new(Kept::default()));
        bus.offer_logs(Arc::clone(&kept) as Arc<dyn KeepLogs>);
        let stream = LogStream::of(&function(), "0", &Clock::frozen(0), bus.downgrade());
        (
            LogSink::new("f", stream, Arc::new(Feed::closed(Clock::frozen(0)))),
            kept,
            bus,
        )
    }

    #[test]
    fn lines_end_at_breaks_or_when_they_are_too_long() {
        let mut rest = Vec::new();
        assert_eq!(whole_lines(&mut rest, b"a\nb"), [b"a\n"]);
        assert_eq!(whole_lines(&mut rest, b"c\r\n\n"), [&b"bc\r\n"[..], b"\n"]);
        let long = vec![b'x'; LINE_BYTES_MAX + 1];
        assert_eq!(whole_lines(&mut rest, &long), [&long[1..]]);
        assert_eq!(whole_lines(&mut rest, b"\n"), [b"x\n"]);
    }

    #[test]
    fn a_record_ends_a_line_where_output_is_never_late() {
        let (log, kept, _bus) = sink();
        log.write(b"half");
        log.write_record("END\n");
        assert_eq!(kept.take(), ["half", "END\n"]);
    }

    #[test]
    fn records_wait_for_the_break_of_a_line_that_comes_in_pieces() {
        let (log, kept, _bus) = sink();
        log.lag();
        log.write(b"loading");
        log.begin();
        log.write_record("START\n");
        assert!(log.is_in_a_line() && kept.take().is_empty());
        log.write(b"\nhello\n");
        assert_eq!(kept.take(), ["loading\n", "START\n", "hello\n"]);
    }

    #[test]
    fn the_end_of_an_event_waits_until_nothing_more_comes() {
        let (log, kept, _bus) = sink();
        log.lag();
        log.begin();
        log.write_record("START\n");
        log.expect_more();
        log.write_record("END\n");
        log.write(b"see");
        log.write_from(Source::Stderr, b"warned\n");
        log.write(b"n\n");
        assert_eq!(kept.take(), ["START\n", "warned\n", "seen\n"]);
        log.write(b"no break");
        log.settle_waiting();
        assert_eq!(kept.take(), ["no break", "END\n"]);
        log.write(b"later");
        log.settle_waiting();
        assert!(kept.take().is_empty());
    }

    #[test]
    fn the_next_event_ends_the_waiting_but_cuts_no_line() {
        let (log, kept, _bus) = sink();
        log.lag();
        log.expect_more();
        log.write_record("END 1\n");
        log.begin();
        log.write_record("START 2\n");
        assert_eq!(kept.take(), ["END 1\n", "START 2\n"]);
        log.expect_more();
        log.write_record("END 2\n");
        log.write(b"seen 2");
        log.begin();
        log.write_record("START 3\n");
        assert!(kept.take().is_empty());
        log.write(b"\n");
        assert_eq!(kept.take(), ["seen 2\n", "END 2\n", "START 3\n"]);
    }

    #[test]
    fn what_is_held_is_seen_when_an_event_begins() {
        let (log, kept, _bus) = sink();
        log.hold();
        log.write_record("INIT_START\n");
        log.write(b"imported\n");
        assert!(kept.take().is_empty());
        log.begin();
        log.write_record("START\n");
        assert_eq!(kept.take(), ["INIT_START\n", "imported\n", "START\n"]);
    }

    #[test]
    fn the_tail_is_the_last_4096_bytes() {
        let (logs, _kept, _bus) = sink();
        logs.write(b"gone");
        logs.write(&[b'a'; 4000]);
        logs.write(&[b'b'; 96]);
        let mut expected = vec![b'a'; 4000];
        expected.extend([b'b'; 96]);
        assert_eq!(logs.tail(), expected);
        logs.write(&[b'c'; 10_000]);
        assert_eq!(logs.tail(), vec![b'c'; 4096]);
        logs.begin();
        assert_eq!(logs.tail(), Vec::<u8>::new());
    }

    #[test]
    fn control_characters_do_not_reach_our_log() {
        assert_eq!(printable(b"\x1b[31mred\tx\n"), "\u{241B}[31mred x");
    }

    #[test]
    fn an_extensions_line_has_no_mark_in_the_log() {
        let (logs, ..) = sink();
        logs.expect_marks();
        logs.write(b"of the function\n\x1eof an extension\npart");
        logs.write(b"\x1eano");
        assert!(logs.is_in_a_line());
        logs.write(b"ther\n, the rest\n");
        let tail = String::from_utf8(logs.tail()).unwrap();
        assert_eq!(
            tail,
            "of the function\nof an extension\npartanother\n, the rest\n"
        );
        assert!(!logs.is_in_a_line());
    }
}

//! A body that streams out of a [`Content`], one window at a time, as fast as its reader takes it.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::JoinHandle;

use super::content::Content;
use super::window::WINDOW_BYTES;

/// Shorter bodies are read, and so compared with their checksums, before anything of them is answered.
const BYTES_AHEAD_MAX: u64 = 4 * WINDOW_BYTES as u64;

/// Holds at most one window in memory, or all of a short body; reads of files happen off the reactor.
pub(crate) struct ContentBody {
    content: Content,
    /// What the log calls it.
    name: Box<str>,
    /// What was read in advance.
    ahead: VecDeque<Bytes>,
    /// Behind what was read.
    position: u64,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
    /// What is yet to be given out.
    left_bytes: u64,
}

impl ContentBody {
    pub(crate) fn new(content: Content, name: &str) -> Self {
        Self {
            left_bytes: content.len(),
            content,
            name: name.into(),
            ahead: VecDeque::new(),
            position: 0,
            reading: None,
        }
    }

    /// As [`ContentBody::new`], once the beginning was read: what is damaged there can still be answered
    /// with an error. Of a short body that is all of it.
    pub(crate) async fn begin(content: Content, name: &str) -> io::Result<Self> {
        let mut body = Self::new(content.clone(), name);
        let reading = tokio::task::spawn_blocking(move || content.beginning());
        body.ahead = reading.await.map_err(io::Error::other)??;
        body.position = body.ahead.iter().map(|bytes| bytes.len() as u64).sum();
        Ok(body)
    }

    fn give(&mut self, bytes: Bytes) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.left_bytes -= bytes.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

impl Content {
    /// The whole body when one piece of memory holds it: nothing to stream then.
    pub(crate) fn at_hand(&self) -> Option<Bytes> {
        match self.run(0) {
            None => Some(Bytes::new()),
            Some(run) if run.len() == self.len() => run.at_hand(),
            Some(_) => None,
        }
    }

    /// The first run, or all of them where the body is short. Blocks when the bytes are on disk.
    fn beginning(&self) -> io::Result<VecDeque<Bytes>> {
        let wanted = match self.len() <= BYTES_AHEAD_MAX {
            true => self.len(),
            false => 1,
        };
        let (mut read, mut position) = (VecDeque::new(), 0);
        while position < wanted
            && let Some(run) = self.run(position)
        {
            read.push_back(run.read()?);
            position += run.len();
        }
        Ok(read)
    }
}

impl Body for ContentBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        if let Some(bytes) = this.ahead.pop_front() {
            return this.give(bytes);
        }
        let reading = match &mut this.reading {
            Some(reading) => reading,
            None => {
                let Some(run) = this.content.run(this.position) else {
                    return Poll::Ready(None);
                };
                if let Some(bytes) = run.at_hand() {
                    this.position += bytes.len() as u64;
                    return this.give(bytes);
                }
                this.reading
                    .insert(tokio::task::spawn_blocking(move || run.read()))
            }
        };
        let read = ready!(Pin::new(reading).poll(context));
        this.reading = None;
        let read = read.map_err(io::Error::other).flatten();
        let bytes = read.inspect_err(|error| {
            let (name, position) = (&this.name, this.position);
            tracing::error!(
                "{name} cannot be read from byte {position} on, so its answer is cut: {error}"
            );
        })?;
        this.position += bytes.len() as u64;
        this.give(bytes)
    }

    fn is_end_stream(&self) -> bool {
        self.left_bytes == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left_bytes)
    }
}

/// Reads a body from one place on, as a blocking reader: call it off the reactor.
pub(crate) struct ContentReader {
    content: Content,
    start: u64,
    position: u64,
    /// Of the run that ends at `position`, what was not taken yet.
    rest: Bytes,
    failed: bool,
}

impl ContentReader {
    pub(crate) fn new(content: Content, start: u64) -> Self {
        Self {
            content,
            start,
            position: start,
            rest: Bytes::new(),
            failed: false,
        }
    }

    /// Bytes taken so far.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.position - self.start - self.rest.len() as u64
    }

    /// Whether the body could not be read: what is around this reader may say it otherwise.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }
}

impl io::Read for ContentReader {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty()
            && let Some(run) = self.content.run(self.position)
        {
            let read = run.read();
            self.failed = read.is_err();
            self.rest = read?;
            self.position += run.len();
        }
        let length = target.len().min(self.rest.len());
        target[..length].copy_from_slice(&self.rest.split_to(length));
        Ok(length)
    }
}

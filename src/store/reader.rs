//! A body that streams out of a [`Content`], one window at a time, as fast as its reader takes it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::JoinHandle;

use super::content::Content;

/// Holds at most one window in memory; reads of files happen off the reactor.
pub(crate) struct ContentBody {
    content: Content,
    position: u64,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
}

impl ContentBody {
    pub(crate) fn new(content: Content) -> Self {
        Self {
            content,
            position: 0,
            reading: None,
        }
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
}

impl Body for ContentBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        let reading = match &mut this.reading {
            Some(reading) => reading,
            None => {
                let Some(run) = this.content.run(this.position) else {
                    return Poll::Ready(None);
                };
                if let Some(bytes) = run.at_hand() {
                    this.position += bytes.len() as u64;
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                this.reading
                    .insert(tokio::task::spawn_blocking(move || run.read()))
            }
        };
        let read = ready!(Pin::new(reading).poll(context));
        this.reading = None;
        let bytes = read.map_err(io::Error::other)??;
        this.position += bytes.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.position == self.content.len()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.content.len() - self.position)
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

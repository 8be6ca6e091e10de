//! The answer's body: it runs the query step by step, off the reactor, as fast as it is read.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};
use time::OffsetDateTime;
use tokio::task::JoinHandle;

use crate::aws::error::AwsError;
use crate::s3::error;
use crate::store::content::Content;

use super::event;
use super::query::{Query, Step};
use super::request::Request;

/// Steps without a record before the answer begins: what fails meanwhile has a status of its own.
const SILENT_STEPS_MAX: usize = 16;

/// A query with what its last step gave.
type Stepped = (Box<Query>, Result<Step, AwsError>);

/// Holds one step's records in memory.
pub(in crate::s3) struct SelectBody {
    state: State,
    shows_progress: bool,
}

enum State {
    Ready(Stepped),
    Running(JoinHandle<Stepped>),
    Ended,
}

impl SelectBody {
    /// Starts the query and goes on to its first record.
    pub(in crate::s3) async fn start(
        request: Request,
        content: Content,
        now: OffsetDateTime,
    ) -> Result<Self, AwsError> {
        let shows_progress = request.shows_progress;
        let starting = tokio::task::spawn_blocking(move || {
            let mut query = Box::new(Query::start(request, content, now)?);
            for _ in 0..SILENT_STEPS_MAX {
                let step = query.step()?;
                if step.ended || !step.records.is_empty() {
                    return Ok((query, Ok(step)));
                }
            }
            let nothing = Step {
                records: String::new(),
                ended: false,
            };
            Ok((query, Ok(nothing)))
        });
        let started = starting
            .await
            .map_err(|cause| error::internal(cause.into()))?;
        Ok(Self {
            state: State::Ready(started?),
            shows_progress,
        })
    }

    /// The events that a step gives.
    fn frames(&self, query: &Query, step: &Step) -> Bytes {
        let mut frames = BytesMut::new();
        match step.records.is_empty() {
            false => frames.extend_from_slice(&event::records(step.records.as_bytes())),
            true if !step.ended => frames.extend_from_slice(&event::cont()),
            true => {}
        }
        if self.shows_progress {
            frames.extend_from_slice(&event::progress(query.counts()));
        }
        if step.ended {
            frames.extend_from_slice(&event::stats(query.counts()));
            frames.extend_from_slice(&event::end());
        }
        frames.freeze()
    }
}

impl Body for SelectBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let (mut query, stepped) = match std::mem::replace(&mut self.state, State::Ended) {
            State::Ended => return Poll::Ready(None),
            State::Ready(stepped) => stepped,
            State::Running(mut running) => match Pin::new(&mut running).poll(context) {
                Poll::Pending => {
                    self.state = State::Running(running);
                    return Poll::Pending;
                }
                Poll::Ready(Ok(stepped)) => stepped,
                Poll::Ready(Err(cause)) => {
                    let failure = event::failure(&error::internal(cause.into()));
                    return Poll::Ready(Some(Ok(Frame::data(failure))));
                }
            },
        };
        let frames = match stepped {
            Err(failed) => event::failure(&failed),
            Ok(step) => {
                let frames = self.frames(&query, &step);
                if !step.ended {
                    self.state = State::Running(tokio::task::spawn_blocking(move || {
                        let step = query.step();
                        (query, step)
                    }));
                }
                frames
            }
        };
        Poll::Ready(Some(Ok(Frame::data(frames))))
    }
}

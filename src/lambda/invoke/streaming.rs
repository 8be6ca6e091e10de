//! A run whose response leaves while the function still makes it.

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::invocation::{Invocation, InvocationResult};
use super::invoker::{Invoker, ended};
use crate::aws::error::AwsError;
use crate::lambda::functions::registry::Runnable;
use crate::lambda::runtime_api::answer::Piece;

/// Pieces that wait for a caller who reads slowly; then the runtime waits too.
const PIECES_MAX: usize = 16;

type Run = JoinHandle<Result<InvocationResult, AwsError>>;

/// A run that has begun to answer, or has ended.
#[derive(Debug)]
pub(crate) struct Streaming {
    /// The runtime's own; `None` when the response comes whole, at the end.
    pub(crate) content_type: Option<String>,
    pieces: mpsc::Receiver<Piece>,
    end: End,
}

#[derive(Debug)]
enum End {
    Running(Run),
    Known(Result<InvocationResult, AwsError>),
    Told,
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Step {
    Data(Bytes),
    /// The last step; a payload in it has not been streamed.
    End(Result<InvocationResult, AwsError>),
}

impl Streaming {
    /// Runs a function and waits until its response begins, or until it has ended without one.
    ///
    /// Errors: throttling, and environments that cannot start.
    pub(crate) async fn begin(
        invoker: &Invoker,
        runnable: Runnable,
        invocation: Invocation,
    ) -> Result<Self, AwsError> {
        let (sink, pieces) = mpsc::channel(PIECES_MAX);
        let invocation = Invocation {
            sink: Some(sink),
            ..invocation
        };
        let mut streaming = Self {
            content_type: None,
            pieces,
            end: End::Running(invoker.begin(runnable, invocation)?),
        };
        match streaming.piece().await {
            Some(Piece::Begin(content_type)) => streaming.content_type = content_type,
            // Every stream begins with its beginning.
            Some(Piece::Data(_)) | None => {}
        }
        match streaming.end {
            End::Known(Err(refused)) => Err(refused),
            end => Ok(Self { end, ..streaming }),
        }
    }

    /// The next step; `None` behind the last one.
    pub(crate) async fn next(&mut self) -> Option<Step> {
        while let Some(piece) = self.piece().await {
            if let Piece::Data(data) = piece {
                return Some(Step::Data(data));
            }
        }
        match std::mem::replace(&mut self.end, End::Told) {
            End::Known(end) => Some(Step::End(end)),
            End::Running(_) | End::Told => None,
        }
    }

    /// The next piece; `None` once the run has ended and all that it gave is taken. An environment
    /// that was killed may leave a sender behind, so the end does not wait for those.
    async fn piece(&mut self) -> Option<Piece> {
        let End::Running(run) = &mut self.end else {
            return self.pieces.try_recv().ok();
        };
        tokio::select! {
            biased;
            Some(piece) = self.pieces.recv() => return Some(piece),
            result = run => self.end = End::Known(ended(result)),
        }
        self.pieces.try_recv().ok()
    }
}

//! A task that wakes itself goes on at once instead of queueing behind others.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;

/// Polls in a row at most; then it is somebody else's turn.
const POLLS_MAX: usize = 8;

/// Polls a future again if it was woken while it was polled. hyper wakes its own connection whenever
/// a handler asks for a body that has arrived already; for a scheduler that is work for another
/// thread, which it wakes for it.
pub(crate) struct Prompt<F> {
    inner: Pin<Box<F>>,
    wakes: Arc<Wakes>,
    /// The same one for every poll, so that nobody has to exchange the one they keep.
    waker: Waker,
}

/// Who was woken, and when.
#[derive(Default)]
struct Wakes {
    /// [`POLLED`] and [`WOKEN`].
    state: AtomicU8,
    task: AtomicWaker,
}

/// The future is being polled: whoever wakes it need not wake its task.
const POLLED: u8 = 1;
/// It was woken since that began.
const WOKEN: u8 = 2;

impl<F> Prompt<F> {
    pub(crate) fn new(inner: F) -> Self {
        let wakes = Arc::new(Wakes::default());
        Self {
            inner: Box::pin(inner),
            waker: Waker::from(Arc::clone(&wakes)),
            wakes,
        }
    }
}

impl<F: Future> Future for Prompt<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        this.wakes.task.register(context.waker());
        for _ in 0..POLLS_MAX {
            this.wakes.state.swap(POLLED, Ordering::AcqRel);
            let polled = this
                .inner
                .as_mut()
                .poll(&mut Context::from_waker(&this.waker));
            // From here on, whoever wakes the future wakes its task.
            let state = this.wakes.state.swap(0, Ordering::AcqRel);
            if polled.is_ready() || state & WOKEN == 0 {
                return polled;
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.state.fetch_or(WOKEN, Ordering::AcqRel) & POLLED == 0 {
            self.task.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::sync::atomic::AtomicUsize;

    use futures_util::FutureExt;
    use futures_util::task::noop_waker_ref;

    use super::*;

    #[test]
    fn a_future_that_wakes_itself_is_polled_again_at_once() {
        let mut left = 3;
        let counting = poll_fn(|context| {
            left -= 1;
            context.waker().wake_by_ref();
            match left {
                0 => Poll::Ready(()),
                _ => Poll::Pending,
            }
        });
        assert_eq!(Prompt::new(counting).now_or_never(), Some(()));
    }

    #[test]
    fn one_that_never_stops_waking_itself_lets_others_go_first() {
        let polls = AtomicUsize::new(0);
        let restless = poll_fn(|context| {
            polls.fetch_add(1, Ordering::Relaxed);
            context.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        let mut restless = Prompt::new(restless);
        let task = Arc::new(Wakes::default());
        let waker = Waker::from(Arc::clone(&task));
        assert!(
            restless
                .poll_unpin(&mut Context::from_waker(&waker))
                .is_pending()
        );
        assert_eq!(polls.load(Ordering::Relaxed), POLLS_MAX);
        assert_eq!(task.state.load(Ordering::Relaxed), WOKEN);
    }

    #[tokio::test]
    async fn what_wakes_it_from_elsewhere_wakes_its_task() {
        let (send, receive) = tokio::sync::oneshot::channel();
        let mut waiting = Prompt::new(receive);
        let mut idle = Context::from_waker(noop_waker_ref());
        assert!(waiting.poll_unpin(&mut idle).is_pending());
        let waited = tokio::spawn(waiting);
        tokio::task::yield_now().await;
        send.send(7).unwrap();
        assert_eq!(waited.await.unwrap(), Ok(7));
    }
}

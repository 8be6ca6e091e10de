//! Tells a process inside an environment, as it happens, when all others there may rest and when they work.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use futures_util::stream;
use http::Response;
use tokio::sync::watch;
use tokio::time::timeout;

/// Rest begins so long after the last one has nothing to do: to stop and to wake takes a process of the
/// environment its turn on the processor twice, which events that follow one another need not wait for.
/// What goes on in the meantime could as well have gone on before the answer.
const GRACE: Duration = Duration::from_millis(10);

/// A body that never ends: `rest` or `work`, a line for each change, beginning from work. Changes that
/// cancel each other before they are read, or within [`GRACE`], are not told.
pub(super) fn answer(rests: watch::Receiver<bool>) -> Response<Body> {
    let lines = stream::unfold((rests, false), |(mut rests, told)| async move {
        loop {
            let now = *rests.borrow_and_update();
            if now != told {
                if now && let Ok(changed) = timeout(GRACE, rests.changed()).await {
                    changed.ok()?;
                    continue;
                }
                let line = if now { "rest\n" } else { "work\n" };
                return Some((Ok::<_, Infallible>(line), (rests, now)));
            }
            rests.changed().await.ok()?;
        }
    });
    Response::new(Body::from_stream(lines))
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_change_is_told_and_the_end_ends_it() {
        let (rest, rests) = watch::channel(true);
        let mut body = answer(rests).into_body();
        let mut next = async || Some(body.frame().await?.unwrap().into_data().unwrap());
        assert_eq!(next().await.unwrap(), "rest\n");
        rest.send_replace(false);
        assert_eq!(next().await.unwrap(), "work\n");
        rest.send_replace(true);
        rest.send_replace(false);
        rest.send_replace(true);
        assert_eq!(next().await.unwrap(), "rest\n");
        drop(rest);
        assert_eq!(next().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_event_that_follows_at_once_is_no_change() {
        let (rest, rests) = watch::channel(true);
        let mut body = answer(rests).into_body();
        let frame = body.frame();
        tokio::pin!(frame);
        assert!(timeout(GRACE / 2, &mut frame).await.is_err());
        rest.send_replace(false);
        assert!(timeout(2 * GRACE, &mut frame).await.is_err());
        rest.send_replace(true);
        let told = frame.await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(told, "rest\n");
    }
}

//! Tells a process inside an environment, as it happens, when all others there may rest and when they work.

use std::convert::Infallible;

use axum::body::Body;
use futures_util::stream;
use http::Response;
use tokio::sync::watch;

/// A body that never ends: `rest` or `work`, a line for each change, beginning from work. Changes that
/// cancel each other before they are read are not told.
pub(super) fn answer(rests: watch::Receiver<bool>) -> Response<Body> {
    let lines = stream::unfold((rests, false), |(mut rests, told)| async move {
        loop {
            let now = *rests.borrow_and_update();
            if now != told {
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

    #[tokio::test]
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
}

//! What is still at work after the request that caused it was answered, so that a test can wait for the
//! end of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::time::Instant;

/// Who is at work. Everybody says when work begins and ends, or is asked.
#[derive(Default)]
pub(crate) struct Activity {
    works: Mutex<BTreeMap<u64, Work>>,
    reporters: Mutex<Vec<Reporter>>,
    /// Counts beginnings and ends.
    news: watch::Sender<u64>,
}

/// Tells what is at work; what it knows from before a moment may be too old.
type Reporter = Box<dyn Fn(Instant) -> Vec<Work> + Send + Sync>;

/// Something that has not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Work {
    /// Such as `asynchronous invocation`.
    pub(crate) kind: &'static str,
    /// Such as a function's ARN.
    pub(crate) what: String,
    /// What it is at, if there is more to say.
    pub(crate) doing: Option<String>,
}

/// Work that lasts until this is dropped.
pub(crate) struct Working {
    activity: Arc<Activity>,
    number: u64,
}

impl Activity {
    /// Notes the beginning of some work.
    pub(crate) fn begin(self: &Arc<Self>, kind: &'static str, what: impl Into<String>) -> Working {
        let mut works = self.works();
        let number = works.last_key_value().map_or(0, |(last, _)| last + 1);
        let what = what.into();
        works.insert(
            number,
            Work {
                kind,
                what,
                doing: None,
            },
        );
        drop(works);
        self.note();
        Working {
            activity: Arc::clone(self),
            number,
        }
    }

    /// Asks somebody from now on, who has to [`Activity::note`] whenever there is no work left.
    pub(crate) fn ask(&self, reporter: impl Fn(Instant) -> Vec<Work> + Send + Sync + 'static) {
        let reporters = self.reporters.lock();
        let mut reporters = reporters.unwrap_or_else(PoisonError::into_inner);
        reporters.push(Box::new(reporter));
    }

    /// Wakes those who wait for the end of all work.
    pub(crate) fn note(&self) {
        self.news.send_modify(|count| *count += 1);
    }

    /// What is at work, as far as it is known since a moment.
    pub(crate) fn works_since(&self, moment: Instant) -> Vec<Work> {
        let mut works: Vec<_> = self.works().values().cloned().collect();
        let reporters = self
            .reporters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        works.extend(reporters.iter().flat_map(|report| report(moment)));
        works
    }

    /// Waits until nothing is at work. Work that hands on to other work leaves no gap: beginnings and
    /// ends are counted.
    pub(crate) async fn rest(&self, since: Instant) {
        let mut news = self.news.subscribe();
        loop {
            let count = *news.borrow_and_update();
            if self.works_since(since).is_empty() && *self.news.borrow() == count {
                return;
            }
            if news.changed().await.is_err() {
                return;
            }
        }
    }

    fn works(&self) -> MutexGuard<'_, BTreeMap<u64, Work>> {
        self.works.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Working {
    /// Says what the work is at.
    pub(crate) fn say(&self, doing: impl Into<String>) {
        if let Some(work) = self.activity.works().get_mut(&self.number) {
            work.doing = Some(doing.into());
        }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.activity.works().remove(&self.number);
        self.activity.note();
    }
}

impl std::fmt::Debug for Working {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Working")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn rest_comes_with_the_end_of_the_last_work() {
        let activity = Arc::new(Activity::default());
        let since = Instant::now();
        activity.rest(since).await;
        let (first, second) = (activity.begin("a", "1"), activity.begin("b", "2"));
        first.say("sleeping");
        let names = |works: Vec<Work>| works.iter().map(|work| work.kind).collect::<Vec<_>>();
        assert_eq!(names(activity.works_since(since)), ["a", "b"]);
        let resting = tokio::spawn({
            let activity = Arc::clone(&activity);
            async move { activity.rest(since).await }
        });
        drop(first);
        tokio::task::yield_now().await;
        assert!(!resting.is_finished());
        drop(second);
        resting.await.unwrap();
    }
}

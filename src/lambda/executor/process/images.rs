//! Images: fork servers that have loaded the libraries of one package beside the standard library,
//! because imports are most of what a start of Python takes. An image has run none of the function's
//! own code (`libraries.py` finds what that imports first), and there is none where a library does
//! more than to define things when it is imported. Of code in a folder it has only what was installed
//! elsewhere, and nothing comes out of it any more once something else is installed there.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::nursery::{Fork, Nursery};
use super::sandbox::Prepare;
use super::sandbox::warden::Warden;
use super::sandboxed::Sandbox;
use super::unpacked::Unpacked;

/// Images at most; the one used last stays longest.
const IMAGES_MAX: usize = 4;
/// Packages without an image that are remembered at most.
const KNOWN_MAX: usize = 256;
/// An image that nobody has used for so long is ended: an author may think for a while between two saves.
const IDLE_MAX: Duration = Duration::from_secs(30 * 60);
/// The first environment of a package goes first, and then its bytecode.
const DELAY: Duration = Duration::from_millis(1200);

/// Variables that differ from one environment of a function to the next.
const OF_ENVIRONMENTS: [&str; 6] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
];

/// The images of one executor. The lock is taken alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Images(Arc<Mutex<Vec<Known>>>);

/// What environments must have in common to come out of one image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// Where code and layers lie: each is unpacked to a folder of its own.
    folders: (PathBuf, Option<PathBuf>),
    command: Vec<String>,
    variables: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Known {
    kind: Kind,
    /// `None` while it is made, or if it cannot be made.
    image: Option<Arc<Image>>,
    used: Instant,
}

/// What an image reads stays as long as it.
#[derive(Debug)]
pub(super) struct Image {
    pub(super) nursery: Nursery,
    _unpacked: Unpacked,
}

/// What it takes to make an image.
pub(super) struct Ingredients {
    pub(super) warden: Arc<Warden>,
    pub(super) home: PathBuf,
    /// Knows the standard library.
    pub(super) nursery: Arc<Nursery>,
    pub(super) prepare: Prepare,
    pub(super) fork: Fork,
    pub(super) unpacked: Unpacked,
}

impl Kind {
    pub(super) fn new(prepare: &Prepare, fork: &Fork) -> Self {
        let mut variables = fork.variables.clone();
        variables.retain(|name, _| !OF_ENVIRONMENTS.contains(&name.as_str()));
        Self {
            folders: (prepare.task.clone(), prepare.opt.clone()),
            command: fork.command.clone(),
            variables,
        }
    }
}

impl Images {
    /// The image of this kind, if it is ready. The first who asks makes one begin.
    pub(super) fn ready(
        &self,
        kind: &Kind,
        ingredients: impl FnOnce() -> Ingredients,
    ) -> Option<Arc<Image>> {
        let mut all = self.lock();
        if let Some(known) = all.iter_mut().find(|known| known.kind == *kind) {
            known.used = Instant::now();
            return known.image.clone();
        }
        if all.len() >= KNOWN_MAX {
            forget_oldest(&mut all, |known| known.image.is_none());
        }
        all.push(Known {
            kind: kind.clone(),
            image: None,
            used: Instant::now(),
        });
        drop(all);
        let (images, kind, ingredients) = (self.clone(), kind.clone(), ingredients());
        let code_changes = ingredients.fork.code_changes;
        tokio::spawn(async move {
            sleep(DELAY).await;
            match ingredients.image().await {
                Ok(image) => images.keep(&kind, image).await,
                Err(why) => {
                    tracing::debug!("no image of {}: {why}", kind.folders.0.display());
                    if code_changes {
                        images.forget(&kind);
                    }
                }
            }
        });
        None
    }

    /// An image does not fork: whoever guarded it may be gone. The next who asks makes a new one
    /// begin.
    pub(super) fn forget(&self, kind: &Kind) {
        self.lock().retain(|known| known.kind != *kind);
    }

    /// Ends all of them.
    pub(super) fn clear(&self) {
        let all = std::mem::take(&mut *self.lock());
        drop(all);
    }

    /// Keeps an image until it is idle for too long, or forgotten.
    async fn keep(&self, kind: &Kind, image: Image) {
        {
            let mut all = self.lock();
            if all.iter().filter(|known| known.image.is_some()).count() >= IMAGES_MAX {
                forget_oldest(&mut all, |known| known.image.is_some());
            }
            // Cleared meanwhile, at a stop.
            let Some(known) = all.iter_mut().find(|known| known.kind == *kind) else {
                return;
            };
            known.image = Some(Arc::new(image));
            known.used = Instant::now();
        }
        loop {
            sleep(IDLE_MAX / 10).await;
            let mut all = self.lock();
            match all.iter().position(|known| known.kind == *kind) {
                None => return,
                Some(at) if all[at].used.elapsed() > IDLE_MAX => {
                    all.remove(at);
                    return;
                }
                Some(_) => {}
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Known>> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

fn forget_oldest(all: &mut Vec<Known>, is_meant: impl Fn(&Known) -> bool) {
    let meant = all.iter().enumerate().filter(|(_, known)| is_meant(known));
    let oldest = meant.min_by_key(|(_, known)| known.used);
    if let Some(at) = oldest.map(|(at, _)| at) {
        all.remove(at);
    }
}

impl Ingredients {
    /// In a sandbox that goes when the image has its file system.
    async fn image(self) -> io::Result<Image> {
        let sandbox = Sandbox::start(&self.warden, &self.home).await?;
        sandbox.prepare(self.prepare).await?;
        Ok(Image {
            nursery: sandbox.image(&self.nursery, &self.fork).await?,
            _unpacked: self.unpacked,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(table: &str, stream: &str) -> Kind {
        let prepare = Prepare {
            task: "/code".into(),
            opt: None,
            visible: Vec::new(),
            address: std::net::Ipv4Addr::LOCALHOST,
            tmp_mb: 512,
            memory_mb: 128,
            address_space_kb: None,
        };
        let variables = [("TABLE", table), ("AWS_LAMBDA_LOG_STREAM_NAME", stream)];
        let fork = Fork {
            is_image: true,
            code_changes: false,
            command: Vec::new(),
            variables: variables
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            address_space_kb: None,
        };
        Kind::new(&prepare, &fork)
    }

    #[test]
    fn environments_of_one_function_share_an_image_and_others_do_not() {
        assert_eq!(kind("t", "one"), kind("t", "two"));
        assert_ne!(kind("t", "one"), kind("u", "one"));
    }
}

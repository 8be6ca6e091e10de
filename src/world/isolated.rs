//! A world: one isolated AWS, with its own S3, DynamoDB, Lambda, IAM, STS and CloudWatch Logs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::aws::sigv4::keys::Keys;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::dynamodb::DynamoDb;
use crate::iam::Iam;
use crate::journal::Reason;
use crate::lambda::Lambda;
use crate::logs::{Logs, LogsImage};
use crate::s3::{S3, S3Image};
use crate::sts::Sts;

use super::ground::Ground;
use super::image::Image;
use super::kept::Like;
use super::name::WorldName;

/// The services that one server answers for; `None` is a service that is switched off.
pub(crate) struct World {
    pub(crate) name: WorldName,
    /// Another one for whatever is put in the place of a world; 0 is that of an earlier run.
    pub(super) id: u64,
    /// What it began as.
    pub(super) like: Option<Like>,
    /// Whether it is none of those that are written down.
    pub(super) is_passing: bool,
    /// Whether anybody may have changed anything since it was looked at.
    touched: AtomicBool,
    /// What it holds for services that are switched off, or whose state another server keeps.
    asleep: Image,
    pub(crate) clock: Clock,
    pub(crate) bus: Bus,
    /// Whose signatures count, and what sessions are made of.
    pub(crate) keys: Arc<Keys>,
    pub(crate) s3: Option<S3>,
    pub(crate) dynamodb: Option<DynamoDb>,
    pub(crate) lambda: Option<Lambda>,
    pub(crate) iam: Iam,
    pub(crate) sts: Sts,
    pub(crate) logs: Logs,
}

impl World {
    /// Starts every service that is switched on, with what an image holds. The clock goes on as it is:
    /// whoever starts a world has seen to it.
    pub(super) fn start(
        ground: &Ground,
        name: WorldName,
        id: u64,
        like: Option<Like>,
        clock: Clock,
        image: &Image,
    ) -> Self {
        let config = &ground.config;
        let keys = Arc::clone(&ground.keys);
        let bus = Bus::with(&image.outbox);
        let logs = Logs::start(clock.clone(), &bus, &image.logs);
        let s3 = config.s3.then(|| {
            let keys = Arc::clone(&keys);
            let depot = ground.depot.clone();
            S3::start(config, clock.clone(), &bus, keys, &image.s3, depot)
        });
        let dynamodb = ground
            .dynamodb
            .as_ref()
            .map(|source| DynamoDb::start(source, &image.dynamodb, clock.clone(), bus.clone()));
        let lambda = ground.executor.as_ref().map(|executor| {
            let server = crate::lambda::Server {
                port: ground.port,
                base_path: name.base_path(),
                keys: Arc::clone(&keys),
            };
            let executor = Arc::clone(executor);
            Lambda::start(
                config,
                executor,
                server,
                clock.clone(),
                bus.clone(),
                &image.lambda,
            )
        });
        let mut asleep = Image::empty(image.time);
        if s3.is_none() {
            asleep.s3.clone_from(&image.s3);
        }
        if !dynamodb.as_ref().is_some_and(DynamoDb::keeps_tables) {
            asleep.dynamodb.clone_from(&image.dynamodb);
        }
        if lambda.is_none() {
            asleep.lambda.clone_from(&image.lambda);
        }
        Self {
            asleep,
            iam: Iam::new(clock.clone(), &image.iam),
            sts: Sts::new(clock.clone(), Arc::clone(&keys)),
            name,
            id,
            like,
            is_passing: false,
            touched: AtomicBool::new(false),
            clock,
            bus,
            keys,
            s3,
            dynamodb,
            lambda,
            logs,
        }
    }

    /// Says that somebody may have changed something.
    pub(crate) fn touch(&self) {
        self.touched.store(true, Ordering::Release);
    }

    /// Whether the world was touched since the last time that this was asked.
    pub(super) fn take_touch(&self) -> bool {
        self.touched.swap(false, Ordering::AcqRel)
    }

    /// All of the world at one moment: nobody writes meanwhile. Events, retries and replications on
    /// their way are no part of it. `None` if another server keeps the tables.
    pub(super) fn image(&self) -> Option<Image> {
        let (image, is_whole) = self.all_that_is_here(None, || self.logs.image());
        is_whole.then_some(image)
    }

    /// As [`World::image`], without the tables that another server keeps, and with what is on its way.
    /// Only what was touched since the last call is looked at, whose image is `since`; all of it the first
    /// time. Logs that nobody asked for are those of `since` until the next tick: what functions write
    /// comes in many small parts.
    pub(super) fn image_to_keep(&self, since: &Image, reason: Reason) -> Image {
        let was_asked = self.logs.take_asked();
        let logs = || match reason == Reason::Asked && !was_asked {
            true => since.logs.clone(),
            false => self.logs.image(),
        };
        self.all_that_is_here(Some(since), logs).0
    }

    /// An image, and whether it is all of the world. What is on its way is part of it for who writes it
    /// down, and has `since` from there.
    ///
    /// Locks are taken in this order: S3, DynamoDB, Lambda, the others.
    fn all_that_is_here(
        &self,
        since: Option<&Image>,
        logs: impl Fn() -> LogsImage,
    ) -> (Image, bool) {
        let with_lambda = |s3, dynamodb, lambda| Image {
            s3,
            dynamodb,
            lambda,
            iam: self.iam.image(),
            logs: logs(),
            outbox: self.bus.outbox().image(),
            time: self.clock.flow().stopped(),
        };
        let with_dynamodb = |s3, dynamodb| match &self.lambda {
            Some(own) => own.still(since.is_some(), |lambda| with_lambda(s3, dynamodb, lambda)),
            None => with_lambda(s3, dynamodb, self.asleep.lambda.clone()),
        };
        let with_s3 = |s3: S3Image| {
            let taken = self.dynamodb.as_ref().and_then(|own| {
                let s3 = s3.clone();
                let since = since.map(|since| &since.dynamodb);
                own.still(since, |dynamodb| {
                    let dynamodb = match since {
                        Some(_) => dynamodb,
                        None => dynamodb.without_tokens(),
                    };
                    (with_dynamodb(s3, dynamodb), true)
                })
            });
            taken.unwrap_or_else(|| {
                let is_whole = self.dynamodb.is_none();
                (with_dynamodb(s3, self.asleep.dynamodb.clone()), is_whole)
            })
        };
        match &self.s3 {
            Some(own) => own.still(since.map(|since| &since.s3), with_s3),
            None => with_s3(self.asleep.s3.clone()),
        }
    }

    /// Each service with its backend, or `off`.
    pub(crate) fn describe(&self) -> [(&'static str, String); 6] {
        let off = || "off".to_owned();
        [
            (
                "s3",
                self.s3.as_ref().map_or_else(off, |_| "embedded".to_owned()),
            ),
            (
                "dynamodb",
                self.dynamodb.as_ref().map_or_else(off, DynamoDb::backend),
            ),
            (
                "lambda",
                self.lambda.as_ref().map_or_else(off, Lambda::executor),
            ),
            ("iam", "embedded".to_owned()),
            ("sts", "embedded".to_owned()),
            ("logs", "embedded".to_owned()),
        ]
    }

    /// Ends whatever the services started for this world.
    pub(super) fn stop(&self) {
        if let Some(lambda) = &self.lambda {
            lambda.stop();
        }
    }
}

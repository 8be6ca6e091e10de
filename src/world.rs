//! A world: one isolated AWS, with its own S3, DynamoDB, Lambda, IAM, STS and CloudWatch Logs.

use std::sync::Arc;

use crate::aws::sigv4::keys::Keys;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::Config;
use crate::dynamodb::DynamoDb;
use crate::iam::Iam;
use crate::lambda::Lambda;
use crate::logs::Logs;
use crate::s3::S3;
use crate::sts::Sts;

/// The services that one server answers for; `None` is a service that is switched off.
pub(crate) struct World {
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
    /// Starts every service that is switched on; `port` is where this server will answer. A problem is one line that says what to do.
    pub(crate) async fn start(config: &Config, port: u16) -> Result<Self, String> {
        let clock = config.clock.clone();
        let keys = Arc::new(config.access_keys()?);
        let bus = Bus::default();
        let logs = Logs::start(clock.clone(), &bus);
        let s3 = match config.s3 {
            true => Some(S3::start(config, clock.clone(), &bus, Arc::clone(&keys))?),
            false => None,
        };
        let dynamodb = match config.dynamodb {
            true => Some(DynamoDb::start(config, clock.clone(), bus.clone()).await?),
            false => None,
        };
        let lambda = match config.lambda {
            true => Some(
                Lambda::start(config, port, clock.clone(), Arc::clone(&keys), bus.clone()).await?,
            ),
            false => None,
        };
        Ok(Self {
            iam: Iam::new(clock.clone()),
            sts: Sts::new(clock.clone(), Arc::clone(&keys)),
            clock,
            bus,
            keys,
            s3,
            dynamodb,
            lambda,
            logs,
        })
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

    /// Ends whatever the services started.
    pub(crate) async fn stop(&self) {
        if let Some(lambda) = &self.lambda {
            lambda.stop().await;
        }
        if let Some(dynamodb) = &self.dynamodb {
            dynamodb.stop().await;
        }
    }
}

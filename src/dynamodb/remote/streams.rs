//! The other DynamoDB's streams for other services, read through its API as any client reads them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::call::CallProblem;
use super::proxy::Remote;
use super::stream_records::{Batch, event_record};
use crate::bus::objects::BusFuture;
use crate::bus::streams::{KeepStreams, Read, Share, Start, Stream, StreamProblem};

/// Four times a second, as Lambda does (Developer Guide, "Process DynamoDB records with Lambda").
const POLL_INTERVAL: Duration = Duration::from_millis(250);
/// Iterators that are kept; without one a reader finds its place again.
const PLACES_MAX: usize = 1000;

/// Its shards have to follow one another, as those of DynamoDB Local do: a place is one number.
pub(crate) struct RemoteStreams {
    remote: Arc<Remote>,
    /// Where readers go on, by stream and place.
    places: Mutex<HashMap<(String, u128), Place>>,
}

/// Where a reader is.
#[derive(Clone)]
struct Place {
    shard: Shard,
    iterator: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shard {
    shard_id: String,
    sequence_number_range: Range,
}

/// Numbers are texts of one length.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Range {
    #[serde(default)]
    starting_sequence_number: String,
    ending_sequence_number: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    stream_description: Description,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Description {
    #[serde(default)]
    shards: Vec<Shard>,
    last_evaluated_shard_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    shard_iterator: String,
}

/// Why a read gave nothing.
enum Obstacle {
    NotFound,
    Trimmed(u128),
    /// It may be better at the next attempt.
    Passing(String),
}

impl From<CallProblem> for Obstacle {
    fn from(problem: CallProblem) -> Self {
        match problem.code.as_str() {
            "ResourceNotFoundException" => Self::NotFound,
            _ => Self::Passing(problem.why),
        }
    }
}

impl Shard {
    fn first(&self) -> u128 {
        let start = &self.sequence_number_range.starting_sequence_number;
        start.parse().unwrap_or_default()
    }

    /// The last number it will ever have; `None` while it grows.
    fn last(&self) -> Option<u128> {
        let end = self.sequence_number_range.ending_sequence_number.as_ref();
        end.map(|end| end.parse().unwrap_or(u128::MAX))
    }

    /// A number as the stream writes it.
    fn written(&self, number: u128) -> String {
        let width = self.sequence_number_range.starting_sequence_number.len();
        format!("{number:0width$}")
    }
}

impl RemoteStreams {
    pub(crate) fn new(remote: Arc<Remote>) -> Self {
        Self {
            remote,
            places: Mutex::default(),
        }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        stream: Stream<'_>,
        target: &'static str,
        input: &Value,
    ) -> Result<T, CallProblem> {
        let answer = self.remote.call(stream.reader, target, input).await?;
        serde_json::from_slice(&answer).map_err(CallProblem::unreadable)
    }

    /// Every shard, the oldest first.
    async fn shards(&self, stream: Stream<'_>) -> Result<Vec<Shard>, Obstacle> {
        let mut shards: Vec<Shard> = Vec::new();
        let mut input = json!({"StreamArn": stream.arn});
        loop {
            let target = "DynamoDBStreams_20120810.DescribeStream";
            let Described { stream_description } = self.ask(stream, target, &input).await?;
            shards.extend(stream_description.shards);
            match stream_description.last_evaluated_shard_id {
                Some(last) => input["ExclusiveStartShardId"] = Value::from(last),
                None => break,
            }
        }
        shards.sort_by_key(Shard::first);
        if shards.iter().filter(|shard| shard.last().is_none()).count() > 1 {
            let arn = stream.arn;
            tracing::warn!(
                "{arn} has several shards that grow: event source mappings read streams with one"
            );
            return Err(Obstacle::NotFound);
        }
        Ok(shards)
    }

    /// Where a reader behind a number goes on; `None` behind the last shard, if that has ended.
    async fn locate(&self, stream: Stream<'_>, behind: u128) -> Result<Option<Place>, Obstacle> {
        let shards = self.shards(stream).await?;
        let mut left = shards.into_iter();
        let Some(shard) = left.find(|shard| shard.last().is_none_or(|last| last > behind)) else {
            return Ok(None);
        };
        let mut input = json!({"StreamArn": stream.arn, "ShardId": shard.shard_id});
        if behind >= shard.first() {
            input["ShardIteratorType"] = Value::from("AFTER_SEQUENCE_NUMBER");
            input["SequenceNumber"] = Value::from(shard.written(behind));
        } else {
            input["ShardIteratorType"] = Value::from("TRIM_HORIZON");
        }
        let target = "DynamoDBStreams_20120810.GetShardIterator";
        match self.ask::<Found>(stream, target, &input).await {
            Ok(found) => Ok(Some(Place {
                shard,
                iterator: found.shard_iterator,
            })),
            Err(problem) if problem.code == "TrimmedDataAccessException" => {
                Err(Obstacle::Trimmed(shard.first().saturating_sub(1)))
            }
            Err(problem) => Err(problem.into()),
        }
    }

    async fn try_read(
        &self,
        stream: Stream<'_>,
        behind: u128,
        share: Share,
    ) -> Result<Read, Obstacle> {
        let kept = self.forget(stream, behind);
        let place = match kept {
            Some(place) => Some(place),
            None => self.locate(stream, behind).await?,
        };
        let Some(Place { shard, iterator }) = place else {
            return Ok(Read {
                through: behind,
                ..Read::default()
            });
        };
        let target = "DynamoDBStreams_20120810.GetRecords";
        let input = json!({"ShardIterator": iterator});
        let batch: Batch = self.ask(stream, target, &input).await?;
        let mut through = behind;
        let mut records = Vec::new();
        for record in &batch.records {
            let record = event_record(record, stream).map_err(Obstacle::Passing)?;
            through = through.max(record.number);
            if share.has(record.key_hash) {
                records.push(record);
            }
        }
        let shard_id = shard.shard_id.clone();
        match batch.next_shard_iterator {
            Some(iterator) => self.keep(stream, through, Place { shard, iterator }),
            // The shard has ended, and is read.
            None => through = through.max(shard.last().unwrap_or(through)),
        }
        Ok(Read {
            records,
            through,
            shard_id,
        })
    }

    fn keep(&self, stream: Stream<'_>, behind: u128, place: Place) {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= PLACES_MAX {
            places.clear();
        }
        places.insert((stream.arn.to_owned(), behind), place);
    }

    fn forget(&self, stream: Stream<'_>, behind: u128) -> Option<Place> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.remove(&(stream.arn.to_owned(), behind))
    }

    /// Behind the newest record.
    async fn end(&self, stream: Stream<'_>) -> Result<u128, Obstacle> {
        let mut behind = 0;
        loop {
            let share = Share { part: 0, parts: 1 };
            let read = self.try_read(stream, behind, share).await?;
            if read.through == behind {
                return Ok(behind);
            }
            behind = read.through;
        }
    }
}

impl KeepStreams for RemoteStreams {
    fn begin<'a>(
        &'a self,
        stream: Stream<'a>,
        start: Start,
    ) -> BusFuture<'a, Result<u128, StreamProblem>> {
        Box::pin(async move {
            let place = match start {
                Start::Oldest => self.shards(stream).await.map(|_| 0),
                Start::Newest => self.end(stream).await,
            };
            place.map_err(|obstacle| {
                if let Obstacle::Passing(why) = obstacle {
                    tracing::warn!("{} cannot be read: {why}", stream.arn);
                }
                StreamProblem::NotFound
            })
        })
    }

    fn read<'a>(
        &'a self,
        stream: Stream<'a>,
        behind: u128,
        share: Share,
    ) -> BusFuture<'a, Result<Read, StreamProblem>> {
        Box::pin(async move {
            match self.try_read(stream, behind, share).await {
                Ok(read) => Ok(read),
                Err(Obstacle::NotFound) => Err(StreamProblem::NotFound),
                Err(Obstacle::Trimmed(through)) => Err(StreamProblem::Trimmed(through)),
                Err(Obstacle::Passing(why)) => {
                    tracing::warn!("{} cannot be read now: {why}", stream.arn);
                    Ok(Read {
                        through: behind,
                        ..Read::default()
                    })
                }
            }
        })
    }

    /// Nobody tells: whoever wrote through this server has waited long enough, others are polled for.
    fn grows<'a>(&'a self, _: Stream<'a>, _: u128) -> BusFuture<'a, ()> {
        Box::pin(async {
            let mut writes = self.remote.writes();
            let _ = timeout(POLL_INTERVAL, writes.changed()).await;
        })
    }

    fn newest(&self, _: Stream<'_>) -> Option<u128> {
        None
    }
}

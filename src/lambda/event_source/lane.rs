//! One of the lanes in which a mapping works: reads its share of the stream, one batch after the other.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::Instant;

use super::batch::Batch;
use super::discard::{self, Condition, Discarded};
use super::event::{self, InWindow};
use super::mapping::{Mapping, Wish};
use super::outcome::{self, Next, Verdict, judge, pause};
use super::progress::Place;
use super::settings::Settings;
use super::tools::Tools;
use super::tumbling::{Window, no_state, state_of};
use crate::aws::error::AwsError;
use crate::bus::streams::{Read, Record, Share, StreamProblem};
use crate::lambda::invoke::invocation::{Invocation, InvocationResult};
use crate::lambda::name::FunctionName;

/// Records of one event take so many bytes at most (API_CreateEventSourceMapping, "BatchSize": the 6 MB
/// of a synchronous invocation), with what is around them.
const EVENT_BYTES_MAX: usize = 6 * 1024 * 1024 - 2048;
/// A stream keeps its records for a day.
const RETENTION_S: u32 = 24 * 60 * 60;
const OK: &str = "OK";
/// LastProcessingResult after a function failed.
const CALL_FAILED: &str = "PROBLEM: Function call failed";

/// Ends when the mapping's wish changes, at a place where nothing is at work.
pub(super) struct Lane<'a> {
    tools: &'a Tools,
    mapping: &'a Mapping,
    settings: &'a Settings,
    wishes: watch::Receiver<Wish>,
    share: Share,
    place: Place,
    /// Read, and not yet looked at: at most what one read gives.
    ahead: VecDeque<Record>,
    /// Everything up to this is read.
    read_through: u128,
    shard_id: String,
}

/// What is to be done next.
enum Task {
    Deliver(Batch),
    CloseWindow,
    Stop,
}

/// How an attempt went.
struct Attempt {
    request_id: String,
    /// An error means that the function did not run.
    result: Result<InvocationResult, AwsError>,
}

impl<'a> Lane<'a> {
    pub(super) fn new(
        tools: &'a Tools,
        mapping: &'a Arc<Mapping>,
        settings: &'a Arc<Settings>,
        wishes: watch::Receiver<Wish>,
        part: usize,
    ) -> Self {
        let parts = settings.parallelization_factor;
        let mut place = mapping.progress().place(part);
        if settings.tumbling_window_s == 0 {
            place.window = None;
        }
        Self {
            tools,
            mapping,
            settings,
            wishes,
            share: Share { part, parts },
            read_through: place.through,
            place,
            ahead: VecDeque::new(),
            shard_id: String::new(),
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            match self.gather().await {
                Task::Deliver(batch) => self.deliver(batch).await,
                Task::CloseWindow => self.close_window(false).await,
                Task::Stop => break,
            }
        }
        self.say(None);
    }

    /// Gathers records until the batch is full, or its time has come.
    async fn gather(&mut self) -> Task {
        let mut records: Vec<Record> = Vec::new();
        let mut deadline_ms: Option<i64> = None;
        loop {
            if self.is_to_stop() {
                return Task::Stop;
            }
            let looked = Instant::now();
            if self.ahead.is_empty() && !self.read().await {
                continue;
            }
            while let Some(record) = self.ahead.pop_front() {
                if !self.is_wanted(&record) {
                    if records.is_empty() {
                        self.place.through = record.number;
                    }
                    continue;
                }
                if let Some(task) = self.before(&record, &mut records) {
                    self.ahead.push_front(record);
                    return task;
                }
                records.push(record);
            }
            let is_full = records.len() >= self.settings.batch_size;
            match Batch::new(std::mem::take(&mut records)) {
                Some(batch) if is_full || self.settings.batching_window_s == 0 => {
                    return Task::Deliver(batch);
                }
                Some(batch) => {
                    let window_ms = i64::from(self.settings.batching_window_s) * 1000;
                    let begun = self.tools.clock.unix_ms();
                    deadline_ms.get_or_insert(begun + window_ms);
                    records = batch.records;
                    let count = records.len();
                    self.say(Some(format!("{count} records wait for a full batch, or for the end of the batching window")));
                }
                None => self.rest(looked),
            }
            let grows = async {
                match self.tools.bus.upgrade() {
                    Some(bus) => match bus.streams() {
                        Some(streams) => {
                            let stream = self.mapping.stream();
                            streams.grows(stream, self.read_through).await;
                        }
                        None => std::future::pending().await,
                    },
                    None => std::future::pending().await,
                }
            };
            let window_end_ms = self.place.window.as_ref().map(|window| window.end_ms);
            let moment_ms = [deadline_ms, window_end_ms].into_iter().flatten().min();
            let clock = &self.tools.clock;
            let ends = async {
                match moment_ms {
                    Some(moment_ms) => clock.sleep_until_ms(moment_ms).await,
                    None => std::future::pending().await,
                }
            };
            let mut wishes = self.wishes.clone();
            tokio::select! {
                () = grows => {}
                _ = wishes.changed() => {}
                () = ends => match Batch::new(records) {
                    Some(batch) => return Task::Deliver(batch),
                    None => return Task::CloseWindow,
                },
            }
        }
    }

    /// Reads on; whether there is something to look at.
    async fn read(&mut self) -> bool {
        let Some(bus) = self.tools.bus.upgrade() else {
            // The world is gone.
            return std::future::pending().await;
        };
        let read = match bus.streams() {
            Some(streams) => {
                let (stream, behind) = (self.mapping.stream(), self.read_through);
                streams.read(stream, behind, self.share).await
            }
            None => Err(StreamProblem::NotFound),
        };
        let arn = &self.mapping.source_arn;
        match read {
            Ok(read) => {
                self.take(read);
                return true;
            }
            Err(StreamProblem::Trimmed(through)) => {
                tracing::warn!("an event source mapping was too slow: records of {arn} are gone");
                self.read_through = through;
            }
            Err(StreamProblem::NotFound) => {
                self.say(None);
                self.place.window = None;
                self.place.through = self.place.through.max(self.read_through);
                self.stop_called().await;
            }
        }
        false
    }

    fn take(&mut self, read: Read) {
        self.shard_id = read.shard_id;
        self.read_through = self.read_through.max(read.through);
        self.ahead.extend(read.records);
    }

    fn is_wanted(&self, record: &Record) -> bool {
        !self.mapping.progress().has_done(record) && self.settings.wants(&record.json)
    }

    /// What has to be done before a record can be taken, if anything.
    fn before(&mut self, record: &Record, records: &mut Vec<Record>) -> Option<Task> {
        let bytes = event::records_bytes(records) + record.json.len();
        let no_room = records.len() >= self.settings.batch_size || bytes > EVENT_BYTES_MAX;
        let window_s = self.settings.tumbling_window_s;
        let window = self.place.window.as_ref();
        let other_window = window_s > 0 && !window.is_some_and(|own| own.has(record.created_ms));
        if (no_room || other_window)
            && let Some(batch) = Batch::new(std::mem::take(records))
        {
            return Some(Task::Deliver(batch));
        }
        if other_window {
            if window.is_some() {
                return Some(Task::CloseWindow);
            }
            self.place.window = Some(Window::of(record.created_ms, window_s));
        }
        None
    }

    /// Nothing is left to be done now.
    fn rest(&mut self, looked: Instant) {
        self.place.through = self.place.through.max(self.read_through);
        self.keep_place();
        let window = self.place.window.is_some();
        self.say(window.then(|| "waits for the end of a tumbling window".to_owned()));
        self.mapping.look(self.share.part, looked);
        self.tools.activity.note();
    }

    /// Runs the function until the batch is done or given up, or the mapping is to do something else.
    async fn deliver(&mut self, batch: Batch) {
        let mut parts = VecDeque::from([batch]);
        let mut throttled = 0;
        while let Some(batch) = parts.pop_front() {
            if self.is_to_stop() {
                // What is not done will be read again.
                return;
            }
            let (old, young) = batch.split_older(self.oldest_ms());
            if let Some(old) = old {
                self.discard(&old, Condition::AgeExceeded, None).await;
            }
            let Some(mut batch) = young else { continue };
            let count = batch.records.len();
            self.say(Some(format!("runs the function for {count} records")));
            let payload = event::of(&batch.records, self.in_window(false, false));
            let attempt = self.invoke(payload).await;
            if is_throttled(&attempt.result) {
                throttled += 1;
                parts.push_front(batch);
                self.wait(pause(throttled)).await;
                continue;
            }
            batch.invocations += 1;
            let last = batch.last().number;
            let verdict = self.verdict(&attempt.result, &batch);
            self.tell_result(verdict);
            if let Verdict::FailedFrom(index) = verdict {
                self.done(batch.records[index - 1].number);
            }
            match outcome::next(batch, verdict, self.settings) {
                Next::Done => self.succeeded(last, &attempt.result).await,
                Next::Try(more) => more
                    .into_iter()
                    .rev()
                    .for_each(|part| parts.push_front(part)),
                Next::Retry(batch, pause) => {
                    let failures = batch.failures;
                    parts.push_front(batch);
                    self.say(Some(format!("waits to retry {count} records: the function failed, {failures} times in a row")));
                    self.wait(pause).await;
                }
                Next::GiveUp(batch) => {
                    let condition = Condition::RetriesExhausted;
                    self.discard(&batch, condition, Some(&attempt)).await;
                }
            }
        }
    }

    /// The next state of the tumbling window comes with a success; one that is too long ends it.
    async fn succeeded(&mut self, last: u128, result: &Result<InvocationResult, AwsError>) {
        let mut is_full = false;
        if let (Some(window), Ok(result)) = (&mut self.place.window, result)
            && let Some(state) = state_of(&result.payload)
        {
            window.state = state;
            is_full = window.is_full();
        }
        self.done(last);
        if is_full {
            self.close_window(true).await;
        }
    }

    fn verdict(&self, result: &Result<InvocationResult, AwsError>, batch: &Batch) -> Verdict {
        match result {
            Ok(result) if !result.failed => {
                let in_window = self.place.window.is_some();
                match judge(&result.payload, batch, self.settings) {
                    Verdict::Success if in_window && state_of(&result.payload).is_none() => {
                        Verdict::Failure
                    }
                    verdict => verdict,
                }
            }
            _ => Verdict::Failure,
        }
    }

    /// Runs the function for the end of a window, until it succeeds or no retries are left; then the
    /// state is gone. One that ends early goes on with a fresh state.
    async fn close_window(&mut self, early: bool) {
        let mut failures = 0;
        while !self.is_to_stop() {
            self.say(Some("runs the function for the end of a window".to_owned()));
            let attempt = self
                .invoke(event::of(&[], self.in_window(true, early)))
                .await;
            if matches!(&attempt.result, Ok(result) if !result.failed) {
                break;
            }
            if !is_throttled(&attempt.result) {
                self.tell_result(Verdict::Failure);
                failures += 1;
                if self.settings.retries_max.is_some_and(|max| failures > max) {
                    break;
                }
            }
            self.wait(pause(failures.max(1))).await;
        }
        if self.is_to_stop() {
            return;
        }
        match (&mut self.place.window, early) {
            (Some(window), true) => window.state = no_state(),
            (window, _) => *window = None,
        }
        self.keep_place();
    }

    fn in_window(&self, is_final: bool, ends_early: bool) -> Option<InWindow<'_>> {
        let window = self.place.window.as_ref()?;
        Some(InWindow {
            window,
            shard_id: &self.shard_id,
            stream_arn: &self.mapping.source_arn,
            is_final,
            ends_early,
        })
    }

    async fn invoke(&self, payload: Bytes) -> Attempt {
        let tools = self.tools;
        let request_id = tools.clock.uuid();
        let arn = &self.settings.function_arn;
        let scope = &self.mapping.scope;
        let runnable = FunctionName::parse(arn)
            .and_then(|name| tools.registry.resolve(scope, &name, None, &tools.clock));
        let result = match runnable {
            Ok(runnable) => {
                let invocation = Invocation::new(request_id.clone(), arn.clone(), payload);
                tools.invoker.invoke(runnable, invocation).await
            }
            Err(missing) => Err(missing),
        };
        if let Err(why) = &result {
            let uuid = &self.mapping.uuid;
            tracing::warn!("event source mapping {uuid} cannot run {arn}: {why}");
        }
        Attempt { request_id, result }
    }

    /// Gives records up, and tells whoever wants to know.
    async fn discard(&mut self, batch: &Batch, condition: Condition, attempt: Option<&Attempt>) {
        let (tools, mapping) = (self.tools, self.mapping);
        let count = batch.records.len();
        let uuid = &mapping.uuid;
        tracing::warn!("event source mapping {uuid} gives up {count} records: {condition:?}");
        if let (Some(destination), Some(bus)) = (&self.settings.on_failure, tools.bus.upgrade()) {
            let ran = attempt.and_then(|attempt| attempt.result.as_ref().ok());
            let request_id = attempt.map(|attempt| attempt.request_id.clone());
            let event = event::of(&batch.records, None);
            let discarded = Discarded {
                batch,
                condition,
                request_id: request_id.unwrap_or_else(|| tools.clock.uuid()),
                ran: ran.map(|ran| (ran.executed_version.clone(), ran.failed)),
                function_arn: &self.settings.function_arn,
                stream_arn: &mapping.source_arn,
                shard_id: &self.shard_id,
                event: &event,
            };
            let (clock, scope) = (&tools.clock, &mapping.scope);
            let told = discard::tell(&bus, clock, scope, uuid, destination, &discarded).await;
            if let Err(why) = told {
                tracing::warn!("what {uuid} gave up did not reach {destination}: {why}");
            }
        }
        self.done(batch.last().number);
    }

    /// Everything up to a record is done.
    fn done(&mut self, through: u128) {
        self.place.through = through;
        self.keep_place();
    }

    fn keep_place(&self) {
        let place = self.place.clone();
        let part = self.share.part;
        self.mapping
            .progress_with(|progress| progress.set(part, place));
    }

    fn tell_result(&self, verdict: Verdict) {
        let result = match verdict {
            Verdict::Success => OK,
            _ => CALL_FAILED,
        };
        self.mapping.show(|shown| shown.result = result.into());
    }

    fn say(&self, doing: Option<String>) {
        self.mapping.say(self.share.part, doing);
    }

    /// Records made before this are too old.
    fn oldest_ms(&self) -> i64 {
        let age_max_s = self.settings.record_age_max_s.unwrap_or(RETENTION_S);
        self.tools.clock.unix_ms() - i64::from(age_max_s.min(RETENTION_S)) * 1000
    }

    fn is_to_stop(&self) -> bool {
        self.wishes.has_changed().unwrap_or(true)
    }

    async fn stop_called(&self) {
        let _ = self.wishes.clone().changed().await;
    }

    /// Lets time pass, unless the mapping is to do something else.
    async fn wait(&self, pause: Duration) {
        tokio::select! {
            () = self.tools.clock.sleep(pause) => {}
            () = self.stop_called() => {}
        }
    }
}

fn is_throttled(result: &Result<InvocationResult, AwsError>) -> bool {
    matches!(result, Err(error) if error.status().as_u16() == 429)
}

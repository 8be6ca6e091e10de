//! Where the end of an asynchronous event is told: destinations, and the dead-letter queue.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use super::invocation::{Invocation, InvocationResult};
use super::lineage;
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::identity::Scope;
use crate::aws::time::iso_millis;
use crate::bus::functions::Admission;
use crate::bus::objects::{BucketOf, ObjectEncryption};
use crate::bus::outbox::Message;
use crate::bus::{Bus, WeakBus};
use crate::clock::Clock;
use crate::lambda::functions::event_invoke::Destinations;

/// What a dead-letter queue gets beside the event.
type Attributes = Vec<(Cow<'static, str>, String)>;

/// Why no more is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Success,
    RetriesExhausted,
    EventAgeExceeded,
}

/// How an event ended.
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) condition: Condition,
    /// How often the function ran.
    pub(crate) attempts: usize,
    /// Of the last attempt; `None` if the function never ran.
    pub(crate) result: Option<InvocationResult>,
}

/// Whom to tell of the end of one event.
pub(crate) struct Teller {
    pub(crate) bus: WeakBus,
    pub(crate) clock: Clock,
    /// Where the function lies.
    pub(crate) scope: Scope,
    pub(crate) destinations: Destinations,
    /// The function's dead-letter queue or topic, by ARN.
    pub(crate) dead_letter: Option<String>,
    pub(crate) invocation: Invocation,
}

impl Teller {
    /// Tells whoever wants to know. What cannot be told is logged, as it is lost on AWS.
    pub(crate) async fn tell(&self, ending: &Ending) {
        let Some(bus) = self.bus.upgrade() else {
            return;
        };
        let failed = ending.condition != Condition::Success;
        let destination = match failed {
            true => &self.destinations.on_failure,
            false => &self.destinations.on_success,
        };
        if let Some(destination) = destination
            && let Err(why) = self.send(&bus, destination, ending).await
        {
            let arn = &self.invocation.invoked_function_arn;
            tracing::warn!("the end of an event of {arn} did not reach {destination}: {why}");
        }
        if let Some(queue) = self.dead_letter.as_ref().filter(|_| failed) {
            self.bury(&bus, queue, ending);
        }
    }

    async fn send(&self, bus: &Bus, destination: &str, ending: &Ending) -> Result<(), String> {
        let record = self.record(ending);
        let target = Arn::parse(destination).ok_or("it is no ARN")?;
        match target.service {
            "lambda" => match bus.hand_on(destination, &self.trace_id(), Bytes::from(record)) {
                Admission::Granted => Ok(()),
                Admission::Refused(why) => Err(why),
            },
            "s3" => self.store(bus, target.resource, record).await,
            "events" => {
                let event = self.bus_event(destination, ending, &record);
                self.keep(bus, destination, event, Vec::new());
                Ok(())
            }
            _ => {
                self.keep(bus, destination, record, Vec::new());
                Ok(())
            }
        }
    }

    /// Developer Guide, "Capturing records of Lambda asynchronous invocations": the document.
    fn record(&self, ending: &Ending) -> String {
        let result = ending.result.as_ref();
        let record = Record {
            version: "1.0",
            timestamp: self.now(),
            request_context: RequestContext {
                request_id: &self.invocation.request_id,
                function_arn: self.function_arn(),
                condition: match ending.condition {
                    Condition::Success => "Success",
                    Condition::RetriesExhausted => "RetriesExhausted",
                    Condition::EventAgeExceeded => "EventAgeExceeded",
                },
                approximate_invoke_count: ending.attempts,
            },
            request_payload: raw(&self.invocation.payload),
            response_context: result.map(|result| ResponseContext {
                status_code: 200,
                executed_version: &result.executed_version,
                function_error: result.failed.then_some("Unhandled"),
            }),
            response_payload: result.and_then(|result| raw(&result.payload)),
        };
        serde_json::to_string(&record).expect("a record has text keys only")
    }

    /// The record as the detail of an event (EventBridge guide, "Lambda function destinations").
    fn bus_event(&self, destination: &str, ending: &Ending, record: &str) -> String {
        let outcome = match ending.condition {
            Condition::Success => "Success",
            _ => "Failure",
        };
        let event = BusEvent {
            version: "0",
            id: self.clock.uuid(),
            detail_type: format!("Lambda Function Invocation Result - {outcome}"),
            source: "lambda",
            account: self.scope.account.as_str(),
            time: self.now(),
            region: self.scope.region.as_str(),
            resources: [destination, &self.function_arn()],
            detail: raw(record.as_bytes()),
        };
        serde_json::to_string(&event).expect("an event has text keys only")
    }

    /// In a bucket, a record is an object (Developer Guide, same page: its key).
    async fn store(&self, bus: &Bus, bucket: &str, record: String) -> Result<(), String> {
        let now = self.clock.now();
        let name = self.function_arn();
        let name = name.split(':').nth(6).unwrap_or_default();
        let day = format!(
            "{}/{:02}/{:02}",
            now.year(),
            u8::from(now.month()),
            now.day()
        );
        let moment = format!(
            "{}T{:02}.{:02}.{:02}",
            day.replace('/', "-"),
            now.hour(),
            now.minute(),
            now.second()
        );
        let key = format!(
            "aws/lambda/async/{name}/{day}/{moment}-{}",
            self.clock.uuid()
        );
        let bucket = BucketOf {
            scope: &self.scope,
            name: bucket,
            owner: self.scope.account.as_str(),
        };
        let refused = |refused: crate::bus::objects::ObjectError| refused.message;
        let objects = bus.objects().map_err(refused)?;
        let put = objects.put_object(&bucket, &key, ObjectEncryption::S3, Body::from(record));
        put.await.map(drop).map_err(refused)
    }

    /// A dead-letter queue gets the event itself; what went wrong is in its attributes (Developer
    /// Guide, "Adding a dead-letter queue").
    fn bury(&self, bus: &Bus, queue: &str, ending: &Ending) {
        let payload = String::from_utf8_lossy(&self.invocation.payload).into_owned();
        let mut attributes = vec![("RequestID".into(), self.invocation.request_id.clone())];
        if let Some(result) = &ending.result {
            let error = serde_json::from_slice::<FunctionError>(&result.payload);
            let message = error.map(|error| error.message).unwrap_or_default();
            attributes.push(("ErrorCode".into(), "200".to_owned()));
            attributes.push(("ErrorMessage".into(), message.chars().take(1024).collect()));
        }
        self.keep(bus, queue, payload, attributes);
    }

    fn keep(&self, bus: &Bus, target: &str, body: String, attributes: Attributes) {
        bus.outbox().keep(Message {
            target: target.to_owned(),
            source: self.function_arn(),
            sent_ms: self.clock.unix_ms(),
            subject: None,
            attributes,
            body,
        });
    }

    fn now(&self) -> String {
        iso_millis(self.clock.now())
    }

    /// The chain that the event's own run has made longer.
    fn trace_id(&self) -> String {
        let trace_id = self.invocation.trace_id.as_deref().unwrap_or_default();
        let arn = &self.invocation.invoked_function_arn;
        let function: Vec<&str> = arn.splitn(8, ':').take(7).collect();
        lineage::extended(trace_id, &function.join(":"))
    }

    /// With a qualifier in any case.
    fn function_arn(&self) -> String {
        let arn = &self.invocation.invoked_function_arn;
        match arn.split(':').count() {
            8 => arn.clone(),
            _ => format!("{arn}:$LATEST"),
        }
    }
}

/// JSON as it was written.
fn raw(json: &[u8]) -> Option<&RawValue> {
    serde_json::from_slice(json).ok()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    version: &'static str,
    timestamp: String,
    request_context: RequestContext<'a>,
    request_payload: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_context: Option<ResponseContext<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_payload: Option<&'a RawValue>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    request_id: &'a str,
    function_arn: String,
    condition: &'static str,
    approximate_invoke_count: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseContext<'a> {
    status_code: u16,
    executed_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_error: Option<&'static str>,
}

#[derive(Serialize)]
struct BusEvent<'a> {
    version: &'static str,
    id: String,
    #[serde(rename = "detail-type")]
    detail_type: String,
    source: &'static str,
    account: &'a str,
    time: String,
    region: &'a str,
    resources: [&'a str; 2],
    detail: Option<&'a RawValue>,
}

#[derive(serde::Deserialize)]
struct FunctionError {
    #[serde(rename = "errorMessage", default)]
    message: String,
}

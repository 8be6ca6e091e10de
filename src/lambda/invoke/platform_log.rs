//! The platform's own lines in a function's log, as text or as JSON: how an environment starts, and
//! how each event begins and ends (recorded answers; AWS docs, Telemetry API event schema).

use std::sync::Arc;
use std::time::Duration;

use super::initialization::Initialization;
use crate::aws::time::iso_millis;
use crate::clock::Clock;
use crate::lambda::executor::logs::LogSink;
use crate::lambda::functions::version::{FunctionVersion, LogFormat};
use crate::lambda::runtime::runtime_version_arn;
use crate::lambda::runtime_api::extensions::Described;
use crate::lambda::telemetry::feed::{Feed, Subscribed};

/// The type of the error that an exit becomes.
pub(super) const EXIT_ERROR: &str = "Runtime.ExitError";
/// The type of the error of a package without a `bootstrap` to run.
pub(super) const ENTRYPOINT_ERROR: &str = "Runtime.InvalidEntrypoint";

/// Writes the platform's lines of one environment.
#[derive(Debug)]
pub(super) struct PlatformLog {
    logs: LogSink,
    feed: Arc<Feed>,
    function: Arc<FunctionVersion>,
    clock: Clock,
    initialization: Initialization,
}

/// How an initialisation or an event ended, as far as the log tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// The runtime answered, be it with an error of the handler.
    Success,
    Timeout,
    /// The error's type.
    Error(String),
}

/// Figures of one event.
#[derive(Clone, Debug)]
pub(super) struct Report<'a> {
    pub(super) request_id: &'a str,
    pub(super) duration: Duration,
    /// Of the environment, if this was its first event.
    pub(super) init: Option<Duration>,
    /// Of the environment from a snapshot, if this was its first event.
    pub(super) restore: Option<Duration>,
    pub(super) memory_peak_mb: Option<u32>,
    pub(super) status: Status,
}

impl PlatformLog {
    pub(super) fn new(
        logs: LogSink,
        feed: Arc<Feed>,
        function: Arc<FunctionVersion>,
        clock: Clock,
    ) -> Self {
        Self {
            logs,
            feed,
            function,
            clock,
            initialization: Initialization::default(),
        }
    }

    /// Of an environment that is initialised for this reason.
    pub(super) fn initialised(self, initialization: Initialization) -> Self {
        Self {
            initialization,
            ..self
        }
    }

    /// The beginning of every record of an initialisation.
    fn init_phase(&self) -> String {
        let kind = self.initialization.as_str();
        format!(r#""initializationType":"{kind}","phase":"init""#)
    }

    /// The first record of an environment.
    pub(super) fn init_start(&self) {
        // The line names a runtime of AWS's, and an image brings its own.
        if self.function.code.is_image() {
            return self.json(Level::Debug, "platform.initStart", || self.init_phase());
        }
        let (version, arn) = self.runtime_version();
        self.text(|| format!("INIT_START Runtime Version: {version}\tRuntime Version ARN: {arn}"));
        let phase = self.init_phase();
        self.json(Level::Info, "platform.initStart", || {
            format!(r#"{phase},"runtimeVersion":"{version}","runtimeVersionArn":"{arn}""#)
        });
    }

    /// The records of the end of an initialisation; text tells of those that failed, and of snapshots
    /// (Developer Guide, "Monitoring for Lambda SnapStart"; recorded line).
    pub(super) fn init_end(&self, took: Duration, status: &Status) {
        let took = millis(took);
        if *status != Status::Success {
            let status = status.text();
            self.text(|| format!("INIT_REPORT Init Duration: {took} ms\tPhase: init\t{status}"));
        } else if self.initialization == Initialization::SnapStart {
            self.text(|| format!("INIT_REPORT Init Duration: {took} ms"));
        }
        let (level, status) = (status.level(Level::Debug), status.json());
        let phase = self.init_phase();
        self.json(level, "platform.initRuntimeDone", || {
            format!("{phase},{status}")
        });
        self.json(level, "platform.initReport", || {
            format!(r#"{phase},{status},"metrics":{{"durationMs":{took}}}"#)
        });
    }

    /// The record before what the restoration from a snapshot writes.
    pub(super) fn restore_start(&self) {
        let (version, arn) = self.runtime_version();
        self.text(|| {
            format!("RESTORE_START Runtime Version: {version}\tRuntime Version ARN: {arn}")
        });
        let FunctionVersion {
            name,
            version: number,
            ..
        } = &*self.function;
        self.json(Level::Info, "platform.restoreStart", || {
            format!(
                r#""functionName":"{name}","functionVersion":"{number}","runtimeVersion":"{version}","runtimeVersionArn":"{arn}""#
            )
        });
    }

    /// The records of the end of a restoration (Developer Guide, "Restore phase").
    pub(super) fn restore_end(&self, took: Duration, status: &Status) {
        let took = millis(took);
        self.text(|| match status {
            Status::Success => format!("RESTORE_REPORT Restore Duration: {took} ms"),
            _ => format!(
                "RESTORE_REPORT Restore Duration: {took} ms\t{}",
                status.text()
            ),
        });
        let (level, status) = (status.level(Level::Debug), status.json());
        self.json(level, "platform.restoreRuntimeDone", || status.clone());
        self.json(level, "platform.restoreReport", || {
            format!(r#"{status},"metrics":{{"durationMs":{took}}}"#)
        });
    }

    /// A name and an ARN.
    fn runtime_version(&self) -> (String, String) {
        let runtime = &self.function.runtime;
        let region = self.function.scope.region.as_str();
        (
            runtime_version(runtime),
            runtime_version_arn(region, runtime),
        )
    }

    /// The line of an extension, once initialisation is over.
    pub(super) fn extension(&self, extension: &Described) {
        let (name, state) = (&extension.name, extension.state);
        let error = extension.error_type.as_deref();
        self.text(|| {
            let events = extension.events.join(",");
            let error = error.map(|kind| format!("\tError Type: {kind}"));
            let error = error.unwrap_or_default();
            format!("EXTENSION\tName: {name}\tState: {state}\tEvents: [{events}]{error}")
        });
        let level = match error {
            Some(_) => Level::Warn,
            None => Level::Info,
        };
        self.json(level, "platform.extension", || {
            let error = error.map(|kind| format!(r#","errorType":{}"#, json_text(kind)));
            let error = error.unwrap_or_default();
            let events = serde_json::Value::from(extension.events.clone());
            let name = json_text(name);
            format!(r#""name":{name},"state":"{state}","events":{events}{error}"#)
        });
    }

    /// The line of an extension that has subscribed.
    pub(super) fn subscription(&self, subscribed: &Subscribed) {
        let kind = match subscribed.is_telemetry {
            true => "TELEMETRY",
            false => "LOGS",
        };
        let name = &subscribed.name;
        let topics = subscribed.topics.iter().map(|topic| topic.title());
        let topics = topics.collect::<Vec<_>>().join(", ");
        self.text(|| format!("{kind}\tName: {name}\tState: Subscribed\tTypes: [{topics}]"));
    }

    /// The record before what an event writes.
    pub(super) fn start(&self, request_id: &str) {
        let version = &self.function.version;
        self.text(|| format!("START RequestId: {request_id} Version: {version}"));
        self.json(Level::Info, "platform.start", || {
            format!(r#""requestId":"{request_id}","version":"{version}""#)
        });
    }

    /// An event ran out of time.
    pub(super) fn timed_out(&self, request_id: &str) {
        self.text(|| {
            let now = iso_millis(self.clock.now());
            let limit = self.function.timeout_s;
            format!("{now} {request_id} Task timed out after {limit}.00 seconds\n")
        });
    }

    /// The runtime ended in the middle of an event.
    pub(super) fn failed(&self, request_id: &str, reason: &str, error_type: &str) {
        let words = || format!("RequestId: {request_id} Error: {reason}\n{error_type}");
        self.text(words);
        self.feed.fault(words);
    }

    /// The runtime is done with an event; extensions may not be. `produced` are the bytes of its answer.
    pub(super) fn runtime_done(
        &self,
        request_id: &str,
        took: Duration,
        status: &Status,
        produced: Option<usize>,
    ) {
        let took = millis(took);
        let produced = produced.map(|bytes| format!(r#","producedBytes":{bytes}"#));
        let produced = produced.unwrap_or_default();
        let (level, status) = (status.level(Level::Debug), status.json());
        self.json(level, "platform.runtimeDone", || {
            format!(
                r#""requestId":"{request_id}",{status},"metrics":{{"durationMs":{took}{produced}}}"#
            )
        });
    }

    /// The records after what an event writes.
    pub(super) fn end(&self, report: &Report<'_>) {
        self.text(|| format!("END RequestId: {}", report.request_id));
        self.text(|| self.report_text(report));
        let status = &report.status;
        let level = status.level(Level::Info);
        self.json(level, "platform.report", || self.report_json(report));
    }

    fn report_text(&self, report: &Report<'_>) -> String {
        let mut text = format!(
            "REPORT RequestId: {}\tDuration: {} ms\tBilled Duration: {} ms\tMemory Size: {} MB\t",
            report.request_id,
            millis(report.duration),
            report.billed_ms(),
            self.function.memory_mb,
        );
        if let Some(peak) = report.memory_peak_mb {
            text.push_str(&format!("Max Memory Used: {peak} MB\t"));
        }
        if let Some(init) = report.init {
            text.push_str(&format!("Init Duration: {} ms\t", millis(init)));
        }
        if let Some(restore) = report.restore {
            text.push_str(&format!(
                "Restore Duration: {} ms\tBilled Restore Duration: {} ms\t",
                millis(restore),
                whole_ms(restore),
            ));
        }
        text.push_str(&report.status.text());
        text
    }

    fn report_json(&self, report: &Report<'_>) -> String {
        let mut metrics = format!(
            r#""durationMs":{},"billedDurationMs":{},"memorySizeMB":{}"#,
            millis(report.duration),
            report.billed_ms(),
            self.function.memory_mb,
        );
        if let Some(peak) = report.memory_peak_mb {
            metrics.push_str(&format!(r#","maxMemoryUsedMB":{peak}"#));
        }
        if let Some(init) = report.init {
            metrics.push_str(&format!(r#","initDurationMs":{}"#, millis(init)));
        }
        if let Some(restore) = report.restore {
            metrics.push_str(&format!(r#","restoreDurationMs":{}"#, millis(restore)));
        }
        let (id, status) = (report.request_id, report.status.json());
        format!(r#""requestId":"{id}","metrics":{{{metrics}}},{status}"#)
    }

    /// Writes a record, if the log is text.
    fn text(&self, text: impl FnOnce() -> String) {
        if self.function.log_format == LogFormat::Text {
            self.logs.write_record(&(text() + "\n"));
        }
    }

    /// Tells a record of a type; writes it, if the log is JSON and wants its level.
    fn json(&self, level: Level, kind: &'static str, record: impl Fn() -> String) {
        self.feed.platform(kind, &record);
        let LogFormat::Json { system_level, .. } = &self.function.log_format else {
            return;
        };
        if level >= Level::parse(system_level) {
            let time = iso_millis(self.clock.now());
            let record = record();
            self.logs.write_record(&format!(
                "{{\"time\":\"{time}\",\"type\":\"{kind}\",\"record\":{{{record}}}}}\n"
            ));
        }
    }
}

/// The level of a record (AWS docs, "System log level event mapping").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Debug,
    Info,
    Warn,
}

impl Level {
    /// `SystemLogLevel`.
    fn parse(name: &str) -> Self {
        match name {
            "DEBUG" => Self::Debug,
            "WARN" => Self::Warn,
            _ => Self::Info,
        }
    }
}

impl Report<'_> {
    /// Since August 2025 initialisation is billed too (AWS docs, Lambda pricing); of a restoration whole
    /// milliseconds are (recorded lines).
    fn billed_ms(&self) -> u128 {
        let restore_ms = self.restore.map_or(0, whole_ms);
        whole_ms(self.duration + self.init.unwrap_or_default()) + restore_ms
    }
}

impl Status {
    /// What fails is told as a warning.
    fn level(&self, success: Level) -> Level {
        match self {
            Self::Success => success,
            Self::Timeout | Self::Error(_) => Level::Warn,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Success => String::new(),
            Self::Timeout => "Status: timeout".to_owned(),
            Self::Error(kind) => format!("Status: error\tError Type: {kind}"),
        }
    }

    fn json(&self) -> String {
        match self {
            Self::Success => r#""status":"success""#.to_owned(),
            Self::Timeout => r#""status":"timeout""#.to_owned(),
            Self::Error(kind) => format!(r#""status":"error","errorType":"{kind}""#),
        }
    }
}

/// `python:3.12.v1` for `python3.12`; the counter behind the `v` is AWS's own affair.
fn runtime_version(runtime: &str) -> String {
    let name = runtime.trim_end_matches(".x");
    let split = name
        .find(|c: char| c.is_ascii_digit() || c == '.')
        .unwrap_or(name.len());
    let (language, version) = name.split_at(split);
    format!("{language}:{}.v1", version.trim_start_matches('.'))
}

/// A text as JSON, with its quotation marks.
fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Milliseconds, rounded up.
fn whole_ms(duration: Duration) -> u128 {
    duration.as_micros().div_ceil(1000)
}

/// Milliseconds with two decimals.
fn millis(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::Bus;
    use crate::lambda::executor::log_stream::LogStream;
    use crate::lambda::functions::version::tests::function;

    fn logged(log_format: LogFormat, write: impl FnOnce(&PlatformLog)) -> String {
        let function = FunctionVersion {
            log_format,
            ..function()
        };
        let clock = Clock::frozen(0);
        let bus = Bus::default().downgrade();
        let stream = LogStream::of(&function, "0", &clock, bus);
        let feed = Arc::new(Feed::closed(clock.clone()));
        let logs = LogSink::new("f", stream, Arc::clone(&feed));
        write(&PlatformLog::new(
            logs.clone(),
            feed,
            Arc::new(function),
            clock,
        ));
        String::from_utf8(logs.tail()).unwrap()
    }

    fn report(status: Status) -> Report<'static> {
        Report {
            request_id: "r",
            duration: Duration::from_micros(1_230),
            init: Some(Duration::from_micros(95_120)),
            restore: None,
            memory_peak_mb: Some(36),
            status,
        }
    }

    /// Recorded log lines.
    #[test]
    fn text_is_written_as_recorded() {
        let log = logged(LogFormat::Text, |log| {
            log.start("r");
            log.end(&report(Status::Success));
        });
        assert_eq!(
            log,
            "START RequestId: r Version: $LATEST\nEND RequestId: r\nREPORT RequestId: r\t\
             Duration: 1.23 ms\tBilled Duration: 97 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\
             Init Duration: 95.12 ms\t\n"
        );
        let log = logged(LogFormat::Text, |log| log.end(&report(Status::Timeout)));
        assert!(log.ends_with(" ms\tStatus: timeout\n"), "{log}");
        let error = Status::Error(EXIT_ERROR.to_owned());
        let log = logged(LogFormat::Text, |log| log.end(&report(error)));
        assert!(
            log.ends_with("\tStatus: error\tError Type: Runtime.ExitError\n"),
            "{log}"
        );
    }

    /// Recorded log lines.
    #[test]
    fn a_restoration_is_told_as_recorded() {
        let log = logged(LogFormat::Text, |log| {
            log.restore_end(Duration::from_micros(511_250), &Status::Success);
            log.restore_end(Duration::from_micros(1_236_040), &Status::Timeout);
            log.end(&Report {
                duration: Duration::from_micros(306_340),
                init: None,
                restore: Some(Duration::from_micros(302_400)),
                ..report(Status::Success)
            });
        });
        assert_eq!(
            log,
            "RESTORE_REPORT Restore Duration: 511.25 ms\n\
             RESTORE_REPORT Restore Duration: 1236.04 ms\tStatus: timeout\n\
             END RequestId: r\nREPORT RequestId: r\tDuration: 306.34 ms\tBilled Duration: 610 ms\t\
             Memory Size: 128 MB\tMax Memory Used: 36 MB\tRestore Duration: 302.40 ms\t\
             Billed Restore Duration: 303 ms\t\n"
        );
    }

    #[test]
    fn json_holds_one_event_a_line_and_minds_its_level() {
        let json = |system_level: &str| LogFormat::Json {
            application_level: "INFO".to_owned(),
            system_level: system_level.to_owned(),
        };
        let write = |log: &PlatformLog| {
            log.init_start();
            log.init_end(Duration::from_millis(95), &Status::Success);
            log.start("r");
            log.runtime_done("r", Duration::ZERO, &Status::Timeout, None);
            log.end(&report(Status::Timeout));
        };
        let events = |level: &str| -> Vec<serde_json::Value> {
            let log = logged(json(level), write);
            let lines = log.lines();
            lines
                .map(|line| serde_json::from_str(line).unwrap())
                .collect()
        };
        let types = |level: &str| -> Vec<String> {
            let events = events(level);
            let types = events.iter().map(|event| event["type"].as_str().unwrap());
            types.map(|kind| kind.replace("platform.", "")).collect()
        };
        let info = events("INFO");
        assert_eq!(info[0]["record"]["runtimeVersion"], "python:3.12.v1");
        assert_eq!(info[1]["time"], "1970-01-01T00:00:00.000Z");
        assert_eq!(info[1]["type"], "platform.start");
        assert_eq!(info[3]["record"]["metrics"]["initDurationMs"], 95.12);
        assert_eq!(info[3]["record"]["status"], "timeout");
        assert_eq!(
            types("DEBUG"),
            [
                "initStart",
                "initRuntimeDone",
                "initReport",
                "start",
                "runtimeDone",
                "report"
            ]
        );
        assert_eq!(
            types("INFO"),
            ["initStart", "start", "runtimeDone", "report"]
        );
        assert_eq!(types("WARN"), ["runtimeDone", "report"]);
    }

    #[test]
    fn a_runtimes_version_has_a_name_of_its_own() {
        for (runtime, version) in [
            ("nodejs20.x", "nodejs:20.v1"),
            ("provided.al2023", "provided:al2023.v1"),
            ("java8.al2", "java:8.al2.v1"),
        ] {
            assert_eq!(runtime_version(runtime), version);
        }
    }
}

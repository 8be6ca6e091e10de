//! The platform's own lines in a function's log: INIT_START, START, END, REPORT (recorded answers).

use std::fmt::Write;
use std::time::Duration;

use crate::lambda::functions::version::FunctionVersion;

/// How an invocation ended, as far as the REPORT line tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// The runtime answered, be it with an error of the handler.
    Answered,
    Timeout,
    Error(String),
}

/// Figures of one invocation.
#[derive(Clone, Debug)]
pub(super) struct Report<'a> {
    pub(super) request_id: &'a str,
    pub(super) duration: Duration,
    /// Of the environment, if this was its first event.
    pub(super) init: Option<Duration>,
    pub(super) memory_mb: u32,
    pub(super) memory_peak_mb: Option<u32>,
    pub(super) status: Status,
}

/// The first line of a new environment.
pub(super) fn init_start(function: &FunctionVersion) -> String {
    let runtime = &function.runtime;
    let digits = runtime.find(|c: char| c.is_ascii_digit());
    let name = match digits {
        Some(at) => format!("{}:{}", &runtime[..at], &runtime[at..]),
        None => runtime.clone(),
    };
    format!("INIT_START Runtime Version: {name}\n")
}

/// The line of an initialisation that failed.
pub(super) fn init_report(duration: Duration, status: &Status) -> String {
    format!(
        "INIT_REPORT Init Duration: {} ms\tPhase: init\t{}\n",
        millis(duration),
        status.fields()
    )
}

/// The line before what an invocation writes.
pub(super) fn start(request_id: &str, version: &str) -> String {
    format!("START RequestId: {request_id} Version: {version}\n")
}

/// The two lines after it.
pub(super) fn end(report: &Report<'_>) -> String {
    let id = report.request_id;
    let billed = report.duration + report.init.unwrap_or_default();
    let mut text = format!(
        "END RequestId: {id}\nREPORT RequestId: {id}\tDuration: {} ms\tBilled Duration: {} ms\tMemory Size: {} MB\t",
        millis(report.duration),
        billed.as_micros().div_ceil(1000),
        report.memory_mb,
    );
    let mut field = |field: std::fmt::Arguments<'_>| {
        text.write_fmt(field)
            .expect("writing to a String never fails");
    };
    if let Some(peak) = report.memory_peak_mb {
        field(format_args!("Max Memory Used: {peak} MB\t"));
    }
    if let Some(init) = report.init {
        field(format_args!("Init Duration: {} ms\t", millis(init)));
    }
    text.push_str(&report.status.fields());
    text.push('\n');
    text
}

impl Status {
    fn fields(&self) -> String {
        match self {
            Self::Answered => String::new(),
            Self::Timeout => "Status: timeout".to_owned(),
            Self::Error(kind) => format!("Status: error\tError Type: {kind}"),
        }
    }
}

/// Milliseconds with two decimals.
fn millis(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(init: Option<Duration>, status: Status) -> String {
        end(&Report {
            request_id: "r",
            duration: Duration::from_micros(1_230),
            init,
            memory_mb: 128,
            memory_peak_mb: Some(36),
            status,
        })
    }

    #[test]
    fn a_report_is_written_as_recorded() {
        assert_eq!(
            report(Some(Duration::from_micros(95_120)), Status::Answered),
            "END RequestId: r\nREPORT RequestId: r\tDuration: 1.23 ms\tBilled Duration: 97 ms\t\
             Memory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 95.12 ms\t\n"
        );
        assert!(report(None, Status::Timeout).ends_with("Used: 36 MB\tStatus: timeout\n"));
        assert!(
            report(None, Status::Error("Runtime.ExitError".to_owned()))
                .ends_with("\tStatus: error\tError Type: Runtime.ExitError\n")
        );
    }
}

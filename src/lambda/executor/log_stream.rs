//! The stream in CloudWatch Logs that takes what one environment writes, an event a line.

use serde_json::Value;
use time::macros::format_description;

use crate::aws::identity::Scope;
use crate::bus::WeakBus;
use crate::clock::Clock;
use crate::lambda::functions::version::{FunctionVersion, LogFormat};

/// Levels in their order (AWS docs, "Configuring JSON and plain text log formats").
const LEVELS: [&str; 6] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/// Where an environment's log goes.
#[derive(Clone, Debug)]
pub(crate) struct LogStream {
    bus: WeakBus,
    scope: Scope,
    group: String,
    name: String,
    /// Lines in JSON below it are left out; `None` takes all.
    least_level: Option<usize>,
    is_python: bool,
}

impl LogStream {
    /// The stream of an environment, which is known by 32 hexadecimal digits.
    pub(crate) fn of(
        function: &FunctionVersion,
        environment_id: &str,
        clock: &Clock,
        bus: WeakBus,
    ) -> Self {
        let date = clock
            .now()
            .format(format_description!("[year]/[month]/[day]"))
            .expect("a date has a year, a month and a day");
        let version = &function.version;
        let least_level = match &function.log_format {
            LogFormat::Text => None,
            LogFormat::Json {
                application_level, ..
            } => level(application_level),
        };
        Self {
            bus,
            scope: function.scope.clone(),
            group: function.log_group.clone(),
            name: format!("{date}/[{version}]{environment_id}"),
            least_level,
            is_python: function.runtime.starts_with("python"),
        }
    }

    /// `2026/11/22/[$LATEST]` and the environment's id.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Adds what the function wrote: lines with their breaks. Managed runtimes mind the level
    /// themselves; Lambda does it for all others, if a line says it as AWS's do.
    pub(super) fn write(&self, lines: Vec<String>) {
        let lines = lines.into_iter().filter(|line| self.takes(line));
        self.send(lines.map(|line| match self.is_python {
            true => framed(line),
            false => line,
        }));
    }

    /// Adds an event of the platform.
    pub(super) fn write_record(&self, record: &str) {
        self.send(std::iter::once(record.to_owned()));
    }

    fn send(&self, events: impl Iterator<Item = String>) {
        let events: Vec<_> = events.collect();
        if let Some(bus) = self.bus.upgrade().filter(|_| !events.is_empty()) {
            bus.write_logs(&self.scope, &self.group, &self.name, events);
        }
    }

    fn takes(&self, line: &str) -> bool {
        match (self.least_level, level_of(line)) {
            (Some(least), Some(level)) => level >= least,
            _ => true,
        }
    }
}

/// On AWS Python's runtime has another way to its log than a pipe, on which a traceback keeps its
/// breaks and has none at its end (recorded); in a pipe they are carriage returns.
fn framed(line: String) -> String {
    const TRACEBACK: &str = "\rTraceback (most recent call last):";
    match line.starts_with("[ERROR]") && line.contains(TRACEBACK) {
        true => line.trim_end_matches('\n').replace('\r', "\n"),
        false => line,
    }
}

fn level(name: &str) -> Option<usize> {
    LEVELS
        .iter()
        .position(|level| level.eq_ignore_ascii_case(name))
}

/// The level of a line in JSON that has a time too.
fn level_of(line: &str) -> Option<usize> {
    if !line.starts_with('{') {
        return None;
    }
    let line: Value = serde_json::from_str(line).ok()?;
    line.get("timestamp")?;
    level(line.get("level")?.as_str()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_traceback_gets_its_breaks_back() {
        let framed = |line: &str| framed(line.to_owned());
        assert_eq!(
            framed("[ERROR] E: no\rTraceback (most recent call last):\r  File\n"),
            "[ERROR] E: no\nTraceback (most recent call last):\n  File"
        );
        assert_eq!(framed("another\rline\n"), "another\rline\n");
    }

    // AWS docs, "Log-level filtering": lines without a level or a time are not filtered.
    #[test]
    fn only_lines_that_say_their_level_have_one() {
        let warn = LEVELS.iter().position(|level| *level == "WARN");
        for (line, expected) in [
            (
                r#"{"timestamp":"2026-11-22T10:00:00Z","level":"WARN"}"#,
                warn,
            ),
            (
                r#"{"timestamp":"2026-11-22T10:00:00Z","level":"warn"}"#,
                warn,
            ),
            (r#"{"level":"WARN"}"#, None),
            (r#"{"timestamp":1,"level":"LOUD"}"#, None),
            ("WARN", None),
        ] {
            assert_eq!(level_of(line), expected, "{line}");
        }
    }
}

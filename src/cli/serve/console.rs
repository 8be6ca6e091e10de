//! What an author sees: requests, the application's own lines, tracebacks; in colour on a terminal.

use std::fmt::{self, Write as _};
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::config;

/// Who tells what functions write, and who tells of requests.
const OUTPUT: &str = "ruststack::lambda::executor::logs";
const REQUESTS: &str = "ruststack::lambda::front::journal";
const FILTER: &str = "ruststack=info,ruststack::lambda::executor::logs=debug,ruststack::lambda::front::journal=debug,ruststack::lambda::front::report=off,warn,s3s=off";

const RED: &str = "31";
const BOLD_RED: &str = "1;31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const CYAN: &str = "36";
const BOLD: &str = "1";
const DIM: &str = "2";

/// Sets up the log of `ruststack serve`; `RUST_LOG` says otherwise what is in it.
pub(crate) fn start(show_events: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(FILTER));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .event_format(Console {
            paint: Paint(std::io::stderr().is_terminal() && !config::no_color()),
            show_events,
            in_traceback: Mutex::default(),
        })
        .init();
}

struct Console {
    paint: Paint,
    show_events: bool,
    in_traceback: Mutex<bool>,
}

/// Whether there are colours.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn paint(self, colour: &str, text: &str) -> String {
        match self.0 && !text.is_empty() {
            true => format!("\x1b[{colour}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }
}

impl<S, N> FormatEvent<S, N> for Console
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let text = match event.metadata().target() {
            OUTPUT => {
                let mut in_traceback = self
                    .in_traceback
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                output(self.paint, &fields.message, &mut in_traceback)
            }
            REQUESTS => self.request(&fields),
            _ => {
                let colour = match *event.metadata().level() {
                    Level::ERROR => RED,
                    Level::WARN => YELLOW,
                    _ => DIM,
                };
                format!("{}\n", self.paint.paint(colour, &fields.message))
            }
        };
        writer.write_str(&text)
    }
}

impl Console {
    fn request(&self, fields: &Fields) -> String {
        let status = fields.get("status");
        let colour = match status.bytes().next() {
            Some(b'2') => GREEN,
            Some(b'3') => CYAN,
            Some(b'4') => YELLOW,
            _ => RED,
        };
        let took: f64 = fields.get("took_ms").parse().unwrap_or_default();
        let mut line = format!(
            "{} {} {} {}\n",
            self.paint.paint(BOLD, fields.get("method")),
            fields.get("path"),
            self.paint.paint(colour, status),
            self.paint.paint(DIM, &format!("{took:.0} ms")),
        );
        if self.show_events {
            let event: Result<serde_json::Value, _> = serde_json::from_str(fields.get("event"));
            if let Ok(event) = event {
                let _ = writeln!(line, "{}", self.paint.paint(DIM, &format!("{event:#}")));
            }
        }
        line
    }
}

/// What an event of the log says.
#[derive(Default)]
struct Fields {
    message: String,
    others: Vec<(&'static str, String)>,
}

impl Fields {
    fn get(&self, name: &str) -> &str {
        let found = self.others.iter().find(|(own, _)| *own == name);
        found.map_or("", |(_, value)| value)
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.others.push((field.name(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            name => self.others.push((name, format!("{value:?}"))),
        }
    }
}

/// One line of a function's log for its author: the platform's own lines are left out, what was one
/// record is several lines again, and colours that the application has chosen stay.
fn output(paint: Paint, line: &str, in_traceback: &mut bool) -> String {
    const PLATFORM: [&str; 5] = [
        "INIT_START ",
        "INIT_REPORT ",
        "START RequestId: ",
        "END RequestId: ",
        "REPORT RequestId: ",
    ];
    if PLATFORM.iter().any(|begin| line.starts_with(begin)) {
        return String::new();
    }
    let line = line.replace('\u{A0}', " ");
    let mut lines: Vec<&str> = line.split('\u{240D}').collect();
    if lines.len() > 1
        && lines
            .last()
            .is_some_and(|last| last.starts_with("Traceback (most"))
    {
        // The runtime's record of an error that has none.
        lines.pop();
    }
    let painted = lines.into_iter().filter(|line| !is_adapter(line));
    painted.fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{}", painted_line(paint, line, in_traceback));
        text
    })
}

/// A frame of what stands between the runtime and the application.
fn is_adapter(line: &str) -> bool {
    let adapters = [
        "ruststack_application.py\"",
        "ruststack_served.py\"",
        "\"<frozen importlib.",
    ];
    adapters.iter().any(|adapter| line.contains(adapter))
}

fn painted_line(paint: Paint, line: &str, in_traceback: &mut bool) -> String {
    let plain = without_escapes(paint, line);
    if line.starts_with("Traceback (most recent call last):") {
        *in_traceback = true;
        return paint.paint(RED, &plain);
    }
    if *in_traceback {
        let is_frame = line.trim_start().starts_with("File \"");
        let is_foreign = line.contains("/site-packages/") || line.contains("/lib/python");
        if is_frame {
            return paint.paint(if is_foreign { DIM } else { CYAN }, &plain);
        }
        if line.starts_with(' ') || line.is_empty() {
            return plain;
        }
        *in_traceback = false;
        return paint.paint(BOLD_RED, &plain);
    }
    let colour = [
        ("[ERROR]", RED),
        ("[CRITICAL]", RED),
        ("[WARNING]", YELLOW),
        ("[DEBUG]", DIM),
    ]
    .into_iter()
    .find(|(level, _)| line.starts_with(level));
    match colour {
        Some((_, colour)) => paint.paint(colour, &plain),
        None => plain,
    }
}

/// Colours of the application's own are left where there are colours, and taken out elsewhere; no other
/// sequence reaches the terminal.
fn without_escapes(paint: Paint, line: &str) -> String {
    let mut pieces = line.split('\u{241B}');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = |c: char| c.is_ascii_digit() || c == ';';
        let rest = piece
            .strip_prefix('[')
            .map(|rest| rest.trim_start_matches(digits));
        match rest.and_then(|rest| rest.strip_prefix('m')) {
            Some(rest) if paint.0 => {
                let sequence = &piece[..piece.len() - rest.len()];
                let _ = write!(text, "\x1b{sequence}{rest}");
            }
            Some(rest) => text.push_str(rest),
            None => text.push_str(piece),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_an_error_is_a_traceback_again() {
        let line = "[ERROR] ZeroDivisionError: division by zero\u{240D}Traceback (most recent call last):\u{240D}\u{A0}\u{A0}File \"/x/app.py\", line 3, in f\u{240D}\u{A0}\u{A0}\u{A0}\u{A0}1/0";
        let shown = output(Paint(false), line, &mut false);
        assert_eq!(
            shown,
            "[ERROR] ZeroDivisionError: division by zero\nTraceback (most recent call last):\n  File \"/x/app.py\", line 3, in f\n    1/0\n"
        );
        let shown = output(Paint(true), line, &mut false);
        assert!(shown.starts_with("\x1b[31m[ERROR]"), "{shown}");
        assert!(shown.contains("\x1b[36m  File \"/x/app.py\""), "{shown}");
    }

    #[test]
    fn the_platforms_lines_are_not_the_authors() {
        for line in [
            "START RequestId: 1 Version: $LATEST",
            "REPORT RequestId: 1 Duration: 1",
        ] {
            assert_eq!(output(Paint(false), line, &mut false), "");
        }
    }

    #[test]
    fn an_applications_colours_stay_where_there_are_colours() {
        let line = "\u{241B}[1;32mfine\u{241B}[0m \u{241B}[2J";
        assert_eq!(
            without_escapes(Paint(true), line),
            "\x1b[1;32mfine\x1b[0m [2J"
        );
        assert_eq!(without_escapes(Paint(false), line), "fine [2J");
    }
}

//! What an author sees: requests, the application's own lines, tracebacks; in colour on a terminal.

use std::fmt::{self, Write as _};
use std::io::IsTerminal;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::cli::filter;
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

/// Where the application's folder is for the application, if it is isolated.
const TASK_ROOT: &str = "/var/task";

/// Sets up the log of `ruststack serve`; `RUST_LOG` says otherwise what is in it. Tracebacks name files
/// where their author has them: below `folder`.
pub(crate) fn start(show_events: bool, folder: &Path) {
    let (filter, problem) = filter::of(FILTER);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .event_format(Console {
            paint: Paint(std::io::stderr().is_terminal() && !config::no_color()),
            show_events,
            folder: folder.display().to_string(),
            place: Mutex::default(),
        })
        .init();
    filter::tell(problem);
}

struct Console {
    paint: Paint,
    show_events: bool,
    folder: String,
    place: Mutex<Place>,
}

/// Where in the application's output a line stands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Outside,
    Traceback,
    /// Behind a frame of what stands between the runtime and the application: its source follows.
    Adapter,
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
                let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
                output(self.paint, &fields.message, &self.folder, &mut place)
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
fn output(paint: Paint, line: &str, folder: &str, place: &mut Place) -> String {
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
    let lines: Vec<&str> = line.split(['\u{240A}', '\u{240D}']).collect();
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        // The runtime's record of an error that has no frames, or none of the application's.
        if line.starts_with(TRACEBACK) && index > 0 && !has_frames(&lines[index + 1..]) {
            *place = Place::Outside;
            break;
        }
        let before = std::mem::replace(place, place.of(line));
        if *place != Place::Adapter {
            let line = at_home(line, folder);
            let _ = writeln!(text, "{}", painted_line(paint, &line, before, *place));
        }
    }
    text
}

const TRACEBACK: &str = "Traceback (most recent call last):";

impl Place {
    /// Where a line stands that follows one at this place.
    fn of(self, line: &str) -> Self {
        let is_frame = is_frame(line);
        match self {
            _ if line.starts_with(TRACEBACK) => Self::Traceback,
            Self::Outside => Self::Outside,
            _ if is_frame && is_adapter(line) => Self::Adapter,
            _ if is_frame => Self::Traceback,
            // The source of the frame before.
            _ if line.starts_with(' ') || line.is_empty() => self,
            _ => Self::Outside,
        }
    }
}

fn has_frames(lines: &[&str]) -> bool {
    lines.iter().any(|line| is_frame(line) && !is_adapter(line))
}

fn is_frame(line: &str) -> bool {
    line.trim_start().starts_with("File \"")
}

/// A frame of what stands between the runtime and the application.
fn is_adapter(line: &str) -> bool {
    let adapters = [
        "ruststack_application.py\"",
        "ruststack_served.py\"",
        "\"<frozen importlib.",
        "/importlib/__init__.py\"",
    ];
    adapters.iter().any(|adapter| line.contains(adapter))
}

/// A frame's file where its author has it.
fn at_home(line: &str, folder: &str) -> String {
    match is_frame(line) {
        true => line.replacen(&format!("\"{TASK_ROOT}/"), &format!("\"{folder}/"), 1),
        false => line.to_owned(),
    }
}

fn painted_line(paint: Paint, line: &str, before: Place, place: Place) -> String {
    let plain = without_escapes(paint, line);
    if line.starts_with(TRACEBACK) {
        return paint.paint(RED, &plain);
    }
    if place == Place::Traceback {
        let is_foreign = line.contains("/site-packages/") || line.contains("/lib/python");
        return match is_frame(line) {
            true => paint.paint(if is_foreign { DIM } else { CYAN }, &plain),
            false => plain,
        };
    }
    if before != Place::Outside {
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
        let shown = output(Paint(false), line, "/home", &mut Place::Outside);
        assert_eq!(
            shown,
            "[ERROR] ZeroDivisionError: division by zero\nTraceback (most recent call last):\n  File \"/x/app.py\", line 3, in f\n    1/0\n"
        );
        let shown = output(Paint(true), line, "/home", &mut Place::Outside);
        assert!(shown.starts_with("\x1b[31m[ERROR]"), "{shown}");
        assert!(shown.contains("\x1b[36m  File \"/x/app.py\""), "{shown}");
    }

    #[test]
    fn a_traceback_has_the_authors_frames_where_their_author_has_them() {
        let adapter = "\u{240D}  File \"/var/runtime/ruststack_application.py\", line 9, in h\u{240D}    run(a)";
        let own = "\u{240D}  File \"/var/task/app.py\", line 3, in f\u{240D}    1/0";
        let record = |frames: &str| format!("[ERROR] E: no\u{240D}{TRACEBACK}{frames}");
        let shown = |frames: &str| {
            let mut place = Place::Outside;
            output(Paint(false), &record(frames), "/home/shop", &mut place)
        };
        assert_eq!(
            shown(&format!("{adapter}{own}")),
            format!(
                "[ERROR] E: no\n{TRACEBACK}\n  File \"/home/shop/app.py\", line 3, in f\n    1/0\n"
            )
        );
        assert_eq!(shown(adapter), "[ERROR] E: no\n");
        assert_eq!(shown(""), "[ERROR] E: no\n");
    }

    #[test]
    fn the_platforms_lines_are_not_the_authors() {
        for line in [
            "START RequestId: 1 Version: $LATEST",
            "REPORT RequestId: 1 Duration: 1",
        ] {
            let shown = output(Paint(false), line, "/home", &mut Place::Outside);
            assert_eq!(shown, "");
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

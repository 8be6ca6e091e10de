//! One JVM that runs DynamoDB Local on a free port, and that cannot outlive this process.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// Runs its arguments, and kills them when standard input ends: which it does when this process ends,
/// however it ends. The JVM gets none of this process's descriptors but the one it writes to.
const SUPERVISOR: &str = r#"
exec 2>&1 3<&0
"$@" </dev/null 3<&- &
jvm=$!
{ read -r _ <&3; kill -9 "$jvm"; } 2>/dev/null &
watcher=$!
wait "$jvm"
code=$?
kill -9 "$watcher" 2>/dev/null
exit "$code"
"#;
/// A JVM takes about a second; a machine under load many.
const START_TIMEOUT: Duration = Duration::from_secs(60);
const POLL_INTERVAL: Duration = Duration::from_millis(20);
const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait for what was written last, once it has ended.
const LAST_WORDS_TIMEOUT: Duration = Duration::from_secs(1);
/// How much of the JVM's output is remembered, to say why it ended.
const OUTPUT_BYTES_MAX: usize = 4096;

/// What it takes to start a JVM, again and again.
#[derive(Clone, Debug)]
pub(super) struct Launch {
    pub(super) java: PathBuf,
    pub(super) jar: PathBuf,
}

/// A JVM that answers. Dropping it kills it.
pub(super) struct Jvm {
    port: u16,
    supervisor: Child,
    /// The supervisor's standard input: its end is the JVM's end.
    lifeline: ChildStdin,
    output: Output,
    reading: JoinHandle<()>,
}

impl Jvm {
    /// Starts a JVM and waits until it answers. A problem is one line.
    pub(super) async fn start(launch: &Launch, client: &reqwest::Client) -> Result<Self, String> {
        let port = free_port().map_err(|error| format!("no free port: {error}"))?;
        let mut supervisor = command(launch, port)
            .spawn()
            .map_err(|error| format!("cannot run sh: {error}"))?;
        let (Some(lifeline), Some(stdout)) = (supervisor.stdin.take(), supervisor.stdout.take())
        else {
            return Err("the JVM has no pipes".to_owned());
        };
        let output = Output::default();
        let mut jvm = Self {
            port,
            supervisor,
            lifeline,
            output: output.clone(),
            reading: tokio::spawn(output.follow(stdout)),
        };
        match timeout(START_TIMEOUT, jvm.answers(client)).await {
            Ok(Ok(())) => Ok(jvm),
            Ok(Err(status)) => Err(jvm.last_words(status).await),
            Err(_) => Err(format!(
                "it does not answer after {} seconds",
                START_TIMEOUT.as_secs()
            )),
        }
    }

    pub(super) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Resolves when the JVM has ended by itself; says how.
    pub(super) async fn ended(&mut self) -> String {
        match self.supervisor.wait().await {
            Ok(status) => self.last_words(status).await,
            Err(error) => error.to_string(),
        }
    }

    /// Kills the JVM and waits until it is gone.
    pub(super) async fn stop(self) {
        let Self {
            mut supervisor,
            lifeline,
            ..
        } = self;
        drop(lifeline);
        if timeout(STOP_TIMEOUT, supervisor.wait()).await.is_err() {
            tracing::warn!("DynamoDB Local's supervisor does not end");
        }
    }

    /// Whatever it answers to a bare GET, it answers; ends early when the process does.
    async fn answers(&mut self, client: &reqwest::Client) -> Result<(), ExitStatus> {
        let url = self.base_url();
        let answer = async {
            while client.get(&url).send().await.is_err() {
                sleep(POLL_INTERVAL).await;
            }
        };
        tokio::select! {
            () = answer => Ok(()),
            Ok(status) = self.supervisor.wait() => Err(status),
        }
    }

    async fn last_words(&mut self, status: ExitStatus) -> String {
        // What it wrote last may still be on its way; a process that it left may hold the pipe open.
        if !self.reading.is_finished() {
            let _ = timeout(LAST_WORDS_TIMEOUT, &mut self.reading).await;
        }
        match self.output.last_line() {
            Some(line) => format!("it ended with {status}: {line}"),
            None => format!("it ended with {status}"),
        }
    }
}

fn command(launch: &Launch, port: u16) -> Command {
    let folder = launch.jar.parent().map(PathBuf::from).unwrap_or_default();
    let mut native = std::ffi::OsString::from("-Djava.library.path=");
    native.push(folder.join("DynamoDBLocal_lib"));
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(SUPERVISOR)
        .arg("ruststack-dynamodb-local")
        .arg(&launch.java)
        // A JVM without memory would answer nothing for ever; one that ends is started again.
        .arg("-XX:+ExitOnOutOfMemoryError")
        .arg(native)
        .arg("-jar")
        .arg(&launch.jar)
        .args(["-inMemory", "-port", &port.to_string()])
        // No page has this origin, so the JVM itself lets none in; its default lets in all.
        .args(["-cors", "http://nobody.invalid"])
        // Newer versions report their use to AWS unless told not to.
        .env("DDB_LOCAL_TELEMETRY", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // An interrupt typed at the terminal is ours to act on: requests finish first.
        .process_group(0)
        .kill_on_drop(true);
    command
}

/// A port that was free a moment ago. DynamoDB Local cannot be asked to choose; if another program
/// takes the port meanwhile, the JVM ends and is started on another.
fn free_port() -> std::io::Result<u16> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// The end of what the JVM has written.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Output {
    /// Reads until the last process that may write has ended.
    async fn follow(self, mut stdout: ChildStdout) {
        let mut chunk = vec![0; OUTPUT_BYTES_MAX];
        while let Ok(length @ 1..) = stdout.read(&mut chunk).await {
            let chunk = &chunk[..length];
            tracing::debug!(output = ?String::from_utf8_lossy(chunk), "DynamoDB Local");
            self.append(chunk);
        }
    }

    fn append(&self, chunk: &[u8]) {
        let mut bytes = self.0.lock().unwrap_or_else(|poison| poison.into_inner());
        bytes.extend_from_slice(chunk);
        let surplus = bytes.len().saturating_sub(OUTPUT_BYTES_MAX);
        bytes.drain(..surplus);
    }

    /// The last line that is not a frame of a stack trace.
    fn last_line(&self) -> Option<String> {
        let bytes = self.0.lock().unwrap_or_else(|poison| poison.into_inner());
        let text = String::from_utf8_lossy(&bytes);
        text.lines()
            .rfind(|line| !line.trim().is_empty() && !line.starts_with(char::is_whitespace))
            .map(|line| line.trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_no_stack_frame() {
        let output = Output::default();
        output.append(b"Starting\nError: no such class X\n\tat a.b.C\n\tat d.e.F\n\n");
        assert_eq!(output.last_line().unwrap(), "Error: no such class X");
    }

    #[test]
    fn only_the_end_of_the_output_is_remembered() {
        let output = Output::default();
        output.append(&[b'x'; OUTPUT_BYTES_MAX]);
        output.append(b"\nlast");
        assert_eq!(output.last_line().unwrap(), "last");
        assert_eq!(output.0.lock().unwrap().len(), OUTPUT_BYTES_MAX);
    }
}

//! The program itself, in a process that a test may kill.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::client::Request;

/// Runs until it is killed, stopped or dropped.
pub(crate) struct Program {
    child: Child,
    address: SocketAddr,
}

/// What became of a program that did not start.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
}

impl Program {
    /// Serves what a data directory holds.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::try_start(folder).expect("the program starts")
    }

    /// As [`Program::start`], with more options.
    pub(crate) fn start_with(folder: &Path, options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ruststack"));
        command.args(options);
        Self::spawn(command, folder).expect("the program starts")
    }

    pub(crate) fn try_start(folder: &Path) -> Result<Self, Failure> {
        Self::spawn(Command::new(env!("CARGO_BIN_EXE_ruststack")), folder)
    }

    /// As [`Program::start`], with files that cannot grow beyond so many blocks of 512 bytes.
    pub(crate) fn start_with_small_files(folder: &Path, blocks: u32) -> Self {
        let mut shell = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_ruststack")]);
        Self::spawn(shell, folder).expect("the program starts")
    }

    fn spawn(mut command: Command, folder: &Path) -> Result<Self, Failure> {
        let mut child = command
            .args([
                "--port",
                "0",
                "--host",
                "127.0.0.1",
                "--dynamodb-backend",
                "embedded",
            ])
            .args(["--lambda-executor", "process", "--data-dir"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut address = None;
        let mut line = String::new();
        while output.read_line(&mut line).unwrap() > 0 && line != "Ready.\n" {
            if let Some(own) = line.trim().strip_prefix("http://") {
                address = own.parse().ok();
            }
            line.clear();
        }
        match address {
            Some(address) => Ok(Self { child, address }),
            None => {
                let code = child.wait().unwrap().code();
                let mut said = String::new();
                child
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut said)
                    .unwrap();
                Err(Failure { code, said })
            }
        }
    }

    pub(crate) fn request(&self, method: &str, target: &str) -> Request {
        Request::new(self.address, method, target)
    }

    /// A request of S3's; its status and its body.
    pub(crate) fn s3(
        &self,
        method: &str,
        target: &str,
        body: impl Into<Vec<u8>>,
    ) -> (u16, Vec<u8>) {
        let reply = self.request(method, target).body(body).signed("s3").send();
        (reply.status, reply.body)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it at once, whatever it is at.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end; whether it did so well.
    pub(crate) fn stop(mut self) -> bool {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

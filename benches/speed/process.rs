//! A program under measurement: started, watched through /proc, killed at the end.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Clock ticks a second in /proc/PID/stat; fixed on Linux.
const TICKS_PER_S: f64 = 100.0;
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// Killed when dropped.
pub(crate) struct Measured {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the program to its first answer.
    pub(crate) first_answer: Duration,
}

impl Measured {
    /// RustStack's own binary with options, on a free port.
    pub(crate) fn ruststack(options: &[&str]) -> Self {
        let port = free_port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ruststack"));
        command
            .args(["--port", &port.to_string()])
            .env("RUSTSTACK_DYNAMODB_BACKEND", "embedded")
            .env("RUSTSTACK_LAMBDA_EXECUTOR", "process")
            .args(options);
        Self::start(command, port)
    }

    /// DynamoDB Local, in memory.
    pub(crate) fn dynamodb_local(jar: &str) -> Self {
        let port = free_port();
        let libraries = std::path::Path::new(jar).with_file_name("DynamoDBLocal_lib");
        let mut command = Command::new("java");
        command
            .arg(format!("-Djava.library.path={}", libraries.display()))
            .args(["-jar", jar, "-inMemory", "-port", &port.to_string()]);
        Self::start(command, port)
    }

    fn start(mut command: Command, port: u16) -> Self {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let started = Instant::now();
        let child = command.spawn().expect("the program starts");
        let mut measured = Self {
            child,
            address,
            first_answer: Duration::ZERO,
        };
        while started.elapsed() < START_TIMEOUT {
            if TcpStream::connect(address).is_ok_and(|mut stream| answers(&mut stream)) {
                measured.first_answer = started.elapsed();
                return measured;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        panic!("{command:?} does not answer");
    }

    /// Memory in use now, in MiB.
    pub(crate) fn resident_mib(&self) -> f64 {
        self.memory_mib("VmRSS:")
    }

    /// The most memory that was in use so far, in MiB.
    pub(crate) fn peak_mib(&self) -> f64 {
        self.memory_mib("VmHWM:")
    }

    fn memory_mib(&self, name: &str) -> f64 {
        let status = self.proc_file("status");
        let line = status.lines().find(|line| line.starts_with(name));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        kib.unwrap_or(f64::NAN) / 1024.0
    }

    /// CPU used so far, user and system.
    pub(crate) fn cpu(&self) -> Duration {
        let stat = self.proc_file("stat");
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
        let both = ticks(11).unwrap_or(f64::NAN) + ticks(12).unwrap_or(f64::NAN);
        Duration::try_from_secs_f64(both / TICKS_PER_S).unwrap_or_default()
    }

    fn proc_file(&self, name: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{name}", self.child.id())).unwrap_or_default()
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener
        .local_addr()
        .expect("a bound listener has an address")
        .port()
}

/// Whether a server answers anything at all.
fn answers(stream: &mut TcpStream) -> bool {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let ask = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(ask).is_ok() && stream.read(&mut [0; 16]).is_ok_and(|read| read > 0)
}

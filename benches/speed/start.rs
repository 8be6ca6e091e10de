//! Size on disk, time to the first answer, memory at rest.

use crate::process::Measured;

const STARTS: usize = 20;

pub(crate) fn figures() {
    let binary = std::fs::metadata(env!("CARGO_BIN_EXE_ruststack")).expect("the binary exists");
    println!(
        "binary                     {:8.1} MiB",
        binary.len() as f64 / f64::from(1 << 20)
    );
    let mut starts: Vec<_> = (0..STARTS)
        .map(|_| Measured::ruststack(&[]).first_answer)
        .collect();
    starts.sort();
    println!(
        "first answer after start   {:8.1} ms (median of {STARTS}; slowest {:.1})",
        starts[STARTS / 2].as_secs_f64() * 1e3,
        starts[STARTS - 1].as_secs_f64() * 1e3
    );
    let server = Measured::ruststack(&[]);
    std::thread::sleep(std::time::Duration::from_secs(1));
    println!(
        "memory at rest             {:8.1} MiB",
        server.resident_mib()
    );
}

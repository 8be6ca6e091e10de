//! Pieces in a journal, behind checksums that are right: a start takes them or names what is wrong.

use std::fs;

use ruststack::{Config, Server};
use tokio::runtime::Builder;

/// What is told in `format`, and what a frame begins with: both formats that a start reads.
const FORMATS: [(&str, &[u8; 4]); 2] = [
    ("RustStack data 1\n", b"frm\0"),
    ("RustStack data 2\n", b"frk\0"),
];

/// The head of a frame that holds `pieces` alone, as `src/journal/frame.rs` draws it.
fn head(mark: &[u8; 4], pieces: &[u8]) -> Vec<u8> {
    let checksum = |bytes: &[u8]| crc_fast::checksum(crc_fast::CrcAlgorithm::Crc64Nvme, bytes);
    let mut head = mark.to_vec();
    head.extend((pieces.len() as u32).to_le_bytes());
    head.extend(0_u64.to_le_bytes());
    head.extend(checksum(pieces).to_le_bytes());
    let own = checksum(&head);
    head.extend(own.to_le_bytes());
    head
}

pub fn run(pieces: &[u8]) {
    for (format, mark) in FORMATS {
        start(
            format,
            &[b"RSTKFRM1", head(mark, pieces).as_slice(), pieces].concat(),
        );
    }
}

fn start(format: &str, journal: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let written = fs::write(folder.path().join("format"), format)
        .and_then(|()| fs::write(folder.path().join("journal-0"), journal));
    written.expect("a file can be written");
    let config = Config {
        port: 0,
        lambda: false,
        data_dir: Some(folder.path().to_owned()),
        ..crate::config()
    };
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        if let Ok(server) = Server::bind(config).await {
            server.run(async {}).await;
        }
    });
}

//! What an export writes: the items of a table, or what became of them in a period; line by line,
//! compressed, in pieces that a body takes as fast as it is read.

use std::convert::Infallible;
use std::io::{self, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream::{self, StreamExt};
use http_body::Frame;
use http_body_util::StreamBody;
use md5::{Digest, Md5};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::ion::writer::{write_line, write_member, write_struct};
use crate::aws::body::Body;
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::key::Key;
use crate::dynamodb::engine::range::KeyRange;
use crate::dynamodb::engine::transfer::Format;
use crate::dynamodb::engine::tree::Tree;

/// Compressed bytes in one piece of a body, and pieces that may wait to be taken.
const PIECE_BYTES: usize = 64 * 1024;
const PIECES_MAX: usize = 4;

/// Items to write, and how.
#[derive(Clone)]
pub(super) enum Records {
    Items { items: Tree },
    Changes(Box<Changes>),
}

/// What a period changed.
#[derive(Clone)]
pub(super) struct Changes {
    pub(super) key: KeySchema,
    pub(super) before: Tree,
    pub(super) after: Tree,
    /// Each place with the moment of its last change.
    pub(super) written: std::collections::BTreeMap<Key, i64>,
    pub(super) with_old_images: bool,
}

/// A file that was written.
pub(super) struct Written {
    pub(super) records: u64,
    /// Before they were compressed.
    pub(super) bytes: u64,
    /// Of the compressed bytes.
    pub(super) md5: [u8; 16],
}

/// The body of a file with the records of a range; what was written is known when it has ended.
pub(super) fn stream(
    records: Records,
    range: KeyRange,
    format: Format,
) -> (Body, JoinHandle<io::Result<Written>>) {
    let (sender, mut receiver) = mpsc::channel::<Bytes>(PIECES_MAX);
    let writing = tokio::task::spawn_blocking(move || write(&records, range, format, sender));
    let pieces = stream::poll_fn(move |context| receiver.poll_recv(context));
    let frames = pieces.map(|piece| Ok::<_, Infallible>(Frame::data(piece)));
    (Body::stream(StreamBody::new(frames)), writing)
}

/// Ends early if nobody takes the pieces any more.
fn write(
    records: &Records,
    range: KeyRange,
    format: Format,
    sender: mpsc::Sender<Bytes>,
) -> io::Result<Written> {
    let pieces = Pieces {
        sender,
        piece: Vec::with_capacity(PIECE_BYTES),
        md5: Md5::new(),
    };
    let mut file = GzEncoder::new(pieces, Compression::default());
    let mut line = String::new();
    let mut written = Written {
        records: 0,
        bytes: 0,
        md5: [0; 16],
    };
    let mut add = |line: &mut String| {
        written.records += 1;
        written.bytes += line.len() as u64;
        file.write_all(line.as_bytes())?;
        line.clear();
        io::Result::Ok(())
    };
    match records {
        Records::Items { items } => {
            for (_, item) in items.range(range) {
                write_item(&mut line, item, format);
                add(&mut line)?;
            }
        }
        Records::Changes(changes) => {
            for (key, at_ms) in &changes.written {
                if range.contains(key) && changes.write_record(&mut line, key, *at_ms, format) {
                    add(&mut line)?;
                }
            }
        }
    }
    let mut pieces = file.finish()?;
    pieces.send()?;
    written.md5 = pieces.md5.finalize().into();
    Ok(written)
}

fn write_item(line: &mut String, item: &Item, format: Format) {
    match format {
        Format::Ion => write_line(line, |out| {
            write_member(out, true, "Item", |out| {
                write_struct(out, &item.attributes());
            });
        }),
        Format::DynamoDbJson | Format::Csv => {
            line.push_str("{\"Item\":");
            line.push_str(item.json());
            line.push_str("}\n");
        }
    }
}

impl Changes {
    /// Writes what became of a place; false if an item came and went within the period, of which
    /// nothing is told (Developer Guide, "DynamoDB table export output format").
    fn write_record(&self, line: &mut String, place: &Key, at_ms: i64, format: Format) -> bool {
        let (old, new) = (self.before.get(place), self.after.get(place));
        let Some(known) = new.or(old) else {
            return false;
        };
        let key = known.key(&self.key);
        let images = [
            ("Keys", Some(&key)),
            ("OldImage", old.filter(|_| self.with_old_images)),
            ("NewImage", new),
        ];
        let micros = at_ms * 1000;
        match format {
            Format::Ion => write_line(line, |out| {
                write_member(out, true, "Record", |out| {
                    out.push_str(&format!("{{Metadata:{{WriteTimestampMicros:{micros}.}}"));
                    for (name, image) in images {
                        if let Some(image) = image {
                            let attributes = image.attributes();
                            write_member(out, false, name, |out| write_struct(out, &attributes));
                        }
                    }
                    out.push('}');
                });
            }),
            Format::DynamoDbJson | Format::Csv => {
                line.push_str(&format!(
                    "{{\"Metadata\":{{\"WriteTimestampMicros\":{{\"N\":\"{micros}\"}}}}"
                ));
                for (name, image) in images {
                    if let Some(image) = image {
                        line.push_str(&format!(",\"{name}\":"));
                        line.push_str(image.json());
                    }
                }
                line.push_str("}\n");
            }
        }
        true
    }
}

/// Gathers compressed bytes and hands them on.
struct Pieces {
    sender: mpsc::Sender<Bytes>,
    piece: Vec<u8>,
    md5: Md5,
}

impl Pieces {
    fn send(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let full = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE_BYTES));
        let sent = self.sender.blocking_send(Bytes::from(full));
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.md5.update(bytes);
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

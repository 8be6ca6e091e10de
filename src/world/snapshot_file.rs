//! Snapshots as files: one is sent as it is written, and taken as it comes.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::task::JoinHandle;

use super::image::Image;
use super::kept::KeptSnapshot;
use super::name::WorldName;
use super::problem::WorldProblem;
use super::snapshots::Saved;
use super::worlds::Worlds;
use crate::aws::body::{Body, BodyError};
use crate::clock::Stopped;
use crate::journal::{Refused, Unpacking, pack};

/// Chunks that wait for the one who takes them; each is a frame of about 1 MiB at most.
const CHUNKS_MAX: usize = 2;
/// Shorter files are written before anything of them is sent.
const BYTES_AHEAD: usize = 1024 * 1024;
/// Bytes of a file that are taken in one step.
const STEP_BYTES: usize = 512 * 1024;
/// How long the one who asked for a file may take none of it.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// How long the rest of a file that is refused may come.
const REST_MAX: Duration = Duration::from_secs(5);

/// What a file says of its snapshot, beside what that holds.
#[derive(Serialize, Deserialize)]
struct About {
    world: String,
    saved_ms: i64,
    time: Stopped,
}

/// Why a snapshot is not written to a file, or not made of one.
#[derive(Debug)]
pub(crate) enum FileProblem {
    World(WorldProblem),
    Refused(Refused),
    /// The file did not come to its end.
    Body(BodyError),
    /// It cannot be written; the log knows why.
    NotWritten,
}

impl From<WorldProblem> for FileProblem {
    fn from(problem: WorldProblem) -> Self {
        Self::World(problem)
    }
}

impl Worlds {
    /// The file of a snapshot, which is written as fast as it is taken. One that cannot be written to its
    /// end breaks off.
    pub(crate) async fn export(&self, name: &WorldName) -> Result<Body, FileProblem> {
        let snapshot = self.snapshot(name)?;
        let permit = self.file_permit().await;
        let (sender, mut receiver) = mpsc::channel(CHUNKS_MAX);
        let (depot, own_name) = (self.depot().clone(), name.clone());
        let writing = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let about = About {
                world: snapshot.world.to_string(),
                saved_ms: snapshot.saved_ms,
                time: snapshot.image.time,
            };
            let written = pack(&snapshot.image, &about, &depot, &mut |chunk| {
                send(&sender, chunk)
            });
            written.inspect_err(|error| {
                if !sender.is_closed() {
                    tracing::error!("the file of the snapshot {own_name} breaks off: {error}");
                }
            })
        });
        let mut ahead = Vec::new();
        let mut ahead_bytes = 0;
        while ahead_bytes < BYTES_AHEAD {
            let chunk: Option<Bytes> = receiver.recv().await;
            let Some(chunk) = chunk else {
                let written = writing.await;
                return match written.map_err(io::Error::other).flatten() {
                    Ok(()) => Ok(Body::from(ahead.concat())),
                    Err(_) => Err(FileProblem::NotWritten),
                };
            };
            ahead_bytes += chunk.len();
            ahead.push(chunk);
        }
        Ok(Body::stream(StreamBody::new(rest(
            ahead, receiver, writing,
        ))))
    }

    /// Makes a snapshot of a file. Until all of it has come and is right there is nothing.
    pub(crate) async fn import(
        &self,
        name: &WorldName,
        replace: bool,
        mut body: Body,
    ) -> Result<Saved, FileProblem> {
        self.check_addition(name, replace)?;
        let _permit = self.file_permit().await;
        let unpacking = Unpacking::new(self.depot());
        let received = receive(unpacking, &mut body).await;
        if let Err(FileProblem::Refused(_)) = received {
            // Who is cut off while sending may never hear why.
            let _ = tokio::time::timeout(REST_MAX, async {
                while let Some(Ok(_)) = body.frame().await {}
            })
            .await;
        }
        let (about, image) = received?;
        Ok(self.add(name, snapshot_of(about, image)?, replace)?)
    }
}

/// What is sent: what was written ahead, and what comes of the writer, up to its end.
fn rest(
    ahead: Vec<Bytes>,
    receiver: mpsc::Receiver<Bytes>,
    writing: JoinHandle<io::Result<()>>,
) -> impl stream::Stream<Item = io::Result<Frame<Bytes>>> {
    let begin = (ahead.into_iter(), receiver, Some(writing));
    stream::try_unfold(begin, |(mut ahead, mut receiver, mut writing)| async move {
        let chunk = match ahead.next() {
            Some(chunk) => Some(chunk),
            None => receiver.recv().await,
        };
        if let Some(chunk) = chunk {
            return Ok(Some((Frame::data(chunk), (ahead, receiver, writing))));
        }
        if let Some(writing) = writing.take() {
            writing.await.map_err(io::Error::other)??;
        }
        Ok(None)
    })
}

/// Blocks until there is room.
fn send(sender: &mpsc::Sender<Bytes>, chunk: Bytes) -> io::Result<()> {
    let chunk = match sender.try_send(chunk) {
        Ok(()) => return Ok(()),
        Err(TrySendError::Closed(_)) => return Err(io::ErrorKind::BrokenPipe.into()),
        Err(TrySendError::Full(chunk)) => chunk,
    };
    let sending = tokio::time::timeout(SILENCE_MAX, sender.send(chunk));
    match Handle::current().block_on(sending) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}

/// While one step is unpacked, off the reactor, the next one comes.
async fn receive(
    unpacking: Unpacking<Image, About>,
    body: &mut Body,
) -> Result<(About, Image), FileProblem> {
    let mut taking = step(move || Ok(unpacking));
    loop {
        let chunks = gather(body).await.map_err(FileProblem::Body)?;
        let mut unpacking = taking.await.unwrap_or_else(broken)?;
        if chunks.is_empty() {
            let ending = step(move || unpacking.finish());
            return ending.await.unwrap_or_else(broken);
        }
        taking = step(move || {
            let mut chunks = chunks.iter();
            chunks.try_for_each(|chunk| unpacking.take(chunk))?;
            Ok(unpacking)
        });
    }
}

type Step<T> = JoinHandle<Result<T, FileProblem>>;

fn step<T: Send + 'static>(deed: impl FnOnce() -> Result<T, Refused> + Send + 'static) -> Step<T> {
    tokio::task::spawn_blocking(|| deed().map_err(FileProblem::Refused))
}

/// What only this program could have written, and did not, may surprise whoever reads it.
fn broken<T>(_: tokio::task::JoinError) -> Result<T, FileProblem> {
    Err(FileProblem::Refused(Refused::Impossible))
}

/// What comes next of a body; nothing at its end.
async fn gather(body: &mut Body) -> Result<Vec<Bytes>, BodyError> {
    let (mut chunks, mut bytes) = (Vec::new(), 0);
    while bytes < STEP_BYTES
        && let Some(frame) = body.frame().await
    {
        if let Ok(chunk) = frame?.into_data() {
            bytes += chunk.len();
            chunks.push(chunk);
        }
    }
    Ok(chunks)
}

fn snapshot_of(about: About, mut image: Image) -> Result<KeptSnapshot, FileProblem> {
    let world = WorldName::parse(&about.world);
    image.time = about.time;
    Ok(KeptSnapshot {
        image,
        world: world.map_err(|_| FileProblem::Refused(Refused::Impossible))?,
        like: None,
        saved_ms: about.saved_ms.max(0),
        seeds: None,
    })
}

#[cfg(test)]
mod tests {
    use http_body_util::Full;
    use serde_json::{Value, json};

    use super::*;
    use crate::journal::{Damaged, Differences, Piece, Pieces};
    use crate::store::depot::Depot;

    /// Pieces as somebody likes them, by the names of their keys.
    #[derive(Default)]
    struct Lies(Vec<(Vec<Vec<u8>>, Vec<u8>)>);

    impl Pieces for Lies {
        fn differences(&self, _: &Self, to: &mut Differences<'_>) {
            for (names, value) in &self.0 {
                let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
                to.put(&names, value);
            }
        }

        fn apply(&mut self, _: Piece<'_>) -> Result<(), Damaged> {
            Ok(())
        }

        fn complete(&mut self) -> Result<(), Damaged> {
            Ok(())
        }
    }

    fn lie(names: &[&[u8]], value: impl AsRef<[u8]>) -> Lies {
        let names = names.iter().map(|name| name.to_vec()).collect();
        Lies(vec![(names, value.as_ref().to_vec())])
    }

    /// Why a file is refused that says this.
    async fn why(about: Value, lies: Lies) -> String {
        let mut file = Vec::new();
        let mut give = |chunk: Bytes| {
            file.extend_from_slice(&chunk);
            Ok(())
        };
        pack(&lies, &about, &Depot::default(), &mut give).unwrap();
        let mut body = Body::stream(Full::new(Bytes::from(file)));
        let received = receive(Unpacking::new(&Depot::default()), &mut body).await;
        let made = received.and_then(|(about, image)| snapshot_of(about, image));
        match made.err() {
            None => "it is not".to_owned(),
            Some(FileProblem::Refused(Refused::Damaged { what, .. })) => what,
            Some(FileProblem::Refused(other)) => format!("{other:?}"),
            Some(other) => panic!("{other:?}"),
        }
    }

    fn about() -> Value {
        json!({"world": "default", "saved_ms": 1, "time": null})
    }

    const TABLE: [&[u8]; 5] = [b"dynamodb", b"table", b"000000000000", b"us-east-1", b"t"];

    fn table() -> Lies {
        let key = json!({"partition": [{"name": "k", "kind": "S"}], "sort": []});
        let throughput = json!({
            "read": 1, "write": 1, "increased_ms": null, "decreased_ms": null, "decreases": 0,
        });
        let definition = json!({
            "name": "t", "arn": "arn:aws:dynamodb:us-east-1:000000000000:table/t", "id": "id",
            "created_ms": 1, "attributes": [{"name": "k", "kind": "S"}], "key": key,
            "indexes": [], "vectors": [], "billing": "Provisioned", "on_demand_since_ms": null,
            "throughput": throughput, "on_demand": null, "warm": null, "stream": null,
            "last_stream_label": null, "encryption": null, "encryption_changes_ms": [],
            "table_class": null, "table_class_changes_ms": [], "deletion_protection": false,
            "time_to_live": {"attribute": null, "changed_ms": null}, "recovery_days": null,
            "kinesis": [], "insights": [], "tags": {}, "settings_mode": null, "auto_scaling": [],
        });
        let head = json!({"definition": definition, "global": null});
        lie(&TABLE, head.to_string())
    }

    fn item(place: &[u8], json: &str) -> Lies {
        let mut lies = table();
        let mut value = vec![3, 0, 0, 0];
        value.extend_from_slice(&(json.len() as u32).to_le_bytes());
        value.extend_from_slice(json.as_bytes());
        let names = [&TABLE[..], &[b"item", place]].concat();
        lies.0.extend(lie(&names, value).0);
        lies
    }

    #[tokio::test]
    async fn what_no_ruststack_has_written_is_refused() {
        assert_eq!(why(about(), Lies::default()).await, "it is not");
        assert_eq!(why(about(), table()).await, "it is not");
        let no_item = "an item is none";
        assert_eq!(why(about(), item(b"place", "{")).await, no_item);
        let deep = format!(r#"{{"k":{}"#, r#"{"L":["#.repeat(100_000));
        assert_eq!(why(about(), item(b"place", &deep)).await, no_item);
        let misplaced = "an item is not where its key says";
        assert_eq!(
            why(about(), item(b"place", r#"{"k":{"S":"a"}}"#)).await,
            misplaced
        );
        assert_eq!(
            why(about(), item(b"place", r#"{"l":{"S":"a"}}"#)).await,
            misplaced
        );

        assert_eq!(
            why(about(), lie(&[b"sqs"], "")).await,
            "no piece of a service"
        );
        let archive: [&[u8]; 3] = [b"lambda", b"archive", &[7; 32]];
        let zip = b"\x05\x01\x00\x03zip";
        assert_eq!(
            why(about(), lie(&archive, zip)).await,
            "a zip is not what its hash says"
        );
        let elsewhere = b"\x05\x01\x01\x01\x05\x00\x05";
        let refused = why(about(), lie(&archive, elsewhere)).await;
        assert_eq!(refused, "a zip is not where it should be");
        // The same bytes again and again would take memory that nobody has sent.
        let twice = b"\x05\x02\x00\x01x\x00\x01x";
        assert_eq!(
            why(about(), lie(&archive, twice)).await,
            "a zip is too large"
        );

        let nameless = json!({"world": "../..", "saved_ms": 1, "time": null});
        assert_eq!(why(nameless, Lies::default()).await, "Impossible");
        let missing = why(json!({}), Lies::default()).await;
        assert!(missing.starts_with("missing field"), "{missing}");
    }
}

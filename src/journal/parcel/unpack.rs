//! Reads the file of a state as it arrives, in whatever chunks. Nobody vouches for what it says.

use std::io;

use crc_fast::{CrcAlgorithm, Digest};
use serde::de::DeserializeOwned;

use super::format::{
    ABOUT, ABOUT_BYTES_MAX, END, FILE_MARK, FORMAT, LAST_WINDOW, PIECES_BYTES_MAX, WINDOW,
};
use crate::journal::frame::{HEAD_BYTES, Head, MARK, Taken};
use crate::journal::pieces::Pieces;
use crate::store::blob::INLINE_BYTES_MAX;
use crate::store::depot::Depot;
use crate::store::draft::Draft;
use crate::store::window::WINDOW_BYTES;

/// Bytes of the longest first line that says a format.
const FIRST_LINE_BYTES_MAX: usize = 40;

/// Why a file is not taken. Nothing of it is left.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It is something else.
    NoSnapshot,
    /// It is of a format that is not known.
    Format {
        found: u64,
        known: u64,
    },
    /// What it should hold at a byte is not there.
    Damaged {
        position: u64,
        what: String,
    },
    TooShort {
        bytes: u64,
    },
    /// Its checksums are right, and what it says is not what this program writes.
    Impossible,
    /// Its bodies could not be written down here.
    Disk(io::Error),
}

/// A state on its way in, with what its file says that it is about.
pub(crate) struct Unpacking<S, A> {
    /// Where bodies are laid.
    depot: Depot,
    /// Those that have come.
    arrived: Depot,
    /// The one that is coming.
    draft: Option<Draft>,
    state: S,
    about: Option<A>,
    next: Next,
    /// What has come of `next`, if that is not all of it.
    begun: Vec<u8>,
    /// Where `next` begins in the file.
    position: u64,
    /// Of the next frame.
    number: u64,
    /// Of all heads so far.
    heads: Digest,
}

/// What comes next in a file.
#[derive(Clone, Copy)]
enum Next {
    FirstLine,
    Head,
    Payload(Head),
    Nothing,
}

impl<S: Pieces + Default, A: DeserializeOwned> Unpacking<S, A> {
    /// Large bodies go to `depot`; they go again if not all of the file comes.
    pub(crate) fn new(depot: &Depot) -> Self {
        Self {
            depot: depot.clone(),
            arrived: Depot::of_arrivals(),
            draft: None,
            state: S::default(),
            about: None,
            next: Next::FirstLine,
            begun: Vec::new(),
            position: 0,
            number: 0,
            heads: Digest::new(CrcAlgorithm::Crc64Nvme),
        }
    }

    /// Takes the next bytes of the file. Blocks while bodies are written. Whoever is refused once has
    /// nothing more to ask.
    pub(crate) fn take(&mut self, mut bytes: &[u8]) -> Result<(), Refused> {
        while !bytes.is_empty() {
            let wanted = match self.next {
                Next::FirstLine => {
                    bytes = self.take_first_line(bytes)?;
                    continue;
                }
                Next::Head => HEAD_BYTES,
                Next::Payload(head) => head.length as usize,
                Next::Nothing => return Err(self.damaged("something follows its end")),
            };
            let missing = wanted - self.begun.len();
            let (now, rest) = bytes.split_at(missing.min(bytes.len()));
            bytes = rest;
            if now.len() < missing {
                self.begun.extend_from_slice(now);
            } else if self.begun.is_empty() {
                self.take_whole(now)?;
            } else {
                let mut whole = std::mem::take(&mut self.begun);
                whole.extend_from_slice(now);
                self.take_whole(&whole)?;
                whole.clear();
                whole.shrink_to(2 * WINDOW_BYTES);
                self.begun = whole;
            }
        }
        Ok(())
    }

    /// What the file is about, and the state: it ends here.
    pub(crate) fn finish(mut self) -> Result<(A, S), Refused> {
        if !matches!(self.next, Next::Nothing) {
            let bytes = self.position + self.begun.len() as u64;
            return Err(Refused::TooShort { bytes });
        }
        if let Err(why) = self.state.complete() {
            return Err(self.damaged(&why.to_string()));
        }
        match self.about.take() {
            Some(about) => Ok((about, self.state)),
            None => Err(self.damaged("it does not say what it is about")),
        }
    }

    fn damaged(&self, what: &str) -> Refused {
        Refused::Damaged {
            position: self.position,
            what: what.to_owned(),
        }
    }

    fn take_first_line<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], Refused> {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (line, rest) = bytes.split_at(end.map_or(bytes.len(), |end| end + 1));
        let room = FIRST_LINE_BYTES_MAX.saturating_sub(self.begun.len());
        self.begun.extend_from_slice(&line[..line.len().min(room)]);
        let common = self.begun.len().min(FILE_MARK.len());
        let is_whole = end.is_some() && line.len() <= room;
        if self.begun[..common] != FILE_MARK[..common] || (!is_whole && line.len() >= room) {
            return Err(Refused::NoSnapshot);
        }
        if !is_whole {
            return Ok(rest);
        }
        let line = std::mem::take(&mut self.begun);
        let number = line.get(FILE_MARK.len()..line.len() - 1);
        let number = number.and_then(|number| std::str::from_utf8(number).ok()?.parse().ok());
        match number {
            Some(FORMAT) => {}
            Some(found) => {
                let known = FORMAT;
                return Err(Refused::Format { found, known });
            }
            None => return Err(Refused::NoSnapshot),
        }
        self.next = Next::Head;
        self.position += line.len() as u64;
        Ok(rest)
    }

    /// Takes all of a head, or all of what it announces.
    fn take_whole(&mut self, bytes: &[u8]) -> Result<(), Refused> {
        self.next = match (self.next, bytes.first_chunk()) {
            (Next::Payload(head), _) => {
                self.take_payload(&head, bytes)?;
                match &head.mark {
                    END => Next::Nothing,
                    _ => Next::Head,
                }
            }
            (_, Some(bytes)) => Next::Payload(self.read_head(bytes)?),
            (_, None) => return Err(self.damaged("no frame begins here")),
        };
        self.position += bytes.len() as u64;
        Ok(())
    }

    fn read_head(&mut self, bytes: &[u8; HEAD_BYTES]) -> Result<Head, Refused> {
        let head = Head::read(bytes);
        let head = head.ok_or_else(|| self.damaged("no frame begins here"))?;
        if head.number != self.number {
            return Err(self.damaged("another frame should be here"));
        }
        let is_first = self.number == 0;
        let in_body = self.draft.is_some();
        let length = head.length as usize;
        let is_right = match &head.mark {
            ABOUT => is_first && (1..=ABOUT_BYTES_MAX).contains(&length),
            MARK => !is_first && !in_body && (1..=PIECES_BYTES_MAX).contains(&length),
            WINDOW => !is_first && length == WINDOW_BYTES,
            LAST_WINDOW if in_body => (1..=WINDOW_BYTES).contains(&length),
            // Shorter bodies are in the pieces themselves.
            LAST_WINDOW => !is_first && (INLINE_BYTES_MAX + 1..=WINDOW_BYTES).contains(&length),
            END => !is_first && !in_body && length == size_of::<u64>(),
            _ => false,
        };
        if !is_right || head.more == (&head.mark == END) {
            return Err(self.damaged("no such frame can be here"));
        }
        self.number += 1;
        if &head.mark != END {
            self.heads.update(bytes);
        }
        Ok(head)
    }

    fn take_payload(&mut self, head: &Head, payload: &[u8]) -> Result<(), Refused> {
        if !head.is_of(payload) {
            return Err(self.damaged("what is written here is not what its checksum says"));
        }
        match &head.mark {
            ABOUT => {
                let about = serde_json::from_slice(payload);
                self.about = Some(about.map_err(|error| self.damaged(&error.to_string()))?);
            }
            MARK => self.apply(head, payload)?,
            END => {
                if payload != self.heads.finalize().to_le_bytes() {
                    return Err(self.damaged("its frames do not belong together"));
                }
            }
            mark => {
                let draft = self
                    .draft
                    .take()
                    .map_or_else(|| Draft::begin(&self.depot), Ok);
                let mut draft = draft.map_err(Refused::Disk)?;
                draft.append(payload).map_err(Refused::Disk)?;
                match mark == LAST_WINDOW {
                    true => self.arrived.arrive(draft.finish().map_err(Refused::Disk)?),
                    false => self.draft = Some(draft),
                }
            }
        }
        Ok(())
    }

    fn apply(&mut self, head: &Head, payload: &[u8]) -> Result<(), Refused> {
        let mut taken = Taken::of(head, payload);
        loop {
            let applied = match taken.next(&self.arrived) {
                Ok(None) => return Ok(()),
                Ok(Some(piece)) => self.state.apply(piece),
                Err(why) => Err(why),
            };
            applied.map_err(|why| self.damaged(&why.to_string()))?;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bytes::Bytes;

    use super::super::pack::pack;
    use super::*;
    use crate::journal::differences::Differences;
    use crate::journal::frame::FRAME_BYTES;
    use crate::journal::pieces::{Damaged, Piece};
    use crate::store::content::Content;
    use crate::store::disk::Disk;

    /// Bodies by name.
    #[derive(Default)]
    struct Bodies(BTreeMap<String, Content>);

    impl Pieces for Bodies {
        fn differences(&self, _: &Self, to: &mut Differences<'_>) {
            for (name, body) in &self.0 {
                let mut value = Vec::new();
                let recorded = to.record(body, &mut value);
                to.put_recorded(&[name.as_bytes()], recorded.map(|()| value));
            }
        }

        fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
            let name = piece.text()?.to_owned();
            let mut value = piece.value().unwrap_or_default();
            let body = Content::recorded(&mut value, piece.depot());
            let body = body.ok_or_else(|| Damaged::new("no body"))?;
            self.0.insert(name, body);
            Ok(())
        }

        fn complete(&mut self) -> Result<(), Damaged> {
            Ok(())
        }
    }

    fn body(bytes: usize) -> Content {
        let bytes: Vec<u8> = (0..bytes).map(|at| (at % 251) as u8).collect();
        Content::laid(&Bytes::from(bytes), &Depot::default()).unwrap()
    }

    fn packed(state: &Bodies) -> Vec<u8> {
        let mut file = Vec::new();
        let mut give = |chunk: Bytes| {
            file.extend_from_slice(&chunk);
            Ok(())
        };
        pack(state, &"about", &Depot::default(), &mut give).unwrap();
        file
    }

    fn unpacked_in(file: &[u8], chunk_bytes: usize, depot: &Depot) -> Result<Bodies, Refused> {
        let mut unpacking = Unpacking::<Bodies, String>::new(depot);
        for chunk in file.chunks(chunk_bytes) {
            unpacking.take(chunk)?;
        }
        let (about, state) = unpacking.finish()?;
        assert_eq!(about, "about");
        Ok(state)
    }

    fn unpacked(file: &[u8]) -> Result<Bodies, Refused> {
        unpacked_in(file, usize::MAX, &Depot::default())
    }

    fn bodies(sizes: &[usize]) -> Bodies {
        let named = sizes.iter().enumerate();
        Bodies(
            named
                .map(|(at, size)| (at.to_string(), body(*size)))
                .collect(),
        )
    }

    #[test]
    fn a_file_holds_what_was_packed_however_it_comes() {
        let window = WINDOW_BYTES;
        let sizes = [
            0,
            1,
            INLINE_BYTES_MAX,
            INLINE_BYTES_MAX + 1,
            window,
            window + 1,
            3 * window,
        ];
        let state = bodies(&sizes);
        let file = packed(&state);
        let folder = tempfile::tempdir().unwrap();
        let lasting = Depot::open(Disk::default(), folder.path(), true).unwrap();
        for depot in [Depot::default(), lasting] {
            for chunk_bytes in [7, 4096, window - 1, usize::MAX] {
                let read = unpacked_in(&file, chunk_bytes, &depot).unwrap();
                assert_eq!(read.0.len(), sizes.len());
                for (name, own) in &read.0 {
                    assert!(own.bytes().unwrap() == state.0[name].bytes().unwrap());
                }
                assert!(packed(&read) == file, "the same state makes the same bytes");
            }
        }
    }

    #[test]
    fn a_body_is_in_the_file_once_and_what_is_cut_off_it_is_not() {
        let large = body(4 * WINDOW_BYTES);
        let part = large.slice(10..10 + WINDOW_BYTES as u64);
        let named = [("a", &large), ("b", &large), ("c", &part)];
        let state = Bodies(
            named
                .map(|(name, own)| (name.to_owned(), own.clone()))
                .into(),
        );
        let file = packed(&state);
        assert_eq!(file.len() / WINDOW_BYTES, 5);
        let read = unpacked(&file).unwrap();
        assert!(read.0["c"].bytes().unwrap() == part.bytes().unwrap());
        let part = Bodies([("c".to_owned(), part)].into());
        assert_eq!(packed(&part).len() / WINDOW_BYTES, 1);
    }

    #[test]
    fn more_pieces_than_a_frame_holds_get_several() {
        let state = bodies(&[INLINE_BYTES_MAX; 2 * FRAME_BYTES / INLINE_BYTES_MAX + 5]);
        let file = packed(&state);
        assert_eq!(unpacked(&file).unwrap().0.len(), state.0.len());
    }

    #[test]
    fn a_file_that_ends_too_early_is_refused_wherever_it_ends() {
        let file = packed(&bodies(&[5, 300_000]));
        let ends = (0..400).chain((400..file.len()).step_by(997));
        let ends = ends.chain(file.len() - 200..file.len());
        for end in ends {
            let refused = unpacked(&file[..end]).err();
            let is_too_short =
                matches!(refused, Some(Refused::TooShort { bytes }) if bytes == end as u64);
            assert!(is_too_short, "{end}");
        }
    }

    #[test]
    fn a_byte_that_is_another_is_found_wherever_it_is() {
        let file = packed(&bodies(&[5, 300_000]));
        let places = (0..400).chain((400..file.len()).step_by(997));
        for place in places.chain(file.len() - 200..file.len()) {
            let mut other = file.clone();
            other[place] ^= 0x10;
            let folder = tempfile::tempdir().unwrap();
            let depot = Depot::open(Disk::default(), folder.path(), false).unwrap();
            depot.begin_to_remove();
            assert!(unpacked_in(&other, 65_536, &depot).is_err(), "{place}");
            let left = std::fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(left, 0, "{place}");
        }
    }

    #[test]
    fn frames_that_are_whole_but_not_where_they_belong_are_refused() {
        // All but the first line and the frames of one body.
        let frame = |mark: &[u8; 3], more, number, payload: &[u8]| {
            let head = Head::of(mark, more, number, payload).unwrap();
            [&head.bytes()[..], payload].concat()
        };
        let line = b"RustStack snapshot 1\n".to_vec();
        let about = || frame(ABOUT, true, 0, b"\"about\"");
        let window = vec![7; WINDOW_BYTES];
        let why = |frames: &[Vec<u8>]| {
            let file = [line.clone(), frames.concat()].concat();
            match unpacked(&file).err() {
                Some(Refused::Damaged { what, .. }) => what,
                other => panic!("{other:?}"),
            }
        };
        let not_here = "no such frame can be here";
        assert_eq!(why(&[frame(MARK, true, 0, b"x")]), not_here);
        assert_eq!(why(&[about(), about()]), "another frame should be here");
        assert_eq!(why(&[about(), frame(ABOUT, true, 1, b"1")]), not_here);
        assert_eq!(why(&[about(), frame(b"frm", true, 1, b"x")]), not_here);
        assert_eq!(why(&[about(), frame(MARK, true, 1, b"")]), not_here);
        assert_eq!(why(&[about(), frame(MARK, false, 1, b"x")]), not_here);
        assert_eq!(
            why(&[about(), frame(LAST_WINDOW, true, 1, b"short")]),
            not_here
        );
        assert_eq!(
            why(&[about(), frame(WINDOW, true, 1, &window[1..])]),
            not_here
        );
        let begun = frame(WINDOW, true, 1, &window);
        assert_eq!(
            why(&[about(), begun.clone(), frame(MARK, true, 2, b"x")]),
            not_here
        );
        assert_eq!(
            why(&[about(), begun, frame(END, false, 2, &[0; 8])]),
            not_here
        );
        let end = "its frames do not belong together";
        assert_eq!(why(&[about(), frame(END, false, 1, &[0; 8])]), end);
        // A body that never came, and one that lies in somebody's data directory.
        for value in [&b"\x01\x02\x00"[..], b"\x01\x01\x01\x05\x00\x05"] {
            let mut pieces = b"\x00\x02\x01a".to_vec();
            pieces.push(value.len() as u8 + 1);
            pieces.extend_from_slice(value);
            assert_eq!(why(&[about(), frame(MARK, true, 1, &pieces)]), "no body");
        }
        let whole = packed(&Bodies::default());
        assert!(unpacked(&whole).is_ok());
        let longer = [whole, b"x".to_vec()].concat();
        let refused = unpacked(&longer).err();
        assert!(
            matches!(refused, Some(Refused::Damaged { what, .. }) if what == "something follows its end")
        );
    }

    #[test]
    fn other_files_and_other_formats_are_told_apart() {
        let file = packed(&Bodies::default());
        let rest = &file[file.iter().position(|byte| *byte == b'\n').unwrap()..];
        let of = |mark: &str| unpacked(&[mark.as_bytes(), rest].concat()).err();
        let newer = of("RustStack snapshot 7");
        assert!(matches!(
            newer,
            Some(Refused::Format { found: 7, known: 1 })
        ));
        for other in [
            "PK",
            "RustStack snapshot",
            "RustStack snapshot x",
            "RustStack data 2",
        ] {
            assert!(matches!(of(other), Some(Refused::NoSnapshot)), "{other}");
        }
        let endless = "RustStack snapshot 11111111111111111111111111111111111111111111111111";
        assert!(matches!(
            unpacked(endless.as_bytes()).err(),
            Some(Refused::NoSnapshot)
        ));
        assert!(matches!(
            unpacked(b"").err(),
            Some(Refused::TooShort { bytes: 0 })
        ));
    }
}

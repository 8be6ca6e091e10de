//! Takes a body in as it arrives: memory stays flat, and hashing and writing leave the reactor.

use std::io;

use bytes::{Buf, Bytes};
use http_body::Body;
use http_body_util::BodyExt;
use tokio::task::JoinHandle;

use super::blob::{Blob, INLINE_BYTES_MAX};
use super::content::Content;
use super::depot::Depot;
use super::draft::Draft;
use super::window::Window;

/// Why a body could not be taken in. Nothing of it is left behind.
#[derive(Debug)]
pub(crate) enum IntakeError<E> {
    /// The body itself failed: its sender went away or sent what it should not.
    Body(E),
    /// It is longer than the caller allows.
    TooLong,
    /// It could not be written down.
    Disk(io::Error),
}

/// Reads a body to its end, shows every byte to `observe` in order, and keeps them; many of them in
/// `depot`.
///
/// While one window is hashed and written by a blocking thread the next one
/// fills: two windows are the most that one intake holds. No thread waits for a slow sender.
pub(crate) async fn receive<B, H>(
    mut body: B,
    mut observer: H,
    observe: fn(&mut H, &[u8]),
    bytes_max: u64,
    depot: &Depot,
) -> Result<(Content, H), IntakeError<B::Error>>
where
    B: Body<Data = Bytes> + Unpin,
    H: Send + 'static,
{
    let mut small = Vec::new();
    let mut bytes = 0_u64;
    // Small bodies never leave this loop for another thread.
    let mut rest = loop {
        let Some(data) = next(&mut body).await? else {
            observe(&mut observer, &small);
            small.shrink_to_fit();
            let blob = Blob::in_memory(Bytes::from(small));
            return Ok((Content::from(blob), observer));
        };
        bytes += data.len() as u64;
        if bytes > bytes_max {
            return Err(IntakeError::TooLong);
        }
        if small.len() + data.len() > INLINE_BYTES_MAX {
            break Some(data);
        }
        small.extend_from_slice(&data);
    };
    let mut window = Window::empty();
    window.fill(&small);
    drop(small);
    let mut spill = Spilling::Idle(Spill {
        draft: Draft::begin(depot).map_err(IntakeError::Disk)?,
        observer,
        observe,
        spare: Window::empty(),
    });
    while let Some(mut data) = rest {
        while !data.is_empty() {
            if window.is_full() {
                let idle = spill.idle().await.map_err(IntakeError::Disk)?;
                spill = Spilling::Busy(idle.append(&mut window));
            }
            data.advance(window.fill(&data));
        }
        rest = next(&mut body).await?;
        bytes += rest.as_ref().map_or(0, |data| data.len() as u64);
        if bytes > bytes_max {
            return Err(IntakeError::TooLong);
        }
    }
    let idle = spill.idle().await.map_err(IntakeError::Disk)?;
    let last = Spilling::Busy(idle.append(&mut window));
    let done = last.idle().await.map_err(IntakeError::Disk)?;
    let Spill {
        draft, observer, ..
    } = done;
    let blob = match &draft {
        // Nothing is left to write.
        Draft::Temporary { .. } => draft.finish(),
        Draft::File(_) => {
            let finishing = tokio::task::spawn_blocking(move || draft.finish());
            finishing
                .await
                .unwrap_or_else(|error| Err(io::Error::other(error)))
        }
    };
    let blob = blob.map_err(IntakeError::Disk)?;
    Ok((Content::from(blob), observer))
}

/// The next data of a body; trailers are none of ours.
async fn next<B>(body: &mut B) -> Result<Option<Bytes>, IntakeError<B::Error>>
where
    B: Body<Data = Bytes> + Unpin,
{
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(IntakeError::Body)?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

/// A body on its way to the disk.
struct Spill<H> {
    draft: Draft,
    observer: H,
    observe: fn(&mut H, &[u8]),
    /// The window that fills next; empty.
    spare: Window,
}

impl<H: Send + 'static> Spill<H> {
    /// Hands a window to a blocking thread and puts the spare one in its place.
    fn append(mut self, window: &mut Window) -> JoinHandle<io::Result<Self>> {
        std::mem::swap(&mut self.spare, window);
        tokio::task::spawn_blocking(move || self.write_spare())
    }

    fn write_spare(mut self) -> io::Result<Self> {
        let full = self.spare.as_ref();
        (self.observe)(&mut self.observer, full);
        self.draft.append(full)?;
        self.spare.clear();
        Ok(self)
    }
}

enum Spilling<H> {
    Idle(Spill<H>),
    Busy(JoinHandle<io::Result<Spill<H>>>),
}

impl<H> Spilling<H> {
    async fn idle(self) -> io::Result<Spill<H>> {
        match self {
            Self::Idle(spill) => Ok(spill),
            Self::Busy(writing) => writing.await.map_err(io::Error::other)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::convert::Infallible;

    use http_body_util::StreamBody;

    use super::*;
    use crate::store::window::WINDOW_BYTES;

    async fn take(sizes: &[usize], bytes_max: u64) -> Result<(u64, Vec<u8>), ()> {
        let mut byte = 0_u8;
        let frames: VecDeque<_> = sizes
            .iter()
            .map(|size| {
                let chunk: Vec<u8> = (0..*size)
                    .map(|_| {
                        byte = byte.wrapping_add(7);
                        byte
                    })
                    .collect();
                Ok::<_, Infallible>(http_body::Frame::data(Bytes::from(chunk)))
            })
            .collect();
        let body = StreamBody::new(futures_util::stream::iter(frames));
        let seen = |seen: &mut Vec<u8>, bytes: &[u8]| seen.extend_from_slice(bytes);
        let (content, seen) = receive(body, Vec::new(), seen, bytes_max, &Depot::default())
            .await
            .map_err(|_| ())?;
        let kept = content
            .observe(Vec::new(), |kept, bytes| kept.extend_from_slice(bytes))
            .await
            .unwrap();
        assert!(seen == kept, "what is kept is what was seen");
        Ok((content.len(), kept))
    }

    #[tokio::test]
    async fn every_size_around_the_limits_is_kept_byte_for_byte() {
        for sizes in [
            &[][..],
            &[1],
            &[INLINE_BYTES_MAX],
            &[INLINE_BYTES_MAX, 1],
            &[WINDOW_BYTES],
            &[WINDOW_BYTES + 1],
            &[3, 3 * WINDOW_BYTES, 5, WINDOW_BYTES],
        ] {
            let total: usize = sizes.iter().sum();
            let (length, kept) = take(sizes, u64::MAX).await.unwrap();
            assert_eq!((length, kept.len()), (total as u64, total));
            let expected = (1..=total).all(|n| kept[n - 1] == (n as u8).wrapping_mul(7));
            assert!(expected, "{sizes:?}");
        }
    }

    #[tokio::test]
    async fn a_body_that_is_too_long_is_refused() {
        assert!(take(&[10], 9).await.is_err());
        assert!(take(&[10], 10).await.is_ok());
        assert!(
            take(&[INLINE_BYTES_MAX, 10], INLINE_BYTES_MAX as u64)
                .await
                .is_err()
        );
    }
}

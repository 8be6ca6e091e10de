//! What a function writes: from its pipe into its log.

use std::io;

use tokio::net::unix::pipe::Receiver;

use crate::lambda::executor::logs::LogSink;

const READ_BYTES: usize = 64 * 1024;
/// As much as a pipe can hold: what was written before a moment is read after so many bytes.
const PIPE_BYTES_MAX: usize = 1024 * 1024;

/// The end of a function's pipe, and where it leads.
pub(super) struct Output<'a> {
    pub(super) pipe: &'a Receiver,
    pub(super) logs: &'a LogSink,
}

impl Output<'_> {
    /// Reads some of what the pipe has; `true` at its end.
    pub(super) fn read_ready(&self) -> bool {
        let mut buffer = [0; READ_BYTES];
        match self.pipe.try_read(&mut buffer) {
            Ok(length) => {
                self.logs.write(&buffer[..length]);
                length == 0
            }
            Err(error) => !matches!(
                error.kind(),
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
            ),
        }
    }

    /// Reads what the pipe holds at this moment. It asks the pipe itself, because the reactor may
    /// not have heard of the latest bytes yet.
    pub(super) fn drain(&self) {
        let mut buffer = [0; READ_BYTES];
        let mut length = 0;
        while length < PIPE_BYTES_MAX {
            match rustix::io::read(self.pipe, &mut buffer) {
                Ok(0) => return,
                Ok(more) => {
                    self.logs.write(&buffer[..more]);
                    length += more;
                }
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return,
            }
        }
    }
}

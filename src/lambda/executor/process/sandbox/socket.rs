//! Packets with files on a Unix socket.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags,
    SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg,
    sendmsg, socketpair,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::Interest;
use tokio::net::UnixDatagram;

use super::message::{FromInit, REPORT_BYTES_MAX};

/// Files that come with a packet at most.
const FILES_MAX: usize = 4;

/// Two ends of a socket that keeps packets apart.
pub(in super::super) fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(socketpair(
        AddressFamily::UNIX,
        SocketType::SEQPACKET,
        SocketFlags::CLOEXEC,
        None,
    )?)
}

/// Sends one packet with these files.
pub(in super::super) fn send(
    socket: impl AsFd,
    message: &impl Serialize,
    files: &[BorrowedFd<'_>],
) -> io::Result<()> {
    let bytes = serde_json::to_vec(message)?;
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(FILES_MAX))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !files.is_empty() {
        ancillary.push(SendAncillaryMessage::ScmRights(files));
    }
    sendmsg(
        socket,
        &[IoSlice::new(&bytes)],
        &mut ancillary,
        SendFlags::NOSIGNAL,
    )?;
    Ok(())
}

/// Takes one packet of at most so many bytes, with its files; `None` when the other end is closed.
pub(in super::super) fn receive<T: DeserializeOwned>(
    socket: impl AsFd,
    bytes_max: usize,
) -> io::Result<Option<(T, Vec<OwnedFd>)>> {
    let mut bytes = vec![0; bytes_max];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(FILES_MAX))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let received = loop {
        let mut slices = [IoSliceMut::new(&mut bytes)];
        match recvmsg(
            &socket,
            &mut slices,
            &mut ancillary,
            RecvFlags::CMSG_CLOEXEC,
        ) {
            Err(rustix::io::Errno::INTR) => {}
            received => break received?,
        }
    };
    let mut files = Vec::new();
    for message in ancillary.drain() {
        if let RecvAncillaryMessage::ScmRights(rights) = message {
            files.extend(rights);
        }
    }
    match received.bytes {
        0 => Ok(None),
        _ if received.flags.contains(ReturnFlags::TRUNC) => {
            Err(io::Error::other("a packet is too long"))
        }
        length => Ok(Some((serde_json::from_slice(&bytes[..length])?, files))),
    }
}

/// The next word of a sandbox's first process, or of whoever speaks as it does, with its files.
pub(in super::super) async fn hear(control: &UnixDatagram) -> io::Result<(FromInit, Vec<OwnedFd>)> {
    let word = control.async_io(Interest::READABLE, || receive(control, REPORT_BYTES_MAX));
    word.await?.ok_or_else(|| io::Error::other("it has ended"))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_packet_brings_its_files() {
        let (one, other) = pair().unwrap();
        let (mut reader, writer) = io::pipe().unwrap();
        send(&one, &"word", &[writer.as_fd()]).unwrap();
        send(&one, &"two", &[]).unwrap();
        drop((writer, one));
        let (word, files) = receive::<String>(&other, 99).unwrap().unwrap();
        assert_eq!((word.as_str(), files.len()), ("word", 1));
        rustix::io::write(&files[0], b"x").unwrap();
        drop(files);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "x");
        assert_eq!(receive::<String>(&other, 99).unwrap().unwrap().0, "two");
        assert!(receive::<String>(&other, 99).unwrap().is_none());
    }
}

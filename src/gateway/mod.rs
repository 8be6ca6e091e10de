//! The gateway: who is asked, who asks, and how the answer leaves.

mod authenticate;
mod browser;
mod classify;
mod decode;
mod dispatch;
mod error;
mod events;
mod form;
mod guard;
mod health;
mod hosts;
mod respond;
mod stall;
mod unsupported;
mod verify;

pub(crate) use dispatch::Gateway;

//! Tests of the gateway through the front door.

mod authentication;
mod clock;
mod connections;
mod diff;
mod events;
mod expect_continue;
mod front_door;
mod health;
mod idle;
mod init;
mod refusals;
mod snapshot_file;
mod snapshots;
mod unsupported;
mod verification;
mod worlds;

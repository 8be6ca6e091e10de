//! Tests of the gateway through the front door.

mod authentication;
mod front_door;
mod health;
mod refusals;

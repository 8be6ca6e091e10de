//! Seeds: what init folders hold is applied when the server starts, in order, through the front door.

mod buckets;
mod declaration;
mod found;
mod front_door;
mod functions;
mod items;
mod print;
mod script;
mod seeding;
mod tables;

pub(crate) use seeding::Seeding;

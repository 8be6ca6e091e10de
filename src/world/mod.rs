//! Worlds: each is one isolated AWS, and all of a server share the machine.

mod comparison;
mod ground;
mod image;
mod isolated;
mod kept;
mod kept_pieces;
mod lookout;
mod name;
mod problem;
mod snapshot_file;
mod snapshots;
mod told;
mod worlds;

pub(crate) use ground::Ground;
pub(crate) use isolated::World;
pub(crate) use kept::Kept;
pub(crate) use name::WorldName;
pub(crate) use problem::WorldProblem;
pub(crate) use snapshot_file::FileProblem;
pub(crate) use snapshots::Saved;
pub(crate) use worlds::{Origin, Worlds};

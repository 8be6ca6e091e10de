//! What is written survives the end of the process, whatever ends it.

mod disk;
mod dynamodb;
mod format;
mod iam;
mod journal;
mod lambda;
mod s3;
mod worlds;

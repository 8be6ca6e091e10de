//! What is written survives the end of the process, whatever ends it.

mod disk;
mod dynamodb;
mod events;
mod failing_disk;
mod format;
mod iam;
mod invocations;
mod journal;
mod lambda;
mod logs;
mod s3;
mod seeds;
mod worlds;

//! Buckets as websites: what their website endpoints answer. Everybody may read there, as far as the
//! bucket lets everybody read.
//!
//! AWS: user guide, "Hosting a static website using Amazon S3".

mod endpoint;
mod read;
mod routing;

pub(super) use endpoint::serve;

//! RustStack's own pages, below `/_ruststack/`: what no AWS has.

mod clock;
mod document;
mod events;
mod health;
mod idle;
mod init;
pub(super) mod own_page;
mod snapshots;
mod worlds;

use http::{HeaderName, HeaderValue, Request, Response};

use self::own_page::OwnPage;
use super::error;
use super::seeds::Seeds;
use super::unsupported::Ledger;
use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::world::{World, Worlds};

/// What no answer of AWS has: the world that a page spoke of.
const X_RUSTSTACK_WORLD: HeaderName = HeaderName::from_static("x-ruststack-world");

/// What pages show.
pub(super) struct Shown<'a> {
    pub(super) worlds: &'a Worlds,
    /// The one that the path names.
    pub(super) world: &'a World,
    pub(super) unsupported: &'a Ledger,
    pub(super) seeds: &'a Seeds,
    /// The Host header: what URLs in answers are built from.
    pub(super) host: &'a str,
}

/// Answers a request for one of the pages.
pub(super) async fn answer(
    page: OwnPage,
    shown: Shown<'_>,
    request: Request<Body>,
) -> Result<Response<Body>, AwsError> {
    let world = shown.world;
    let mut response = match page {
        OwnPage::Clock => clock::page(&world.clock, request).await?,
        OwnPage::Events => events::page(&request, world.bus.outbox())?,
        OwnPage::Idle => idle::page(world.bus.activity(), &request.into_parts().0).await?,
        OwnPage::Health => health::page(request.uri().path(), world, shown.seeds),
        OwnPage::Init => init::page(request.uri().path(), shown.seeds),
        OwnPage::Requests => {
            let off = || error::service_off("Lambda", "RUSTSTACK_LAMBDA");
            let lambda = world.lambda.as_ref().ok_or_else(off)?;
            document::answer(&lambda.journal().shown())
        }
        OwnPage::Reset => worlds::reset_page(&shown, &request)?,
        OwnPage::Snapshots => snapshots::page(&shown, request).await?,
        OwnPage::Unsupported => document::answer(&shown.unsupported.shown()),
        OwnPage::Worlds => worlds::page(&shown, request).await?,
        OwnPage::Missing => return Err(error::page::no_such_page(request.uri().path())),
    };
    if let Ok(name) = HeaderValue::from_str(world.name.as_str()) {
        response.headers_mut().insert(X_RUSTSTACK_WORLD, name);
    }
    Ok(response)
}

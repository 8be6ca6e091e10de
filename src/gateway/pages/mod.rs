//! RustStack's own pages, below `/_ruststack/`: what no AWS has.

mod clock;
mod document;
mod events;
mod health;
mod idle;
pub(super) mod own_page;

use http::{Request, Response};

use self::own_page::OwnPage;
use super::error;
use super::unsupported::Ledger;
use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::world::World;

/// Answers a request for one of the pages.
pub(super) async fn answer(
    page: OwnPage,
    world: &World,
    unsupported: &Ledger,
    request: Request<Body>,
) -> Result<Response<Body>, AwsError> {
    match page {
        OwnPage::Clock => clock::page(&world.clock, request).await,
        OwnPage::Events => events::page(&request, world.bus.outbox()),
        OwnPage::Idle => idle::page(world.bus.activity(), &request.into_parts().0).await,
        OwnPage::Health => Ok(health::page(request.uri().path(), world)),
        OwnPage::Requests => {
            let off = || error::service_off("Lambda", "RUSTSTACK_LAMBDA");
            let lambda = world.lambda.as_ref().ok_or_else(off)?;
            Ok(document::answer(&lambda.journal().shown()))
        }
        OwnPage::Unsupported => Ok(document::answer(&unsupported.shown())),
        OwnPage::Missing => Err(error::no_such_page(request.uri().path())),
    }
}

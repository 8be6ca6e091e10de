//! `/_ruststack/worlds`: worlds are made, forked, put back and dropped here.

use http::{Method, Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::own_page::OwnPage;
use super::{Shown, document};
use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::query::parameter;
use crate::aws::time::{from_unix_ms, iso_millis};
use crate::gateway::classify::Destination;
use crate::gateway::error;
use crate::world::{Origin, World, WorldName};

/// Changes of each kind in a diff unless `limit` asks for another number, and at most.
const CHANGES_SHOWN: usize = 1000;
const CHANGES_MAX: usize = 10_000;

/// What a world begins as.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Making {
    /// The world that it is a fork of.
    from: Option<String>,
    /// The snapshot that it begins as.
    snapshot: Option<String>,
}

/// What a world is put back to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Restoring {
    snapshot: String,
}

/// Answers GET with all worlds or with one, and `…/diff` with what differs from another; PUT by making one,
/// DELETE by dropping it, and POST to `…/reset` and `…/restore` by putting it back to nothing or to a
/// snapshot.
pub(super) async fn page(
    shown: &Shown<'_>,
    request: Request<Body>,
) -> Result<Response<Body>, AwsError> {
    let worlds = shown.worlds;
    let (head, body) = request.into_parts();
    let (name, deed) = below(head.uri.path(), "/_ruststack/worlds");
    if name.is_empty() {
        only(&head.method, "GET")?;
        let all: Vec<_> = worlds.all().iter().map(|own| told(own, shown)).collect();
        return Ok(document::answer(&json!({"worlds": all})));
    }
    let name = named(name)?;
    match deed {
        None => match head.method {
            Method::GET | Method::HEAD => {
                let world = worlds.find(&name);
                let world = world.ok_or_else(|| error::page::no_such_world(&name))?;
                Ok(document::answer(&told(&world, shown)))
            }
            Method::PUT => {
                let making: Making = document::read_if_any(body).await?;
                let world = worlds.make(&name, &making.origin()?);
                let world = world.map_err(|problem| error::page::world(&problem))?;
                Ok(document::created(&told(&world, shown)))
            }
            Method::DELETE => {
                let dropped = worlds.drop_world(&name);
                dropped.map_err(|problem| error::page::world(&problem))?;
                Ok(document::answer(&json!({})))
            }
            _ => Err(error::page::method_not_allowed("GET, PUT, DELETE")),
        },
        Some("diff") => {
            only(&head.method, "GET")?;
            diff(shown, &name, head.uri.query().unwrap_or_default()).await
        }
        Some("reset") => {
            only(&head.method, "POST")?;
            put_back(shown, &name, &Origin::Nothing)
        }
        Some("restore") => {
            only(&head.method, "POST")?;
            let restoring: Restoring = document::read(body).await?;
            put_back(shown, &name, &Origin::Snapshot(named(&restoring.snapshot)?))
        }
        Some(_) => Err(error::page::no_such_page(head.uri.path())),
    }
}

/// What differs from the world that `against` names, or from the snapshot that `snapshot` names; `limit`
/// of each kind of change at most.
async fn diff(
    shown: &Shown<'_>,
    name: &WorldName,
    query: &str,
) -> Result<Response<Body>, AwsError> {
    let limit = match parameter(query, "limit") {
        None => CHANGES_SHOWN,
        Some(limit) => limit
            .parse()
            .map_err(|_| error::page::parameter("limit", &limit))?,
    };
    let given = |name| parameter(query, name).filter(|value| !value.is_empty());
    let (origin, against) = match (given("against"), given("snapshot")) {
        (Some(world), None) => (Origin::World(named(&world)?), json!({ "world": world })),
        (None, Some(own)) => (Origin::Snapshot(named(&own)?), json!({ "snapshot": own })),
        _ => return Err(error::page::nothing_to_compare()),
    };
    let comparison = shown.worlds.compare(name, &origin);
    let comparison = comparison.map_err(|problem| error::page::world(&problem))?;
    let told = tokio::task::spawn_blocking(move || comparison.changes(limit.min(CHANGES_MAX)));
    let page = Destination::Page(OwnPage::Worlds);
    let changes = told.await.map_err(|_| error::internal(&page))?;
    let all = [&changes.added, &changes.changed, &changes.removed];
    Ok(document::answer(&json!({
        "world": name.as_str(),
        "against": against,
        "added": changes.added.shown,
        "changed": changes.changed.shown,
        "removed": changes.removed.shown,
        "counts": {
            "added": changes.added.count,
            "changed": changes.changed.count,
            "removed": changes.removed.count,
        },
        "truncated": all.iter().any(|listed| listed.is_cut()),
    })))
}

/// `POST /_ruststack/reset` empties the world that is asked.
pub(super) fn reset_page(
    shown: &Shown<'_>,
    request: &Request<Body>,
) -> Result<Response<Body>, AwsError> {
    only(request.method(), "POST")?;
    put_back(shown, &shown.world.name, &Origin::Nothing)
}

fn put_back(
    shown: &Shown<'_>,
    name: &WorldName,
    origin: &Origin,
) -> Result<Response<Body>, AwsError> {
    let world = shown.worlds.put_back(name, origin);
    let world = world.map_err(|problem| error::page::world(&problem))?;
    Ok(document::answer(&told(&world, shown)))
}

impl Making {
    fn origin(&self) -> Result<Origin, AwsError> {
        match (&self.from, &self.snapshot) {
            (None, None) => Ok(Origin::Nothing),
            (Some(world), None) => Ok(Origin::World(named(world)?)),
            (None, Some(snapshot)) => Ok(Origin::Snapshot(named(snapshot)?)),
            (Some(_), Some(_)) => {
                let problem = "'from' names a world, 'snapshot' a snapshot: only one of them";
                Err(error::page::document(problem))
            }
        }
    }
}

fn told(world: &World, shown: &Shown<'_>) -> Value {
    let (host, base_path) = (shown.host, world.name.base_path());
    json!({
        "name": world.name.as_str(),
        "endpoint": format!("http://{host}{base_path}"),
        "now": iso_millis(from_unix_ms(world.clock.unix_ms())),
    })
}

/// What a path below a page names, and what is to be done to that; the name is empty for the page itself.
pub(super) fn below<'a>(path: &'a str, page: &str) -> (&'a str, Option<&'a str>) {
    let path = path.trim_start_matches(page).trim_start_matches('/');
    match path.split_once('/') {
        Some((name, deed)) => (name, Some(deed)),
        None => (path, None),
    }
}

pub(super) fn named(text: &str) -> Result<WorldName, AwsError> {
    WorldName::parse(text).map_err(|_| error::page::world_name(text))
}

pub(super) fn only(method: &Method, allowed: &'static str) -> Result<(), AwsError> {
    match method.as_str() == allowed || (allowed == "GET" && *method == Method::HEAD) {
        true => Ok(()),
        false => Err(error::page::method_not_allowed(allowed)),
    }
}

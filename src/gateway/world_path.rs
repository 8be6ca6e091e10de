//! Which world a path is in: `/~NAME/…` is in the world NAME, everything else in the default one.

use std::sync::Arc;

use http::Uri;
use http::uri::PathAndQuery;

use super::hosts::{self, HostTarget};
use crate::world::{World, WorldName, Worlds};

/// A world, and what its name has taken off the path.
pub(super) struct Entered {
    pub(super) world: Arc<World>,
    /// As the client wrote and signed it: empty, or `/~NAME`.
    pub(super) base_path: String,
    /// `None` if there is nothing to take off.
    pub(super) uri: Option<Uri>,
}

/// A path in a world that is not there.
pub(super) struct NoSuchWorld {
    pub(super) name: WorldName,
    /// What is asked of that world.
    pub(super) uri: Uri,
}

/// Finds the world of a request. Where the host says what a path is about (a bucket, a function),
/// such a name is one only if there is a world of that name: keys may begin like this.
pub(super) fn enter(worlds: &Worlds, uri: &Uri, bare_host: &str) -> Result<Entered, NoSuchWorld> {
    let default = || Entered {
        world: worlds.default(),
        base_path: String::new(),
        uri: None,
    };
    let Some((name, rest)) = split(uri) else {
        return Ok(default());
    };
    match worlds.find(&name) {
        Some(world) => Ok(Entered {
            world,
            base_path: format!("/~{name}"),
            uri: Some(rest),
        }),
        None => match hosts::target(bare_host) {
            HostTarget::Server | HostTarget::Service(_) => Err(NoSuchWorld { name, uri: rest }),
            _ => Ok(default()),
        },
    }
}

/// The name of a world, and the rest of the path with its query.
fn split(uri: &Uri) -> Option<(WorldName, Uri)> {
    let behind = uri.path().strip_prefix("/~")?;
    let name = behind.split('/').next().unwrap_or_default();
    let path = &behind[name.len()..];
    let name = WorldName::parse(name).ok()?;
    let path = if path.is_empty() { "/" } else { path };
    let rest = match uri.query() {
        Some(query) => PathAndQuery::try_from(format!("{path}?{query}")),
        None => PathAndQuery::try_from(path),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(rest.ok()?);
    Some((name, Uri::from_parts(parts).ok()?))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_name_is_taken_off_the_path() {
        for (target, expected) in [
            ("/~w/pail/key?x=1", Some(("w", "/pail/key?x=1"))),
            ("/~w", Some(("w", "/"))),
            ("/~w?list-type=2", Some(("w", "/?list-type=2"))),
            ("/~w.1//a", Some(("w.1", "//a"))),
            ("/~", None),
            ("/~-w/a", None),
            ("/w/~x", None),
        ] {
            let uri = target.parse().unwrap();
            let found = split(&uri).map(|(name, rest)| (name.to_string(), rest.to_string()));
            let found = found.as_ref();
            let found = found.map(|(name, rest)| (name.as_str(), rest.as_str()));
            assert_eq!(found, expected, "{target}");
        }
    }
}

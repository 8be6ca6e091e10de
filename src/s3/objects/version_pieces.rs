//! How the versions of keys are written down.
//!
//! ```text
//! length | what it is, as JSON | the body's extents
//! ```

use std::sync::Arc;

use imbl::ordmap::DiffItem;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::journal::{Damaged, Differences, Piece};
use crate::store::content::Content;
use crate::store::number::{push_bytes, take_bytes};

use super::bucket_contents::Objects;
use super::object::Object;
use super::shared_attributes::share;
use super::version::{State, Version};
use super::version_id::VersionId;
use super::versions::Versions;

pub(super) fn differences(now: &Objects, before: &Objects, to: &mut Differences<'_>) {
    for change in before.diff(now) {
        match change {
            DiffItem::Add(key, versions) => tell(key, Vec::new(), versions, to),
            DiffItem::Update { old, new } => {
                tell(new.0, old.1.newest_first().collect(), new.1, to);
            }
            DiffItem::Remove(key, _) => to.remove(&[b"key", key.as_bytes()]),
        }
    }
}

/// Tells the versions that differ, the oldest first. One that stands elsewhere than it did goes first:
/// those that are put are the newest.
fn tell(key: &str, mut before: Vec<&Version>, now: &Versions, to: &mut Differences<'_>) {
    let mut now: Vec<_> = now.newest_first().collect();
    now.reverse();
    to.within(&[b"key", key.as_bytes()], |to| {
        for version in now {
            let mut is_kept = false;
            while let Some(earlier) = before.pop() {
                if earlier.id == version.id {
                    is_kept = is_same(&earlier.state, &version.state);
                    break;
                }
                to.remove(&[earlier.id.as_str().as_bytes()]);
            }
            if !is_kept {
                put(version, to);
            }
        }
        for gone in before {
            to.remove(&[gone.id.as_str().as_bytes()]);
        }
    });
}

fn is_same(one: &State, other: &State) -> bool {
    match (one, other) {
        (State::Object(one), State::Object(other)) => Arc::ptr_eq(one, other),
        (State::DeleteMarker(one), State::DeleteMarker(other)) => one == other,
        _ => false,
    }
}

fn put(version: &Version, to: &mut Differences<'_>) {
    let object = version.object().filter(|_| to.has_bodies());
    let content = object.map(|object| &object.content);
    let value = with_content(&version.state, content, to);
    to.put_recorded(&[version.id.as_str().as_bytes()], value);
}

/// What something says, and the body that belongs to it.
pub(super) fn with_content(
    what: &impl Serialize,
    content: Option<&Content>,
    to: &mut Differences<'_>,
) -> std::io::Result<Vec<u8>> {
    let json = serde_json::to_vec(what)?;
    let mut value = Vec::with_capacity(json.len() + 16);
    push_bytes(&mut value, &json);
    if let Some(content) = content {
        to.record(content, &mut value)?;
    }
    Ok(value)
}

/// Reads what [`with_content`] wrote, but for the body: that is in what is left of the value.
pub(super) fn without_content<T: DeserializeOwned>(value: &mut &[u8]) -> Result<T, Damaged> {
    let json = take_bytes(value).ok_or_else(|| Damaged::new("a value ends too early"))?;
    serde_json::from_slice(json).map_err(|error| Damaged::new(error.to_string()))
}

/// The body that is left of a value.
pub(super) fn content(value: &mut &[u8], piece: &Piece<'_>) -> Result<Content, Damaged> {
    let content = Content::recorded(value, piece.depot());
    content.ok_or_else(|| Damaged::new("a body is not where it should be"))
}

pub(super) fn apply(objects: &mut Objects, mut piece: Piece<'_>) -> Result<(), Damaged> {
    let key = piece.text()?;
    if piece.is_named() {
        objects.remove(key);
        return Ok(());
    }
    let id = VersionId::parse(piece.text()?).ok_or_else(|| Damaged::new("no version's id"))?;
    let versions = objects.get(key);
    let Some(mut value) = piece.value() else {
        match versions.and_then(|versions| versions.without(&id)) {
            Some(rest) => objects.insert(key.into(), rest),
            None => objects.remove(key),
        };
        return Ok(());
    };
    let state = match without_content(&mut value)? {
        State::Object(object) => {
            let mut object = Object::clone(&object);
            object.attributes = share(Arc::unwrap_or_clone(object.attributes));
            object.content = content(&mut value, &piece)?;
            State::Object(Arc::new(object))
        }
        marker => marker,
    };
    let versions = match (versions, &state) {
        (None, _) => Versions::first(Version { id, state }),
        (Some(own), State::Object(object)) if own.find(&id).is_some() => {
            own.with_object(&id, Arc::clone(object))
        }
        (Some(own), _) => own.with(Version { id, state }),
    };
    objects.insert(key.into(), versions);
    Ok(())
}

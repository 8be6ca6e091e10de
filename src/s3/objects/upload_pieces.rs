//! How uploads in progress are written down, and what a bucket remembers of its clients' requests.

use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use serde::{Deserialize, Serialize};

use crate::journal::{Damaged, Differences, Piece};

use super::bucket_contents::Contents;
use super::bucket_renames::RENAMED_MAX;
use super::bucket_uploads::COMPLETED_MAX;
use super::rename::Rename;
use super::upload::{Completed, Part, Plan, Upload};
use super::version_pieces::{content, with_content, without_content};

/// An upload without its parts.
#[derive(Serialize, Deserialize)]
struct Head {
    plan: Arc<Plan>,
    disturbed: bool,
}

pub(super) fn differences(now: &Contents, before: &Contents, to: &mut Differences<'_>) {
    for change in before.uploads.diff(&now.uploads) {
        match change {
            DiffItem::Add(_, uploads) => tell(&[], uploads, to),
            DiffItem::Update { old, new } => tell(old.1, new.1, to),
            DiffItem::Remove(key, _) => to.remove(&[b"upload", key.as_bytes()]),
        }
    }
    let last = before.completed.back().map(|own| &own.upload_id);
    let newer = now.completed.iter().rev();
    let newer: Vec<_> = newer
        .take_while(|own| Some(&own.upload_id) != last)
        .collect();
    for completed in newer.into_iter().rev() {
        to.put_json(&[b"completed", completed.upload_id.as_bytes()], completed);
    }
    let last = before.renamed.back().map(|(token, _)| token);
    let newer = now.renamed.iter().rev();
    let newer: Vec<_> = newer.take_while(|(token, _)| Some(token) != last).collect();
    for (token, rename) in newer.into_iter().rev() {
        to.put_json(&[b"renamed", token.as_bytes()], rename);
    }
}

/// Tells how the uploads of one key differ.
fn tell(before: &[Upload], now: &[Upload], to: &mut Differences<'_>) {
    let find = |uploads: &[Upload], id: &str| {
        let found = uploads.iter().find(|upload| upload.plan.id == id);
        found.cloned()
    };
    for gone in before
        .iter()
        .filter(|own| find(now, &own.plan.id).is_none())
    {
        to.remove(&names(gone));
    }
    for upload in now {
        let earlier = find(before, &upload.plan.id);
        to.within(&names(upload), |to| {
            let is_known = earlier.as_ref().is_some_and(|earlier| {
                earlier.disturbed == upload.disturbed && Arc::ptr_eq(&earlier.plan, &upload.plan)
            });
            if !is_known {
                let head = Head {
                    plan: Arc::clone(&upload.plan),
                    disturbed: upload.disturbed,
                };
                to.put_json(&[], &head);
            }
            let earlier = earlier.map(|earlier| earlier.parts).unwrap_or_default();
            // Parts are never taken away, but put in the place of others.
            for (number, part) in &upload.parts {
                if earlier
                    .get(number)
                    .is_none_or(|own| !Arc::ptr_eq(own, part))
                {
                    let content = to.has_bodies().then_some(&part.content);
                    let value = with_content(part, content, to);
                    to.put_recorded(&[number.to_string().as_bytes()], value);
                }
            }
        });
    }
}

fn names(upload: &Upload) -> [&[u8]; 3] {
    [
        b"upload",
        upload.plan.key.as_bytes(),
        upload.plan.id.as_bytes(),
    ]
}

pub(super) fn apply(
    contents: &mut Contents,
    kind: &str,
    mut piece: Piece<'_>,
) -> Result<(), Damaged> {
    let absent = || Damaged::new("what cannot be taken away was");
    match kind {
        "upload" => apply_upload(contents, piece),
        "completed" => {
            let completed = piece.json::<Completed>()?.ok_or_else(absent)?;
            if contents.completed.len() == COMPLETED_MAX {
                contents.completed.pop_front();
            }
            contents.completed.push_back(completed);
            Ok(())
        }
        "renamed" => {
            let rename = piece.json::<Rename>()?.ok_or_else(absent)?;
            if contents.renamed.len() == RENAMED_MAX {
                contents.renamed.pop_front();
            }
            contents
                .renamed
                .push_back((piece.text()?.to_owned(), rename));
            Ok(())
        }
        _ => Err(Damaged::new("no piece of a bucket")),
    }
}

fn apply_upload(contents: &mut Contents, mut piece: Piece<'_>) -> Result<(), Damaged> {
    let key = piece.text()?;
    if piece.is_named() {
        contents.uploads.remove(key);
        return Ok(());
    }
    let id = piece.text()?;
    if piece.is_named() {
        let Some(head) = piece.json::<Head>()? else {
            contents.remove_upload(key, id);
            return Ok(());
        };
        let uploads = contents.uploads.entry(key.into()).or_default();
        match uploads.iter_mut().find(|upload| upload.plan.id == id) {
            Some(upload) => upload.disturbed = head.disturbed,
            None => uploads.push(Upload {
                plan: head.plan,
                parts: OrdMap::new(),
                disturbed: head.disturbed,
            }),
        }
        return Ok(());
    }
    let number = piece.text()?.parse();
    let number = number.map_err(|_| Damaged::new("no part's number"))?;
    let uploads = contents.uploads.get_mut(key).into_iter().flatten();
    let upload = uploads.into_iter().find(|upload| upload.plan.id == id);
    let upload = upload.ok_or_else(|| Damaged::new("no upload of this id is there"))?;
    let mut value = piece.value().unwrap_or_default();
    let mut part: Part = without_content(&mut value)?;
    part.content = content(&mut value, &piece)?;
    upload.parts.insert(number, Arc::new(part));
    Ok(())
}

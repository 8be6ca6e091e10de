//! How functions and layers are written down. Packages are pieces of their own, each once.
//!
//! ```text
//! ["archive", SHA-256]                    bytes of its files, as a number | where the zip lies
//! ["package", SHA-256]                    as format 1 had it: bytes of its files | the zip
//! ["function", ACCOUNT, REGION, NAME]
//! ["code-signing", ACCOUNT, REGION, ID]
//! ["layer", ACCOUNT, REGION, NAME]
//! ["mapping", ACCOUNT, REGION, UUID]      an event source mapping, and how far it has come
//! ["durable", ACCOUNT, REGION, ID]         a durable execution; see `durable/pieces`
//! ["event", NUMBER]                       an asynchronous event that has not come to its end
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::functions::version::CodePackage;
use super::image::LambdaImage;
use super::package::UNZIPPED_BYTES_MAX;
use crate::aws::identity::{AccountId, Region, Scope};
use crate::journal::{Damaged, Differences, Piece, Pieces};
use crate::store::content::Content;
use crate::store::number::{push_number, take_number};

impl Pieces for LambdaImage {
    fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        self.mappings.differences(&before.mappings, to);
        self.accepted.differences(&before.accepted, to);
        self.executions.differences(&before.executions, to);
        let is_same =
            self.functions.is_same(&before.functions) && self.layers.is_same(&before.layers);
        if is_same {
            return;
        }
        let (earlier, now) = (before.needed(), self.needed());
        for (sha256, package) in &now {
            if to.has_bodies() && !earlier.contains_key(sha256) {
                let value = written(package, to);
                to.put_recorded(&[b"archive", *sha256], value);
            }
        }
        self.functions.differences(&before.functions, to);
        self.layers.differences(&before.layers, to);
        for sha256 in earlier.keys().filter(|sha256| !now.contains_key(*sha256)) {
            to.remove(&[b"archive", *sha256]);
        }
    }

    fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let kind = piece.text()?;
        match kind {
            "archive" | "package" => return self.apply_package(kind, piece),
            "event" => return self.accepted.apply(piece),
            _ => {}
        }
        let scope = Scope {
            account: AccountId::parse(piece.text()?).ok_or_else(|| Damaged::new("no account"))?,
            region: Region::parse(piece.text()?).ok_or_else(|| Damaged::new("no region"))?,
        };
        let packages = &self.packages;
        let find = |own: &CodePackage| {
            let package = packages.get(&own.sha256).cloned();
            package.ok_or_else(|| Damaged::new("a package is missing"))
        };
        match kind {
            "function" => self.functions.apply(&scope, piece, find),
            "code-signing" => self.functions.apply_code_signing(&scope, piece),
            "layer" => self.layers.apply(&scope, piece, find),
            "durable" => self.executions.apply(&scope, piece),
            "mapping" => self.mappings.apply(&scope, piece),
            _ => Err(Damaged::new("no piece of Lambda")),
        }
    }

    fn complete(&mut self) -> Result<(), Damaged> {
        self.packages = Default::default();
        self.functions.complete();
        self.executions.complete()
    }
}

/// A package from elsewhere is what its hash says: others may have one of that hash already. Blocks.
fn check(laid: &Content, sha256: &[u8; 32]) -> Result<(), Damaged> {
    // One body each, so that packages take no more memory than their bytes.
    if laid.len() > UNZIPPED_BYTES_MAX || !laid.is_one_piece() {
        return Err(Damaged::new("a zip is too large"));
    }
    let zip = laid.bytes();
    let zip = zip.map_err(|error| Damaged::new(error.to_string()))?;
    match Sha256::digest(&zip)[..] == sha256[..] {
        true => Ok(()),
        false => Err(Damaged::new("a zip is not what its hash says")),
    }
}

/// Blocks while a zip is written to the disk.
fn written(package: &CodePackage, to: &mut Differences<'_>) -> std::io::Result<Vec<u8>> {
    let mut value = Vec::new();
    push_number(&mut value, package.unzipped_bytes);
    to.record(&package.laid(to.depot())?, &mut value)?;
    Ok(value)
}

impl LambdaImage {
    /// The packages of all functions and layers, by their hashes.
    fn needed(&self) -> BTreeMap<&[u8], &Arc<CodePackage>> {
        let all = self.functions.packages().chain(self.layers.packages());
        all.map(|package| (&package.sha256[..], package)).collect()
    }

    fn apply_package(&mut self, kind: &str, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let sha256: [u8; 32] = piece
            .name()?
            .try_into()
            .map_err(|_| Damaged::new("no hash"))?;
        let Some(mut value) = piece.value() else {
            Arc::make_mut(&mut self.packages).remove(&sha256);
            return Ok(());
        };
        let unzipped_bytes = take_number(&mut value);
        let unzipped_bytes = unzipped_bytes.ok_or_else(|| Damaged::new("no size"))?;
        let package = match kind {
            "archive" => {
                let laid = Content::recorded(&mut value, piece.depot());
                let laid = laid.ok_or_else(|| Damaged::new("a zip is not where it should be"))?;
                if piece.is_foreign() {
                    check(&laid, &sha256)?;
                }
                CodePackage::recorded(laid, sha256, unzipped_bytes)
            }
            _ if piece.is_foreign() => return Err(Damaged::new("a package of an earlier format")),
            _ => CodePackage::new(Bytes::copy_from_slice(value), sha256, unzipped_bytes),
        };
        Arc::make_mut(&mut self.packages).insert(sha256, Arc::new(package));
        Ok(())
    }
}

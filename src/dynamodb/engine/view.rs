//! What a stream's records show of a change.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ViewType {
    NewImage,
    OldImage,
    NewAndOldImages,
    KeysOnly,
}

impl ViewType {
    /// In the order in which AWS lists them.
    const ALL: [Self; 4] = [
        Self::NewImage,
        Self::OldImage,
        Self::NewAndOldImages,
        Self::KeysOnly,
    ];
    pub(crate) const NAMES: [&str; 4] =
        ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == text)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub(crate) fn shows_new(self) -> bool {
        matches!(self, Self::NewImage | Self::NewAndOldImages)
    }

    pub(crate) fn shows_old(self) -> bool {
        matches!(self, Self::OldImage | Self::NewAndOldImages)
    }
}

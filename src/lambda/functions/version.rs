//! One version of a function, as the data plane sees it: immutable once made.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::{fmt, io};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::aws::identity::Scope;
use crate::lambda::directory::HotDirectory;
use crate::store::content::Content;
use crate::store::depot::Depot;

use super::durable_config::DurableConfig;
use super::image::ContainerImage;
use super::snapshot::Snapshot;

/// Everything that running a function needs. An update makes a new one; environments that were
/// started from another are retired when they come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FunctionVersion {
    pub(crate) scope: Scope,
    pub(crate) name: String,
    /// `$LATEST`, or a number.
    pub(crate) version: String,
    /// Such as `python3.12`; one of the model's enum. Empty, as the handler, for container images.
    pub(crate) runtime: String,
    pub(crate) handler: String,
    /// The ARN of the role that it runs with.
    pub(crate) role: String,
    pub(crate) timeout_s: u32,
    pub(crate) memory_mb: u32,
    pub(crate) ephemeral_mb: u32,
    /// What the user set; reserved names are not among them.
    pub(crate) environment: BTreeMap<String, String>,
    /// The ARN of the queue or topic that gets events which failed.
    pub(crate) dead_letter: Option<String>,
    pub(crate) log_group: String,
    pub(crate) log_format: LogFormat,
    pub(crate) architecture: Architecture,
    pub(crate) code: Code,
    /// Unpacked below `/opt` in this order.
    pub(crate) layers: Vec<AttachedLayer>,
    /// An environment serves one tenant alone.
    #[serde(default)]
    pub(crate) tenant_isolation: bool,
    /// Its environments are restored from a snapshot: a published version with SnapStart.
    #[serde(default)]
    pub(crate) snap_start: bool,
    #[serde(skip)]
    pub(crate) snapshot: Snapshot,
    /// It remembers its steps.
    #[serde(default)]
    pub(crate) durable: Option<DurableConfig>,
    /// A UUID; changes with each update, and once more when the function becomes active.
    pub(crate) revision_id: String,
}

/// What a version runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Code {
    Zip(Arc<CodePackage>),
    /// A folder of this machine: its files run as they are, and anew when they change.
    Directory(Arc<HotDirectory>),
    Image(Box<ContainerImage>),
}

/// A version of a layer as a function keeps it, even after the layer itself is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AttachedLayer {
    /// With the version's number.
    pub(crate) arn: String,
    pub(crate) content: Arc<CodePackage>,
}

/// What unpacked copies of several layers, one upon the other, are keyed by; `None` for no layers.
pub(crate) fn merged_sha256(layers: &[AttachedLayer]) -> Option<[u8; 32]> {
    let mut hash = Sha256::new_with_prefix("layers");
    for layer in layers {
        hash.update(layer.content.sha256);
    }
    (!layers.is_empty()).then(|| hash.finalize().into())
}

/// A deployment package or a layer's content: the zip as uploaded, already found to be sound.
/// Packages with one hash are one package.
#[derive(Serialize, Deserialize)]
pub(crate) struct CodePackage {
    /// Written down once for all who share it. In memory until it lies on the disk.
    #[serde(skip, default = "nothing")]
    zip: Mutex<Content>,
    /// SHA-256 of the zip: what CodeSha256 shows in base64, and what unpacked copies are keyed by.
    pub(crate) sha256: [u8; 32],
    /// What its files come to.
    pub(crate) unzipped_bytes: u64,
    /// The names of what it has in `extensions/`, once somebody has looked.
    #[serde(skip)]
    pub(crate) extensions: OnceLock<Box<[String]>>,
}

fn nothing() -> Mutex<Content> {
    Mutex::new(Content::empty())
}

impl CodePackage {
    pub(crate) fn new(zip: Bytes, sha256: [u8; 32], unzipped_bytes: u64) -> Self {
        Self::recorded(Content::in_memory(zip), sha256, unzipped_bytes)
    }

    /// A package that was written down: its zip is read by who needs it.
    pub(crate) fn recorded(zip: Content, sha256: [u8; 32], unzipped_bytes: u64) -> Self {
        Self {
            zip: Mutex::new(zip),
            sha256,
            unzipped_bytes,
            extensions: OnceLock::new(),
        }
    }

    /// Where the zip lies.
    pub(crate) fn content(&self) -> Content {
        self.held().clone()
    }

    /// Of the zip.
    pub(crate) fn zip_bytes(&self) -> usize {
        self.held().len() as usize
    }

    /// All of the zip. Blocks when it lies on the disk.
    pub(crate) fn zip(&self) -> io::Result<Bytes> {
        self.content().bytes()
    }

    /// The zip as it lies on the disk: it is written there the first time, and no longer held in memory.
    /// Blocks.
    pub(crate) fn laid(&self, depot: &Depot) -> io::Result<Content> {
        let content = self.content();
        let Some(zip) = content.at_hand() else {
            return Ok(content);
        };
        let laid = Content::laid(&zip, depot)?;
        self.held().clone_from(&laid);
        Ok(laid)
    }

    fn held(&self) -> MutexGuard<'_, Content> {
        self.zip.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for CodePackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a zip of {} bytes", self.zip_bytes())
    }
}

impl PartialEq for CodePackage {
    fn eq(&self, other: &Self) -> bool {
        self.sha256 == other.sha256
    }
}

impl Eq for CodePackage {}

/// The processor a function is built for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Architecture {
    #[default]
    X86_64,
    Arm64,
}

/// How a function writes its log: LoggingConfig without the log group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LogFormat {
    #[default]
    Text,
    /// Levels exist with JSON only; AWS's default for both is `INFO`.
    Json {
        application_level: String,
        system_level: String,
    },
}

impl LogFormat {
    /// JSON, with AWS's default for both levels.
    pub(crate) fn json() -> Self {
        Self::Json {
            application_level: "INFO".to_owned(),
            system_level: "INFO".to_owned(),
        }
    }
}

impl FunctionVersion {
    /// Its code, if that is one, and its layers.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &Arc<CodePackage>> {
        let layers = self.layers.iter().map(|layer| &layer.content);
        self.code.package().into_iter().chain(layers)
    }

    /// As [`FunctionVersion::packages`], to be changed.
    pub(crate) fn packages_mut(&mut self) -> impl Iterator<Item = &mut Arc<CodePackage>> {
        let code = match &mut self.code {
            Code::Zip(package) => Some(package),
            Code::Directory(_) | Code::Image(_) => None,
        };
        let layers = self.layers.iter_mut().map(|layer| &mut layer.content);
        code.into_iter().chain(layers)
    }
}

impl Code {
    /// As CodeSha256 shows it: base64 for a package or a folder, hexadecimal for an image (recorded answers).
    pub(crate) fn sha256(&self) -> String {
        match self {
            Self::Zip(package) => STANDARD.encode(package.sha256),
            Self::Directory(directory) => STANDARD.encode(directory.sha256()),
            Self::Image(image) => image.digest(),
        }
    }

    /// As CodeSize shows it: an image has none, and a folder is never packed.
    pub(crate) fn bytes(&self) -> usize {
        self.package().map_or(0, |package| package.zip_bytes())
    }

    pub(crate) fn package(&self) -> Option<&Arc<CodePackage>> {
        match self {
            Self::Zip(package) => Some(package),
            Self::Directory(_) | Self::Image(_) => None,
        }
    }

    pub(crate) fn directory(&self) -> Option<&Arc<HotDirectory>> {
        match self {
            Self::Directory(directory) => Some(directory),
            Self::Zip(_) | Self::Image(_) => None,
        }
    }

    pub(crate) fn is_image(&self) -> bool {
        matches!(self, Self::Image(_))
    }

    /// Another number after each change of the files that was seen; those of a package never change.
    pub(crate) fn generation(&self) -> u64 {
        self.directory()
            .map_or(0, |directory| directory.generation())
    }
}

impl FunctionVersion {
    /// An environment of one can serve the other: they differ in nothing that it can see.
    pub(crate) fn runs_like(&self, other: &Self) -> bool {
        let seen = |version: &Self| Self {
            revision_id: String::new(),
            ..version.clone()
        };
        self.revision_id == other.revision_id || seen(self) == seen(other)
    }

    /// `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, without a qualifier.
    pub(crate) fn arn(&self) -> String {
        crate::aws::arn::regional("lambda", &self.scope, &format!("function:{}", self.name))
    }
}

impl Architecture {
    /// `None` unless the text is `x86_64` or `arm64`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "x86_64" => Some(Self::X86_64),
            "arm64" => Some(Self::Arm64),
            _ => None,
        }
    }

    /// As `Architectures` shows it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }
}

/// A published version's number; leading zeros name no version.
pub(crate) fn version_number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::aws::identity::{AccountId, Region};

    /// A function as tests want one.
    pub(crate) fn function() -> FunctionVersion {
        FunctionVersion {
            scope: Scope {
                account: AccountId::default(),
                region: Region::parse("us-east-1").unwrap(),
            },
            name: "f".to_owned(),
            version: "$LATEST".to_owned(),
            runtime: "python3.12".to_owned(),
            handler: "app.handler".to_owned(),
            role: String::new(),
            timeout_s: 3,
            memory_mb: 128,
            ephemeral_mb: 512,
            environment: BTreeMap::new(),
            dead_letter: None,
            log_group: "/aws/lambda/f".to_owned(),
            log_format: LogFormat::Text,
            architecture: Architecture::X86_64,
            code: Code::Zip(Arc::new(CodePackage::new(Bytes::new(), [0; 32], 0))),
            layers: Vec::new(),
            tenant_isolation: false,
            snap_start: false,
            snapshot: Snapshot::default(),
            durable: None,
            revision_id: String::new(),
        }
    }

    #[test]
    fn a_number_is_written_in_one_way_only() {
        assert_eq!(version_number("12"), Some(12));
        for text in ["0", "01", "", "1a", "-1", "99999999999999999999"] {
            assert_eq!(version_number(text), None, "{text:?}");
        }
    }
}

//! Where a function's code comes from: out of the request, out of S3, out of a registry of images, or
//! where it lies on this machine.

use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::bus::objects::ObjectError;

use super::control::ControlPlane;
use super::directory::HotDirectory;
use super::functions::image::{ContainerImage, ImageConfig};
use super::functions::version::{Code, CodePackage};
use super::wire::code::CodeInput;
use super::{error, kms_key, package as packages};

/// The bucket whose keys are folders of this machine, as LocalStack has it.
const HOT_RELOAD: &str = "hot-reload";

/// A package inside a request stays below this (AWS's page "Lambda quotas": 50 MB).
const ZIPPED_BYTES_MAX: usize = 52_428_800;

/// Notes members outside the API model's constraints. `parent` is `code.` where they are nested.
pub(crate) fn check(code: &CodeInput, parent: &str, violations: &mut Violations) {
    if let Some(bucket) = &code.s3_bucket {
        let member = format!("{parent}s3Bucket");
        violations.length(&member, bucket, 3, 63);
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if !bucket.bytes().all(legal) || bucket.ends_with('.') {
            violations.pattern(&member, bucket, r"[0-9A-Za-z\.\-_]*(?<!\.)");
        }
    }
    if let Some(key) = &code.s3_key {
        violations.length(&format!("{parent}s3Key"), key, 1, 1024);
    }
    let key = code.source_kms_key_arn.as_deref();
    kms_key::check(&format!("{parent}sourceKMSKeyArn"), key, violations);
    if let Some(version) = &code.s3_object_version {
        violations.length(&format!("{parent}s3ObjectVersion"), version, 1, 1024);
    }
}

/// What a function is made of, as PackageType says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PackageType {
    Zip,
    Image,
}

/// Takes over the code of a function of this type. `verb` is what the operation does to the function,
/// as AWS's answers say it: `creating`, `updating`.
///
/// Errors: InvalidParameterValueException for the other type's members and for a bad name of an image;
/// those of [`directory`] and [`package`].
pub(crate) async fn load(
    control: &ControlPlane,
    scope: &Scope,
    code: CodeInput,
    package_type: PackageType,
    verb: &str,
) -> Result<Code, AwsError> {
    match package_type {
        PackageType::Image => image(code, verb).map(Code::Image),
        PackageType::Zip if code.image_uri.as_ref().is_some_and(|uri| !uri.is_empty()) => {
            Err(error::package::image_for_package(verb))
        }
        PackageType::Zip => match hot_folder(control, &code) {
            Some(folder) => directory(folder),
            None => package(control, scope, code).await.map(Code::Zip),
        },
    }
}

/// Any name that a Docker engine could know is taken: images need not be in AWS's registry.
fn image(code: CodeInput, verb: &str) -> Result<Box<ContainerImage>, AwsError> {
    let package = code.zip_file.is_some() || code.s3_bucket.is_some() || code.s3_key.is_some();
    let uri = code.image_uri.filter(|_| !package);
    let uri = uri.ok_or_else(|| error::package::no_image(verb))?;
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/:@".contains(&byte);
    let digest = uri.split_once('@').map(|(_, digest)| digest);
    let is_digest = |digest: &str| {
        let hex = digest.strip_prefix("sha256:").unwrap_or_default();
        hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    if uri.is_empty() || !uri.bytes().all(legal) || !digest.is_none_or(is_digest) {
        return Err(error::package::bad_image(&uri));
    }
    let config = ImageConfig::default();
    Ok(Box::new(ContainerImage { uri, config }))
}

/// The folder that a source names, if it is one of this machine and no object. No upload makes a key
/// that begins with a slash by accident.
fn hot_folder<'a>(control: &ControlPlane, code: &'a CodeInput) -> Option<&'a Path> {
    let is_marker = code.zip_file.is_none() && code.s3_bucket.as_deref() == Some(HOT_RELOAD);
    let folder = Path::new(code.s3_key.as_deref()?);
    (control.hot_reload && is_marker && folder.is_absolute()).then_some(folder)
}

/// Errors: InvalidParameterValueException for a folder that is not there.
fn directory(folder: &Path) -> Result<Code, AwsError> {
    if !folder.is_dir() {
        return Err(error::package::no_such_folder(folder));
    }
    let directory = HotDirectory::new(folder.to_owned());
    Ok(Code::Directory(Arc::new(directory)))
}

/// Fetches and checks a package.
///
/// Errors: InvalidParameterValueException for no source or two, an object that
/// S3 will not give, and all of [`package::open`]; RequestEntityTooLargeException for a package in
/// the request that is too large.
pub(crate) async fn package(
    control: &ControlPlane,
    scope: &Scope,
    code: CodeInput,
) -> Result<Arc<CodePackage>, AwsError> {
    let zip = match (code.zip_file, code.s3_bucket, code.s3_key) {
        (Some(zip), None, None) if code.s3_object_version.is_none() => {
            if zip.len() >= ZIPPED_BYTES_MAX {
                return Err(error::package::zipped_too_large(ZIPPED_BYTES_MAX));
            }
            Bytes::from(zip)
        }
        (Some(_), _, _) => return Err(error::package::two_codes()),
        (None, Some(bucket), Some(key)) => {
            let version = code.s3_object_version.as_deref();
            control
                .bus
                .read_object(scope, &bucket, &key, version, packages::UNZIPPED_BYTES_MAX)
                .await
                .map_err(|problem| refused_by_s3(&problem))?
        }
        (None, _, _) => return Err(error::package::no_code()),
    };
    let turn = control.unpacking.acquire().await;
    let turn = turn.expect("the semaphore is never closed");
    let package = off_the_reactor(move || packages::open(zip)).await??;
    drop(turn);
    Ok(Arc::new(package))
}

/// An object longer than any package may be unpacked is refused for that, not for its reading.
fn refused_by_s3(problem: &ObjectError) -> AwsError {
    match problem.code.as_str() {
        "EntityTooLarge" => error::package::unzipped_too_large(packages::UNZIPPED_BYTES_MAX),
        _ => error::package::code_not_readable(problem),
    }
}

/// Runs what takes long on a thread of its own. A panic there goes on here.
pub(crate) async fn off_the_reactor<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AwsError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => Ok(value),
        Err(problem) => match problem.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Err(error::invoke::service("The server is stopping.")),
        },
    }
}

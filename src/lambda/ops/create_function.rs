//! CreateFunction: makes a function from a package and settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::lambda::code::PackageType;
use crate::lambda::control::ControlPlane;
use crate::lambda::durable::config;
use crate::lambda::functions::function::{Configuration, Function, Tracing};
use crate::lambda::functions::snapshot::Snapshot;
use crate::lambda::functions::version::{Architecture, Code, FunctionVersion, LogFormat};
use crate::lambda::layers::attach;
use crate::lambda::name::{FunctionName, LATEST, Rule};
use crate::lambda::settings::Settings;
use crate::lambda::wire::create_function::CreateFunctionInput;
use crate::lambda::wire::function_configuration::{FunctionConfiguration, Life};
use crate::lambda::{architecture, code, code_signing, error, kms_key, settings, tags, tenancy};

/// Makes the function, and with `Publish` its version 1. The answer shows it as Pending; it is
/// Active from the next look on.
///
/// AWS's page: API_CreateFunction. Left out, and refused when asked for: Managed Instances. No subnet exists, and nothing is encrypted.
///
/// Errors, in this order: ValidationException with every violation of the API model;
/// InvalidParameterValueException for settings and layers, then for code; ResourceConflictException
/// for a name that is taken.
pub(crate) async fn create_function(
    control: &ControlPlane,
    context: &RequestContext,
    mut input: CreateFunctionInput,
) -> Result<FunctionConfiguration, AwsError> {
    let scope = context.scope();
    let (name, role) = check(&input)?;
    let name = own_name(&name, scope)?;
    refuse_absent(&input)?;
    let tags = tags::accept(input.tags.unwrap_or_default())?;
    let architecture = architecture::accept(input.architectures.as_deref()).unwrap_or_default();
    let layers = input.settings.layers.take();
    let durable = config::of_new(input.settings.durable_config.take())?;
    let mut settings = Settings::accept(input.settings)?;
    settings.layers = attach::attach(control, context, layers.as_deref())?;
    let package_type = package_type(input.package_type.as_deref(), &settings)?;
    if control.registry.shelf(scope).contains_key(&name) {
        return Err(error::name::function_exists(&name));
    }
    let code = input.code.unwrap_or_default();
    let source_kms_key = code.source_kms_key_arn.clone().and_then(kms_key::accept);
    let code = code::load(control, scope, code, package_type, "creating").await?;
    let code_signing = input.code_signing_config_arn;
    verify(control, scope, code_signing.as_deref(), &name, &code)?;
    let mut latest = defaults(control, scope, name.clone(), role, architecture, code);
    latest.source_kms_key = source_kms_key;
    let version = Arc::make_mut(&mut latest.version);
    version.tenant_isolation = input.tenancy_config.is_some();
    if let Some(durable) = durable {
        config::begin(durable, version);
    }
    settings.apply(&mut latest)?;
    attach::check_size(&latest.version)?;
    let mut function = Function::new(latest, tags);
    function.code_signing = code_signing;
    let shown = match input.publish {
        true => function.publish(None, control.clock.uuid()),
        false => Arc::clone(&function.latest),
    };
    control.registry.create(scope, &name, function)?;
    // With Publish, AWS shows version 1 under the function's own ARN (recorded answer).
    let answer = FunctionConfiguration::of(&shown, Life::Pending, false);
    Ok(answer.under_revision(control.clock.uuid()))
}

/// Checks the request against the API model, and hands out the two members that it must have.
fn check(input: &CreateFunctionInput) -> Result<(FunctionName, String), AwsError> {
    let mut violations = Violations::default();
    let name = match &input.function_name {
        Some(name) => FunctionName::check(name, Rule::Plain, &mut violations),
        None => {
            violations.missing("functionName");
            None
        }
    };
    match &input.code {
        Some(code) => code::check(code, "code.", &mut violations),
        None => violations.missing("code"),
    }
    if input.settings.role.is_none() {
        violations.missing("role");
    }
    settings::check(&input.settings, &mut violations);
    if let Some(arn) = &input.code_signing_config_arn {
        code_signing::arn::check(arn, &mut violations);
    }
    architecture::check(input.architectures.as_deref(), &mut violations);
    tenancy::check(input.tenancy_config.as_ref(), &mut violations);
    if let Some(package_type) = &input.package_type
        && !["Zip", "Image"].contains(&package_type.as_str())
    {
        violations.one_of("packageType", package_type, &["Zip", "Image"]);
    }
    violations.finish(name.zip(input.settings.role.clone()))
}

/// The name of a function to make: the caller's own, at most 64 characters, without a version.
fn own_name(name: &FunctionName, scope: &Scope) -> Result<String, AwsError> {
    let name = name.latest(scope)?;
    if name.len() > 64 {
        return Err(error::name::name_too_long(name));
    }
    Ok(name.to_owned())
}

/// A package needs a runtime and a handler, an image brings its own.
fn package_type(given: Option<&str>, settings: &Settings) -> Result<PackageType, AwsError> {
    let (runtime, handler) = (settings.runtime.is_some(), settings.handler.is_some());
    let layers = settings.layers.as_ref().is_some_and(|own| !own.is_empty());
    match given {
        Some("Image") if runtime || handler || layers => {
            Err(error::configuration::settings_for_packages())
        }
        Some("Image") => Ok(PackageType::Image),
        _ if !runtime || !handler => Err(error::configuration::runtime_and_handler_missing()),
        _ => Ok(PackageType::Zip),
    }
}

/// Errors: CodeSigningConfigNotFoundException; those of [`code_signing::verdict::judge`].
fn verify(
    control: &ControlPlane,
    scope: &Scope,
    arn: Option<&str>,
    name: &str,
    code: &Code,
) -> Result<(), AwsError> {
    let Some(arn) = arn else {
        return Ok(());
    };
    let shelf = control.registry.code_signing(scope);
    let config = shelf.get(arn);
    let config = config.ok_or_else(|| error::code_signing::code_signing_config_missing(arn))?;
    code_signing::verdict::judge(Some(config), name, code)
}

fn refuse_absent(input: &CreateFunctionInput) -> Result<(), AwsError> {
    match input.publish_to {
        true => Err(error::request::parameter_not_available("PublishTo")),
        false => Ok(()),
    }
}

/// A function of which only name, role, processor and code are known (AWS's defaults, recorded).
fn defaults(
    control: &ControlPlane,
    scope: &Scope,
    name: String,
    role: String,
    architecture: Architecture,
    code: Code,
) -> Configuration {
    Configuration {
        version: Arc::new(FunctionVersion {
            scope: scope.clone(),
            version: LATEST.to_owned(),
            runtime: String::new(),
            handler: String::new(),
            role,
            timeout_s: 3,
            memory_mb: 128,
            ephemeral_mb: 512,
            environment: BTreeMap::new(),
            dead_letter: None,
            log_group: format!("/aws/lambda/{name}"),
            log_format: LogFormat::Text,
            architecture,
            code,
            layers: Vec::new(),
            tenant_isolation: false,
            snap_start: false,
            snapshot: Snapshot::default(),
            durable: None,
            revision_id: control.clock.uuid(),
            name,
        }),
        description: String::new(),
        tracing: Tracing::PassThrough,
        snap_start: false,
        vpc: None,
        kms_key: None,
        source_kms_key: None,
        environment_given: false,
        last_modified: control.modified_now(),
        runtime_management: Default::default(),
    }
}

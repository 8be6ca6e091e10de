//! Every error that Lambda answers, in AWS's own words, and how its bodies are spelled.

use std::path::Path;

use http::StatusCode;

use crate::aws::body::BodyError;
use crate::aws::error::AwsError;
use crate::aws::identity::AccountId;
use crate::aws::protocol::json;
use crate::bus::objects::ObjectError;

use super::event_source::source::Source;

/// An error of the caller, as most of Lambda's exceptions are: the body says `"Type":"User"`.
fn user(status: StatusCode, code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(status, code, message.into()).with_field("Type", "User")
}

/// Writes an error's body. Fields come before the message; its key is `Message` for some codes and
/// `message` for the others (recorded answers).
pub(super) fn body(error: &AwsError) -> String {
    let capital = matches!(
        error.code(),
        "ResourceNotFoundException"
            | "RequestEntityTooLargeException"
            | "RequestTooLargeException"
            | "SerializationException"
            | "AccessDeniedException"
            | "RecursiveInvocationException"
            | "UnknownOperationException"
    );
    json::error_body_message_last(error, if capital { "Message" } else { "message" })
}

/// Recorded answer: `Function not found: arn:…:function:foo:42`.
pub(crate) fn function_not_found(arn: &str) -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        format!("Function not found: {arn}"),
    )
}

/// Something else than a function is not there; the texts are those of the constructors below.
fn not_found(message: impl Into<String>) -> AwsError {
    user(StatusCode::NOT_FOUND, "ResourceNotFoundException", message)
}

/// Recorded answer to a function ARN of another region.
pub(crate) fn other_region(theirs: &str, ours: &str) -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        format!("Functions from '{theirs}' are not reachable in this region ('{ours}')"),
    )
}

/// Recorded answer to a function ARN of another account: 403, and no message at all.
pub(crate) fn other_account() -> AwsError {
    AwsError::without_message(StatusCode::FORBIDDEN, "AccessDeniedException")
}

/// Recorded answer to `…:function:foo:1` with `Qualifier=2`.
pub(crate) fn qualifiers_differ() -> AwsError {
    invalid_parameter(
        "The derived qualifier from the function name does not match the specified qualifier.",
    )
}

/// The caller's value cannot be used; the text comes from a constructor below or from its check.
pub(crate) fn invalid_parameter(message: impl Into<String>) -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "InvalidParameterValueException",
        message,
    )
}

/// Recorded answer (sic).
pub(crate) fn function_exists(name: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!("Function already exist: {name}"),
    )
}

/// Seen in public logs of synchronous and asynchronous invocations: the body has only a `Message`.
pub(crate) fn payload_too_large(length: usize, invocation_type: &str, limit: usize) -> AwsError {
    AwsError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestTooLargeException",
        format!(
            "{length} byte payload is too large for the {invocation_type} invocation type (limit {limit} bytes)"
        ),
    )
}

/// Recorded answer to a payload that is not JSON; `why` is the parser's own text.
pub(crate) fn payload_not_json(why: &str) -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "InvalidRequestContentException",
        format!("Could not parse request body into json: Could not parse payload into json: {why}"),
    )
}

/// The client context is not base64 of a JSON object (Lambda API reference, Invoke).
pub(crate) fn client_context_unreadable() -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "InvalidRequestContentException",
        "Client context must be a valid Base64-encoded JSON object.",
    )
}

/// Recorded answer to throttling, with the account's reason (Lambda API reference).
pub(crate) fn concurrency_exhausted() -> AwsError {
    AwsError::new(
        StatusCode::TOO_MANY_REQUESTS,
        "TooManyRequestsException",
        "Rate Exceeded.",
    )
    .with_field("Reason", "ConcurrentInvocationLimitExceeded")
    .with_field("Type", "User")
}

/// Recorded answer to one event more than a function's reserved concurrency.
pub(crate) fn reserved_concurrency_exhausted() -> AwsError {
    AwsError::new(
        StatusCode::TOO_MANY_REQUESTS,
        "TooManyRequestsException",
        "Rate Exceeded.",
    )
    .with_field(
        "Reason",
        "ReservedFunctionConcurrentInvocationLimitExceeded",
    )
    .with_field("Type", "User")
}

/// The text is the API model's: an event came back to its function too often.
pub(crate) fn recursive_invocation() -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "RecursiveInvocationException",
        "Lambda has detected your function being invoked in a recursive loop with other Amazon Web \
         Services resources and stopped your function's invocation.",
    )
}

/// Whether an event is stopped because it came back too often.
pub(crate) fn is_recursion(error: &AwsError) -> bool {
    error.code() == "RecursiveInvocationException"
}

/// A refusal without a Type, as some of Lambda's are (recorded answers).
fn untyped(message: String) -> AwsError {
    let code = "InvalidParameterValueException";
    AwsError::new(StatusCode::BAD_REQUEST, code, message)
}

/// Recorded answer, spaces included.
pub(crate) fn less_reserved_than_provisioned(reserved: u32, provisioned: u32) -> AwsError {
    untyped(format!(
        " ReservedConcurrentExecutions  {reserved} should not be lower than function's total \
         provisioned concurrency [{provisioned}]."
    ))
}

/// Recorded answer.
pub(crate) fn more_provisioned_than_reserved() -> AwsError {
    invalid_parameter(
        "Requested Provisioned Concurrency should not be greater than the \
         reservedConcurrentExecution for function",
    )
}

/// Recorded answer.
pub(crate) fn more_provisioned_than_unreserved(unreserved: u32) -> AwsError {
    untyped(format!(
        "Specified ConcurrentExecutions for function is greater than account's unreserved \
         concurrency [{unreserved}]."
    ))
}

/// Recorded answer.
pub(crate) fn too_much_provisioned(unreserved_min: u32) -> AwsError {
    untyped(format!(
        "Specified ConcurrentExecutions for function decreases account's \
         UnreservedConcurrentExecution below its minimum value of [{unreserved_min}]."
    ))
}

/// Recorded answer of PutProvisionedConcurrencyConfig.
pub(crate) fn latest_not_provisionable() -> AwsError {
    invalid_parameter(
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
    )
}

/// Recorded answer of the operations on provisioned concurrency.
pub(crate) fn not_published() -> AwsError {
    invalid_parameter("The function resource provided must be an alias or a published version.")
}

/// Recorded answer.
pub(crate) fn no_provisioned_concurrency() -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "ProvisionedConcurrencyConfigNotFoundException",
        "No Provisioned Concurrency Config found for this function",
    )
}

/// Recorded answer.
pub(crate) fn alias_of_provisioned_version() -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned \
         version",
    )
}

/// Recorded answer.
pub(crate) fn version_of_provisioned_alias() -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        "Version is pointed by a Provisioned Concurrency alias",
    )
}

/// The text is not recorded.
pub(crate) fn runtime_version_missing() -> AwsError {
    invalid_parameter("RuntimeVersionArn is required when UpdateRuntimeOn is Manual.")
}

/// The text is not recorded.
pub(crate) fn runtime_version_not_manual() -> AwsError {
    invalid_parameter("RuntimeVersionArn can only be provided when UpdateRuntimeOn is Manual.")
}

/// The text is not recorded.
pub(crate) fn alias_without_runtime() -> AwsError {
    invalid_parameter("Runtime management is not supported for aliases.")
}

/// Recorded answer to a reservation that leaves too little to the other functions.
pub(crate) fn too_much_reserved(unreserved_min: u32) -> AwsError {
    invalid_parameter(format!(
        "Specified ReservedConcurrentExecutions for function decreases account's \
         UnreservedConcurrentExecution below its minimum value of [{unreserved_min}]."
    ))
}

/// Nothing here can run the function's runtime (Lambda API reference: 502); the text is RustStack's.
pub(crate) fn invalid_runtime(why: String) -> AwsError {
    user(StatusCode::BAD_GATEWAY, "InvalidRuntimeException", why)
}

/// The package cannot be unpacked after all (Lambda API reference: 502); the text is RustStack's.
pub(crate) fn invalid_zip(why: String) -> AwsError {
    user(StatusCode::BAD_GATEWAY, "InvalidZipFileException", why)
}

/// An environment could not be started or went missing (Lambda API reference: 500).
pub(crate) fn service(why: impl Into<String>) -> AwsError {
    AwsError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "ServiceException",
        why.into(),
    )
    .with_field("Type", "Service")
}

/// An operation of AWS's that RustStack does not have. AWS has no such answer: this one is for the
/// person who looks for the reason.
pub(crate) fn not_available(operation: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_IMPLEMENTED,
        "NotImplementedException",
        format!("Lambda operation {operation} is not available in RustStack"),
    )
}

/// As users of AWS report it, whether there is such a function or not.
pub(crate) fn not_authorized(account: &AccountId, action: &str, arn: &str) -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDeniedException",
        format!(
            "User: arn:aws:iam::{account}:root is not authorized to perform: lambda:{action} on \
             resource: {arn} because no resource-based policy allows the lambda:{action} action"
        ),
    )
}

/// AWS's text for who may not run a function; here it reaches the log alone.
pub(crate) fn policy_denies() -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDeniedException",
        "no resource-based policy allows the lambda:InvokeFunction action",
    )
}

/// No operation has this method and path. Lambda's front answers so, without a message.
pub(crate) fn unknown_operation() -> AwsError {
    AwsError::without_message(StatusCode::NOT_FOUND, "UnknownOperationException")
}

/// The body is not JSON. AWS's shared deserializer sends no message (recorded from DynamoDB).
pub(crate) fn not_json() -> AwsError {
    AwsError::without_message(StatusCode::BAD_REQUEST, "SerializationException")
}

/// The body is JSON of another shape than the operation's.
pub(crate) fn wrong_type(message: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "SerializationException",
        message.to_owned(),
    )
}

/// Recorded answer.
pub(crate) fn runtime_ended(runtime: &str) -> AwsError {
    invalid_parameter(format!(
        "The runtime parameter of {runtime} is no longer supported for creating or updating AWS \
         Lambda functions. We recommend you use a supported runtime while creating or updating \
         functions."
    ))
}

/// Recorded answer: the constraint's text without quotes around the value and without a count.
pub(crate) fn unknown_runtime(runtime: &str, known: &[&str]) -> AwsError {
    invalid_parameter(format!(
        "Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value \
         set: [{}] or be a valid ARN",
        known.join(", ")
    ))
}

/// AWS's text, as users report it.
pub(crate) fn reserved_variables(names: &[&str]) -> AwsError {
    invalid_parameter(format!(
        "Lambda was unable to configure your environment variables because the environment \
         variables you have provided contains reserved keys that are currently not supported for \
         modification. Reserved keys used in this request: {}",
        names.join(", ")
    ))
}

/// Recorded answer.
pub(crate) fn environment_too_large(measured: &str) -> AwsError {
    invalid_parameter(format!(
        "Lambda was unable to configure your environment variables because the environment \
         variables you have provided exceeded the 4KB limit. String measured: {measured}"
    ))
}

/// AWS's text, as users report it.
pub(crate) fn runtime_and_handler_missing() -> AwsError {
    invalid_parameter(
        "Runtime and Handler are mandatory parameters for functions created with deployment \
         packages.",
    )
}

/// AWS's text, as users report it.
pub(crate) fn settings_for_packages() -> AwsError {
    invalid_parameter(
        "Please don't provide Handler or Runtime or Layer when the intended function PackageType is \
         Image.",
    )
}

/// In the manner of [`settings_for_packages`]; the text is not recorded.
pub(crate) fn image_config_without_image() -> AwsError {
    invalid_parameter(
        "Please don't provide ImageConfig when the intended function PackageType is Zip.",
    )
}

/// Recorded answer of UpdateFunctionCode; CreateFunction's is in its manner.
pub(crate) fn no_image(verb: &str) -> AwsError {
    invalid_parameter(format!(
        "Please provide ImageUri when {verb} a function with packageType Image."
    ))
}

/// Recorded answer of UpdateFunctionCode; CreateFunction's is in its manner.
pub(crate) fn image_for_package(verb: &str) -> AwsError {
    invalid_parameter(format!(
        "Please don't provide ImageUri when {verb} a function with packageType Zip."
    ))
}

/// AWS's text, as users report it.
pub(crate) fn bad_image(uri: &str) -> AwsError {
    invalid_parameter(format!(
        "Source image {uri} is not valid. Provide a valid source image."
    ))
}

/// A parameter of a feature that RustStack does not have: refused, never silently ignored.
pub(crate) fn parameter_not_available(parameter: &str) -> AwsError {
    invalid_parameter(format!("{parameter} is not available in RustStack"))
}

/// Log levels with the format `Text`, which has none. AWS's text, as another emulator quotes it.
pub(crate) fn levels_without_json() -> AwsError {
    invalid_parameter(
        "LogLevel is not supported when LogFormat is set to \"Text\". Remove LogLevel from your \
         request or change the LogFormat to \"JSON\" and try again.",
    )
}

/// Recorded answer to TagResource without a tag.
pub(crate) fn not_processed() -> AwsError {
    invalid_parameter("An error occurred and the request cannot be processed.")
}

/// Recorded answer to tags for a version or an alias.
pub(crate) fn qualifier_not_taggable() -> AwsError {
    invalid_parameter(
        "Tags on function aliases and versions are not supported. Please specify a function ARN.",
    )
}

/// Recorded answer of the operations on function URLs and policies, and ours for every resource of
/// a kind that RustStack does not have.
pub(crate) fn resource_not_found() -> AwsError {
    not_found("The resource you requested does not exist.")
}

/// Recorded answer.
pub(crate) fn no_policy_for_latest() -> AwsError {
    invalid_parameter("We currently do not support adding policies for $LATEST.")
}

/// Recorded answer.
pub(crate) fn invalid_principal() -> AwsError {
    invalid_parameter(
        "The provided principal was invalid. Please check the principal and try again.",
    )
}

/// Recorded answer.
pub(crate) fn statement_exists(sid: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!(
            "The statement id ({sid}) provided already exists. Please provide a new statement id, \
             or remove the existing statement."
        ),
    )
}

/// Recorded answer.
pub(crate) fn statement_not_found(sid: &str) -> AwsError {
    not_found(format!("Statement {sid} is not found in resource policy."))
}

/// Recorded answer of RemovePermission for a function without a policy.
pub(crate) fn no_policy() -> AwsError {
    not_found("No policy is associated with the given resource.")
}

/// Recorded answer of RemovePermission for a function that is not there.
pub(crate) fn no_policy_of(arn: &str) -> AwsError {
    not_found(format!("No policy found for: {arn}"))
}

/// Recorded answer to a RevisionId that is not the policy's.
pub(crate) fn policy_revision_differs() -> AwsError {
    user(
        StatusCode::PRECONDITION_FAILED,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to \
         retrieve the latest Revision Id",
    )
}

/// Recorded answers of AddPermission: what could be an alias is one that is missing.
pub(crate) fn qualifier_not_found(arn: &str, qualifier: &str) -> AwsError {
    let number = qualifier.bytes().all(|byte| byte.is_ascii_digit());
    match number || qualifier.contains('$') {
        true => function_not_found(arn),
        false => alias_not_found(arn),
    }
}

/// Recorded answer.
pub(crate) fn no_event_invoke_config(arn: &str) -> AwsError {
    not_found(format!(
        "The function {arn} doesn't have an EventInvokeConfig"
    ))
}

/// AWS's text for an event invoke configuration of a function that is not there.
pub(crate) fn function_does_not_exist(arn: &str) -> AwsError {
    not_found(format!("The function {arn} doesn't exist."))
}

/// Recorded answer of the operations on function URLs.
pub(crate) fn no_function_for_url() -> AwsError {
    not_found("Function does not exist")
}

/// Recorded answer (two spaces, sic).
pub(crate) fn url_exists(arn: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!(
            "Failed to create function url config for [functionArn = {arn}]. Error message:  \
             FunctionUrlConfig exists for this Lambda function"
        ),
    )
}

/// Recorded answers of function URLs: `null` for a URL that is not there.
pub(crate) fn url_forbidden(why: Option<&'static str>) -> AwsError {
    let (status, code) = (StatusCode::FORBIDDEN, "AccessDeniedException");
    match why {
        Some(why) => AwsError::new(status, code, why),
        None => AwsError::without_message(status, code).with_json_field("Message", "null"),
    }
}

/// Recorded answer to an event source mapping of a function that is not there: 400.
pub(crate) fn no_function_for_source() -> AwsError {
    invalid_parameter("Function does not exist")
}

/// Recorded answer to an event source mapping without a source, or of something that is none.
pub(crate) fn unrecognized_source() -> AwsError {
    invalid_parameter("Unrecognized event source.")
}

/// Recorded answer to a cluster of one's own.
pub(crate) fn source_access_missing() -> AwsError {
    invalid_parameter("Required 'sourceAccessConfigurations' parameter is missing.")
}

/// Recorded answer: with a final dot, and no ValidationException.
pub(crate) fn position_missing() -> AwsError {
    invalid_parameter(
        "1 validation error detected: Value null at 'startingPosition' failed to satisfy \
         constraint: Member must not be null.",
    )
}

/// Recorded answer.
pub(crate) fn no_position_for_queues() -> AwsError {
    invalid_parameter("StartingPosition is not valid for SQS event sources.")
}

/// Recorded answer.
pub(crate) fn timestamp_without_position() -> AwsError {
    invalid_parameter("Timestamp only valid with StartingPosition AT_TIMESTAMP")
}

/// Recorded answer to AT_TIMESTAMP for a stream of DynamoDB.
pub(crate) fn bad_position(arn: &str) -> AwsError {
    invalid_parameter(format!("Unsupported starting position for arn type: {arn}"))
}

/// Recorded answer with `DestinationConfig`.
pub(crate) fn not_of_source(member: &str) -> AwsError {
    invalid_parameter(format!(
        "Unsupported {member} parameter for given event source mapping type."
    ))
}

/// Recorded answer.
pub(crate) fn bad_filter() -> AwsError {
    invalid_parameter("Invalid filter pattern definition.")
}

/// The words are ours; the limit is AWS's.
pub(crate) fn too_many_filters(most: usize) -> AwsError {
    invalid_parameter(format!("Filter criteria must have at most {most} filters."))
}

/// AWS's text, as developers of infrastructure tools quote it.
pub(crate) fn bad_record_age() -> AwsError {
    invalid_parameter(
        "MaximumRecordAgeInSeconds must be either -1 (forever) or between 60 and 604800 (inclusive)",
    )
}

/// Recorded answers for streams and queues that are not there. For the other sources the words are
/// ours.
pub(crate) fn no_such_source(source: Source, arn: &str) -> AwsError {
    match source {
        Source::DynamoDb | Source::Kinesis => invalid_parameter(format!("Stream not found: {arn}")),
        Source::Sqs => invalid_parameter(
            "Error occurred while ReceiveMessage. SQS Error Code: \
             AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does \
             not exist.",
        ),
        Source::Kafka | Source::Mq | Source::DocumentDb => {
            let name = source.name();
            invalid_parameter(format!("{name} not found: {arn}"))
        }
    }
}

/// Recorded answer to a second mapping of a stream and a function.
pub(crate) fn mapping_exists(source_arn: &str, function: &str, uuid: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!(
            "The event source arn (\" {source_arn} \") and function (\" {function} \") provided \
             mapping already exists. Please update or delete the existing mapping with UUID {uuid}"
        ),
    )
}

/// AWS's text, as users of infrastructure tools quote it.
pub(crate) fn mapping_in_use(verb: &str) -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "ResourceInUseException",
        format!("Cannot {verb} the event source mapping because it is in use."),
    )
}

/// AWS's text for an event invoke configuration that says nothing.
pub(crate) fn own_destination() -> AwsError {
    invalid_parameter("You can't specify the function as a destination for itself.")
}

/// For a dead-letter queue that is neither a queue nor a topic; the text is not recorded.
pub(crate) fn bad_dead_letter_target(arn: &str) -> AwsError {
    invalid_parameter(format!("The provided dead letter target {arn} is invalid."))
}

/// The text that users of infrastructure tools quote.
pub(crate) fn bad_destination(arn: &str) -> AwsError {
    invalid_parameter(format!("The destination ARN {arn} is invalid."))
}

pub(crate) fn no_event_invoke_setting() -> AwsError {
    invalid_parameter("You must specify at least one of error handling or destination setting.")
}

/// Recorded answer to more than 50 tags.
pub(crate) fn too_many_tags() -> AwsError {
    invalid_parameter("Number of tags exceeds resource tag limit.")
}

/// Recorded answer to a RevisionId that is not the latest.
pub(crate) fn revision_differs() -> AwsError {
    user(
        StatusCode::PRECONDITION_FAILED,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the \
         GetFunction/GetAlias API to retrieve the latest Revision Id",
    )
}

/// Recorded answer to PublishVersion with the CodeSha256 of another package.
pub(crate) fn code_differs(given: &str, current: &str) -> AwsError {
    invalid_parameter(format!(
        "CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({current}). Please \
         try again with the CodeSHA256 in $LATEST."
    ))
}

/// Recorded answer.
pub(crate) fn latest_not_deletable() -> AwsError {
    invalid_parameter("$LATEST version cannot be deleted without deleting the function.")
}

/// A change that names a published version, which never changes. Recorded for other settings that
/// only a function has.
pub(crate) fn version_not_changeable() -> AwsError {
    invalid_parameter(
        "This operation is permitted on Lambda functions only. Aliases and versions do not support \
         this operation. Please specify either a function name or an unqualified function ARN.",
    )
}

/// Recorded answer to DeleteFunction with a qualifier that is no version.
pub(crate) fn alias_not_deletable() -> AwsError {
    invalid_parameter("Deletion of aliases is not currently supported.")
}

/// Recorded answer.
pub(crate) fn alias_exists(arn: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!("Alias already exists: {arn}"),
    )
}

/// Recorded answer of GetAlias and of settings for an alias that is not there.
pub(crate) fn alias_not_found(arn: &str) -> AwsError {
    not_found(format!("Cannot find alias arn: {arn}"))
}

/// Recorded answer of UpdateAlias.
pub(crate) fn alias_not_updatable(arn: &str) -> AwsError {
    not_found(format!("Alias not found: {arn}"))
}

/// AWS's text, as users report it.
pub(crate) fn version_has_aliases(names: &[&str]) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!(
            "Unable to delete version because the following aliases reference it: [{}]",
            names.join(", ")
        ),
    )
}

/// Recorded answer.
pub(crate) fn too_many_weights() -> AwsError {
    invalid_parameter("Number of items in AdditionalVersionWeights cannot be greater than 1")
}

/// Recorded answer to an alias whose two versions are one.
pub(crate) fn version_in_routing(version: &str) -> AwsError {
    invalid_parameter(format!(
        "Invalid function version {version}. Function version {version} is already included in \
         routing configuration."
    ))
}

/// Recorded answer: without a Type.
pub(crate) fn latest_in_routing() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidParameterValueException",
        "$LATEST is not supported for an alias pointing to more than 1 version",
    )
}

/// Recorded answer to a package that is no sound zip.
pub(crate) fn bad_zip() -> AwsError {
    invalid_parameter(
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
    )
}

/// AWS's text, as users report it.
pub(crate) fn empty_zip() -> AwsError {
    invalid_parameter("Uploaded file must be a non-empty zip")
}

/// Recorded answer.
pub(crate) fn unzipped_too_large(bytes_max: u64) -> AwsError {
    invalid_parameter(format!(
        "Unzipped size must be smaller than {bytes_max} bytes"
    ))
}

/// Recorded answer: 413, without a Type.
pub(crate) fn zipped_too_large(bytes_max: usize) -> AwsError {
    AwsError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestEntityTooLargeException",
        format!("Zipped size must be smaller than {bytes_max} bytes"),
    )
}

/// Recorded answer: 413, without a Type.
pub(crate) fn request_too_large(bytes_max: usize, operation: &str) -> AwsError {
    AwsError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestEntityTooLargeException",
        format!("Request must be smaller than {bytes_max} bytes for the {operation} operation"),
    )
}

/// AWS's text, as users report it.
pub(crate) fn no_code() -> AwsError {
    invalid_parameter("Please provide a source for function code.")
}

/// AWS's text, as users report it.
pub(crate) fn two_codes() -> AwsError {
    invalid_parameter(
        "Please do not provide other FunctionCode parameters when providing a ZipFile.",
    )
}

/// AWS has no such code; the shape is that of an object which S3 will not give.
pub(crate) fn no_such_folder(folder: &Path) -> AwsError {
    invalid_parameter(format!(
        "There is no folder {} on the machine that runs RustStack: bucket hot-reload stands for its folders.",
        folder.display()
    ))
}

/// Recorded answer, with S3's own code and words in it.
pub(crate) fn code_not_readable(s3: &ObjectError) -> AwsError {
    invalid_parameter(format!(
        "Error occurred while GetObject. S3 Error Code: {}. S3 Error Message: {}",
        s3.code, s3.message
    ))
}

/// The body ended early or could not be decoded on its way in.
pub(crate) fn body_unreadable(cause: BodyError) -> AwsError {
    not_json().with_cause(cause)
}

/// Recorded answer to a name of more than 64 characters.
pub(crate) fn name_too_long(name: &str) -> AwsError {
    invalid_parameter(format!(
        "1 validation error detected: Value '{name}' at 'functionName' failed to satisfy \
         constraint: Member must have length less than or equal to 64"
    ))
}

/// A Marker that no page of ours ended with. The words are ours.
pub(crate) fn bad_marker() -> AwsError {
    invalid_parameter("The Marker is not one that this operation has returned.")
}

/// Recorded answer.
pub(crate) fn layer_version_below_one() -> AwsError {
    invalid_parameter("Layer Version Cannot be less than 1")
}

/// Recorded answer to a function that names a layer version which is not there.
pub(crate) fn layer_version_missing(arn: &str) -> AwsError {
    invalid_parameter(format!("Layer version {arn} does not exist."))
}

/// Recorded answer of the operations on layer policies.
pub(crate) fn layer_version_not_found(arn: &str) -> AwsError {
    not_found(format!("Layer version {arn} does not exist."))
}

/// Recorded answer.
pub(crate) fn too_many_layers(layers_max: usize) -> AwsError {
    invalid_parameter(format!("Cannot reference more than {layers_max} layers."))
}

/// Recorded answer.
pub(crate) fn layer_of_other_region(region: &str) -> AwsError {
    invalid_parameter(format!(
        "Layers are not in the same region as the function. Layers are expected to be in region \
         {region}."
    ))
}

/// Recorded answer, be the two versions one or not.
pub(crate) fn same_layer_twice(first: &str, second: &str) -> AwsError {
    invalid_parameter(format!(
        "Two different versions of the same layer are not allowed to be referenced in the same \
         function. {first} and {second} are versions of the same layer."
    ))
}

/// AWS's text, as users report it.
pub(crate) fn code_and_layers_too_large(bytes: u64, bytes_max: u64) -> AwsError {
    invalid_parameter(format!(
        "Function code combined with layers exceeds the maximum allowed size of {bytes_max} bytes. \
         The actual size is {bytes} bytes."
    ))
}

/// Recorded answer to a RevisionId that is not the policy's.
pub(crate) fn layer_policy_revision_differs() -> AwsError {
    user(
        StatusCode::PRECONDITION_FAILED,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API \
         to retrieve the latest Revision Id",
    )
}

/// A download of a package that no version has any more. The words are ours.
pub(crate) fn no_package() -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        "No function has this package any more.",
    )
}

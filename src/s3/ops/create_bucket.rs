//! CreateBucket: makes a bucket in the caller's account.
//!
//! AWS: API_CreateBucket. Errors in order: no credentials, location, kind, tags, ACL, name taken.

use std::sync::Arc;

use http::header::LOCATION;
use s3s::dto::{CreateBucketInput, CreateBucketOutput};

use crate::aws::error::AwsError;
use crate::aws::identity::{Region, Scope};
use crate::aws::policy::principal::Principal;
use crate::s3::access::acl::Acl;
use crate::s3::access::public::is_acl_public;
use crate::s3::element::Element;
use crate::s3::exchange::Exchange;
use crate::s3::objects::configurations::{Subject, of_a_new_bucket};
use crate::s3::objects::kind::Kind;
use crate::s3::{acls, directory, error, schema, tags};

use super::bucket_ownership_controls::BUCKET_OWNER_ENFORCED;
use super::bucket_tagging::TAGGING;
use super::{bucket_encryption, object_lock_configuration};

/// The region whose endpoint has rules of its own.
const US_EAST_1: &str = "us-east-1";

/// API_CreateBucket, LocationConstraint, "Valid Values".
const LOCATION_CONSTRAINTS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "EU",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

pub(in crate::s3) fn create_bucket(
    exchange: &Exchange,
    input: CreateBucketInput,
) -> Result<CreateBucketOutput, AwsError> {
    let endpoint = &exchange.context.scope().region;
    let constraint = input
        .create_bucket_configuration
        .and_then(|configuration| configuration.location_constraint)
        .map(|constraint| constraint.as_str().to_owned())
        .filter(|constraint| !constraint.is_empty());
    let owner = exchange.principal();
    if owner == Principal::Anonymous {
        return Err(error::access_denied());
    }
    let kind = Kind::of(&input.bucket);
    let region = match kind {
        Kind::GeneralPurpose => region_of(endpoint, constraint.as_deref())?,
        Kind::Directory(_) => endpoint.clone(),
    };
    check_kind(exchange, &input.bucket, kind)?;
    let tags = tags_of(exchange)?;
    let tagged = tags.is_some();
    let ownership = exchange.header("x-amz-object-ownership");
    let ownership = ownership.unwrap_or(BUCKET_OWNER_ENFORCED);
    let acl = acls::of_headers(exchange, &owner, None)?.filter(Acl::grants_to_others);
    if let Some(acl) = &acl {
        if ownership == BUCKET_OWNER_ENFORCED {
            return Err(error::access::acl_with_enforced_ownership());
        }
        // A new bucket blocks all public access.
        if is_acl_public(acl) {
            return Err(error::access::public_acl_on_new_bucket());
        }
    }
    let mut configurations = of_a_new_bucket(ownership);
    let encryption = bucket_encryption::of_a_new_bucket(exchange, &region);
    configurations.insert((Subject::Encryption, "".into()), Arc::new(encryption));
    if locks_objects(exchange) {
        let enabled = object_lock_configuration::enabled();
        configurations.insert((Subject::ObjectLock, "".into()), Arc::new(enabled));
    }
    if let Some(tags) = tags {
        configurations.insert((Subject::Tagging, "".into()), Arc::new(tags));
    }
    let scope = Scope {
        account: exchange.account().clone(),
        region,
    };
    let now = exchange.now();
    let created = exchange
        .buckets
        .create(&input.bucket, scope, now, configurations);
    if let Err(existing) = created {
        if existing.owner != *exchange.account() {
            return Err(error::bucket::bucket_already_exists(&input.bucket));
        }
        // us-east-1 says yes once more, as it always did (recorded).
        let again = endpoint.as_str() == US_EAST_1
            && existing.region == *endpoint
            && !tagged
            && !kind.is_directory();
        if !again {
            return Err(error::bucket::bucket_already_owned_by_you(&input.bucket));
        }
    } else if let Some(acl) = acl {
        exchange.buckets.get(&input.bucket)?.set_acl(acl)?;
    }
    let bucket = exchange.buckets.get(&input.bucket)?;
    let location = match (kind, endpoint.as_str()) {
        (Kind::Directory(zone), region) => format!(
            "https://{}.s3express-{}.{region}.amazonaws.com/",
            bucket.name, zone.id
        ),
        (_, US_EAST_1) => format!("/{}", bucket.name),
        _ => format!("http://{}.s3.amazonaws.com/", bucket.name),
    };
    exchange.reply_header(LOCATION, &location);
    exchange.reply_amz("x-amz-bucket-arn", &bucket.arn());
    Ok(CreateBucketOutput::default())
}

/// A directory's name and its configuration both say that it is one, and in which zone
/// (API_CreateBucket; a configuration that lacks either is MalformedXML, measured).
fn check_kind(exchange: &Exchange, bucket: &str, kind: Kind<'_>) -> Result<(), AwsError> {
    let document = Element::parse(&exchange.document);
    let child = |name| document.as_ref().and_then(|document| document.child(name));
    let (location, info) = (child("Location"), child("Bucket"));
    match kind {
        Kind::GeneralPurpose if location.is_none() && info.is_none() => Ok(()),
        Kind::GeneralPurpose => Err(error::bucket::invalid_bucket_name(bucket)),
        Kind::Directory(zone) => {
            directory::check_headers(&exchange.headers)?;
            let (Some(location), Some(info)) = (location, info) else {
                return Err(error::malformed_xml());
            };
            if child("LocationConstraint").is_some()
                || info.text_of("Type") != Some("Directory")
                || info.text_of("DataRedundancy") != Some(zone.redundancy())
                || location.text_of("Type") != Some(zone.location_type())
            {
                return Err(error::malformed_xml());
            }
            match location.text_of("Name") {
                Some(name) if name == zone.id => Ok(()),
                Some(_) => Err(error::bucket::invalid_bucket_name(bucket)),
                None => Err(error::malformed_xml()),
            }
        }
    }
}

/// Whether the bucket is to lock its objects, and so to keep their versions.
fn locks_objects(exchange: &Exchange) -> bool {
    exchange
        .header("x-amz-bucket-object-lock-enabled")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// The tags that the bucket begins with, as its tagging document. s3s does not read them.
fn tags_of(exchange: &Exchange) -> Result<Option<Element>, AwsError> {
    let document = Element::parse(&exchange.document);
    let tags = document
        .as_ref()
        .and_then(|document| document.child("Tags"));
    let Some(tags) = tags.filter(|tags| !tags.children.is_empty()) else {
        return Ok(None);
    };
    let tag_set = Element::nest("TagSet", tags.children.clone());
    let tagging = schema::check(Element::nest("Tagging", vec![tag_set]), TAGGING.shapes);
    let tagging = tagging.ok_or_else(error::malformed_xml)?;
    tags::check(
        &tagging.children[0].children,
        error::configuration::system_tag_on_new_bucket,
    )?;
    Ok(Some(tagging))
}

/// Where the bucket goes. us-east-1 places buckets anywhere but by its own name; every other
/// endpoint wants to be named, and makes buckets in its own region only (recorded).
fn region_of(endpoint: &Region, constraint: Option<&str>) -> Result<Region, AwsError> {
    if endpoint.as_str() != US_EAST_1 {
        return match constraint {
            Some(constraint) if constraint == endpoint.as_str() => Ok(endpoint.clone()),
            other => Err(error::bucket::illegal_location_constraint(
                other.unwrap_or("unspecified"),
            )),
        };
    }
    let Some(constraint) = constraint else {
        return Ok(endpoint.clone());
    };
    let name = match constraint {
        "EU" => "eu-west-1",
        known if LOCATION_CONSTRAINTS.contains(&known) => known,
        _ => return Err(error::bucket::invalid_location_constraint(constraint)),
    };
    Region::parse(name).ok_or_else(|| error::bucket::invalid_location_constraint(constraint))
}

//! ACLs in requests and answers: canned names, `x-amz-grant-*` headers, documents.

use std::sync::Arc;

use crate::aws::error::AwsError;
use crate::aws::policy::principal::{Principal, is_canonical_id};

use super::access::acl::{Acl, Grant, Grantee, Group, Permission, canned};
use super::access::ownership::Ownership;
use super::access::public::is_acl_public;
use super::document::Document;
use super::element::Element;
use super::error::access as error;
use super::exchange::Exchange;
use super::objects::bucket::Bucket;
use super::objects::object::Object;
use super::schema::{self, Kind, Shape, any, maybe, one};

/// User guide, "Access control list (ACL) overview".
const GRANTS_MAX: usize = 100;

/// In the order in which their grants are kept (public suite).
const GRANT_HEADERS: [(&str, Permission); 5] = [
    ("x-amz-grant-read", Permission::Read),
    ("x-amz-grant-write", Permission::Write),
    ("x-amz-grant-read-acp", Permission::ReadAcp),
    ("x-amz-grant-write-acp", Permission::WriteAcp),
    ("x-amz-grant-full-control", Permission::FullControl),
];

const PERSON: &[Shape] = &[one("ID", Kind::Text), maybe("DisplayName", Kind::Text)];
const GRANTEE: &[Shape] = &[
    maybe("ID", Kind::Text),
    maybe("DisplayName", Kind::Text),
    maybe("URI", Kind::Text),
    maybe("EmailAddress", Kind::Text),
];
const GRANT: &[Shape] = &[
    one("Grantee", Kind::Nest(GRANTEE)),
    one("Permission", Kind::Text),
];
const POLICY: &[Shape] = &[
    one("Owner", Kind::Nest(PERSON)),
    one(
        "AccessControlList",
        Kind::Nest(&[any("Grant", Kind::Nest(GRANT))]),
    ),
];

/// Whether a request's headers say anything of an ACL.
pub(super) fn is_asked(exchange: &Exchange) -> bool {
    exchange.header("x-amz-acl").is_some() || grants_are_asked(exchange)
}

fn grants_are_asked(exchange: &Exchange) -> bool {
    GRANT_HEADERS
        .iter()
        .any(|(header, _)| exchange.header(header).is_some())
}

/// The ACL that a request's headers ask for. `bucket_owner` is there for objects only.
pub(super) fn of_headers(
    exchange: &Exchange,
    owner: &Principal,
    bucket_owner: Option<&Principal>,
) -> Result<Option<Acl>, AwsError> {
    match (exchange.header("x-amz-acl"), grants_are_asked(exchange)) {
        (None, false) => Ok(None),
        (Some(_), true) => Err(error::canned_acl_with_grants()),
        (Some(name), false) => match canned(name, owner, bucket_owner) {
            Some(acl) => Ok(Some(acl)),
            None => Err(error::unknown_canned_acl(name)),
        },
        (None, true) => {
            let mut grants = Vec::new();
            for (header, permission) in GRANT_HEADERS {
                for grantee in grantees(header, exchange.header(header).unwrap_or_default())? {
                    grants.push(Grant {
                        grantee,
                        permission,
                    });
                }
            }
            let owner = owner.clone();
            Ok(Some(Acl { owner, grants }))
        }
    }
}

/// `id="…", uri="…", emailAddress="…"`.
fn grantees(header: &str, value: &str) -> Result<Vec<Grantee>, AwsError> {
    let entries = value.split(',').filter(|entry| !entry.trim().is_empty());
    let read = |entry: &str| {
        let unrecognized = || error::grant_not_recognized(header, value);
        let (kind, name) = entry.trim().split_once('=').ok_or_else(unrecognized)?;
        let name = name.trim().trim_matches('"');
        match kind.trim() {
            "id" => user(name, "id"),
            "uri" => group(name, "uri"),
            "emailAddress" => Err(error::email_grantee()),
            _ => Err(unrecognized()),
        }
    };
    entries.map(read).collect()
}

fn user(id: &str, argument: &str) -> Result<Grantee, AwsError> {
    match is_canonical_id(id) {
        true => Ok(Grantee::User(id.to_ascii_lowercase())),
        false => Err(error::invalid_canonical_id(argument, id)),
    }
}

fn group(uri: &str, argument: &str) -> Result<Grantee, AwsError> {
    match Group::parse(uri) {
        Some(group) => Ok(Grantee::Group(group)),
        None => Err(error::invalid_group(argument, uri)),
    }
}

/// The ACL of a PutBucketAcl or PutObjectAcl request, from its headers or its document. An owner
/// cannot be changed. Errors in order: nothing given, both given, then what is given.
pub(super) fn of_request(
    exchange: &Exchange,
    owner: &Principal,
    bucket_owner: Option<&Principal>,
) -> Result<Acl, AwsError> {
    let headers = of_headers(exchange, owner, bucket_owner)?;
    match (headers, exchange.document.is_empty()) {
        (None, true) => Err(super::error::configuration::missing_acl_header()),
        (Some(_), false) => Err(error::acl_twice()),
        (Some(acl), true) => Ok(acl),
        (None, false) => {
            let acl = of_document(&exchange.document)?;
            match acl.owner == owner.canonical_id() {
                true => Ok(Acl {
                    owner: owner.clone(),
                    grants: acl.grants,
                }),
                false => Err(super::error::access_denied()),
            }
        }
    }
}

/// `<AccessControlPolicy>`, read.
struct Written {
    /// A canonical id.
    owner: String,
    grants: Vec<Grant>,
}

fn of_document(document: &[u8]) -> Result<Written, AwsError> {
    let policy = Element::parse(document).filter(|root| *root.name == *"AccessControlPolicy");
    let policy = policy.and_then(|policy| schema::check(policy, POLICY));
    let policy = policy.ok_or_else(error::malformed_acl)?;
    let owner = policy.child("Owner").and_then(|owner| owner.text_of("ID"));
    let owner = owner.unwrap_or_default();
    let list = policy.child("AccessControlList");
    let given: Vec<_> = list
        .into_iter()
        .flat_map(|list| list.all("Grant"))
        .collect();
    if given.len() > GRANTS_MAX {
        return Err(error::malformed_acl());
    }
    let grants: Result<_, _> = given.into_iter().map(grant).collect();
    Ok(Written {
        owner: owner.to_owned(),
        grants: grants?,
    })
}

fn grant(grant: &Element) -> Result<Grant, AwsError> {
    let permission = grant.text_of("Permission").unwrap_or_default();
    let permission = Permission::parse(permission.trim()).ok_or_else(error::malformed_acl)?;
    let named = |name| grant.child("Grantee").and_then(|own| own.text_of(name));
    let grantee = match (named("ID"), named("URI"), named("EmailAddress")) {
        (Some(id), None, None) => user(id, "CanonicalUser/ID")?,
        (None, Some(uri), None) => group(uri, "Group/URI")?,
        (None, None, Some(_)) => return Err(error::email_grantee()),
        _ => return Err(error::malformed_acl()),
    };
    Ok(Grant {
        grantee,
        permission,
    })
}

/// The ACL that an object has.
pub(super) fn of_object(bucket: &Bucket, object: &Object) -> Acl {
    let enforced = bucket.rules().ownership == Ownership::BucketOwnerEnforced;
    match &object.acl {
        Some(acl) if !enforced => Acl::clone(acl),
        _ => Acl::private(Principal::Account(bucket.owner.clone())),
    }
}

/// The document that GetBucketAcl and GetObjectAcl answer with.
pub(super) fn document(acl: &Acl) -> String {
    Document::write("AccessControlPolicy", |xml| {
        xml.owner_id(&acl.owner.canonical_id());
        xml.nest("AccessControlList", |xml| {
            for grant in &acl.grants {
                xml.nest("Grant", |xml| {
                    match &grant.grantee {
                        Grantee::User(id) => xml.grantee("CanonicalUser", |xml| xml.text("ID", id)),
                        Grantee::Group(group) => {
                            xml.grantee("Group", |xml| xml.text("URI", group.uri()))
                        }
                    }
                    xml.text("Permission", grant.permission.name());
                });
            }
        });
    })
}

/// The ACL of an object that the request writes; `None` when it is private and the bucket owner's.
/// Errors in order: ACLs that enforced ownership refuses, malformed ones, public ones that are
/// blocked.
pub(super) fn of_new_object(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<Option<Arc<Acl>>, AwsError> {
    let rules = bucket.rules();
    let enforced = rules.ownership == Ownership::BucketOwnerEnforced;
    if !is_asked(exchange) && (enforced || exchange.principal().is(&bucket.owner)) {
        return Ok(None);
    }
    let bucket_owner = Principal::Account(bucket.owner.clone());
    let canned = exchange.header("x-amz-acl");
    let gives_to_bucket = canned == Some("bucket-owner-full-control");
    let owner = match rules.ownership {
        Ownership::BucketOwnerPreferred if gives_to_bucket => bucket_owner.clone(),
        _ => exchange.principal(),
    };
    let asked = of_headers(exchange, &owner, Some(&bucket_owner))?;
    let own = Acl::private(bucket_owner.clone());
    if enforced {
        // User guide, "Controlling ownership of objects": only what gives the bucket's owner all,
        // and that is `private` too when the owner writes.
        let is_plain = matches!(canned, None | Some("private"));
        return match asked {
            Some(acl) if !gives_to_bucket && (acl.grants != own.grants || !is_plain) => {
                Err(super::error::configuration::acls_not_supported())
            }
            _ => Ok(None),
        };
    }
    let acl = asked.unwrap_or_else(|| Acl::private(owner));
    if rules.block.public_acls && is_acl_public(&acl) {
        return Err(blocked(exchange, bucket, "s3:PutObject", exchange.key()));
    }
    Ok((acl != own).then(|| Arc::new(acl)))
}

/// AccessDenied for a public ACL that BlockPublicAcls refuses.
pub(super) fn blocked(
    exchange: &Exchange,
    bucket: &Bucket,
    action: &str,
    key: Option<&str>,
) -> AwsError {
    let principal = exchange.principal();
    match principal.arn() {
        Some(arn) if principal.is(&bucket.owner) => {
            let slash = if key.is_some() { "/" } else { "" };
            let key = key.unwrap_or_default();
            let resource = format!("arn:aws:s3:::{}{slash}{key}", bucket.name);
            error::public_acl_blocked(&arn, action, &resource)
        }
        _ => super::error::access_denied(),
    }
}

//! The judgement: may this principal do this here?
//!
//! AWS: user guide, "How Amazon S3 authorizes a request".

use std::sync::Arc;

use crate::aws::identity::AccountId;
use crate::aws::policy::document::{Policy, Word};
use crate::aws::policy::facts::Facts;
use crate::aws::policy::principal::Principal;

use super::acl::{Acl, Permission};
use super::action::{Need, On};
use super::ownership::{Block, Ownership};
use super::public::is_policy_public;

/// Everything of a bucket that decides who may do what.
#[derive(Clone, Debug, Default)]
pub(in crate::s3) struct Rules {
    policy: Option<Policy>,
    policy_is_public: bool,
    pub(in crate::s3) block: Block,
    pub(in crate::s3) ownership: Ownership,
    /// `None` is private.
    pub(in crate::s3) acl: Option<Arc<Acl>>,
}

/// What is asked of a bucket.
#[derive(Clone, Copy)]
pub(in crate::s3) struct Question<'a> {
    pub(in crate::s3) principal: &'a Principal,
    pub(in crate::s3) need: Need,
    pub(in crate::s3) bucket: &'a str,
    pub(in crate::s3) owner: &'a AccountId,
    pub(in crate::s3) key: Option<&'a str>,
    pub(in crate::s3) found: Found<'a>,
    pub(in crate::s3) facts: &'a Facts<'a>,
}

/// What is there under the key that is asked about.
#[derive(Clone, Copy)]
pub(in crate::s3) enum Found<'a> {
    Nothing,
    /// An object; without an ACL it is private and the bucket owner's.
    Object(Option<&'a Acl>),
    /// An upload that the principal began.
    OwnUpload,
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::s3) enum Refusal {
    /// A Deny statement, by its id or its number.
    ExplicitDeny(String),
    /// The policy is public, and RestrictPublicBuckets keeps everyone else out.
    RestrictPublicBuckets,
    /// An ACL would allow it, but IgnorePublicAcls is on.
    IgnorePublicAcls,
    /// The object belongs to another account than the bucket, whose owner asks.
    ObjectOfAnother,
    /// No statement and no ACL allows it.
    NotAllowed,
}

impl Refusal {
    /// Whether it is more than that nothing allows it.
    pub(in crate::s3) fn is_explicit(&self) -> bool {
        matches!(self, Self::ExplicitDeny(_) | Self::RestrictPublicBuckets)
    }

    /// For the log: what refused.
    pub(in crate::s3) fn text(&self) -> String {
        match self {
            Self::ExplicitDeny(statement) => {
                format!("explicit deny in statement {statement} of the bucket policy")
            }
            Self::RestrictPublicBuckets => {
                "public access block: RestrictPublicBuckets, and the policy is public".to_owned()
            }
            Self::IgnorePublicAcls => "public access block: IgnorePublicAcls".to_owned(),
            Self::ObjectOfAnother => {
                "ACL: another account owns the object, and grants the bucket owner nothing".into()
            }
            Self::NotAllowed => "no statement of a bucket policy and no ACL allows it".to_owned(),
        }
    }
}

impl Rules {
    pub(in crate::s3) fn new(
        policy: Option<Policy>,
        block: Block,
        ownership: Ownership,
        acl: Option<Arc<Acl>>,
    ) -> Self {
        Self {
            policy_is_public: policy.as_ref().is_some_and(is_policy_public),
            policy,
            block,
            ownership,
            acl,
        }
    }

    /// Whether the bucket's owner may do everything, whatever there is in it.
    pub(in crate::s3) fn leave_owner_free(&self) -> bool {
        self.policy.is_none() && self.ownership == Ownership::BucketOwnerEnforced
    }

    fn acls_count(&self) -> bool {
        self.ownership != Ownership::BucketOwnerEnforced
    }
}

/// Whether the rules let the principal do it. The owner's account may do everything that no
/// statement denies; others need a statement or a grant.
pub(in crate::s3) fn judge(rules: &Rules, question: &Question<'_>) -> Result<(), Refusal> {
    let is_owner = question.principal.is(question.owner);
    let word = match &rules.policy {
        Some(policy) => policy.word(
            question.principal,
            question.need.action,
            &resource(question),
            question.facts,
        ),
        None => Word::Nothing,
    };
    if let Word::Deny(statement) = &word {
        // Nobody can lock an account's root out of its own policy (API_PutBucketPolicy).
        if !(is_owner && is_about_policy(question.need.action)) {
            return Err(Refusal::ExplicitDeny(statement.clone()));
        }
    }
    let object = match question.found {
        Found::Object(Some(acl)) if rules.acls_count() => Some(acl),
        _ => None,
    };
    let is_of_another = object.is_some_and(|acl| !acl.owner.is(question.owner));
    if is_owner {
        let allowed = match (object, permission(question.need)) {
            (Some(acl), Some(permission)) if is_of_another && question.need.on == On::Object => acl
                .allows(
                    question.principal,
                    permission,
                    !rules.block.ignores_public_acls,
                ),
            _ => true,
        };
        return if allowed {
            Ok(())
        } else {
            Err(Refusal::ObjectOfAnother)
        };
    }
    if rules.block.restricts_public_buckets && rules.policy_is_public {
        return Err(Refusal::RestrictPublicBuckets);
    }
    // A bucket's policy does not speak for objects of other accounts.
    if word == Word::Allow && !(is_of_another && question.need.on == On::Object) {
        return Ok(());
    }
    if matches!(question.found, Found::OwnUpload) {
        return Ok(());
    }
    if !rules.acls_count() {
        return Err(Refusal::NotAllowed);
    }
    match (
        by_acl(rules, question, object, !rules.block.ignores_public_acls),
        rules.block.ignores_public_acls,
    ) {
        (true, _) => Ok(()),
        (false, true) if by_acl(rules, question, object, true) => Err(Refusal::IgnorePublicAcls),
        (false, _) => Err(Refusal::NotAllowed),
    }
}

fn by_acl(
    rules: &Rules,
    question: &Question<'_>,
    object: Option<&Acl>,
    groups_count: bool,
) -> bool {
    let Some(permission) = permission(question.need) else {
        return false;
    };
    let owns_object = object.is_some_and(|acl| acl.owner == *question.principal)
        && question.principal.account().is_some();
    if question.need.on == On::Object {
        // An owner can always read and write the ACL.
        let acp = matches!(permission, Permission::ReadAcp | Permission::WriteAcp);
        return owns_object && acp
            || object.is_some_and(|acl| acl.allows(question.principal, permission, groups_count));
    }
    // WRITE makes objects; only their owners may delete them.
    let deletes = question.need.action.starts_with("s3:DeleteObject");
    if deletes && matches!(question.found, Found::Object(_)) && !owns_object {
        return false;
    }
    rules
        .acl
        .as_ref()
        .is_some_and(|acl| acl.allows(question.principal, permission, groups_count))
}

/// The ACL permission that stands for an action (user guide, "Mapping of ACL permissions and access
/// policy permissions"). Whoever may write a new object may give it its first ACL.
fn permission(need: Need) -> Option<Permission> {
    match (need.on, need.action) {
        (
            On::Bucket,
            "s3:ListBucket" | "s3:ListBucketVersions" | "s3:ListBucketMultipartUploads",
        ) => Some(Permission::Read),
        (On::Bucket, "s3:GetBucketAcl") => Some(Permission::ReadAcp),
        (On::Bucket, "s3:PutBucketAcl") => Some(Permission::WriteAcp),
        (On::Key, "s3:PutObject" | "s3:PutObjectAcl" | "s3:DeleteObject") => {
            Some(Permission::Write)
        }
        (On::Object, "s3:GetObject" | "s3:GetObjectVersion" | "s3:GetObjectTorrent") => {
            Some(Permission::Read)
        }
        (On::Object, "s3:GetObjectAcl" | "s3:GetObjectVersionAcl") => Some(Permission::ReadAcp),
        (On::Object, "s3:PutObjectAcl" | "s3:PutObjectVersionAcl") => Some(Permission::WriteAcp),
        _ => None,
    }
}

fn is_about_policy(action: &str) -> bool {
    matches!(
        action,
        "s3:GetBucketPolicy" | "s3:PutBucketPolicy" | "s3:DeleteBucketPolicy"
    )
}

/// The ARN that policies name it by.
pub(in crate::s3) fn resource(question: &Question<'_>) -> String {
    match (question.need.on, question.key) {
        (On::Key | On::Object, Some(key)) => format!("arn:aws:s3:::{}/{key}", question.bucket),
        _ => format!("arn:aws:s3:::{}", question.bucket),
    }
}

#[cfg(test)]
mod tests {
    use super::super::acl::canned;
    use super::super::policy;
    use super::*;

    const PUBLIC: &str = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
        "Resource":"arn:aws:s3:::b/*"}}"#;
    const FOR_BOB: &str = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},
        "Action":"s3:*","Resource":"arn:aws:s3:::b*"}}"#;
    const CLOSED: &str = r#"{"Statement":{"Sid":"No","Effect":"Deny","Principal":"*",
        "Action":"s3:*","Resource":"arn:aws:s3:::b*"}}"#;

    const GET: Need = Need {
        action: "s3:GetObject",
        on: On::Object,
    };
    const PUT: Need = Need {
        action: "s3:PutObject",
        on: On::Key,
    };
    const LIST: Need = Need {
        action: "s3:ListBucket",
        on: On::Bucket,
    };
    const DELETE: Need = Need {
        action: "s3:DeleteObject",
        on: On::Key,
    };
    const TAG: Need = Need {
        action: "s3:GetObjectTagging",
        on: On::Object,
    };
    const GET_POLICY: Need = Need {
        action: "s3:GetBucketPolicy",
        on: On::Bucket,
    };

    fn ada() -> Principal {
        Principal::Account(AccountId::parse("111111111111").unwrap())
    }

    fn bob() -> Principal {
        Principal::Account(AccountId::parse("222222222222").unwrap())
    }

    /// Ada's bucket.
    fn rules(policy: &str, bucket_acl: &str, ownership: Ownership, block: Block) -> Rules {
        let policy = (!policy.is_empty()).then(|| policy::parse(policy, "b").unwrap());
        let acl = canned(bucket_acl, &ada(), None).map(Arc::new);
        Rules::new(policy, block, ownership, acl)
    }

    fn ask(
        rules: &Rules,
        who: &Principal,
        need: Need,
        object: Option<&Acl>,
    ) -> Result<(), Refusal> {
        let owner = AccountId::parse("111111111111").unwrap();
        judge(
            rules,
            &Question {
                principal: who,
                need,
                bucket: "b",
                owner: &owner,
                key: Some("k"),
                found: Found::Object(object),
                facts: &|_: &str| Vec::new(),
            },
        )
    }

    use Ownership::{BucketOwnerEnforced, ObjectWriter};

    #[test]
    fn the_owner_may_do_what_no_statement_denies() {
        let open = rules("", "private", BucketOwnerEnforced, Block::default());
        assert_eq!(ask(&open, &ada(), GET, None), Ok(()));
        assert!(open.leave_owner_free());
        let closed = rules(CLOSED, "private", BucketOwnerEnforced, Block::default());
        assert!(!closed.leave_owner_free());
        let denied = Err(Refusal::ExplicitDeny("No".into()));
        assert_eq!(ask(&closed, &ada(), GET, None), denied);
        assert_eq!(ask(&closed, &ada(), GET_POLICY, None), Ok(()));
        assert_eq!(ask(&closed, &bob(), GET_POLICY, None), denied);
    }

    #[test]
    fn others_need_a_statement_or_a_grant() {
        let anyone = Principal::Anonymous;
        let none = Block::default();
        let private = rules("", "private", ObjectWriter, none);
        let read = rules("", "public-read", ObjectWriter, none);
        let write = rules("", "public-read-write", ObjectWriter, none);
        let enforced = rules("", "public-read-write", BucketOwnerEnforced, none);
        let public = rules(PUBLIC, "private", BucketOwnerEnforced, none);
        let for_bob = rules(FOR_BOB, "private", BucketOwnerEnforced, none);
        let no = Err(Refusal::NotAllowed);
        let shown = canned("public-read", &ada(), Some(&ada()));
        for (rules, who, need, object, expected) in [
            (&private, &anyone, LIST, None, &no),
            (&private, &bob(), PUT, None, &no),
            (&private, &anyone, GET, shown.as_ref(), &Ok(())),
            (&private, &anyone, GET, None, &no),
            (&read, &anyone, LIST, None, &Ok(())),
            (&read, &anyone, GET, None, &no),
            (&read, &anyone, PUT, None, &no),
            (&write, &anyone, PUT, None, &Ok(())),
            (&write, &bob(), DELETE, None, &no),
            (&enforced, &anyone, LIST, None, &no),
            (&enforced, &anyone, GET, shown.as_ref(), &no),
            (&public, &anyone, GET, None, &Ok(())),
            (&public, &anyone, TAG, None, &no),
            (&for_bob, &bob(), TAG, None, &Ok(())),
            (&for_bob, &anyone, GET, None, &no),
        ] {
            assert_eq!(ask(rules, who, need, object), *expected, "{who:?} {need:?}");
        }
    }

    // User guide, "Block public access settings".
    #[test]
    fn blocks_take_public_access_away_and_leave_other_access() {
        let restrict = Block {
            restricts_public_buckets: true,
            ..Block::default()
        };
        let ignore = Block {
            ignores_public_acls: true,
            ..Block::default()
        };
        let anyone = Principal::Anonymous;
        let public = rules(PUBLIC, "private", BucketOwnerEnforced, restrict);
        let refused = Err(Refusal::RestrictPublicBuckets);
        assert_eq!(ask(&public, &anyone, GET, None), refused);
        assert_eq!(ask(&public, &ada(), GET, None), Ok(()));
        let for_bob = rules(FOR_BOB, "private", BucketOwnerEnforced, restrict);
        assert_eq!(ask(&for_bob, &bob(), GET, None), Ok(()));
        let listed = rules("", "public-read", ObjectWriter, ignore);
        let refused = Err(Refusal::IgnorePublicAcls);
        assert_eq!(ask(&listed, &anyone, LIST, None), refused);
        assert_eq!(ask(&listed, &anyone, PUT, None), Err(Refusal::NotAllowed));
    }

    // User guide, "Controlling ownership of objects".
    #[test]
    fn an_object_of_another_account_is_that_accounts() {
        let writer = rules(PUBLIC, "public-read-write", ObjectWriter, Block::default());
        let bobs = canned("private", &bob(), Some(&ada()));
        let bobs = bobs.as_ref();
        assert_eq!(
            ask(&writer, &ada(), GET, bobs),
            Err(Refusal::ObjectOfAnother)
        );
        assert_eq!(ask(&writer, &ada(), DELETE, bobs), Ok(()));
        assert_eq!(ask(&writer, &bob(), GET, bobs), Ok(()));
        assert_eq!(ask(&writer, &bob(), DELETE, bobs), Ok(()));
        assert_eq!(
            ask(&writer, &Principal::Anonymous, GET, bobs),
            Err(Refusal::NotAllowed)
        );
        let shared = canned("bucket-owner-read", &bob(), Some(&ada()));
        assert_eq!(ask(&writer, &ada(), GET, shared.as_ref()), Ok(()));
        let enforced = rules("", "private", BucketOwnerEnforced, Block::default());
        assert_eq!(ask(&enforced, &ada(), GET, bobs), Ok(()));
    }
}

//! Access control lists: who is granted what on a bucket or an object.
//!
//! AWS: user guide, "Access control list (ACL) overview".

use serde::{Deserialize, Serialize};

use crate::aws::policy::principal::Principal;

/// The grants on a bucket or an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) struct Acl {
    pub(in crate::s3) owner: Principal,
    pub(in crate::s3) grants: Vec<Grant>,
}

/// One grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) struct Grant {
    pub(in crate::s3) grantee: Grantee,
    pub(in crate::s3) permission: Permission,
}

/// Whom a grant is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) enum Grantee {
    /// A canonical user id.
    User(String),
    Group(Group),
}

/// S3's predefined groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) enum Group {
    AllUsers,
    AuthenticatedUsers,
    LogDelivery,
}

/// What a grant allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) enum Permission {
    FullControl,
    Read,
    Write,
    ReadAcp,
    WriteAcp,
}

impl Group {
    const ALL: [Self; 3] = [Self::AllUsers, Self::AuthenticatedUsers, Self::LogDelivery];

    pub(in crate::s3) fn uri(self) -> &'static str {
        match self {
            Self::AllUsers => "http://acs.amazonaws.com/groups/global/AllUsers",
            Self::AuthenticatedUsers => "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
            Self::LogDelivery => "http://acs.amazonaws.com/groups/s3/LogDelivery",
        }
    }

    pub(in crate::s3) fn parse(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.uri() == uri)
    }
}

impl Permission {
    const ALL: [Self; 5] = [
        Self::FullControl,
        Self::Read,
        Self::Write,
        Self::ReadAcp,
        Self::WriteAcp,
    ];

    pub(in crate::s3) fn name(self) -> &'static str {
        match self {
            Self::FullControl => "FULL_CONTROL",
            Self::Read => "READ",
            Self::Write => "WRITE",
            Self::ReadAcp => "READ_ACP",
            Self::WriteAcp => "WRITE_ACP",
        }
    }

    pub(in crate::s3) fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|permission| permission.name() == name)
    }
}

impl Acl {
    /// What everything has to begin with: all for its owner, nothing for others.
    pub(in crate::s3) fn private(owner: Principal) -> Self {
        let grant = Grant {
            grantee: Grantee::User(owner.canonical_id()),
            permission: Permission::FullControl,
        };
        Self {
            owner,
            grants: vec![grant],
        }
    }

    /// Whether anybody but its owner is granted anything.
    pub(in crate::s3) fn grants_to_others(&self) -> bool {
        let own = Grantee::User(self.owner.canonical_id());
        self.grants.iter().any(|grant| grant.grantee != own)
    }

    /// Whether it grants a permission; `groups_count` is false where public ACLs are ignored.
    pub(super) fn allows(
        &self,
        principal: &Principal,
        permission: Permission,
        groups_count: bool,
    ) -> bool {
        let id = principal.canonical_id();
        let is = |grantee: &Grantee| match grantee {
            Grantee::User(user) => *user == id,
            Grantee::Group(Group::AllUsers) => groups_count,
            Grantee::Group(Group::AuthenticatedUsers) => {
                groups_count && principal.account().is_some()
            }
            Grantee::Group(Group::LogDelivery) => false,
        };
        self.grants.iter().any(|grant| {
            (grant.permission == permission || grant.permission == Permission::FullControl)
                && is(&grant.grantee)
        })
    }
}

/// The grants of a canned ACL; `None` for a name that there is none of. `bucket_owner` is there for
/// objects only.
pub(in crate::s3) fn canned(
    name: &str,
    owner: &Principal,
    bucket_owner: Option<&Principal>,
) -> Option<Acl> {
    let group = |group, permission| Grant {
        grantee: Grantee::Group(group),
        permission,
    };
    let mut acl = Acl::private(owner.clone());
    let others = match name {
        "private" => Vec::new(),
        "public-read" => vec![group(Group::AllUsers, Permission::Read)],
        "public-read-write" => vec![
            group(Group::AllUsers, Permission::Read),
            group(Group::AllUsers, Permission::Write),
        ],
        "authenticated-read" => vec![group(Group::AuthenticatedUsers, Permission::Read)],
        // User guide: S3 ignores it on buckets; nobody here is EC2.
        "aws-exec-read" => Vec::new(),
        "log-delivery-write" => match bucket_owner {
            None => vec![
                group(Group::LogDelivery, Permission::Write),
                group(Group::LogDelivery, Permission::ReadAcp),
            ],
            Some(_) => Vec::new(),
        },
        "bucket-owner-read" | "bucket-owner-full-control" => match bucket_owner {
            Some(bucket_owner) if bucket_owner != owner => vec![Grant {
                grantee: Grantee::User(bucket_owner.canonical_id()),
                permission: match name {
                    "bucket-owner-read" => Permission::Read,
                    _ => Permission::FullControl,
                },
            }],
            _ => Vec::new(),
        },
        _ => return None,
    };
    acl.grants.extend(others);
    Some(acl)
}

#[cfg(test)]
mod tests {
    use crate::aws::identity::AccountId;

    use super::*;

    // User guide, "Canned ACL".
    #[test]
    fn canned_acls_grant_what_their_names_say() {
        let account = |id: &str| Principal::Account(AccountId::parse(id).unwrap());
        let (owner, other) = (account("111111111111"), account("222222222222"));
        let anyone = Principal::Anonymous;
        for (name, who, permission, allowed) in [
            ("private", &owner, Permission::Write, true),
            ("private", &other, Permission::Read, false),
            ("public-read", &anyone, Permission::Read, true),
            ("public-read", &anyone, Permission::Write, false),
            ("public-read", &anyone, Permission::ReadAcp, false),
            ("public-read-write", &anyone, Permission::Write, true),
            ("authenticated-read", &anyone, Permission::Read, false),
            ("authenticated-read", &other, Permission::Read, true),
            ("bucket-owner-read", &other, Permission::Read, true),
            ("bucket-owner-read", &other, Permission::WriteAcp, false),
            (
                "bucket-owner-full-control",
                &other,
                Permission::WriteAcp,
                true,
            ),
        ] {
            let acl = canned(name, &owner, Some(&other)).unwrap();
            assert_eq!(acl.allows(who, permission, true), allowed, "{name} {who:?}");
        }
        let public = canned("public-read", &owner, None).unwrap();
        assert!(!public.allows(&anyone, Permission::Read, false));
        assert_eq!(canned("public", &owner, None), None);
    }
}

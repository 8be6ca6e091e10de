//! Who asks, as policies and ACLs know them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::aws::identity::{AccountId, Caller, Signing};

/// The canonical user id of whoever has no credentials (user guide, "Access control list (ACL)
/// overview": what anonymous uploads are owned by).
const ANONYMOUS_ID: &str = "65a011a29cdf8ec533ec3d1ccaae921c";

/// The sender of a request, and the owner of a bucket or an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Principal {
    /// Nobody: the request was not signed.
    Anonymous,
    /// The root of an account: an access key names no user.
    Account(AccountId),
    /// One of AWS's own, such as `s3.amazonaws.com`.
    Service(&'static str),
}

/// The account alone: AWS's own own nothing that is kept, and are nobody there.
impl Serialize for Principal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.account().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Principal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let account = Option::<AccountId>::deserialize(deserializer)?;
        Ok(account.map_or(Self::Anonymous, Self::Account))
    }
}

impl Principal {
    pub(crate) fn of(caller: &Caller) -> Self {
        match caller.signing {
            Signing::Anonymous => Self::Anonymous,
            _ => Self::Account(caller.scope.account.clone()),
        }
    }

    pub(crate) fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Anonymous | Self::Service(_) => None,
            Self::Account(account) => Some(account),
        }
    }

    pub(crate) fn is(&self, account: &AccountId) -> bool {
        self.account() == Some(account)
    }

    /// `arn:aws:iam::111122223333:root`
    pub(crate) fn arn(&self) -> Option<String> {
        let account = self.account()?;
        Some(format!("arn:aws:iam::{account}:root"))
    }

    /// What ACLs name them by.
    pub(crate) fn canonical_id(&self) -> String {
        match self {
            Self::Anonymous | Self::Service(_) => ANONYMOUS_ID.to_owned(),
            Self::Account(account) => account.canonical_id(),
        }
    }
}

/// Whom a statement of a policy names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Anyone,
    /// An account, by its id or the ARN of its root: everyone in it.
    Account(AccountId),
    Canonical(String),
    Service(String),
    /// A user, a role or an identity provider: never the root of an account.
    Other,
}

impl Named {
    /// Reads one value of `Principal`; `None` when it names nobody that there could be.
    pub(crate) fn parse(kind: &str, value: &str) -> Option<Self> {
        match kind {
            "AWS" if value == "*" => Some(Self::Anyone),
            "AWS" => Self::of_aws(value),
            "CanonicalUser" => is_canonical_id(value).then(|| Self::Canonical(value.to_owned())),
            "Service" => is_service(value).then(|| Self::Service(value.to_owned())),
            "Federated" => (!value.is_empty()).then_some(Self::Other),
            _ => None,
        }
    }

    fn of_aws(value: &str) -> Option<Self> {
        if let Some(account) = AccountId::parse(value) {
            return Some(Self::Account(account));
        }
        let fields: Vec<&str> = value.splitn(6, ':').collect();
        let ["arn", partition, service, "", account, resource] = fields[..] else {
            return is_unique_id(value).then_some(Self::Other);
        };
        let account = AccountId::parse(account)?;
        let kind = resource.split('/').next().unwrap_or_default();
        let has_name = resource.len() > kind.len() + 1;
        match (service, kind) {
            _ if !partition.starts_with("aws") => None,
            ("iam", "root") if resource == "root" => Some(Self::Account(account)),
            ("iam", "user" | "role") if has_name => Some(Self::Other),
            ("sts", "assumed-role" | "federated-user") if has_name => Some(Self::Other),
            ("iam" | "sts", _) => None,
            _ => None,
        }
    }

    /// Whether it names this principal.
    pub(crate) fn is(&self, principal: &Principal) -> bool {
        match self {
            Self::Anyone => true,
            Self::Account(account) => principal.is(account),
            Self::Canonical(id) => principal.account().is_some() && principal.canonical_id() == *id,
            Self::Service(name) => {
                matches!(principal, Principal::Service(own) if names_service(name, own))
            }
            Self::Other => false,
        }
    }
}

/// Whether a text has the form of a canonical user id.
pub(crate) fn is_canonical_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a policy's name of a service means it: `logs.amazonaws.com`, or with a region in it
/// (recorded: functions that logs of a region run).
fn names_service(name: &str, service: &str) -> bool {
    const DOMAIN: &str = "amazonaws.com";
    let without_region = || {
        let labels = name.strip_suffix(DOMAIN)?.strip_suffix('.')?;
        let (own, region) = labels.rsplit_once('.')?;
        let is_region = region.matches('-').count() >= 2;
        is_region.then(|| format!("{own}.{DOMAIN}"))
    };
    name == service || without_region().is_some_and(|name| name == service)
}

/// Whether a text is formed as the name of one of AWS's services is.
pub(crate) fn is_service(text: &str) -> bool {
    const ENDS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];
    ENDS.iter().any(|end| text.ends_with(end))
}

/// What S3 makes of the ARN of a user or role that is gone: `AIDA…`, `AROA…`.
fn is_unique_id(text: &str) -> bool {
    text.len() >= 16
        && text.starts_with("A")
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    // IAM user guide, "AWS JSON policy elements: Principal".
    #[test]
    fn a_principal_is_an_account_by_its_id_its_root_or_its_canonical_id() {
        let account = AccountId::parse("111122223333").unwrap();
        let caller = Principal::Account(account.clone());
        let id = caller.canonical_id();
        for (kind, value, who) in [
            ("AWS", "*", Some(true)),
            ("AWS", "111122223333", Some(true)),
            ("AWS", "arn:aws:iam::111122223333:root", Some(true)),
            ("CanonicalUser", id.as_str(), Some(true)),
            ("AWS", "444455556666", Some(false)),
            ("AWS", "arn:aws:iam::111122223333:user/ada", Some(false)),
            ("AWS", "arn:aws:iam::111122223333:role/path/r", Some(false)),
            ("AWS", "AIDAJQABLZS4A3QDU576Q", Some(false)),
            ("Service", "logging.s3.amazonaws.com", Some(false)),
            ("AWS", "arn:aws:iam::nobody:root", None),
            ("AWS", "arn:aws:iam::111122223333:user/", None),
            ("AWS", "ada", None),
            ("CanonicalUser", "ada", None),
            ("Someone", "*", None),
        ] {
            let named = Named::parse(kind, value);
            assert_eq!(named.map(|named| named.is(&caller)), who, "{kind} {value}");
        }
        assert!(Named::Anyone.is(&Principal::Anonymous));
        let service = Named::parse("Service", "s3.amazonaws.com").unwrap();
        assert!(service.is(&Principal::Service("s3.amazonaws.com")));
        assert!(!service.is(&Principal::Service("sns.amazonaws.com")));
        let regional = Named::parse("Service", "logs.eu-west-1.amazonaws.com").unwrap();
        assert!(regional.is(&Principal::Service("logs.amazonaws.com")));
        assert!(!regional.is(&Principal::Service("s3.amazonaws.com")));
        assert!(!Named::Account(account).is(&Principal::Anonymous));
    }
}

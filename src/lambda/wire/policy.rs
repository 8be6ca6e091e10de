//! Permissions on the wire: AddPermission's request, and policies, which are JSON in a text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::member;
use crate::lambda::functions::policy::{Conditions, Permission, Policy, Principal};

/// AddPermission's request but the name in its path and the Qualifier in its query.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct AddPermissionInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) statement_id: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) action: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) principal: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) source_arn: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) source_account: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) event_source_token: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) revision_id: Option<String>,
    #[serde(rename = "PrincipalOrgID", deserialize_with = "member::text")]
    pub(crate) principal_org_id: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) function_url_auth_type: Option<String>,
    #[serde(deserialize_with = "member::boolean")]
    pub(crate) invoked_via_function_url: bool,
}

/// AddPermission's answer: the new statement as a JSON text.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AddPermissionOutput {
    pub(crate) statement: String,
}

/// GetPolicy's answer: the policy as a JSON text.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetPolicyOutput {
    pub(crate) policy: String,
    pub(crate) revision_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    version: &'static str,
    id: &'static str,
    statement: Vec<Statement<'a>>,
}

/// Keys in the order of AWS's answers.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    sid: &'a str,
    effect: &'static str,
    principal: ShownPrincipal<'a>,
    action: &'a str,
    resource: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    condition: BTreeMap<&'static str, BTreeMap<&'static str, &'a str>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ShownPrincipal<'a> {
    Everyone(&'static str),
    Arn {
        #[serde(rename = "AWS")]
        arn: &'a str,
    },
    Service {
        #[serde(rename = "Service")]
        service: &'a str,
    },
}

impl<'a> Statement<'a> {
    fn of(permission: &'a Permission, resource: &'a str) -> Self {
        Self {
            sid: &permission.sid,
            effect: "Allow",
            principal: match &permission.principal {
                Principal::Everyone => ShownPrincipal::Everyone("*"),
                Principal::Arn(arn) => ShownPrincipal::Arn { arn },
                Principal::Service(service) => ShownPrincipal::Service { service },
            },
            action: &permission.action,
            resource,
            condition: shown(&permission.conditions),
        }
    }
}

fn shown(conditions: &Conditions) -> BTreeMap<&'static str, BTreeMap<&'static str, &str>> {
    let via_url = conditions.invoked_via_function_url.then_some("true");
    let all = [
        ("ArnLike", "AWS:SourceArn", conditions.source_arn.as_deref()),
        (
            "StringEquals",
            "AWS:SourceAccount",
            conditions.source_account.as_deref(),
        ),
        (
            "StringEquals",
            "aws:PrincipalOrgID",
            conditions.organization.as_deref(),
        ),
        (
            "StringEquals",
            "lambda:EventSourceToken",
            conditions.event_source_token.as_deref(),
        ),
        (
            "StringEquals",
            "lambda:FunctionUrlAuthType",
            conditions.function_url_auth_type.as_deref(),
        ),
        ("Bool", "lambda:InvokedViaFunctionUrl", via_url),
    ];
    let mut shown: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for (operator, key, value) in all {
        if let Some(value) = value {
            shown.entry(operator).or_default().insert(key, value);
        }
    }
    shown
}

/// One statement about a resource, as a JSON text.
pub(crate) fn statement(permission: &Permission, resource: &str) -> String {
    let statement = Statement::of(permission, resource);
    serde_json::to_string(&statement).expect("a statement has text keys only")
}

/// A whole policy about a resource, as a JSON text.
pub(crate) fn document(policy: &Policy, resource: &str) -> String {
    let statements = policy.statements.iter();
    let document = Document {
        version: "2012-10-17",
        id: "default",
        statement: statements
            .map(|permission| Statement::of(permission, resource))
            .collect(),
    };
    serde_json::to_string(&document).expect("a policy has text keys only")
}

//! GetBucketWebsite, PutBucketWebsite, DeleteBucketWebsite: how a bucket is served as a website.
//!
//! AWS: API_PutBucketWebsite. The website endpoint obeys it at once. Errors in order: schema, then
//! the redirect of all requests, or the index, the error document and the rules one by one.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::element::Element;
use crate::s3::error::{self, bucket as missing, configuration as refusal};
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, Shape, maybe, one, some};

const RULE: &[Shape] = &[
    maybe(
        "Condition",
        Kind::Nest(&[
            maybe("HttpErrorCodeReturnedEquals", Kind::Integer),
            maybe("KeyPrefixEquals", Kind::Text),
        ]),
    ),
    one(
        "Redirect",
        Kind::Nest(&[
            maybe("HostName", Kind::Text),
            maybe("HttpRedirectCode", Kind::Integer),
            maybe("Protocol", Kind::Text),
            maybe("ReplaceKeyPrefixWith", Kind::Text),
            maybe("ReplaceKeyWith", Kind::Text),
        ]),
    ),
];

const WEBSITE: Configuration = Configuration {
    subject: Subject::Website,
    root: "WebsiteConfiguration",
    shapes: &[
        maybe(
            "RedirectAllRequestsTo",
            Kind::Nest(&[one("HostName", Kind::Text), maybe("Protocol", Kind::Text)]),
        ),
        maybe("IndexDocument", Kind::Nest(&[maybe("Suffix", Kind::Text)])),
        maybe("ErrorDocument", Kind::Nest(&[one("Key", Kind::Text)])),
        maybe(
            "RoutingRules",
            Kind::Nest(&[some("RoutingRule", Kind::Nest(RULE))]),
        ),
    ],
};

/// User guide, "Configuring a webpage redirect": the limit of routing rules.
const RULES_MAX: usize = 50;

pub(in crate::s3) fn get_bucket_website(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    WEBSITE.show(exchange, bucket, missing::no_such_website)
}

pub(in crate::s3) fn put_bucket_website(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let given = WEBSITE.read(exchange)?;
    match given.child("RedirectAllRequestsTo") {
        Some(_) if given.children.len() > 1 => {
            return Err(refusal::argument(
                "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
                "RedirectAllRequestsTo",
                "not null",
            ));
        }
        Some(to) => check_redirect_of_all(to)?,
        None => check_site(&given)?,
    }
    WEBSITE.keep(bucket, given)
}

fn check_redirect_of_all(to: &Element) -> Result<(), AwsError> {
    if to.text_of("HostName").unwrap_or_default().is_empty() {
        return Err(refusal::refused(
            "A host name must be provided to redirect all requests (e.g. \"example.com\").",
        ));
    }
    check_protocol(to)
}

fn check_site(given: &Element) -> Result<(), AwsError> {
    let index = given.child("IndexDocument").ok_or_else(|| {
        refusal::argument(
            "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
            "IndexDocument",
            "null",
        )
    })?;
    let suffix = index.text_of("Suffix").unwrap_or_default();
    if suffix.is_empty() || suffix.contains('/') {
        let message = "The IndexDocument Suffix is not well formed";
        return Err(refusal::argument(message, "IndexDocument", suffix));
    }
    let document = given.child("ErrorDocument");
    if document.is_some_and(|own| own.text_of("Key") == Some("")) {
        let message = "The ErrorDocument Key is not well formed";
        return Err(refusal::argument(message, "ErrorDocument", ""));
    }
    let Some(rules) = given.child("RoutingRules") else {
        return Ok(());
    };
    if rules.children.len() > RULES_MAX {
        return Err(refusal::refused(format!(
            "{} routing rules provided, the number of routing rules in a website configuration is \
             limited to {RULES_MAX}.",
            rules.children.len()
        )));
    }
    rules.children.iter().try_for_each(check_rule)
}

fn check_rule(rule: &Element) -> Result<(), AwsError> {
    if let Some(condition) = rule.child("Condition") {
        if condition.children.is_empty() {
            return Err(refusal::refused(
                "Condition cannot be empty. To redirect all requests without a condition, the \
                 condition element shouldn't be present.",
            ));
        }
        if let Some(code) = condition.text_of("HttpErrorCodeReturnedEquals")
            && !code.parse().is_ok_and(|code| (400..600).contains(&code))
        {
            return Err(refusal::refused(format!(
                "The provided HTTP error code ({code}) is not valid. Valid codes are 4XX or 5XX."
            )));
        }
    }
    let redirect = rule.child("Redirect").ok_or_else(error::malformed_xml)?;
    if redirect.child("ReplaceKeyWith").is_some()
        && redirect.child("ReplaceKeyPrefixWith").is_some()
    {
        return Err(refusal::refused(
            "You can only define ReplaceKeyPrefix or ReplaceKey but not both.",
        ));
    }
    if let Some(code) = redirect.text_of("HttpRedirectCode")
        && !code.parse().is_ok_and(|code| (301..400).contains(&code))
    {
        return Err(refusal::refused(format!(
            "The provided HTTP redirect code ({code}) is not valid. Valid codes are 3XX except 300."
        )));
    }
    check_protocol(redirect)
}

fn check_protocol(redirect: &Element) -> Result<(), AwsError> {
    match redirect.text_of("Protocol") {
        None | Some("http" | "https") => Ok(()),
        Some(_) => Err(refusal::refused(
            "Invalid protocol, protocol can be http or https. If not defined the protocol will be \
             selected automatically.",
        )),
    }
}

pub(in crate::s3) fn delete_bucket_website(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    WEBSITE.delete(exchange, bucket)
}

//! GetBucketWebsite, PutBucketWebsite, DeleteBucketWebsite.

use super::{assert_error, configure, document, get, request, with_bucket};

// API_PutBucketWebsite.
#[test]
fn what_is_put_is_shown_until_it_is_deleted() {
    let server = with_bucket();
    assert_error(
        &get(&server, "/pail?website"),
        404,
        "<Code>NoSuchWebsiteConfiguration</Code><Message>The specified bucket does not have a \
         website configuration</Message><BucketName>pail</BucketName>",
    );
    for inner in [
        "<RedirectAllRequestsTo><HostName>example.com</HostName><Protocol>https</Protocol>\
         </RedirectAllRequestsTo>",
        "<IndexDocument><Suffix>index.html</Suffix></IndexDocument><ErrorDocument>\
         <Key>error.html</Key></ErrorDocument><RoutingRules><RoutingRule><Condition>\
         <HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals>\
         <KeyPrefixEquals>a/</KeyPrefixEquals></Condition><Redirect><HostName>h</HostName>\
         <HttpRedirectCode>302</HttpRedirectCode><Protocol>http</Protocol>\
         <ReplaceKeyPrefixWith>b/</ReplaceKeyPrefixWith></Redirect></RoutingRule></RoutingRules>",
    ] {
        let body = document("WebsiteConfiguration", inner);
        assert_eq!(configure(&server, "website", &body).status, 200);
        assert_eq!(get(&server, "/pail?website").text(), body);
    }
    assert_eq!(
        request(&server, "DELETE", "/pail?website").send().status,
        204
    );
    assert_eq!(
        request(&server, "DELETE", "/pail?website").send().status,
        204
    );
    assert_eq!(get(&server, "/pail?website").status, 404);
}

const INDEX: &str = "<IndexDocument><Suffix>i</Suffix></IndexDocument>";

fn rule(inner: &str) -> String {
    format!("{INDEX}<RoutingRules><RoutingRule>{inner}</RoutingRule></RoutingRules>")
}

// Recorded but for the texts on host names and codes, which are AWS's too.
#[test]
fn wrong_sites_are_refused() {
    let server = with_bucket();
    let refused = |inner: &str, code: &str, rest: &str| {
        let body = document("WebsiteConfiguration", inner);
        assert_error(
            &configure(&server, "website", &body),
            400,
            &format!("<Code>{code}</Code>{rest}"),
        );
    };
    let argument = |inner: &str, message: &str, name: &str, value: &str| {
        let value = match value {
            "" => "<ArgumentValue></ArgumentValue>".to_owned(),
            value => format!("<ArgumentValue>{value}</ArgumentValue>"),
        };
        refused(
            inner,
            "InvalidArgument",
            &format!("<Message>{message}</Message><ArgumentName>{name}</ArgumentName>{value}"),
        );
    };
    argument(
        &format!("<RedirectAllRequestsTo><HostName>h</HostName></RedirectAllRequestsTo>{INDEX}"),
        "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
        "RedirectAllRequestsTo",
        "not null",
    );
    argument(
        "<ErrorDocument><Key>e</Key></ErrorDocument>",
        "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
        "IndexDocument",
        "null",
    );
    argument(
        "<IndexDocument><Suffix>/index.html</Suffix></IndexDocument>",
        "The IndexDocument Suffix is not well formed",
        "IndexDocument",
        "/index.html",
    );
    argument(
        &format!("{INDEX}<ErrorDocument><Key/></ErrorDocument>"),
        "The ErrorDocument Key is not well formed",
        "ErrorDocument",
        "",
    );
    let request = |inner: &str, message: &str| {
        let message = format!("<Message>{message}</Message>");
        refused(inner, "InvalidRequest", &message);
    };
    request(
        &rule("<Condition/><Redirect/>"),
        "Condition cannot be empty. To redirect all requests without a condition, the condition \
         element shouldn't be present.",
    );
    request(
        &rule("<Redirect><Protocol>ftp</Protocol></Redirect>"),
        "Invalid protocol, protocol can be http or https. If not defined the protocol will be \
         selected automatically.",
    );
    request(
        &rule(
            "<Redirect><ReplaceKeyPrefixWith>a</ReplaceKeyPrefixWith>\
             <ReplaceKeyWith>b</ReplaceKeyWith></Redirect>",
        ),
        "You can only define ReplaceKeyPrefix or ReplaceKey but not both.",
    );
    request(
        &rule("<Redirect><HttpRedirectCode>300</HttpRedirectCode></Redirect>"),
        "The provided HTTP redirect code (300) is not valid. Valid codes are 3XX except 300.",
    );
    request(
        &rule(
            "<Condition><HttpErrorCodeReturnedEquals>200</HttpErrorCodeReturnedEquals></Condition>\
             <Redirect/>",
        ),
        "The provided HTTP error code (200) is not valid. Valid codes are 4XX or 5XX.",
    );
    request(
        &format!(
            "{INDEX}<RoutingRules>{}</RoutingRules>",
            "<RoutingRule><Redirect/></RoutingRule>".repeat(51)
        ),
        "51 routing rules provided, the number of routing rules in a website configuration is \
         limited to 50.",
    );
    for malformed in [
        format!("{INDEX}<ErrorDocument/>"),
        format!("{INDEX}<RoutingRules/>"),
        "<RedirectAllRequestsTo/>".to_owned(),
    ] {
        refused(
            &malformed,
            "MalformedXML",
            "<Message>The XML you provided was not well-formed or did not validate against our \
             published schema</Message>",
        );
    }
}

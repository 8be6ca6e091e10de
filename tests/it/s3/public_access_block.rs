//! GetPublicAccessBlock, PutPublicAccessBlock, DeletePublicAccessBlock.

use super::{assert_error, configure, document, get, request, with_bucket};

fn block(values: [bool; 4]) -> String {
    let [acls, ignore, policy, restrict] = values;
    document(
        "PublicAccessBlockConfiguration",
        &format!(
            "<BlockPublicAcls>{acls}</BlockPublicAcls><IgnorePublicAcls>{ignore}</IgnorePublicAcls>\
             <BlockPublicPolicy>{policy}</BlockPublicPolicy>\
             <RestrictPublicBuckets>{restrict}</RestrictPublicBuckets>"
        ),
    )
}

// Recorded: new buckets block all; what is not named is false; deleted is an error.
#[test]
fn a_new_bucket_blocks_all_and_settings_come_back() {
    let server = with_bucket();
    let target = "/pail?publicAccessBlock";
    assert_eq!(get(&server, target).text(), block([true; 4]));
    let some = "<PublicAccessBlockConfiguration><IgnorePublicAcls>TRUE</IgnorePublicAcls>\
                </PublicAccessBlockConfiguration>";
    assert_eq!(configure(&server, "publicAccessBlock", some).status, 200);
    assert_eq!(
        get(&server, target).text(),
        block([false, true, false, false])
    );
    assert_eq!(request(&server, "DELETE", target).send().status, 204);
    assert_error(
        &get(&server, target),
        404,
        "<Code>NoSuchPublicAccessBlockConfiguration</Code><Message>The public access block \
         configuration was not found</Message><BucketName>pail</BucketName>",
    );
}

#[test]
fn a_document_that_says_nothing_or_nonsense_is_malformed() {
    let server = with_bucket();
    for inner in ["", "<BlockPublicAcls>yes</BlockPublicAcls>", "<Other/>"] {
        let body =
            format!("<PublicAccessBlockConfiguration>{inner}</PublicAccessBlockConfiguration>");
        let reply = configure(&server, "publicAccessBlock", &body);
        assert_eq!(reply.element("Code").as_deref(), Some("MalformedXML"));
    }
}

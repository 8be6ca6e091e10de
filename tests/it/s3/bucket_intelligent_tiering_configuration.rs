//! GetBucketIntelligentTieringConfiguration, PutBucketIntelligentTieringConfiguration,
//! DeleteBucketIntelligentTieringConfiguration, ListBucketIntelligentTieringConfigurations.

use super::{assert_error, configure, document, get, request, with_bucket};

fn tiering(id: &str, tiers: &[(&str, &str)]) -> String {
    let tiers: String = tiers
        .iter()
        .map(|(tier, days)| {
            format!("<Tiering><Days>{days}</Days><AccessTier>{tier}</AccessTier></Tiering>")
        })
        .collect();
    format!("<Id>{id}</Id><Status>Enabled</Status>{tiers}")
}

// API_PutBucketIntelligentTieringConfiguration.
#[test]
fn what_is_put_is_shown_and_listed_until_it_is_deleted() {
    let server = with_bucket();
    let target = "/pail?intelligent-tiering&id=a";
    let inner = tiering(
        "a",
        &[("ARCHIVE_ACCESS", "90"), ("DEEP_ARCHIVE_ACCESS", "180")],
    );
    let body = document("IntelligentTieringConfiguration", &inner);
    let put = configure(&server, "intelligent-tiering&id=a", &body);
    assert_eq!(put.status, 200);
    assert_eq!(get(&server, target).text(), body);
    assert_eq!(
        get(&server, "/pail?intelligent-tiering").text(),
        document(
            "ListBucketIntelligentTieringConfigurationsOutput",
            &format!(
                "<IntelligentTieringConfiguration>{inner}</IntelligentTieringConfiguration>\
                 <IsTruncated>false</IsTruncated>"
            )
        )
    );
    assert_eq!(request(&server, "DELETE", target).send().status, 204);
    assert_eq!(get(&server, target).status, 404);
}

// API_Tiering, "Days": 90 and 180 at least, 730 at most.
#[test]
fn each_tier_has_its_fewest_days() {
    let server = with_bucket();
    for (tier, days, message) in [
        ("ARCHIVE_ACCESS", "89", "should not be less than 90"),
        ("DEEP_ARCHIVE_ACCESS", "179", "should not be less than 180"),
        ("ARCHIVE_ACCESS", "731", "should not be more than 730"),
    ] {
        let inner = tiering("a", &[(tier, days)]);
        let body = document("IntelligentTieringConfiguration", &inner);
        assert_error(
            &configure(&server, "intelligent-tiering&id=a", &body),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>Days specified in {tier} tier {message}\
                 </Message><ArgumentName>Days</ArgumentName><ArgumentValue>{days}</ArgumentValue>"
            ),
        );
    }
}

#[test]
fn ids_have_texts_of_their_own() {
    let server = with_bucket();
    let long = "a".repeat(65);
    for (id, message) in [
        ("", "Config Id cannot be null or empty."),
        (
            &*long,
            "Config Id should be more than 1 character and less than 64 characters in length.",
        ),
        (
            "a b",
            "Config Id does not match the pattern ^[a-zA-Z0-9\\-_.]+$",
        ),
    ] {
        let inner = tiering(id, &[("ARCHIVE_ACCESS", "90")]);
        let body = document("IntelligentTieringConfiguration", &inner);
        assert_error(
            &configure(&server, "intelligent-tiering&id=a", &body),
            400,
            &format!("<Code>InvalidConfigId</Code><Message>{message}</Message>"),
        );
    }
}

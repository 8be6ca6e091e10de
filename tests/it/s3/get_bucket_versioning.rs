//! GetBucketVersioning.

use super::{document, get, request, set_versioning, with_bucket};

const ROOT: &str = "VersioningConfiguration";

// API_GetBucketVersioning: empty where it was never configured.
#[test]
fn what_was_put_comes_back() {
    let server = with_bucket();
    let versioning = || get(&server, "/pail?versioning").text();
    assert_eq!(versioning(), document(ROOT, ""));
    for status in ["Enabled", "Suspended"] {
        set_versioning(&server, status);
        assert_eq!(
            versioning(),
            document(ROOT, &format!("<Status>{status}</Status>"))
        );
    }
}

#[test]
fn mfa_delete_is_echoed_when_it_was_sent() {
    let server = with_bucket();
    request(&server, "PUT", "/pail?versioning")
        .body(
            "<VersioningConfiguration><MfaDelete>Disabled</MfaDelete><Status>Enabled</Status>\
             </VersioningConfiguration>",
        )
        .send();
    assert_eq!(
        get(&server, "/pail?versioning").text(),
        document(
            ROOT,
            "<Status>Enabled</Status><MfaDelete>Disabled</MfaDelete>"
        )
    );
}

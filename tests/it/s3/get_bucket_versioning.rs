//! GetBucketVersioning.

use super::{get, request, set_versioning, with_bucket};

const ROOT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VersioningConfiguration \
                    xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";

// API_GetBucketVersioning: empty where it was never configured.
#[test]
fn what_was_put_comes_back() {
    let server = with_bucket();
    let versioning = || get(&server, "/pail?versioning").text();
    assert_eq!(versioning(), format!("{ROOT}</VersioningConfiguration>"));
    for status in ["Enabled", "Suspended"] {
        set_versioning(&server, status);
        assert_eq!(
            versioning(),
            format!("{ROOT}<Status>{status}</Status></VersioningConfiguration>")
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
        format!(
            "{ROOT}<Status>Enabled</Status><MfaDelete>Disabled</MfaDelete></VersioningConfiguration>"
        )
    );
}

//! A server without seeds says that nothing is left to apply.

use serde_json::json;

use crate::harness::TestServer;

#[test]
fn the_init_pages_have_their_own_shape_and_localstacks() {
    let server = TestServer::start();
    let page = |path: &str| server.request("GET", path).send().json();
    assert_eq!(
        page("/_ruststack/init"),
        json!({"completed": true, "seeds": []})
    );
    assert_eq!(
        page("/_localstack/init"),
        json!({
            "completed": {"BOOT": true, "START": true, "READY": true, "SHUTDOWN": false},
            "scripts": [],
        })
    );
    let stage = json!({"completed": true, "scripts": []});
    assert_eq!(page("/_localstack/init/ready"), stage);
}

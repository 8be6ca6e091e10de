//! Declarations in an init folder, in JSON or YAML: applied, or named as wrong.

use std::fs;

use ruststack::{Config, Server};
use tokio::runtime::Builder;

pub fn run(input: (bool, &[u8])) {
    let (is_json, declaration) = input;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let name = if is_json { "a.json" } else { "a.yaml" };
    fs::write(folder.path().join(name), declaration).expect("a file can be written");
    let config = Config {
        init_dir: Some(folder.path().to_owned()),
        lambda: false,
        ..crate::config()
    };
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        let server = Server::bind(config.clone())
            .await
            .expect("the server starts");
        if let Ok(seeding) = server.seed(&config) {
            // What is wrong with it is told.
            let _ = seeding.await;
        }
        server.run(async {}).await;
    });
}

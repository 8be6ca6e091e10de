//! `ruststack health`: asks the server of the same configuration whether it answers.

use std::time::Duration;

use serde::Deserialize;

use crate::config::Config;

const TIMEOUT: Duration = Duration::from_secs(3);

/// What matters of the page.
#[derive(Deserialize)]
struct Health {
    init: String,
}

/// Succeeds when the server's health page answers 200, and all of its seeds have been applied.
pub(super) async fn ask(config: &Config) -> Result<(), String> {
    let host = config.host.first().map_or_else(
        || "127.0.0.1".to_owned(),
        |host| match host {
            host if host.is_unspecified() => "127.0.0.1".to_owned(),
            std::net::IpAddr::V6(host) => format!("[{host}]"),
            std::net::IpAddr::V4(host) => host.to_string(),
        },
    );
    let url = format!("http://{host}:{}/_ruststack/health", config.port);
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .no_proxy()
        .build()
        .map_err(|error| error.to_string())?;
    let reply = client
        .get(&url)
        .send()
        .await
        .map_err(|_| format!("no server answers at {url}"))?;
    if !reply.status().is_success() {
        return Err(format!("{url} answers {}", reply.status()));
    }
    let page = reply.text().await.unwrap_or_default();
    let health: Health = serde_json::from_str(&page)
        .map_err(|_| format!("{url} is not the health page of this version"))?;
    if health.init != "completed" {
        return Err("its seeds are still being applied".to_owned());
    }
    println!("{page}");
    Ok(())
}

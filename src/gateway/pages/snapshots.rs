//! `/_ruststack/snapshots`: worlds are kept as they are, to be put back or forked later.

use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::worlds::{below, named, only};
use super::{Shown, document};
use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::query::parameter;
use crate::aws::time::{from_unix_ms, iso_millis};
use crate::gateway::error;
use crate::world::{Saved, WorldName, Worlds};

/// What is kept.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saving {
    /// The world that the path names if none is.
    world: Option<String>,
    /// Whether an earlier snapshot of this name gives way.
    #[serde(default)]
    replace: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Renaming {
    to: String,
}

/// Answers GET with all snapshots, PUT by keeping a world under a name, DELETE by forgetting it, and
/// POST to `…/rename`. `…/file` answers GET with a snapshot as one file, and PUT makes one of it.
pub(super) async fn page(
    shown: &Shown<'_>,
    request: Request<Body>,
) -> Result<Response<Body>, AwsError> {
    let worlds = shown.worlds;
    let (head, body) = request.into_parts();
    let (name, deed) = below(head.uri.path(), "/_ruststack/snapshots");
    if name.is_empty() {
        only(&head.method, "GET")?;
        let all: Vec<_> = worlds.saved().iter().map(told).collect();
        return Ok(document::answer(&json!({"snapshots": all})));
    }
    let name = named(name)?;
    match deed {
        None => match head.method {
            Method::PUT => {
                let saving: Saving = document::read_if_any(body).await?;
                let world = match &saving.world {
                    Some(world) => named(world)?,
                    None => shown.world.name.clone(),
                };
                let saved = worlds.save(&name, &world, saving.replace);
                let saved = saved.map_err(|problem| error::page::world(&problem))?;
                Ok(document::created(&told(&saved)))
            }
            Method::DELETE => {
                let dropped = worlds.drop_snapshot(&name);
                dropped.map_err(|problem| error::page::world(&problem))?;
                Ok(document::answer(&json!({})))
            }
            _ => Err(error::page::method_not_allowed("PUT, DELETE")),
        },
        Some("file") => match head.method {
            Method::GET | Method::HEAD => export(worlds, &name).await,
            Method::PUT => {
                let replace = parameter(head.uri.query().unwrap_or_default(), "replace");
                let replace = match replace.as_deref().unwrap_or("false") {
                    "true" => true,
                    "false" => false,
                    other => return Err(error::page::value("replace", "true or false", &other)),
                };
                let saved = worlds.import(&name, replace, body).await;
                let saved = saved.map_err(|problem| error::snapshot_file::refusal(&problem))?;
                Ok(document::created(&told(&saved)))
            }
            _ => Err(error::page::method_not_allowed("GET, PUT")),
        },
        Some("rename") => {
            only(&head.method, "POST")?;
            let renaming: Renaming = document::read(body).await?;
            let saved = worlds.rename_snapshot(&name, &named(&renaming.to)?);
            let saved = saved.map_err(|problem| error::page::world(&problem))?;
            Ok(document::answer(&told(&saved)))
        }
        Some(_) => Err(error::page::no_such_page(head.uri.path())),
    }
}

async fn export(worlds: &Worlds, name: &WorldName) -> Result<Response<Body>, AwsError> {
    let file = worlds.export(name).await;
    let file = file.map_err(|problem| error::snapshot_file::refusal(&problem))?;
    let mut response = Response::new(file);
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("application/octet-stream");
    headers.insert(CONTENT_TYPE, kind);
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{name}.ruststack\""));
    headers.extend(name.ok().map(|name| (CONTENT_DISPOSITION, name)));
    Ok(response)
}

fn told(saved: &Saved) -> Value {
    json!({
        "name": saved.name.as_str(),
        "world": saved.world.as_str(),
        "saved": iso_millis(from_unix_ms(saved.saved_ms)),
    })
}

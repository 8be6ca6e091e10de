//! Functions of a declaration, from a folder or a package on this machine.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::declaration::{Code, Function};
use super::front_door::{FrontDoor, Refusal};
use crate::aws::percent::encode_query;

/// A role that every function may have here.
const ROLE: &str = "arn:aws:iam::000000000000:role/lambda-role";
/// Where a folder is code as it stands.
const HOT_RELOAD: &str = "hot-reload";

/// Makes a function and its URL; one that is there already is left as it is.
pub(super) async fn apply(
    door: &FrontDoor,
    folder: &Path,
    function: &Function,
) -> Result<(), String> {
    let name = function.name()?;
    let refused = |refusal: Refusal| format!("function {name}: {}", refusal.line());
    let mut request = function.request.clone();
    request.entry("Role").or_insert_with(|| ROLE.into());
    let code = match &function.code {
        Code::Request(code) => Value::Object(code.clone()),
        Code::At(path) => code_at(&folder.join(path))
            .await
            .map_err(|problem| format!("function {name}: {problem}"))?,
    };
    request.insert("Code".to_owned(), code);
    match door
        .lambda("/2015-03-31/functions", &Value::Object(request))
        .await
    {
        Err(refusal) if refusal.is("Function already exist") => return Ok(()),
        made => made.map(drop).map_err(refused)?,
    }
    let Some(url) = &function.url else {
        return Ok(());
    };
    let path = format!("/2021-10-31/functions/{}/url", encode_query(name));
    let made = door.lambda(&path, &Value::Object(url.clone())).await;
    made.map_err(refused)?;
    if url.get("AuthType").and_then(Value::as_str) == Some("NONE") {
        allow_everyone(door, name).await.map_err(refused)?;
    }
    Ok(())
}

/// A folder is the function's code as it stands, changes and all; a file is its package.
async fn code_at(path: &Path) -> Result<Value, String> {
    let cannot = |error| format!("cannot read {}: {error}", path.display());
    let absolute: PathBuf = path.canonicalize().map_err(cannot)?;
    if absolute.is_dir() {
        let folder = absolute.to_string_lossy();
        return Ok(json!({"S3Bucket": HOT_RELOAD, "S3Key": folder}));
    }
    let package = tokio::fs::read(&absolute).await.map_err(cannot)?;
    Ok(json!({"ZipFile": BASE64_STANDARD.encode(package)}))
}

/// What the console adds to a URL without authentication (Lambda guide, "Control access to Lambda
/// function URLs").
async fn allow_everyone(door: &FrontDoor, name: &str) -> Result<(), Refusal> {
    let path = format!("/2015-03-31/functions/{}/policy", encode_query(name));
    let url = json!({
        "StatementId": "FunctionURLAllowPublicAccess",
        "Action": "lambda:InvokeFunctionUrl",
        "Principal": "*",
        "FunctionUrlAuthType": "NONE",
    });
    let invoke = json!({
        "StatementId": "FunctionURLAllowInvokeAction",
        "Action": "lambda:InvokeFunction",
        "Principal": "*",
        "InvokedViaFunctionUrl": true,
    });
    door.lambda(&path, &url).await?;
    door.lambda(&path, &invoke).await.map(drop)
}

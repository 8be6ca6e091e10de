//! Tables of a declaration, with their items.

use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::declaration::Table;
use super::front_door::{FrontDoor, Refusal};
use super::items;

/// Items that one BatchWriteItem takes.
const BATCH_ITEMS_MAX: usize = 25;
/// How long a table may take until it is ACTIVE.
const CREATION_TRIES: usize = 600;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// Makes a table and writes its items; one that is there already is left as it is.
pub(super) async fn apply(door: &FrontDoor, folder: &Path, table: &Table) -> Result<(), String> {
    let name = table.name()?;
    let refused = |refusal: Refusal| format!("table {name}: {}", refusal.line());
    let request = Value::Object(with_billing(table.request.clone()));
    match door.dynamodb("CreateTable", &request).await {
        Err(refusal) if refusal.is("ResourceInUseException") => return Ok(()),
        made => made.map(drop).map_err(refused)?,
    }
    await_active(door, name).await?;
    if let Some(time_to_live) = &table.time_to_live {
        let input = json!({"TableName": name, "TimeToLiveSpecification": time_to_live});
        let set = door.dynamodb("UpdateTimeToLive", &input).await;
        set.map_err(refused)?;
    }
    let Some(items) = &table.items else {
        return Ok(());
    };
    let mut items = items::read(folder, items);
    let named = |problem| format!("table {name}: {problem}");
    loop {
        // A batch is read on this thread: 25 items take less than a request.
        let batch: Vec<_> = (&mut items).take(BATCH_ITEMS_MAX).collect();
        if batch.is_empty() {
            return Ok(());
        }
        let batch = batch.into_iter().collect::<Result<Vec<_>, _>>();
        write(door, name, batch.map_err(named)?).await?;
    }
}

/// A table without a word about its capacity is on demand: a seed is no place to plan it.
fn with_billing(mut request: Map<String, Value>) -> Map<String, Value> {
    if !request.contains_key("BillingMode") && !request.contains_key("ProvisionedThroughput") {
        request.insert("BillingMode".to_owned(), json!("PAY_PER_REQUEST"));
    }
    request
}

async fn await_active(door: &FrontDoor, name: &str) -> Result<(), String> {
    for _ in 0..CREATION_TRIES {
        let input = json!({"TableName": name});
        let described = door.dynamodb("DescribeTable", &input).await;
        let table = described.map_err(|refusal| format!("table {name}: {}", refusal.line()))?;
        if table["Table"]["TableStatus"] == "ACTIVE" {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN_TRIES).await;
    }
    Err(format!("table {name} does not become ACTIVE"))
}

/// Writes all items of a batch, those again that were not processed.
async fn write(door: &FrontDoor, table: &str, items: Vec<Value>) -> Result<(), String> {
    let put = |item| json!({"PutRequest": {"Item": item}});
    let mut left = json!({table: items.into_iter().map(put).collect::<Vec<_>>()});
    while left.as_object().is_some_and(|left| !left.is_empty()) {
        let input = json!({"RequestItems": left});
        let written = door.dynamodb("BatchWriteItem", &input).await;
        let mut written =
            written.map_err(|refusal| format!("table {table}: {}", refusal.line()))?;
        left = written["UnprocessedItems"].take();
        if left.as_object().is_some_and(|left| !left.is_empty()) {
            tokio::time::sleep(BETWEEN_TRIES).await;
        }
    }
    Ok(())
}

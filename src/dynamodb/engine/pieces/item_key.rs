//! The key of an item, out of its piece.

use serde_json::{Map, Value};

use super::frame::Fields;
use crate::dynamodb::engine::image::EngineImage;

impl EngineImage {
    /// What the key attributes of an item are, in DynamoDB's JSON. `place` is the account, the region and
    /// the name of its table, `value` that of its piece.
    pub(crate) fn key_of(&self, place: [&[u8]; 3], value: &[u8]) -> Option<Value> {
        let [account, region, table] = place.map(std::str::from_utf8);
        let (account, region, table) = (account.ok()?, region.ok()?, table.ok()?);
        let (_, drawer) = self.drawers.iter().find(|(scope, _)| {
            (scope.account.as_str(), scope.region.as_str()) == (account, region)
        })?;
        let definition = &drawer.table(table)?.state.definition;
        let item = Fields::new(value).item().ok()??;
        let mut item: Map<String, Value> = serde_json::from_str(item.json()).ok()?;
        let names = definition.key.attributes().map(|own| &own.name);
        let key = names.map(|name| Some((name.clone(), item.remove(name)?)));
        key.collect::<Option<Map<_, _>>>().map(Value::Object)
    }
}

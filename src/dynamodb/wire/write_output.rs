//! The answer of PutItem, UpdateItem and DeleteItem.

use super::consumption::Consumption;
use super::shape::Output;
use super::writer::Writer;
use crate::dynamodb::value::Attributes;

#[derive(Debug, Default)]
pub(crate) struct WriteOutput {
    /// The item's JSON, as ReturnValues asked for it.
    pub(crate) attributes: Option<String>,
    pub(crate) consumption: Option<Consumption>,
    /// The partition key whose collection's metrics were asked for.
    pub(crate) collection: Option<Attributes>,
}

impl Output for WriteOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            if let Some(attributes) = &self.attributes {
                w.name("Attributes").json(attributes);
            }
            if let Some(consumption) = &self.consumption {
                consumption.write(w.name("ConsumedCapacity"));
            }
            if let Some(collection) = &self.collection {
                w.name("ItemCollectionMetrics")
                    .item_collection_metrics(collection);
            }
        });
    }
}

//! The answer of Query and Scan.

use super::consumption::Consumption;
use super::shape::Output;
use super::writer::Writer;
use crate::dynamodb::value::Attributes;

pub(crate) struct PageOutput<Item> {
    /// None if only counts were asked for.
    pub(crate) items: Option<Vec<Item>>,
    pub(crate) count: usize,
    pub(crate) scanned_count: usize,
    pub(crate) last_evaluated_key: Option<Attributes>,
    pub(crate) consumption: Option<Consumption>,
}

impl<Item: AsRef<str>> Output for PageOutput<Item> {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            if let Some(items) = &self.items {
                w.name("Items").list(items, |w, item| w.json(item.as_ref()));
            }
            w.name("Count").plain(self.count);
            w.name("ScannedCount").plain(self.scanned_count);
            if let Some(key) = &self.last_evaluated_key {
                w.name("LastEvaluatedKey").attributes(key);
            }
            if let Some(consumption) = &self.consumption {
                consumption.write(w.name("ConsumedCapacity"));
            }
        });
    }

    fn bytes_hint(&self) -> usize {
        let items = self.items.iter().flatten();
        // Each with its comma; then the key from which to go on.
        4096 + items.map(|item| item.as_ref().len() + 1).sum::<usize>()
    }
}

//! Items of a declaration: listed, in a file, or in an export of DynamoDB's.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::declaration::Items;

/// DynamoDB's names of types: a value with one of them as its only key is written in its own JSON.
const TYPES: [&str; 10] = ["S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"];

/// Reads items one after another, in DynamoDB's own JSON.
pub(super) fn read(
    folder: &Path,
    items: &Items,
) -> Box<dyn Iterator<Item = Result<Value, String>>> {
    match items {
        Items::Each(items) => {
            let items: Vec<_> = items.iter().map(|item| own_json(item.clone())).collect();
            Box::new(items.into_iter())
        }
        Items::At(path) => match files(&folder.join(path)) {
            Ok(files) => Box::new(files.into_iter().flat_map(|file| items_of(&file))),
            Err(problem) => Box::new(std::iter::once(Err(problem))),
        },
    }
}

/// The file itself, or the files of a folder that hold items. An export's are below `data`, beside
/// manifests (DynamoDB guide, "DynamoDB table export output format").
fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let cannot = |error| format!("cannot read {}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(cannot)? {
            let path = entry.map_err(cannot)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if holds_items(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    match found.is_empty() {
        true => Err(format!("{} has no files of items", path.display())),
        false => Ok(found),
    }
}

fn holds_items(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let kinds = [".json", ".json.gz", ".jsonl", ".ndjson"];
    kinds.iter().any(|kind| name.ends_with(kind)) && !name.starts_with("manifest-")
}

/// One document: a list of items, the answer of a Scan, or a line for each item.
#[derive(Deserialize)]
#[serde(untagged)]
enum Document {
    List(Vec<Value>),
    Scanned {
        #[serde(rename = "Items")]
        items: Vec<Value>,
    },
    Exported {
        #[serde(rename = "Item")]
        item: Value,
    },
    Item(Map<String, Value>),
}

fn items_of(path: &Path) -> Box<dyn Iterator<Item = Result<Value, String>>> {
    let named = {
        let path = path.display().to_string();
        move |problem: String| format!("{path}: {problem}")
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return Box::new(std::iter::once(Err(named(error.to_string())))),
    };
    let reader: Box<dyn Read> = match path.extension().is_some_and(|kind| kind == "gz") {
        true => Box::new(MultiGzDecoder::new(file)),
        false => Box::new(file),
    };
    let documents = Documents {
        reader: BufReader::new(reader),
        has_failed: false,
    };
    Box::new(documents.flat_map(move |document| {
        let items = match document {
            Err(problem) => vec![Err(problem)],
            Ok(Document::List(items) | Document::Scanned { items }) => {
                items.into_iter().map(own_json).collect()
            }
            Ok(Document::Exported { item }) => vec![own_json(item)],
            Ok(Document::Item(item)) => vec![own_json(Value::Object(item))],
        };
        let named = named.clone();
        items.into_iter().map(move |item| item.map_err(&named))
    }))
}

/// JSON documents behind one another, as exports have them.
struct Documents {
    reader: BufReader<Box<dyn Read>>,
    has_failed: bool,
}

impl Iterator for Documents {
    type Item = Result<Document, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        loop {
            let (space, is_over) = match self.reader.fill_buf() {
                Ok(bytes) => (
                    bytes
                        .iter()
                        .take_while(|byte| byte.is_ascii_whitespace())
                        .count(),
                    bytes.is_empty(),
                ),
                Err(error) => return Some(self.fail(&error)),
            };
            match (is_over, space) {
                (true, _) => return None,
                (false, 0) => break,
                (false, space) => self.reader.consume(space),
            }
        }
        let mut parser = serde_json::Deserializer::from_reader(&mut self.reader);
        match Document::deserialize(&mut parser) {
            Ok(document) => Some(Ok(document)),
            Err(error) => Some(self.fail(&error)),
        }
    }
}

impl Documents {
    fn fail(&mut self, problem: &dyn std::fmt::Display) -> Result<Document, String> {
        self.has_failed = true;
        Err(problem.to_string())
    }
}

/// An item in DynamoDB's own JSON: as it is if all of its attributes are, else made from plain values.
fn own_json(item: Value) -> Result<Value, String> {
    let Value::Object(attributes) = item else {
        return Err(format!("an item is an object, not {item}"));
    };
    if attributes.values().all(is_own_json) {
        return Ok(Value::Object(attributes));
    }
    Ok(Value::Object(typed_map(attributes)))
}

fn is_own_json(value: &Value) -> bool {
    let Value::Object(value) = value else {
        return false;
    };
    value.len() == 1 && value.keys().all(|kind| TYPES.contains(&kind.as_str()))
}

fn typed_map(map: Map<String, Value>) -> Map<String, Value> {
    let typed = map.into_iter().map(|(name, value)| (name, typed(value)));
    typed.collect()
}

/// As boto3's resources write plain values.
fn typed(value: Value) -> Value {
    match value {
        Value::Null => json!({"NULL": true}),
        Value::Bool(value) => json!({"BOOL": value}),
        Value::Number(value) => json!({"N": value.to_string()}),
        Value::String(value) => json!({"S": value}),
        Value::Array(values) => json!({"L": values.into_iter().map(typed).collect::<Vec<_>>()}),
        Value::Object(values) => json!({"M": typed_map(values)}),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn all(folder: &Path, items: &Items) -> Result<Vec<Value>, String> {
        read(folder, items).collect()
    }

    #[test]
    fn plain_values_get_their_types_and_typed_ones_keep_them() {
        let plain = json!({"id": "a", "n": 1.5, "l": [true, null], "m": {"S": "x"}});
        let typed = json!({
            "id": {"S": "a"}, "n": {"N": "1.5"},
            "l": {"L": [{"BOOL": true}, {"NULL": true}]}, "m": {"M": {"S": {"S": "x"}}},
        });
        let items = Items::Each(vec![plain, typed.clone()]);
        assert_eq!(all(Path::new("/"), &items), Ok(vec![typed.clone(), typed]));
        assert!(all(Path::new("/"), &Items::Each(vec![json!(1)])).is_err());
    }

    #[test]
    fn files_hold_lists_scans_lines_and_exports() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        let expected = vec![json!({"id": {"S": "a"}}), json!({"id": {"S": "b"}})];
        write("list.json", br#"[{"id": "a"}, {"id": {"S": "b"}}]"#);
        write(
            "scan.json",
            br#"{"Items": [{"id": {"S": "a"}}, {"id": {"S": "b"}}], "Count": 2}"#,
        );
        write("lines.jsonl", b"{\"id\": \"a\"}\n\n{\"id\": \"b\"}\n");
        for name in ["list.json", "scan.json", "lines.jsonl"] {
            let found = all(folder.path(), &Items::At(name.into()));
            assert_eq!(found.as_ref(), Ok(&expected), "{name}");
        }
        let data = folder.path().join("export/AWSDynamoDB/01-x/data");
        fs::create_dir_all(&data).unwrap();
        fs::write(data.parent().unwrap().join("manifest-summary.json"), "{}").unwrap();
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(b"{\"Item\":{\"id\":{\"S\":\"a\"}}}\n{\"Item\":{\"id\":{\"S\":\"b\"}}}\n")
            .unwrap();
        fs::write(data.join("x.json.gz"), gzip.finish().unwrap()).unwrap();
        assert_eq!(
            all(folder.path(), &Items::At("export".into())),
            Ok(expected)
        );
    }

    #[test]
    fn a_broken_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x.json"), "[{\"id\": ]").unwrap();
        let problem = all(folder.path(), &Items::At("x.json".into())).unwrap_err();
        assert!(problem.contains("x.json"), "{problem}");
        let problem = all(folder.path(), &Items::At("missing.json".into())).unwrap_err();
        assert!(problem.contains("missing.json"), "{problem}");
    }
}

//! What a declarative seed says: buckets, tables and functions, in the words of AWS's own requests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::found::Kind;

/// A whole file. Paths in it are relative to its folder.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Declaration {
    #[serde(default)]
    pub(super) buckets: Vec<Bucket>,
    #[serde(default)]
    pub(super) tables: Vec<Table>,
    #[serde(default)]
    pub(super) functions: Vec<Function>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(super) struct Bucket {
    pub(super) bucket: String,
    pub(super) region: Option<String>,
    #[serde(default)]
    pub(super) versioning: bool,
    pub(super) objects: Option<Objects>,
}

/// A folder, each file of which is an object by its path in it; or objects one by one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Objects {
    Folder(PathBuf),
    Each(Vec<Object>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(super) struct Object {
    pub(super) key: String,
    /// The text itself; else it is in a file.
    pub(super) body: Option<String>,
    pub(super) file: Option<PathBuf>,
    pub(super) content_type: Option<String>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
}

/// CreateTable's request, and more.
#[derive(Debug, Deserialize)]
pub(super) struct Table {
    #[serde(rename = "Items")]
    pub(super) items: Option<Items>,
    /// UpdateTimeToLive's.
    #[serde(rename = "TimeToLiveSpecification")]
    pub(super) time_to_live: Option<Value>,
    #[serde(flatten)]
    pub(super) request: Map<String, Value>,
}

/// A file or folder with items, or the items.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Items {
    At(PathBuf),
    Each(Vec<Value>),
}

/// CreateFunction's request, and more.
#[derive(Debug, Deserialize)]
pub(super) struct Function {
    #[serde(rename = "Code")]
    pub(super) code: Code,
    /// CreateFunctionUrlConfig's.
    #[serde(rename = "FunctionUrlConfig")]
    pub(super) url: Option<Map<String, Value>>,
    #[serde(flatten)]
    pub(super) request: Map<String, Value>,
}

/// A folder or a package on this machine, or CreateFunction's own `Code`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Code {
    At(PathBuf),
    Request(Map<String, Value>),
}

impl Declaration {
    /// Reads a file; a mistake comes back with its place.
    pub(super) fn read(path: &Path, kind: Kind) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
        match kind {
            Kind::Json => serde_json::from_str(&text).map_err(|error| error.to_string()),
            _ if text.trim().is_empty() => Ok(Self::default()),
            _ => {
                // As YAML 1.2 has it: `yes`, `no`, `on` and `y` are words.
                let options = serde_saphyr::options! { strict_booleans: true };
                let read = serde_saphyr::from_str_with_options(&text, options);
                read.map_err(|error| error.to_string())
            }
        }
    }
}

impl Table {
    pub(super) fn name(&self) -> Result<&str, String> {
        text_of(&self.request, "TableName").ok_or_else(|| "a table has no TableName".to_owned())
    }
}

impl Function {
    pub(super) fn name(&self) -> Result<&str, String> {
        text_of(&self.request, "FunctionName")
            .ok_or_else(|| "a function has no FunctionName".to_owned())
    }
}

fn text_of<'a>(request: &'a Map<String, Value>, member: &str) -> Option<&'a str> {
    request.get(member).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, kind: Kind, text: &str) -> Result<Declaration, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        Declaration::read(&path, kind)
    }

    #[test]
    fn yaml_and_json_say_the_same() {
        let yaml = "
buckets:
  - Bucket: b
    Objects: files
tables:
  - TableName: t
    BillingMode: PAY_PER_REQUEST
    Items: [{id: y, n: 1.5}]
functions:
  - FunctionName: f
    Code: ./f
";
        let json = r#"{
            "buckets": [{"Bucket": "b", "Objects": "files"}],
            "tables": [{"TableName": "t", "BillingMode": "PAY_PER_REQUEST",
                        "Items": [{"id": "y", "n": 1.5}]}],
            "functions": [{"FunctionName": "f", "Code": "./f"}]
        }"#;
        let yaml = read("s.yaml", Kind::Yaml, yaml).unwrap();
        let json = read("s.json", Kind::Json, json).unwrap();
        assert_eq!(format!("{yaml:?}"), format!("{json:?}"));
        assert_eq!(yaml.tables[0].name(), Ok("t"));
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let problem = read("s.yaml", Kind::Yaml, "buckets:\n  - Buckets: b\n").unwrap_err();
        assert!(
            problem.contains("Buckets") && problem.contains("line 2"),
            "{problem}"
        );
        let problem = read("s.json", Kind::Json, r#"{"bucket": []}"#).unwrap_err();
        assert!(
            problem.contains("`bucket`") && problem.contains("line 1"),
            "{problem}"
        );
    }
}

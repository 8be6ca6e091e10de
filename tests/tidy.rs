//! Checks the house: arrows between rooms go down, files form no circle, heavy names have one door,
//! every operation has its test and its row in README, and every promise its test. It checks arrows,
//! not taste.

// A test that unwraps says where it failed.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The floor of each room. A room imports its own files and rooms on lower floors.
const FLOORS: [(&str, u8); 18] = [
    ("aws", 1),
    ("clock", 0),
    ("config", 2),
    ("store", 0),
    ("journal", 1),
    ("bus", 2),
    ("s3", 3),
    ("dynamodb", 3),
    ("lambda", 3),
    ("iam", 3),
    ("sts", 3),
    ("logs", 3),
    ("world", 4),
    ("gateway", 5),
    ("seed", 6),
    ("server", 7),
    ("cli", 8),
    ("lib", 9),
];

/// Names that only some places may speak.
const DOORS: [(&str, &[&str]); 14] = [
    ("s3s::", &["s3/protocol", "s3/ops"]),
    ("bollard::", &["lambda/executor/docker"]),
    (
        "reqwest::",
        &["dynamodb/remote", "cli/health", "lambda/telemetry/delivery"],
    ),
    (
        "flate2::",
        &[
            "dynamodb/compression",
            "dynamodb/transfer",
            "logs/delivery",
            "s3/select",
            "seed/items",
        ],
    ),
    ("ruzstd::", &["dynamodb/transfer"]),
    ("axum::", &["gateway", "lambda/runtime_api"]),
    ("std::env::", &["config"]),
    ("SystemTime::now", &["clock"]),
    ("getrandom::", &["clock"]),
    ("now_utc", &["clock"]),
    (
        "std::fs",
        &[
            "store",
            "journal",
            "lambda/directory",
            "lambda/package",
            "lambda/executor",
            "dynamodb/remote",
            "seed",
        ],
    ),
    (
        "tokio::fs",
        &[
            "store",
            "lambda/package",
            "lambda/executor",
            "dynamodb/remote",
            "seed",
        ],
    ),
    (
        "tokio::process",
        &["lambda/executor", "dynamodb/remote", "seed/script"],
    ),
    (
        "imbl::",
        &[
            "s3/objects",
            "dynamodb/engine",
            "bus/outbox",
            "iam",
            "lambda/durable",
            "lambda/functions",
            "lambda/invoke/accepted",
            "lambda/layers",
            "logs",
            "world",
        ],
    ),
];

/// One file of `src`.
struct Source {
    /// Below `src`, without `.rs` and without a final `/mod`: `s3/ops/put_object`.
    name: String,
    /// Its text, without the tests at its end and without comments.
    code: String,
    first_line: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
            let name = name.trim_end_matches(".rs").trim_end_matches("/mod");
            Source {
                name: name.to_owned(),
                code: without_tests_and_comments(&text),
                first_line: text.lines().next().unwrap_or_default().to_owned(),
            }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn without_tests_and_comments(text: &str) -> String {
    let code = text
        .split("\n#[cfg(test)]\nmod ")
        .next()
        .unwrap_or_default();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |code, line| code + line + "\n")
}

/// Every path of this crate that the code names, as `a::b::C`.
fn imports(source: &Source) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let mut rest = source.code.as_str();
    while let Some((start, prefix)) = ["crate::", "super::", "self::"]
        .iter()
        .filter_map(|word| find_word(rest, word).map(|at| (at, *word)))
        .min()
    {
        let tail = &rest[start..];
        let base = match prefix {
            "crate::" => Vec::new(),
            "self::" => source.name.split('/').collect(),
            _ => parent(&source.name),
        };
        // `pub(in crate::s3)` says who may look, not where it looks.
        if !rest[..start].ends_with("(in ") {
            expand(base, &tail[prefix.len()..], &mut paths);
        }
        rest = &tail[prefix.len()..];
    }
    let named: Vec<_> = paths
        .iter()
        .flat_map(|module| named_through(module, &source.code))
        .collect();
    paths.extend(named);
    paths
}

/// The paths that code names by the last part of one that it imports: `ops::put` after `use crate::s3::ops`.
fn named_through(module: &str, code: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let last = module.rsplit("::").next().unwrap_or(module);
    let word = format!("{last}::");
    let mut rest = code;
    while let Some(at) = find_word(rest, &word) {
        rest = &rest[at + word.len()..];
        expand(module.split("::").collect(), rest, &mut paths);
    }
    paths
}

fn find_word(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

fn parent(name: &str) -> Vec<&str> {
    let mut parts: Vec<_> = name.split('/').collect();
    parts.pop();
    parts
}

/// Adds the paths of `a::{b, c::D}` behind a base; `super` climbs.
fn expand<'a>(mut base: Vec<&'a str>, text: &'a str, paths: &mut BTreeSet<String>) {
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .unwrap_or(text.len());
    for part in text[..end].split("::").filter(|part| !part.is_empty()) {
        match part {
            "super" => drop(base.pop()),
            part => base.push(part),
        }
    }
    if text[end..].starts_with('{') && text[..end].ends_with("::")
        || end == 0 && text.starts_with('{')
    {
        for member in members(&text[end + 1..]) {
            expand(base.clone(), member.trim(), paths);
        }
    } else {
        paths.insert(base.join("::"));
    }
}

/// The members of a brace group whose opening has been passed.
fn members(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&text[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|member| !member.trim().is_empty());
    found
}

/// The file in which a path ends: its longest beginning that is a file.
fn file_of<'a>(path: &str, names: &BTreeSet<&'a str>) -> Option<&'a str> {
    let mut parts: Vec<_> = path.split("::").collect();
    while !parts.is_empty() {
        if let Some(name) = names.get(parts.join("/").as_str()) {
            return Some(name);
        }
        parts.pop();
    }
    None
}

fn room(name: &str) -> &str {
    name.split('/').next().unwrap_or_default()
}

fn arrows(sources: &[Source]) -> BTreeMap<&str, BTreeSet<&str>> {
    let names: BTreeSet<_> = sources.iter().map(|source| source.name.as_str()).collect();
    sources
        .iter()
        .map(|source| {
            let targets = imports(source)
                .iter()
                .filter_map(|path| file_of(path, &names))
                .filter(|target| *target != source.name)
                .collect();
            (source.name.as_str(), targets)
        })
        .collect()
}

#[test]
fn arrows_between_rooms_go_down() {
    let sources = sources();
    let floors: BTreeMap<_, _> = FLOORS.into_iter().collect();
    let mut wrong = Vec::new();
    for (from, targets) in arrows(&sources) {
        if matches!(from, "main" | "lib") {
            continue;
        }
        for to in targets {
            let (own, other) = (room(from), room(to));
            let floor = |room: &str| {
                *floors
                    .get(room)
                    .unwrap_or_else(|| panic!("{room} has no floor"))
            };
            if own != other && floor(other) >= floor(own) {
                wrong.push(format!("{from} -> {to}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "upward or sideways:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn files_form_no_circle() {
    let sources = sources();
    let arrows = arrows(&sources);
    let mut done = BTreeSet::new();
    for &start in arrows.keys() {
        let mut trail = Vec::new();
        if let Some(circle) = circle_from(start, &arrows, &mut done, &mut trail) {
            panic!("a circle: {}", circle.join(" -> "));
        }
    }
}

fn circle_from<'a>(
    name: &'a str,
    arrows: &BTreeMap<&'a str, BTreeSet<&'a str>>,
    done: &mut BTreeSet<&'a str>,
    trail: &mut Vec<&'a str>,
) -> Option<Vec<&'a str>> {
    if let Some(at) = trail.iter().position(|own| *own == name) {
        let mut circle = trail[at..].to_vec();
        circle.push(name);
        return Some(circle);
    }
    if done.contains(name) {
        return None;
    }
    trail.push(name);
    let found = arrows[name]
        .iter()
        .find_map(|target| circle_from(target, arrows, done, trail));
    trail.pop();
    done.insert(name);
    found
}

#[test]
fn heavy_names_have_one_door() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (word, doors) in DOORS {
            let may = doors.iter().any(|door| {
                source.name == door.trim_end_matches('/') || source.name.starts_with(door)
            });
            if !may && find_word(&source.code, word).is_some() {
                wrong.push(format!("{} speaks {word}", source.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    let without: Vec<_> = sources()
        .into_iter()
        .filter(|source| !source.first_line.starts_with("//! "))
        .map(|source| source.name)
        .collect();
    assert!(without.is_empty(), "{}", without.join("\n"));
}

#[test]
fn every_operation_has_its_test_and_its_row() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let mut missing = Vec::new();
    for source in sources() {
        let parts: Vec<_> = source.name.split('/').collect();
        let [service, "ops", operation] = parts[..] else {
            continue;
        };
        let test = format!("tests/it/{service}/{operation}.rs");
        if !root.join(&test).exists() {
            missing.push(test);
        }
        // A family, such as `bucket_cors`, is a file for GetBucketCors and what goes with it.
        let name = camel_case(operation);
        let row = |verb: &str| format!("| {verb}{name} |");
        let verbs = ["", "Get", "Describe"];
        if !verbs.iter().any(|verb| readme.contains(&row(verb))) {
            missing.push(format!("README.md: {}", row("")));
        }
    }
    assert!(missing.is_empty(), "missing:\n{}", missing.join("\n"));
}

/// Every row of SPECIFICATION.md names tests, as `file#function`.
#[test]
fn every_promise_has_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let specification = fs::read_to_string(root.join("SPECIFICATION.md")).unwrap();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for row in specification.lines().filter(|line| line.starts_with("| ")) {
        if row == "| promise | figure | test |" || row.starts_with("| ---") {
            continue;
        }
        rows += 1;
        let quoted = row.split('`').skip(1).step_by(2);
        let tests: Vec<_> = quoted.filter_map(|text| text.split_once('#')).collect();
        if tests.is_empty() {
            wrong.push(format!("no test: {row}"));
        }
        for (file, name) in tests {
            let text = fs::read_to_string(root.join(file)).unwrap_or_default();
            let is_there = ["fn", "def"].map(|word| text.contains(&format!("{word} {name}(")));
            if !is_there.contains(&true) {
                wrong.push(format!("no such test: {file}#{name}"));
            }
        }
    }
    assert!(rows > 20 && wrong.is_empty(), "{wrong:#?}");
}

/// A table of README: its heading, the models whose operations it lists (none: those that work), where the code names those
/// that work, the words in front of such a name, and what the others answer.
struct Table {
    heading: &'static str,
    models: &'static [&'static str],
    source: &'static str,
    before_name: &'static str,
    refusal: &'static str,
}

const TABLES: [Table; 6] = [
    Table {
        heading: "### S3\n",
        models: &["s3"],
        source: "s3/protocol/route",
        before_name: "ours(",
        refusal: "NotImplemented",
    },
    Table {
        heading: "### DynamoDB, embedded\n",
        models: &["dynamodb", "dynamodbstreams"],
        source: "dynamodb/operations",
        before_name: "named(",
        refusal: "UnknownOperationException",
    },
    Table {
        heading: "### Lambda\n",
        models: &["lambda"],
        source: "lambda/routes",
        before_name: "ours(",
        refusal: "NotImplementedException",
    },
    Table {
        heading: "### STS\n",
        models: &["sts"],
        source: "sts/operations",
        before_name: "named(",
        refusal: "InvalidAction",
    },
    Table {
        heading: "### CloudWatch Logs\n",
        models: &[],
        source: "logs/operations",
        before_name: "named(",
        refusal: "UnknownOperationException",
    },
    Table {
        heading: "### IAM\n",
        models: &[],
        source: "iam/operations",
        before_name: "named(",
        refusal: "InvalidAction",
    },
];

#[test]
fn readme_lists_every_operation_and_says_which_ones_work() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let mut wrong = Vec::new();
    for table in TABLES {
        let rows = rows_below(&readme, table.heading);
        if !rows.is_sorted_by_key(|(operation, _)| *operation) {
            wrong.push(format!("{}: not in alphabetical order", table.heading));
        }
        let listed: BTreeSet<_> = rows.iter().map(|(name, _)| (*name).to_owned()).collect();
        let working = working_operations(&table);
        let model = match table.models {
            [] => working.clone(),
            models => model_operations(root, models),
        };
        for operation in listed.symmetric_difference(&model) {
            wrong.push(format!("{operation}: in README or in the model only"));
        }
        for (operation, note) in rows {
            // A legacy name is another name for an operation that works.
            let works = working.contains(note.strip_prefix("as ").unwrap_or(operation));
            if works == (note == table.refusal) {
                wrong.push(format!("{operation}: README says the opposite of the code"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rows of the first table below a heading: operation and note.
fn rows_below<'a>(readme: &'a str, heading: &str) -> Vec<(&'a str, &'a str)> {
    let (_, section) = readme.split_once(heading).unwrap();
    let (_, table) = section.split_once("| --- | --- |\n").unwrap();
    let rows = table.lines().map_while(|line| line.strip_prefix('|'));
    rows.map(|row| {
        let (operation, note) = row.trim_end_matches('|').split_once('|').unwrap();
        (operation.trim(), note.trim())
    })
    .collect()
}

/// The first words of a model's checked-in list.
fn model_operations(root: &Path, models: &[&str]) -> BTreeSet<String> {
    let lists = models.iter().map(|model| {
        fs::read_to_string(root.join(format!("tests/operations/{model}.txt"))).unwrap()
    });
    lists
        .flat_map(|list| {
            let lines = list.lines().filter(|line| !line.starts_with('#'));
            let names = lines.filter_map(|line| line.split(' ').next());
            names.map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// Every operation that a service's table of operations names as its own.
fn working_operations(table: &Table) -> BTreeSet<String> {
    let sources = sources();
    let room = format!("{}/", table.source);
    let of_table = |name: &str| name == table.source || name.starts_with(&room);
    let sources = sources.iter().filter(|source| of_table(&source.name));
    sources
        .flat_map(|source| source.code.split(table.before_name).skip(1))
        .map(|call| {
            let name = call.trim_start().trim_start_matches('"');
            let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap();
            name[..end].to_owned()
        })
        // The function that makes a row is called alike, and names none.
        .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
        .collect()
}

fn camel_case(snake: &str) -> String {
    snake
        .split('_')
        .map(|word| word[..1].to_ascii_uppercase() + &word[1..])
        .collect()
}

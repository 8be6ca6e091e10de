//! Applies an update to an item's image.

use std::borrow::Cow;

use super::action::{Action, Assigned, Operand, Update};
use super::sets;
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::expression::path::{Path, Step};
use crate::dynamodb::value::{AttributeValue, Attributes, Number};

/// Lists and maps that may enclose a value ("Nested attribute depth", quotas page).
const DEPTH_MAX: usize = 32;

/// What an action does to its place.
enum Change {
    Write(AttributeValue),
    Remove,
}

impl Update {
    /// The item after the update. `image` is the item before it, or only the key attributes if there
    /// is none (`exists` is false then, and removals inside what is not there are ignored). Every
    /// clause reads the image, none the result of another.
    pub(crate) fn apply(&self, image: &Attributes, exists: bool) -> Result<Attributes, AwsError> {
        let mut changes = Vec::with_capacity(self.actions.len());
        for action in &self.actions {
            if let Some(change) = change(action, image, exists)? {
                changes.push((action.path(), change));
            }
        }
        // New elements of a list are appended in the order of their indexes, whatever order was
        // written; elements are removed from the last to the first, so that each index means the
        // image's.
        changes.sort_by_key(|(path, _)| *path);
        let mut item = image.clone();
        let mut removed = Vec::new();
        for (path, change) in changes {
            match change {
                Change::Write(value) => write(&mut item, path, value)?,
                Change::Remove if path.find(image).is_some() => removed.push(path),
                Change::Remove => {}
            }
        }
        for path in removed.into_iter().rev() {
            remove(&mut item, path);
        }
        Ok(item)
    }
}

fn change(action: &Action, image: &Attributes, exists: bool) -> Result<Option<Change>, AwsError> {
    let path = action.path();
    match action {
        Action::Set(_, assigned) => {
            check_parent(path, image)?;
            Ok(Some(Change::Write(assign(assigned, image)?)))
        }
        Action::Remove(_) => {
            if exists {
                check_parent(path, image)?;
            }
            Ok(Some(Change::Remove))
        }
        Action::Add(_, value) => {
            check_parent(path, image)?;
            let sum = match path.find(image) {
                None => AttributeValue::clone(value),
                Some(present) => add(present, value)?,
            };
            Ok(Some(Change::Write(sum)))
        }
        Action::Delete(_, value) => {
            if exists {
                check_parent(path, image)?;
            }
            let Some(present) = path.find(image) else {
                return Ok(None);
            };
            let rest = sets::difference(present, value).ok_or_else(expression::wrong_operand)?;
            Ok(Some(if sets::is_empty_set(&rest) {
                Change::Remove
            } else {
                Change::Write(rest)
            }))
        }
    }
}

/// The map or list that a nested path ends in has to be there.
fn check_parent(path: &Path, image: &Attributes) -> Result<(), AwsError> {
    let Some((last, parents)) = path.steps.split_last() else {
        return Ok(());
    };
    let mut value = image.get(&path.attribute);
    for step in parents {
        value = value.and_then(|value| step.of(value));
    }
    match (last, value) {
        (Step::Member(_), Some(AttributeValue::M(_)))
        | (Step::Element(_), Some(AttributeValue::L(_))) => Ok(()),
        _ => Err(expression::invalid_path()),
    }
}

fn add(present: &AttributeValue, value: &AttributeValue) -> Result<AttributeValue, AwsError> {
    match (present, value) {
        (AttributeValue::N(present), AttributeValue::N(value)) => {
            let sum = present.add(value).map_err(expression::number)?;
            Ok(AttributeValue::N(sum))
        }
        (AttributeValue::L(present), AttributeValue::L(value)) => {
            Ok(AttributeValue::L([present.as_slice(), value].concat()))
        }
        _ => sets::union(present, value).ok_or_else(expression::wrong_operand),
    }
}

fn assign(assigned: &Assigned, image: &Attributes) -> Result<AttributeValue, AwsError> {
    let result = match assigned {
        Assigned::Operand(operand) => return Ok(operand.find(image)?.into_owned()),
        Assigned::Sum(left, right) => number(left, image)?.add(&number(right, image)?),
        Assigned::Difference(left, right) => number(left, image)?.sub(&number(right, image)?),
    };
    result.map(AttributeValue::N).map_err(expression::number)
}

fn number(operand: &Operand, image: &Attributes) -> Result<Number, AwsError> {
    match operand.find(image)?.as_ref() {
        AttributeValue::N(number) => Ok(*number),
        _ => Err(expression::wrong_operand()),
    }
}

impl Operand {
    fn find<'a>(&'a self, image: &'a Attributes) -> Result<Cow<'a, AttributeValue>, AwsError> {
        match self {
            Self::Value(value) => Ok(Cow::Borrowed(value)),
            Self::Path(path) => match path.find(image) {
                Some(value) => Ok(Cow::Borrowed(value)),
                None => Err(expression::missing_attribute()),
            },
            Self::IfNotExists(path, otherwise) => match path.find(image) {
                Some(value) => Ok(Cow::Borrowed(value)),
                None => otherwise.find(image),
            },
            Self::ListAppend(first, second) => {
                match (first.find(image)?.as_ref(), second.find(image)?.as_ref()) {
                    (AttributeValue::L(first), AttributeValue::L(second)) => Ok(Cow::Owned(
                        AttributeValue::L([first.as_slice(), second].concat()),
                    )),
                    _ => Err(expression::wrong_operand()),
                }
            }
        }
    }
}

/// Writes where `check_parent` has found a place. An index past the end appends.
fn write(item: &mut Attributes, path: &Path, value: AttributeValue) -> Result<(), AwsError> {
    if path.steps.len() + value.depth() > DEPTH_MAX {
        return Err(expression::nested_too_deeply());
    }
    let Some((last, parents)) = path.steps.split_last() else {
        item.insert(path.attribute.clone(), value);
        return Ok(());
    };
    match (last, parent(item, path, parents)) {
        (Step::Member(name), Some(AttributeValue::M(members))) => {
            members.insert(name.clone(), value);
        }
        (Step::Element(index), Some(AttributeValue::L(elements))) => {
            match elements.get_mut(*index) {
                Some(element) => *element = value,
                None => elements.push(value),
            }
        }
        _ => return Err(expression::invalid_path()),
    }
    Ok(())
}

/// Removes what the image has there.
fn remove(item: &mut Attributes, path: &Path) {
    let Some((last, parents)) = path.steps.split_last() else {
        item.remove(&path.attribute);
        return;
    };
    match (last, parent(item, path, parents)) {
        (Step::Member(name), Some(AttributeValue::M(members))) => {
            members.remove(name);
        }
        (Step::Element(index), Some(AttributeValue::L(elements))) if *index < elements.len() => {
            elements.remove(*index);
        }
        _ => {}
    }
}

fn parent<'a>(
    item: &'a mut Attributes,
    path: &Path,
    parents: &[Step],
) -> Option<&'a mut AttributeValue> {
    let mut value = item.get_mut(&path.attribute)?;
    for step in parents {
        value = match (step, value) {
            (Step::Member(name), AttributeValue::M(members)) => members.get_mut(name)?,
            (Step::Element(index), AttributeValue::L(elements)) => elements.get_mut(*index)?,
            _ => return None,
        };
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamodb::expression::placeholders::Placeholders;
    use crate::dynamodb::expression::update::parse_update;

    fn n(text: &str) -> AttributeValue {
        AttributeValue::N(Number::parse(text).unwrap())
    }

    fn list(numbers: &[&str]) -> AttributeValue {
        AttributeValue::L(numbers.iter().map(|number| n(number)).collect())
    }

    fn map<const COUNT: usize>(members: [(&str, AttributeValue); COUNT]) -> AttributeValue {
        AttributeValue::M(attributes(members))
    }

    fn attributes<const COUNT: usize>(members: [(&str, AttributeValue); COUNT]) -> Attributes {
        members.map(|(name, value)| (name.to_owned(), value)).into()
    }

    fn strings(members: &[&str]) -> AttributeValue {
        AttributeValue::Ss(members.iter().map(|member| (*member).to_owned()).collect())
    }

    fn parsed<const COUNT: usize>(text: &str, values: [(&str, AttributeValue); COUNT]) -> Update {
        let values = (COUNT > 0).then(|| attributes(values));
        parse_update(text, &mut Placeholders::new(None, values).unwrap()).unwrap()
    }

    fn applied<const COUNT: usize>(
        image: &Attributes,
        text: &str,
        values: [(&str, AttributeValue); COUNT],
    ) -> Result<Attributes, String> {
        parsed(text, values)
            .apply(image, true)
            .map_err(|error| error.message().unwrap().to_owned())
    }

    const MISSING: &str =
        "The provided expression refers to an attribute that does not exist in the item";
    const WRONG_TYPE: &str = "An operand in the update expression has an incorrect data type";
    const INVALID_PATH: &str =
        "The document path provided in the update expression is invalid for update";

    // ScyllaDB's suite, test_update_expression.py, as everything below.
    #[test]
    fn every_clause_reads_the_image() {
        let image = attributes([("a", n("1")), ("b", n("2"))]);
        assert_eq!(
            applied(&image, "SET a = b, b = a REMOVE c", []).unwrap(),
            attributes([("a", n("2")), ("b", n("1"))])
        );
        assert_eq!(
            applied(&image, "REMOVE a SET c = a", []).unwrap(),
            attributes([("b", n("2")), ("c", n("1"))])
        );
        assert_eq!(
            applied(&image, "SET x = :v, y = x", [(":v", n("4"))]).unwrap_err(),
            MISSING
        );
    }

    #[test]
    fn sums_want_numbers_and_functions_their_types() {
        let image = attributes([("a", n("1")), ("s", strings(&["x"])), ("l", list(&["1"]))]);
        assert_eq!(
            applied(&image, "SET b = if_not_exists(b, :z) - a", [(":z", n("0"))]).unwrap()["b"],
            n("-1")
        );
        assert_eq!(
            applied(&image, "SET l = list_append(:l, l)", [(":l", list(&["0"]))]).unwrap()["l"],
            list(&["0", "1"])
        );
        assert_eq!(
            applied(&image, "SET a = a + s", []).unwrap_err(),
            WRONG_TYPE
        );
        assert_eq!(
            applied(&image, "SET a = list_append(a, l)", []).unwrap_err(),
            WRONG_TYPE
        );
        assert_eq!(
            applied(&image, "SET a = a + :v", [(":v", n("1e50"))]).unwrap_err(),
            "Number overflow. Attempting to store a number with magnitude larger than supported \
             range"
        );
    }

    #[test]
    fn add_and_delete_change_numbers_and_sets() {
        let image = attributes([("n", n("3")), ("s", strings(&["cat", "dog"]))]);
        assert_eq!(
            applied(&image, "ADD n :n, m :n", [(":n", n("4"))]).unwrap(),
            attributes([
                ("n", n("7")),
                ("m", n("4")),
                ("s", strings(&["cat", "dog"]))
            ])
        );
        assert_eq!(
            applied(&image, "ADD s :s", [(":s", strings(&["bee", "cat"]))]).unwrap()["s"],
            strings(&["bee", "cat", "dog"])
        );
        assert_eq!(
            applied(&image, "DELETE s :s", [(":s", strings(&["cat", "eel"]))]).unwrap()["s"],
            strings(&["dog"])
        );
        let emptied = applied(
            &image,
            "DELETE s :s, q :s",
            [(":s", strings(&["cat", "dog"]))],
        );
        assert_eq!(emptied.unwrap(), attributes([("n", n("3"))]));
        assert_eq!(
            applied(&image, "ADD n :s", [(":s", strings(&["x"]))]).unwrap_err(),
            WRONG_TYPE
        );
        assert_eq!(
            applied(&image, "DELETE n :s", [(":s", strings(&["x"]))]).unwrap_err(),
            WRONG_TYPE
        );
    }

    #[test]
    fn indexes_mean_the_image_and_past_the_end_appends_in_their_order() {
        let image = attributes([("a", list(&["2", "3", "4", "5", "6", "7"]))]);
        let value = || [(":v", n("17"))];
        for text in ["REMOVE a[1] SET a[3] = :v", "SET a[3] = :v REMOVE a[1]"] {
            assert_eq!(
                applied(&image, text, value()).unwrap()["a"],
                list(&["2", "4", "17", "6", "7"])
            );
        }
        assert_eq!(
            applied(&image, "REMOVE a[0], a[1], a[17]", []).unwrap()["a"],
            list(&["4", "5", "6", "7"])
        );
        let short = attributes([("a", list(&["1"]))]);
        let values = [(":a", n("84")), (":b", n("37")), (":c", n("17"))];
        assert_eq!(
            applied(&short, "SET a[84] = :a, a[37] = :b, a[17] = :c", values).unwrap()["a"],
            list(&["1", "17", "37", "84"])
        );
        // What is appended at index 1 is not what REMOVE means.
        assert_eq!(
            applied(&short, "SET a[9] = :v REMOVE a[1]", value()).unwrap()["a"],
            list(&["1", "17"])
        );
    }

    #[test]
    fn nested_places_need_their_parents() {
        let image = attributes([
            ("a", map([("b", n("3")), ("c", list(&["1"]))])),
            ("s", n("1")),
        ]);
        let value = || [(":v", n("7"))];
        assert_eq!(
            applied(&image, "SET a.d = :v, a.c[0] = :v REMOVE a.b", value()).unwrap()["a"],
            map([("c", list(&["7"])), ("d", n("7"))])
        );
        for text in [
            "s.c", "c.c", "s[0]", "q[0]", "a[0]", "a.c.x", "a.q.x", "a.c[5].x",
        ] {
            let set = applied(&image, &format!("SET {text} = :v"), value());
            assert_eq!(set.unwrap_err(), INVALID_PATH, "{text}");
            let removed = applied(&image, &format!("REMOVE {text}"), []);
            assert_eq!(removed.unwrap_err(), INVALID_PATH, "{text}");
        }
        // DynamoDB Local looks at the place before the value.
        assert_eq!(
            applied(&image, "SET s.c = q", []).unwrap_err(),
            INVALID_PATH
        );
        for text in ["REMOVE a.y", "REMOVE a.c[7]", "REMOVE q"] {
            assert_eq!(applied(&image, text, []).unwrap(), image);
        }
        // AWS ignores a nested removal if the whole item is missing.
        let key = attributes([("p", n("1"))]);
        assert_eq!(parsed("REMOVE x.y", []).apply(&key, false).unwrap(), key);
        assert!(parsed("SET x.y = :v", value()).apply(&key, false).is_err());
    }

    #[test]
    fn removing_the_last_member_leaves_an_empty_map_or_list() {
        let image = attributes([("a", map([("b", n("1"))])), ("l", list(&["1"]))]);
        assert_eq!(
            applied(&image, "REMOVE a.b, l[0]", []).unwrap(),
            attributes([("a", map([])), ("l", list(&[]))])
        );
    }

    #[test]
    fn a_value_nests_at_most_32_levels_in_its_place() {
        let nested = |levels| (0..levels).fold(n("1"), |value, _| AttributeValue::L(vec![value]));
        let image = attributes([("a", map([]))]);
        assert!(applied(&image, "SET a.b = :v", [(":v", nested(31))]).is_ok());
        assert_eq!(
            applied(&image, "SET a.b = :v", [(":v", nested(32))]).unwrap_err(),
            "Nesting Levels have exceeded supported limits"
        );
    }

    // ScyllaDB's suite, test_returnvalues.py.
    #[test]
    fn touched_fragments_are_those_of_either_image() {
        let old = attributes([("a", map([("b", n("0")), ("c", list(&["1", "2", "3"]))]))]);
        let touched = |text: &str, image: &Attributes| {
            let values = text.contains(":v").then(|| attributes([(":v", n("9"))]));
            let update = parse_update(text, &mut Placeholders::new(None, values).unwrap()).unwrap();
            update.touched(image)
        };
        assert_eq!(
            touched("SET a.c[1] = :v, a.b = :v", &old),
            attributes([("a", map([("b", n("0")), ("c", list(&["2"]))]))])
        );
        assert_eq!(
            touched("REMOVE a.c[1], a.c[3]", &old),
            attributes([("a", map([("c", list(&["2"]))]))])
        );
        assert_eq!(touched("SET a.x = :v", &old), Attributes::new());
        assert_eq!(touched("SET a.c[100] = :v", &old), Attributes::new());
        assert_eq!(touched("REMOVE b", &old), Attributes::new());
    }
}

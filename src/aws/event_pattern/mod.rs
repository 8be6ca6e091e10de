//! Event patterns: which events somebody wants, as EventBridge, filters of event sources and others
//! read them (EventBridge guide, "Creating Amazon EventBridge event patterns").
//!
//! Pure: from a text to a tree, and from a tree and an event to yes or no.

mod condition;
mod parse;
mod tree;

use serde_json::Value;

use self::tree::Node;

/// What an event must be like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EventPattern(Node);

impl EventPattern {
    /// `None` for a text that is no pattern.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let value = serde_json::from_str(text).ok()?;
        parse::node(&value).map(Self)
    }

    /// Whether the pattern takes an event.
    pub(crate) fn takes(&self, event: &Value) -> bool {
        self.0.takes(Some(event))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn takes(pattern: Value, event: Value) -> bool {
        let pattern = EventPattern::parse(&pattern.to_string());
        pattern.expect("the pattern is good").takes(&event)
    }

    /// The comparisons of the EventBridge guide's page "Comparison operators for use in event patterns".
    #[test]
    fn each_comparison_takes_what_it_says() {
        let event = json!({"a": "us-east-1", "n": 42.5, "t": true, "x": null, "l": ["p", "q"],
            "e": [], "ip": "10.0.0.7"});
        for (pattern, expected) in [
            (json!({"a": ["us-east-1"]}), true),
            (json!({"a": ["US-EAST-1"]}), false),
            (json!({"a": [{"equals-ignore-case": "US-EAST-1"}]}), true),
            (json!({"a": [{"prefix": "us-"}]}), true),
            (
                json!({"a": [{"prefix": {"equals-ignore-case": "US-"}}]}),
                true,
            ),
            (json!({"a": [{"suffix": "-1"}]}), true),
            (json!({"a": [{"wildcard": "us-*-1"}]}), true),
            (json!({"a": [{"wildcard": "us-*-2"}]}), false),
            (json!({"a": [{"anything-but": "eu-west-1"}]}), true),
            (json!({"a": [{"anything-but": ["us-east-1", "b"]}]}), false),
            (json!({"a": [{"anything-but": {"prefix": "us"}}]}), false),
            (
                json!({"a": [{"anything-but": {"suffix": ["-2", "-3"]}}]}),
                true,
            ),
            (json!({"missing": [{"anything-but": "b"}]}), false),
            (json!({"n": [42.5]}), true),
            (json!({"n": [4.25e1]}), true),
            (json!({"n": ["42.5"]}), false),
            (json!({"n": [{"numeric": [">", 42, "<=", 42.5]}]}), true),
            (json!({"n": [{"numeric": ["=", 42]}]}), false),
            (json!({"a": [{"numeric": [">", 0]}]}), false),
            (json!({"t": [true]}), true),
            (json!({"t": ["true"]}), false),
            (json!({"x": [null]}), true),
            (json!({"l": ["q"]}), true),
            (json!({"e": [{"exists": true}]}), false),
            (json!({"x": [{"exists": true}]}), true),
            (json!({"y": [{"exists": false}]}), true),
            (json!({"y": {"z": [{"exists": false}]}}), true),
            (json!({"ip": [{"cidr": "10.0.0.0/24"}]}), true),
            (json!({"ip": [{"cidr": "10.0.1.0/24"}]}), false),
            (json!({"a": ["b"], "t": [true]}), false),
            (json!({"$or": [{"a": ["b"]}, {"t": [true]}]}), true),
            (
                json!({"n": [42.5], "$or": [{"a": ["b"]}, {"t": [false]}]}),
                false,
            ),
        ] {
            assert_eq!(takes(pattern.clone(), event.clone()), expected, "{pattern}");
        }
    }

    /// Recorded with DynamoDB's records: an attribute is no leaf, the value in it is one.
    #[test]
    fn an_attribute_is_filtered_by_its_type() {
        let record = json!({"dynamodb": {"NewImage": {"k": {"S": "v"}, "n": {"N": "101"}}}});
        let of_image = |image: Value| json!({"dynamodb": {"NewImage": image}});
        for (image, expected) in [
            (json!({"k": {"S": ["v"]}}), true),
            (json!({"k": ["v"]}), false),
            (json!({"k": {"S": [{"exists": true}]}}), true),
            (json!({"k": [{"exists": true}]}), false),
            (json!({"k": [{"exists": false}]}), true),
            (
                json!({"n": {"N": [{"numeric": [">", 100]}, {"anything-but": "101"}]}}),
                false,
            ),
        ] {
            assert_eq!(
                takes(of_image(image.clone()), record.clone()),
                expected,
                "{image}"
            );
        }
    }

    #[test]
    fn fields_of_one_array_element_have_to_fit_together() {
        let event = json!({"d": [{"a": 1, "b": 2}, {"a": 3, "b": 4}]});
        assert!(takes(json!({"d": {"a": [3], "b": [4]}}), event.clone()));
        assert!(!takes(json!({"d": {"a": [1], "b": [4]}}), event));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in [
            "",
            "\"single-string\"",
            "[]",
            "{}",
            r#"{"a": 1}"#,
            r#"{"a": "b"}"#,
            r#"{"a": []}"#,
            r#"{"a": {}}"#,
            r#"{"a": [{"EXISTS": true}]}"#,
            r#"{"a": [{"exists": "yes"}]}"#,
            r#"{"a": [{"prefix": 1}]}"#,
            r#"{"a": [{"suffix": ["x"]}]}"#,
            r#"{"a": [{"numeric": []}]}"#,
            r#"{"a": [{"numeric": ["=="]}]}"#,
            r#"{"a": [{"numeric": [">", "1"]}]}"#,
            r#"{"a": [{"numeric": ["<", 1, ">", 0]}]}"#,
            r#"{"a": [{"wildcard": "a**b"}]}"#,
            r#"{"a": [{"anything-but": [null]}]}"#,
            r#"{"a": [{"anything-but": {"prefix": ""}}]}"#,
            r#"{"a": [{"cidr": "10.0.0.0"}]}"#,
            r#"{"a": [{"prefix": "x", "suffix": "y"}]}"#,
            r#"{"eventName": ["INSERT"=123}"#,
        ] {
            assert_eq!(EventPattern::parse(text), None, "{text}");
        }
    }
}

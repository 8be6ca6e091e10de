//! TestMetricFilter: which of some messages a filter pattern matches.

use serde_json::{Map, Value, json};

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::error;
use crate::logs::input::Input;
use crate::logs::pattern::Pattern;
use crate::logs::reply::Reply;

/// API reference, TestMetricFilter.
///
/// Errors: InvalidParameterException.
pub(in crate::logs) fn test_metric_filter(
    _: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let pattern = input.text("filterPattern", 0, 1024)?;
    let pattern = input.must("filterPattern", pattern);
    let messages = input.texts("logEventMessages", [1, 50], [1, usize::MAX])?;
    let messages = input.must("logEventMessages", messages);
    input.finish()?;
    let pattern = Pattern::parse(&pattern.unwrap_or_default());
    let pattern = pattern.map_err(|problem| error::invalid_parameter(problem.to_string()))?;
    let messages = messages.unwrap_or_default();
    let matches: Vec<Value> = messages
        .iter()
        .enumerate()
        .filter(|(_, message)| pattern.matches(message))
        .map(|(at, message)| {
            let extracted = pattern.extracted(message).into_iter();
            let extracted = extracted.map(|(name, text)| (name, Value::from(text)));
            json!({
                "eventNumber": at + 1,
                "eventMessage": message,
                "extractedValues": extracted.collect::<Map<_, _>>(),
            })
        })
        .collect();
    Ok(Reply::Json(json!({ "matches": matches })))
}

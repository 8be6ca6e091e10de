//! Whole bodies: the first byte chooses the operation.

use crate::with_door;

const OPERATIONS: [&str; 20] = [
    "BatchExecuteStatement",
    "BatchGetItem",
    "BatchWriteItem",
    "CreateGlobalTable",
    "DescribeTable",
    "ExecuteTransaction",
    "GetItem",
    "ListTables",
    "ListTagsOfResource",
    "PutItem",
    "Query",
    "RestoreTableToPointInTime",
    "Scan",
    "TagResource",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
    "UpdateTable",
    "UpdateTimeToLive",
    "UpdateContinuousBackups",
];

pub fn run(input: &[u8]) {
    if let Some((first, body)) = input.split_first() {
        let operation = OPERATIONS[usize::from(*first) % OPERATIONS.len()];
        with_door(|door| {
            door.dynamodb(operation, body);
        });
    }
}

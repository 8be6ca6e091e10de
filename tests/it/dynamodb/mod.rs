//! Tests of dynamodb through the front door.

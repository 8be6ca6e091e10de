//! What AWS says about PartiQL statements.
//!
//! Sources: the Parity Suite's PartiQL files (recorded in October 2026, us-east-1 among the regions)
//! and answers captured from eu-west-2 in September 2026 that public emulators' suites assert. What
//! neither has is DynamoDB Local's text.

use std::fmt::Display;

use http::StatusCode;

use super::wording::{invalid_parameter, validation};
use crate::aws::error::AwsError;

/// A statement that the parser cannot read. AWS tells nothing after the colon of what it cannot
/// even cut into tokens.
pub(crate) fn not_well_formed(detail: &str) -> AwsError {
    validation(format!(
        "Statement wasn't well formed, can't be processed: {detail}"
    ))
}

pub(crate) const LEFTOVER: &str = "Unexpected token after expression";
pub(crate) const UNEXPECTED_TERM: &str = "Unexpected term";
pub(crate) const UNEXPECTED_KEYWORD: &str = "Unexpected keyword";
pub(crate) const UNEXPECTED_OPERATOR: &str = "Unexpected operator";
pub(crate) const NO_RIGHT_SIDE: &str = "Missing right-hand side expression of infix operator";
pub(crate) const NO_TYPE_NAME: &str = "Expected type name";
pub(crate) const NO_MANIPULATION: &str = "Expected data manipulation";
pub(crate) const NO_SIMPLE_PATH: &str = "Expected identifier for simple path";
pub(crate) const INVALID_DOT_COMPONENT: &str = "Invalid path dot component";

/// What comes next has to be a token of this name.
pub(crate) fn expected(token: &str) -> AwsError {
    not_well_formed(&format!("Expected {token}"))
}

pub(crate) fn aliasing() -> AwsError {
    validation("Aliasing is not supported")
}

/// `at` is `line:column:length` here and below.
pub(crate) fn unsupported_clause(clause: &str, at: impl Display) -> AwsError {
    validation(format!("Unsupported clause: {clause} at {at}"))
}

/// An expression that stands where a statement should.
pub(crate) fn unsupported_operation(node: &str) -> AwsError {
    validation(format!("Unsupported operation: {node}"))
}

pub(crate) fn unrecognized_function(name: &str, at: impl Display) -> AwsError {
    validation(format!("Unrecognized function: {name} at {at}"))
}

/// What no projection can show.
pub(crate) fn unexpected_path_component(at: impl Display) -> AwsError {
    validation(format!("Unexpected path component at {at}"))
}

pub(crate) fn select_value() -> AwsError {
    validation("Select projection doesn't support value or pivot keywords")
}

pub(crate) fn star_with_others() -> AwsError {
    validation("Other attributes should not be present in the projection when '*' is used.")
}

pub(crate) fn repeated_column(name: &str) -> AwsError {
    validation(format!("Duplicate identifiers in select clause: {name}"))
}

pub(crate) fn index_out_of_range(index: &str, at: impl Display) -> AwsError {
    validation(format!(
        "List index is not within the allowable range; index: [{index}] at {at}"
    ))
}

pub(crate) fn wildcard_path() -> AwsError {
    validation("Wildcard path component like a[*].b are not supported")
}

pub(crate) fn unpivot_path() -> AwsError {
    validation("Unpivot path component like a.*.b are not supported")
}

pub(crate) fn several_sources() -> AwsError {
    validation("Only select from a single table or index is supported.")
}

pub(crate) fn empty_path_component() -> AwsError {
    validation("Path component cannot be an empty string")
}

pub(crate) fn long_source_path() -> AwsError {
    validation("A path may contain at most 2 components in the FROM clause")
}

pub(crate) fn list_in_source() -> AwsError {
    validation("Invalid list expression in source.")
}

pub(crate) fn invalid_table_name() -> AwsError {
    validation(
        "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', \
         '-', '_', '.'.",
    )
}

/// An index in INSERT.
pub(crate) fn insert_into_index() -> AwsError {
    validation("FROM clause may only contain a single table name in data manipulation statements")
}

/// An index in UPDATE or DELETE.
pub(crate) fn write_on_index() -> AwsError {
    validation("This operation is not supported on an index")
}

pub(crate) fn insert_of_several() -> AwsError {
    validation(
        "Unsupported operation: Inserting multiple items in a single statement is not supported, \
         use \"INSERT INTO tableName VALUE item\" instead",
    )
}

pub(crate) fn insert_of_no_struct() -> AwsError {
    validation(
        "Unsupported format in item expression. Please use struct format {...} to express item \
         values for insert statement.",
    )
}

pub(crate) fn insert_returning() -> AwsError {
    validation("RETURNING is not supported in INSERT")
}

/// `variant` such as `MODIFIED OLD`.
pub(crate) fn delete_returning(variant: &str) -> AwsError {
    validation(format!(
        "Invalid returning clause: RETURNING {variant} *. Only RETURNING ALL OLD * is allowed in \
         DELETE statements."
    ))
}

pub(crate) fn returning_syntax() -> AwsError {
    validation("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause")
}

/// EXISTS outside of ExecuteTransaction.
pub(crate) fn exists_outside_of_transaction() -> AwsError {
    validation("EXISTS can only be used in ExecuteTransaction write requests.")
}

// Values.

/// `path` such as `root.a[0]`, here and below.
pub(crate) fn number_literal(problem: impl Display, path: &str) -> AwsError {
    validation(format!("{problem} under {path}"))
}

pub(crate) fn literal_too_deep(path: &str) -> AwsError {
    validation(format!(
        "Nesting Levels have exceeded supported limits under {path}"
    ))
}

pub(crate) fn unsupported_value(kind: &str, path: &str, at: impl Display) -> AwsError {
    validation(format!(
        "Unsupported data type: {kind} under key {path} at {at}"
    ))
}

pub(crate) fn empty_bag() -> AwsError {
    validation("Empty bags are not supported")
}

pub(crate) fn mixed_bag() -> AwsError {
    validation(
        "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags",
    )
}

pub(crate) fn repeated_strings(members: &[String]) -> AwsError {
    invalid_parameter(format_args!(
        "Input collection [{}] contains duplicates.",
        members.join(", ")
    ))
}

/// The mark and the path are AWS's.
pub(crate) fn repeated_numbers(members: &[&str], path: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Input collection [{}] contains duplicates! under {path}",
        members.join(", ")
    ))
}

pub(crate) fn struct_key_type(kind: &str, path: &str) -> AwsError {
    validation(format!(
        "Tuple keys must be of type String. Actual type: {kind} under {path}"
    ))
}

pub(crate) fn repeated_struct_key(key: &str, path: &str) -> AwsError {
    validation(format!("Duplicate keys in tuple. Key: {key} under {path}"))
}

pub(crate) fn missing_as_value() -> AwsError {
    validation("MISSING must be compared using IS operator")
}

pub(crate) fn parameter_count() -> AwsError {
    validation("Number of parameters in request and statement don't match.")
}

// Conditions.

pub(crate) fn where_is_no_condition() -> AwsError {
    validation("WHERE clause must contain an expression that resolves to a boolean")
}

pub(crate) fn joined_is_no_condition() -> AwsError {
    validation("The arguments to AND/OR must be Expressions")
}

pub(crate) fn negated_is_no_condition() -> AwsError {
    validation("The argument to NOT must be a Type or Expression")
}

pub(crate) fn condition_operator(operator: &str) -> AwsError {
    validation(format!(
        "Unsupported operator in Condition Expression. Operator: {operator}"
    ))
}

pub(crate) fn in_without_list() -> AwsError {
    validation(
        "IN operator must have a left hand argument of type Variable Reference and right hand \
         argument of type Seq with at least one member",
    )
}

pub(crate) fn is_operand() -> AwsError {
    validation("The left hand side argument to IS must be a Variable Reference, Literal, or Path")
}

pub(crate) fn is_type(name: &str) -> AwsError {
    validation(format!(
        "Unsupported data type for IS operator: {name}. Supported data types are [MISSING, NULL, \
         BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]"
    ))
}

/// AWS prints a Java set, in another order than for a condition expression.
pub(crate) fn unknown_type(name: &str) -> AwsError {
    validation(format!(
        "Invalid attribute type name found; type: {name}, valid types: \
         {{N,BS,L,B,NULL,M,S,SS,NS,BOOL}}"
    ))
}

// Updates.

pub(crate) fn update_operator(operator: &str) -> AwsError {
    validation(format!(
        "Unsupported operator in Update Expression. Operator: {operator}"
    ))
}

pub(crate) fn is_in_update() -> AwsError {
    validation("IS operator is not supported in update expressions")
}

/// `function` is `SET_ADD` or `SET_DELETE`, here and below.
pub(crate) fn set_function_count(function: &str, at: impl Display) -> AwsError {
    validation(format!(
        "{function} must have exactly two arguments at {at}"
    ))
}

pub(crate) fn set_function_target(function: &str, at: impl Display) -> AwsError {
    validation(format!(
        "The first argument to {function} must equal the assignment value at {at}"
    ))
}

pub(crate) fn set_function_value(function: &str, at: impl Display) -> AwsError {
    validation(format!(
        "The second argument to {function} must be a value with type SET at {at}"
    ))
}

// Keys and reads.

/// A write whose WHERE does not name one item.
pub(crate) fn incomplete_key() -> AwsError {
    validation("Where clause does not contain a mandatory equality on all key attributes")
}

pub(crate) fn several_keys(name: &str) -> AwsError {
    validation(format!(
        "Multiple conditions on same key {name}. Only single item Update/Insert/Delete are \
         supported"
    ))
}

pub(crate) fn key_type_mismatch(name: &str) -> AwsError {
    validation(format!(
        "Key attribute's data type should match its data type in table's schema: Key {name}"
    ))
}

/// Unlike Query's sentence, it does not name the index.
pub(crate) fn unknown_index() -> AwsError {
    validation("The table does not have the specified index")
}

/// Said of an index alone, whatever it says.
pub(crate) fn multi_attribute_index() -> AwsError {
    validation(
        "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or \
         multi-attribute RANGE keys.",
    )
}

pub(crate) fn consistent_read_on_global_index() -> AwsError {
    validation("Strongly consistent read is not supported on Global Secondary Indexes")
}

pub(crate) fn filter_not_projected(index: &str, names: &[&str]) -> AwsError {
    invalid_parameter(format_args!(
        "Secondary index {index} does not project one or more filter attributes: [{}]",
        names.join(", ")
    ))
}

pub(crate) fn overlapping_ranges() -> AwsError {
    validation("Overlapping conditions with range keys are not supported in where clause")
}

pub(crate) fn too_many_reads() -> AwsError {
    validation("Too many decomposed read operations for a given query.")
}

pub(crate) fn order_without_where() -> AwsError {
    validation("Must have WHERE clause in the statement when using ORDER BY clause.")
}

pub(crate) fn order_without_key() -> AwsError {
    validation(
        "Must have at least one non-optional hash key condition in WHERE clause when using ORDER \
         BY clause.",
    )
}

pub(crate) fn order_by_attribute(name: &str) -> AwsError {
    validation(format!(
        "Attribute {name} in ORDER BY clause must be part of the primary key"
    ))
}

pub(crate) fn order_of_several_partitions() -> AwsError {
    validation(
        "Must have hash key in ORDER BY clause when more than one hash key condition specified in \
         WHERE clause.",
    )
}

pub(crate) fn order_by_expression(kind: &str) -> AwsError {
    validation(format!(
        "Argument to ORDER BY must be of type VariableReference. Type: {kind}"
    ))
}

pub(crate) fn invalid_next_token() -> AwsError {
    validation("Invalid NextToken")
}

pub(crate) fn next_token_mismatch() -> AwsError {
    validation("NextToken does not match request")
}

// Writes, batches and transactions.

/// INSERT where there is an item already.
pub(crate) fn duplicate_item() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "DuplicateItemException",
        DUPLICATE_ITEM,
    )
}

pub(crate) const DUPLICATE_ITEM: &str = "Duplicate primary key exists in table";

/// `operation` is the API that wants a read to name its item and nothing else.
pub(crate) fn read_without_key(operation: &str) -> AwsError {
    validation(format!(
        "Select statements within {operation} must specify the primary key in the where clause."
    ))
}

pub(crate) fn reads_and_writes_in_transaction() -> AwsError {
    validation(
        "ExecuteTransaction API does not support both read and write operations in the same \
         request.",
    )
}

pub(crate) fn reads_and_writes_in_batch() -> AwsError {
    validation("Read and write requests together in the same batch is not supported.")
}

pub(crate) fn index_read_in_transaction() -> AwsError {
    validation("Reads on indices are not supported within transactions.")
}

pub(crate) fn index_check_in_transaction() -> AwsError {
    validation("Operations on indices are not supported in transactions")
}

pub(crate) fn returning_in_transaction() -> AwsError {
    validation("RETURNING clause is not supported in ExecuteTransaction.")
}

pub(crate) fn exists_without_condition() -> AwsError {
    validation("EXISTS() must contain a single item read with additional condition")
}

/// A statement of a transaction that is refused for itself; `at` counts from 0.
pub(crate) fn in_transaction(at: usize, error: &AwsError) -> AwsError {
    validation(format!(
        "Validation failed in TransactStatements[{at}]: {}",
        error.message().unwrap_or_default()
    ))
}

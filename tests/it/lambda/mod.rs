//! Tests of lambda through the front door.

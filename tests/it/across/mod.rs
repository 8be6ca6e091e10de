//! Tests of across through the front door.

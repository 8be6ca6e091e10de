//! Tests of gateway through the front door.

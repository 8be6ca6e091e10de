//! Tests of s3 through the front door.

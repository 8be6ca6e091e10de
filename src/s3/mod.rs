//! S3: buckets and objects, in this process.

mod attributes;
mod body;
mod checksum;
mod conditions;
mod configuration;
mod configuration_set;
mod copy_source;
mod cors;
mod document;
mod element;
mod error;
mod exchange;
mod found;
mod header_text;
mod names;
mod notification;
mod object_lock;
mod object_tags;
mod objects;
mod ops;
mod owner;
mod page;
mod policy;
mod post_form;
mod post_policy;
mod protocol;
mod query;
mod range;
mod read_object;
mod representation;
mod schema;
mod service;
mod settings;
mod tags;
mod token;

pub(crate) use service::S3;

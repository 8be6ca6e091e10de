//! Requests as JSON into shapes, and shapes into answers.

pub(crate) mod account_settings;
pub(crate) mod alias;
pub(crate) mod capacity_provider;
pub(crate) mod code;
pub(crate) mod code_signing;
pub(crate) mod concurrency;
pub(crate) mod create_function;
pub(crate) mod event_invoke;
pub(crate) mod event_source_mapping;
pub(crate) mod function_configuration;
pub(crate) mod function_recursion_config;
pub(crate) mod function_url;
pub(crate) mod get_function;
pub(crate) mod invoke;
pub(crate) mod layer;
pub(crate) mod lists;
pub(crate) mod member;
pub(crate) mod policy;
pub(crate) mod provisioned_concurrency_config;
pub(crate) mod publish_version;
pub(crate) mod response_stream;
pub(crate) mod runtime_management_config;
pub(crate) mod settings;
pub(crate) mod tags;
pub(crate) mod update_function_code;
pub(crate) mod update_function_configuration;

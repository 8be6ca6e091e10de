//! What makes an application of the web a handler, for executors to bring into environments.

/// A module of Python, `ruststack_application`.
pub(crate) const PYTHON_APPLICATION: &str = include_str!("application.py");
/// Another, `ruststack_libraries`: which libraries it can have loaded before its code is.
pub(crate) const PYTHON_LIBRARIES: &str = include_str!("libraries.py");

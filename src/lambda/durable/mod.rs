//! Durable executions: functions that remember their steps, wait without running, and go on where they
//! were (Developer Guide, "Lambda durable functions").
//!
//! `execution` and what it is made of are pure: updates, timers and answers change it, and it says what
//! is due. `executions` keeps all of a world's; `drive` runs functions for them.

pub(crate) mod admission;
pub(crate) mod arn;
pub(crate) mod asked;
pub(crate) mod callback;
pub(crate) mod chained;
pub(crate) mod checkpoint;
pub(crate) mod config;
pub(crate) mod drive;
pub(crate) mod execution;
pub(crate) mod executions;
pub(crate) mod history;
pub(crate) mod invocation;
pub(crate) mod judgement;
pub(crate) mod operation;
pub(crate) mod page;
pub(crate) mod pause;
pub(crate) mod pieces;
pub(crate) mod timers;
pub(crate) mod token;
pub(crate) mod update;

//! Drives executions: invokes their functions when they are due, and hands on what they come to.

use std::pin::Pin;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use tokio::task::JoinHandle;

use super::chained::{Chained, Outcome};
use super::execution::{Beginning, Execution, ExecutionStatus, PAYLOAD_BYTES_MAX};
use super::executions::{Checkpointed, Executions, Step};
use super::invocation::Launch;
use super::judgement::Ran;
use super::update::Update;
use crate::aws::error::AwsError;
use crate::lambda::durable::admission::admit_as;
use crate::lambda::error;
use crate::lambda::functions::event_invoke::Destinations;
use crate::lambda::functions::registry::Runnable;
use crate::lambda::invoke::destination::{Condition, Ending, Teller};
use crate::lambda::invoke::invocation::{Invocation, InvocationResult};
use crate::lambda::invoke::invoker::{Invoker, ended};
use crate::lambda::invoke::shared::Shared;
use crate::lambda::name::FunctionName;
use crate::lambda::tenancy;
use crate::lambda::wire::error_object::ErrorObject;

/// An invocation under way.
type Run = Pin<Box<dyn Future<Output = Ran> + Send>>;

impl Invoker {
    pub(crate) fn executions(&self) -> &Arc<Executions> {
        &self.0.executions
    }

    /// Begins a durable execution, or joins the one of its name, and waits for its end.
    ///
    /// Errors: those of [`admit_as`], InvalidParameterValueException for a tenant,
    /// DurableExecutionAlreadyStartedException, TooManyRequestsException.
    pub(crate) fn begin_durable(
        &self,
        runnable: &Runnable,
        invocation: &Invocation,
    ) -> Result<JoinHandle<Result<InvocationResult, AwsError>>, AwsError> {
        let execution = self.start_durable(runnable, invocation, true)?;
        let executions = Arc::clone(self.executions());
        Ok(tokio::spawn(async move {
            let id = execution.head.id.clone();
            while let Some((execution, news)) = executions.watch(&id) {
                let Some(mut news) = news else {
                    return Ok(result_of(&execution));
                };
                // Its end is told by the end of news.
                let _ = news.changed().await;
            }
            Err(error::invoke::service("the execution is given up"))
        }))
    }

    /// Begins a durable execution, or finds the one of its name. Errors as [`Invoker::begin_durable`].
    pub(crate) fn start_durable(
        &self,
        runnable: &Runnable,
        invocation: &Invocation,
        synchronous: bool,
    ) -> Result<Arc<Execution>, AwsError> {
        let version = &runnable.version;
        admit_as(version, &invocation.invoked_function_arn, synchronous)?;
        tenancy::admit(version, invocation.tenant_id.as_deref())?;
        let config = version.durable.clone();
        let config = config.ok_or_else(error::durable::name_without_durability)?;
        let clock = &self.0.clock;
        let name = invocation.durable_name.clone();
        let (execution, is_new) = self.executions().begin(Beginning {
            scope: version.scope.clone(),
            function: version.name.clone(),
            version: version.version.clone(),
            name: name.unwrap_or_else(|| clock.uuid()),
            id: clock.uuid(),
            config,
            synchronous,
            tenant_id: invocation.tenant_id.clone(),
            trace_id: Some(
                invocation
                    .trace_id
                    .clone()
                    .unwrap_or_else(|| self.trace_id()),
            ),
            parent: None,
            input: Some(String::from_utf8_lossy(&invocation.payload).into_owned()),
        })?;
        if is_new {
            self.follow(&execution.head.id);
        }
        Ok(execution)
    }

    /// Goes on with all executions of an earlier run.
    pub(crate) fn go_on_with_executions(&self) {
        let executions = Arc::downgrade(self.executions());
        self.0.activity.ask(move |_| {
            let executions = executions.upgrade();
            executions.map(|own| own.works()).unwrap_or_default()
        });
        for id in self.executions().running() {
            self.go_on_with_chained(&id);
            self.follow(&id);
        }
    }

    /// Does what a checkpoint says. Errors: InvalidParameterValueException.
    pub(crate) fn checkpoint(
        &self,
        id: &str,
        token: &str,
        client_token: Option<String>,
        updates: Vec<Update>,
    ) -> Result<Checkpointed, AwsError> {
        let (executions, registry) = (self.executions(), &self.0.registry);
        let mut done = executions.checkpoint(id, token, client_token, updates, registry)?;
        for child in &done.children {
            self.follow(child);
        }
        for chained in std::mem::take(&mut done.functions) {
            self.invoke_chained(chained);
        }
        Ok(done)
    }

    /// Drives an execution from now on, to its end.
    fn follow(&self, id: &str) {
        let shared = Arc::downgrade(&self.0);
        tokio::spawn(drive(shared, id.to_owned()));
    }

    fn launch(&self, launch: Launch) -> Run {
        let invoker = self.clone();
        Box::pin(async move {
            match invoker.run_launch(launch).await {
                Ok(result) if result.failed => Ran::Failed(result.payload),
                Ok(result) => Ran::Answered(result.payload),
                Err(refused) => Ran::Refused(refused),
            }
        })
    }

    /// Runs the version that the execution began with, as its configuration is now.
    async fn run_launch(&self, launch: Launch) -> Result<InvocationResult, AwsError> {
        let registry = &self.0.registry;
        let name = FunctionName::parse(&launch.function)?;
        let version = Some(launch.version.as_str());
        let runnable = registry.resolve(&launch.scope, &name, version, &self.0.clock)?;
        let arn = format!("{}:{}", runnable.version.arn(), launch.version);
        let invocation = Invocation {
            trace_id: launch.trace_id,
            tenant_id: launch.tenant_id,
            ..Invocation::new(launch.request_id, arn, launch.event)
        };
        ended(self.begin_run(runnable, invocation)?.await)
    }

    /// Invokes a function that is not durable for an execution.
    fn invoke_chained(&self, chained: Chained) {
        let what = format!("{} for {}", chained.invoked_arn, chained.parent);
        let working = self.0.activity.begin("chained invocation", what);
        let invoker = self.clone();
        tokio::spawn(async move {
            let (parent, operation) = (chained.parent.clone(), chained.operation.clone());
            let outcome = invoker.run_chained(chained).await;
            invoker.executions().change(&parent, |own, now_ms| {
                own.finish_chained(&operation, None, outcome, now_ms);
            });
            drop(working);
        });
    }

    async fn run_chained(&self, chained: Chained) -> Outcome {
        let payload = chained.input.unwrap_or_else(|| "{}".to_owned());
        let arn = chained.invoked_arn;
        let id = self.0.clock.uuid();
        let invocation = Invocation {
            trace_id: chained.trace_id,
            tenant_id: chained.tenant_id,
            ..Invocation::new(id, arn, Bytes::from(payload))
        };
        let run = match self.begin_run(chained.runnable, invocation) {
            Ok(run) => ended(run.await),
            Err(refused) => Err(refused),
        };
        match run {
            Ok(result) if result.failed => {
                Outcome::failed(ErrorObject::of_failure(&result.payload))
            }
            Ok(result) if result.payload.len() > PAYLOAD_BYTES_MAX => {
                let message = format!(
                    "CHAINED_INVOKE output payload size must be less than or equal to \
                     {PAYLOAD_BYTES_MAX} bytes."
                );
                Outcome::failed(ErrorObject::of_message(message))
            }
            Ok(result) => match String::from_utf8(result.payload.to_vec()) {
                Ok(text) => Outcome::succeeded(Some(text).filter(|text| !text.is_empty())),
                Err(_) => Outcome::failed(ErrorObject::of_message(
                    "CHAINED_INVOKE response could not be decoded as UTF-8.",
                )),
            },
            Err(refused) => Outcome::refused(&refused),
        }
    }

    /// Goes on with what the functions of an earlier run were to come to: those that are not durable run
    /// again.
    fn go_on_with_chained(&self, id: &str) {
        let executions = self.executions();
        let Some(execution) = executions.get(id) else {
            return;
        };
        for (place, child) in execution.chained_at_work() {
            let Some((operation, _)) = execution.operations.get(&place).map(|own| (&own.id, ()))
            else {
                continue;
            };
            let outcome = match &child {
                Some(child) => match executions.get(child) {
                    Some(child) => Outcome::of(&child),
                    None => Some(Outcome::refused(&error::durable::execution_missing())),
                },
                None => match execution.chained(place, &self.0.registry, &self.0.clock) {
                    Some(Ok(chained)) => {
                        self.invoke_chained(chained);
                        None
                    }
                    Some(Err(refused)) => Some(Outcome::refused(&refused)),
                    None => None,
                },
            };
            if let Some(outcome) = outcome {
                executions.change(id, |own, now_ms| {
                    own.finish_chained(operation, child.as_deref(), outcome, now_ms);
                });
            }
        }
    }

    /// Tells the end of an execution to the one that has started it, or to a dead-letter queue.
    async fn tell_end(&self, id: &str) {
        let Some((execution, _)) = self.executions().watch(id) else {
            return;
        };
        let head = &execution.head;
        if let (Some(parent), Some(outcome)) = (&head.parent, Outcome::of(&execution)) {
            self.executions().change(&parent.id, |own, now_ms| {
                own.finish_chained(&parent.operation, Some(id), outcome, now_ms);
            });
        } else if !head.synchronous && head.status != ExecutionStatus::Succeeded {
            self.bury(&execution).await;
        }
    }

    /// Developer Guide, "Invoking durable Lambda functions": dead-letter queues get the events of
    /// executions that failed, destinations are told nothing.
    async fn bury(&self, execution: &Execution) {
        let head = &execution.head;
        let Ok(name) = FunctionName::parse(&head.function) else {
            return;
        };
        let version = Some(head.version.as_str());
        let found = self.0.registry.find(&head.scope, &name, version);
        let Some(dead_letter) = found
            .ok()
            .and_then(|own| own.configuration.version.dead_letter.clone())
        else {
            return;
        };
        let arn = execution.arn();
        let function_arn = arn.split('/').next().unwrap_or_default().to_owned();
        let input = execution.input().unwrap_or_default().to_owned();
        let teller = Teller {
            bus: self.0.bus.clone(),
            clock: self.0.clock.clone(),
            scope: head.scope.clone(),
            destinations: Destinations::default(),
            dead_letter: Some(dead_letter),
            invocation: Invocation::new(head.id.clone(), function_arn, Bytes::from(input)),
        };
        let ending = Ending {
            condition: Condition::RetriesExhausted,
            attempts: 1,
            result: Some(result_of(execution)),
        };
        teller.tell(&ending).await;
    }
}

/// What the caller of an execution gets that has ended.
fn result_of(execution: &Execution) -> InvocationResult {
    let head = &execution.head;
    let failed = head.status != ExecutionStatus::Succeeded;
    let payload = match failed {
        true => head.error.clone().unwrap_or_default().as_failure(),
        false => head
            .result
            .clone()
            .unwrap_or_else(|| "null".to_owned())
            .into_bytes(),
    };
    InvocationResult {
        payload: Bytes::from(payload),
        failed,
        log_tail: None,
        executed_version: head.version.clone(),
        durable_execution_arn: Some(execution.arn()),
    }
}

/// Lasts as long as the execution, or as somebody else has the invoker.
async fn drive(shared: Weak<Shared>, id: String) {
    let mut run: Option<(String, Run)> = None;
    loop {
        let Some(invoker) = shared.upgrade().map(Invoker) else {
            return;
        };
        let Some(step) = invoker.executions().step(&id) else {
            return;
        };
        let (moment, mut news) = match step {
            Step::Invoke(launch) => {
                run = Some((launch.request_id.clone(), invoker.launch(launch)));
                continue;
            }
            Step::Wait(moment, news) => (moment, news),
            Step::Ended => {
                invoker.tell_end(&id).await;
                invoker.executions().told(&id);
                if let Some((request_id, run)) = run {
                    let ran = run.await;
                    invoker.executions().change(&id, |own, now_ms| {
                        own.answered(&request_id, ran, now_ms);
                    });
                }
                return;
            }
        };
        let clock = invoker.0.clock.clone();
        drop(invoker);
        let at_moment = async {
            match moment {
                Some(moment) => clock.sleep_until_ms(moment).await,
                None => std::future::pending().await,
            }
        };
        let running = async {
            match &mut run {
                Some((request_id, run)) => (request_id.clone(), run.await),
                None => std::future::pending().await,
            }
        };
        let (request_id, ran) = tokio::select! {
            ran = running => ran,
            _ = news.changed() => continue,
            () = at_moment => continue,
        };
        run = None;
        let Some(invoker) = shared.upgrade().map(Invoker) else {
            return;
        };
        invoker.executions().change(&id, |own, now_ms| {
            own.answered(&request_id, ran, now_ms);
        });
    }
}

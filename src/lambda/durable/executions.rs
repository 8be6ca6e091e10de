//! All durable executions of a world.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use imbl::OrdMap;
use tokio::sync::watch;

use super::chained::Chained;
use super::execution::{Beginning, Execution, Parent, Replay};
use super::invocation::{Launch, Next};
use super::operation::Operation;
use super::token::CheckpointToken;
use super::update::Update;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::bus::activity::{Activity, Work};
use crate::clock::Clock;
use crate::lambda::error::durable as refuse;
use crate::lambda::functions::registry::Registry;

/// Those that have ended give way to new ones; those that run do not.
const EXECUTIONS_MAX: usize = 10_000;

/// Engines change under one lock, which is held for one change each.
pub(crate) struct Executions {
    clock: Clock,
    activity: Arc<Activity>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    all: DurableImage,
    /// Of those that run: told after every change, dropped at their ends.
    news: HashMap<String, watch::Sender<()>>,
    /// The ids of all, by where their functions are and what they are called.
    names: BTreeMap<(Scope, String, String), String>,
    /// The ids of those whose end somebody is still to be told.
    untold: HashSet<String>,
    is_closed: bool,
}

/// All of them at one moment, by their ids. Cloning it costs a pointer.
#[derive(Clone, Debug, Default)]
pub(crate) struct DurableImage(pub(super) OrdMap<String, Arc<Execution>>);

/// What whoever drives an execution does next.
pub(crate) enum Step {
    Invoke(Launch),
    /// Until a moment, or until there is news.
    Wait(Option<i64>, watch::Receiver<()>),
    Ended,
}

/// What a checkpoint has come to.
#[derive(Debug)]
pub(crate) struct Checkpointed {
    /// `None` when the execution has ended.
    pub(crate) token: Option<String>,
    /// What the function has not been told yet.
    pub(crate) operations: Vec<Arc<Operation>>,
    /// Executions that it has started, by their ids.
    pub(crate) children: Vec<String>,
    /// Functions that are to be invoked.
    pub(crate) functions: Vec<Chained>,
}

impl Executions {
    /// Begins with the executions of an image. Whatever was at work then is to begin anew.
    pub(crate) fn restored(image: &DurableImage, clock: Clock, activity: &Arc<Activity>) -> Self {
        let mut state = State::default();
        for execution in image.0.values().filter(|own| !own.head.deleting) {
            let mut execution = Execution::clone(execution);
            execution.revive();
            state.put(Arc::new(execution));
        }
        Self {
            clock,
            activity: Arc::clone(activity),
            state: Mutex::new(state),
        }
    }

    pub(crate) fn image(&self) -> DurableImage {
        self.state().all.clone()
    }

    /// Those that run, by their ids.
    pub(crate) fn running(&self) -> Vec<String> {
        self.state().news.keys().cloned().collect()
    }

    /// An execution that is still remembered.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Execution>> {
        let now_ms = self.clock.unix_ms();
        let state = self.state();
        let found = state.all.0.get(id);
        found
            .filter(|own| !is_forgotten(own, now_ms))
            .map(Arc::clone)
    }

    /// Those of a function that are still remembered, from the oldest on.
    pub(crate) fn of_function(&self, scope: &Scope, function: &str) -> Vec<Arc<Execution>> {
        let now_ms = self.clock.unix_ms();
        let all = self.image();
        let is_own = |own: &&Arc<Execution>| {
            own.head.function == function && own.head.scope == *scope && !is_forgotten(own, now_ms)
        };
        let mut own: Vec<_> = all.0.values().filter(is_own).map(Arc::clone).collect();
        own.sort_by(|a, b| {
            let key = |own: &Execution| (own.head.started_ms, own.head.id.clone());
            key(a).cmp(&key(b))
        });
        own
    }

    /// Begins an execution, or finds the one that has its name, its version and its input; whether it is
    /// new.
    ///
    /// Errors: DurableExecutionAlreadyStartedException; TooManyRequestsException.
    pub(crate) fn begin(&self, beginning: Beginning) -> Result<(Arc<Execution>, bool), AwsError> {
        let now_ms = self.clock.unix_ms();
        let mut state = self.state();
        state.forget(now_ms);
        let name = named(&beginning.scope, &beginning.function, &beginning.name);
        if let Some(own) = state.names.get(&name).and_then(|id| state.all.0.get(id)) {
            let is_same =
                own.head.version == beginning.version && own.input() == beginning.input.as_deref();
            return match is_same {
                true => Ok((Arc::clone(own), false)),
                false => Err(refuse::already_started(&own.arn())),
            };
        }
        state.make_room()?;
        let execution = Arc::new(Execution::begin(beginning, now_ms));
        state.put(Arc::clone(&execution));
        drop(state);
        self.activity.note();
        Ok((execution, true))
    }

    /// Changes an execution; `None` where there is none.
    pub(crate) fn change<T>(
        &self,
        id: &str,
        change: impl FnOnce(&mut Execution, i64) -> T,
    ) -> Option<T> {
        let now_ms = self.clock.unix_ms();
        let changed = self.state().change(id, |own| change(own, now_ms));
        self.activity.note();
        changed
    }

    /// What is to be done for an execution now; `None` when nobody is to do it.
    pub(crate) fn step(&self, id: &str) -> Option<Step> {
        let now_ms = self.clock.unix_ms();
        let mut state = self.state();
        if state.is_closed {
            return None;
        }
        let step = state.change(id, |own| match own.next(now_ms) {
            Next::Invocation => Some(Step::Invoke(own.invoke(self.clock.uuid(), now_ms))),
            _ => None,
        })?;
        let step = step.unwrap_or_else(|| match state.news.get(id) {
            Some(news) => {
                let own = state.all.0.get(id);
                Step::Wait(own.and_then(|own| own.next_moment()), news.subscribe())
            }
            None => Step::Ended,
        });
        drop(state);
        self.activity.note();
        Some(step)
    }

    /// An execution, and what tells of its next change if it runs. `None` where there is none, or when
    /// nobody works any more.
    pub(crate) fn watch(&self, id: &str) -> Option<(Arc<Execution>, Option<watch::Receiver<()>>)> {
        let state = self.state();
        let own = state.all.0.get(id).filter(|_| !state.is_closed)?;
        let news = state.news.get(id).map(watch::Sender::subscribe);
        Some((Arc::clone(own), news))
    }

    /// Does what a checkpoint says.
    ///
    /// Errors: InvalidParameterValueException for a token of another moment, and for updates; nothing has
    /// changed then.
    pub(crate) fn checkpoint(
        &self,
        id: &str,
        token: &str,
        client_token: Option<String>,
        updates: Vec<Update>,
        registry: &Registry,
    ) -> Result<Checkpointed, AwsError> {
        let now_ms = self.clock.unix_ms();
        let mut state = self.state();
        let own = state.all.0.get(id).ok_or_else(refuse::bad_token)?;
        if let Some(again) = own.again(token, client_token.as_deref()) {
            return Ok(again);
        }
        own.admit_token(token)?;
        let mut execution = Execution::clone(own);
        let chained = execution.update(updates, now_ms)?;
        let (mut children, mut functions) = (Vec::new(), Vec::new());
        for place in chained {
            let chained = match execution.chained(place, registry, &self.clock) {
                Some(Ok(chained)) => chained,
                Some(Err(refused)) => {
                    execution.refuse_chained(place, &refused, now_ms);
                    continue;
                }
                None => continue,
            };
            match self.child_of(&execution, &chained) {
                Some(beginning) => {
                    state.make_room()?;
                    let child = Execution::begin(beginning, now_ms);
                    let ids = (child.head.id.as_str(), child.arn());
                    let version = &chained.runnable.version;
                    execution.chain(place, version, Some((ids.0, &ids.1)), now_ms);
                    children.push(child);
                }
                None => {
                    execution.chain(place, &chained.runnable.version, None, now_ms);
                    functions.push(chained);
                }
            }
        }
        execution.pass_time(now_ms);
        let (next, operations) = execution.count_checkpoint(token, client_token);
        execution.pause_at_checkpoint(now_ms);
        state.keep(execution);
        let ids = children.iter().map(|own| own.head.id.clone()).collect();
        for child in children {
            state.put(Arc::new(child));
        }
        drop(state);
        self.activity.note();
        Ok(Checkpointed {
            token: next,
            operations,
            children: ids,
            functions,
        })
    }

    /// Removes an execution that has ended, at once or when its end has been told; when that was asked.
    ///
    /// Errors: ResourceNotFoundException; ResourceConflictException for one that runs.
    pub(crate) fn delete(&self, id: &str) -> Result<i64, AwsError> {
        let now_ms = self.clock.unix_ms();
        let mut state = self.state();
        state.change(id, |own| own.pass_time(now_ms));
        let own = state.all.0.get(id).map(Arc::clone);
        let own = own.ok_or_else(refuse::execution_missing)?;
        if own.is_running() || own.head.deleting {
            return Err(refuse::not_to_be_deleted(own.status_name()));
        }
        if state.untold.contains(id) {
            state.change(id, |own| own.head.deleting = true);
        } else {
            state.remove(&own);
        }
        drop(state);
        self.activity.note();
        Ok(now_ms)
    }

    /// Everybody has been told the end of an execution.
    pub(crate) fn told(&self, id: &str) {
        let mut state = self.state();
        state.untold.remove(id);
        let own = state.all.0.get(id).map(Arc::clone);
        if let Some(own) = own.filter(|own| own.head.deleting) {
            state.remove(&own);
        }
        drop(state);
        self.activity.note();
    }

    /// The executions that somebody works on.
    pub(crate) fn works(&self) -> Vec<Work> {
        let now_ms = self.clock.unix_ms();
        let all = self.image();
        let at_work = all.0.values().filter(|own| own.is_at_work(now_ms));
        at_work
            .map(|own| Work {
                kind: "durable execution",
                what: own.arn(),
                doing: None,
            })
            .collect()
    }

    /// Nobody works any more; whoever has an image may.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        state.news.clear();
    }

    /// What a durable function that an execution invokes begins with: a name of its own.
    fn child_of(&self, parent: &Execution, chained: &Chained) -> Option<Beginning> {
        let version = &chained.runnable.version;
        Some(Beginning {
            scope: version.scope.clone(),
            function: version.name.clone(),
            version: version.version.clone(),
            name: self.clock.uuid(),
            id: self.clock.uuid(),
            config: version.durable.clone()?,
            synchronous: false,
            tenant_id: chained.tenant_id.clone(),
            trace_id: chained.trace_id.clone(),
            parent: Some(Parent {
                id: parent.head.id.clone(),
                operation: chained.operation.clone(),
            }),
            input: chained.input.clone(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn put(&mut self, execution: Arc<Execution>) {
        let head = &execution.head;
        let name = named(&head.scope, &head.function, &head.name);
        self.names.insert(name, head.id.clone());
        if execution.is_running() {
            let news = watch::Sender::new(());
            self.news.insert(head.id.clone(), news);
            self.untold.insert(head.id.clone());
        }
        self.all.0.insert(head.id.clone(), execution);
    }

    fn change<T>(&mut self, id: &str, change: impl FnOnce(&mut Execution) -> T) -> Option<T> {
        let mut execution = Execution::clone(self.all.0.get(id)?);
        let changed = change(&mut execution);
        self.keep(execution);
        Some(changed)
    }

    /// Replaces an execution by what has become of it, and tells whoever waits for that.
    fn keep(&mut self, execution: Execution) {
        let id = &execution.head.id;
        let before = self.all.0.get(id);
        if before.is_some_and(|before| is_same(before, &execution)) {
            return;
        }
        match execution.is_running() {
            true => {
                if let Some(news) = self.news.get(id) {
                    news.send_replace(());
                }
            }
            false => drop(self.news.remove(id)),
        }
        self.all.0.insert(id.clone(), Arc::new(execution));
    }

    fn remove(&mut self, execution: &Execution) {
        let head = &execution.head;
        let name = named(&head.scope, &head.function, &head.name);
        self.names.remove(&name);
        self.all.0.remove(&head.id);
        self.untold.remove(&head.id);
    }

    /// Removes what is no longer remembered.
    fn forget(&mut self, now_ms: i64) {
        let all = self.all.0.clone();
        for execution in all.values().filter(|own| is_forgotten(own, now_ms)) {
            self.remove(execution);
        }
    }

    /// Errors: TooManyRequestsException.
    fn make_room(&mut self) -> Result<(), AwsError> {
        if self.all.0.len() < EXECUTIONS_MAX {
            return Ok(());
        }
        let ended = self.all.0.values().filter(|own| !own.is_running());
        let first = ended.min_by_key(|own| own.head.ended_ms).map(Arc::clone);
        let first = first.ok_or_else(|| refuse::too_many_executions(EXECUTIONS_MAX))?;
        self.remove(&first);
        Ok(())
    }
}

impl Execution {
    /// Errors: InvalidParameterValueException for a token that is not the next one of the invocation at
    /// work.
    pub(crate) fn admit_token(&self, token: &str) -> Result<(), AwsError> {
        let other = CheckpointToken::read(token).is_some_and(|own| own.execution != self.head.id);
        if other {
            return Err(refuse::token_of_another());
        }
        match self.is_running() && self.token().as_deref() == Some(token) {
            true => Ok(()),
            false => Err(refuse::bad_token()),
        }
    }

    /// The answer of the latest checkpoint, for who asks for it again.
    fn again(&self, token: &str, client_token: Option<&str>) -> Option<Checkpointed> {
        let replay = self.head.replay.as_ref()?;
        if replay.token != token || Some(replay.client_token.as_str()) != client_token {
            return None;
        }
        let places = replay.operations.iter();
        let operations = places.filter_map(|place| self.operations.get(place).map(Arc::clone));
        Some(Checkpointed {
            token: Some(replay.next_token.clone()),
            operations: operations.collect(),
            children: Vec::new(),
            functions: Vec::new(),
        })
    }

    /// Counts a checkpoint: the token of the next one, and what the function is told now.
    fn count_checkpoint(
        &mut self,
        token: &str,
        client_token: Option<String>,
    ) -> (Option<String>, Vec<Arc<Operation>>) {
        let unseen = self.unseen();
        self.head.seen = self.head.changes;
        if let Some(at_work) = &mut self.head.at_work {
            at_work.checkpoints += 1;
        }
        let next = self.token().filter(|_| self.is_running());
        self.head.replay = client_token
            .zip(next.clone())
            .map(|(client_token, next)| Replay {
                client_token,
                token: token.to_owned(),
                next_token: next,
                operations: unseen.iter().map(|(place, _)| *place).collect(),
            });
        let operations = unseen.into_iter().map(|(_, own)| own).collect();
        (next, operations)
    }
}

fn named(scope: &Scope, function: &str, name: &str) -> (Scope, String, String) {
    (scope.clone(), function.to_owned(), name.to_owned())
}

fn is_forgotten(execution: &Execution, now_ms: i64) -> bool {
    let moment = execution.forgotten_ms();
    moment.is_some_and(|moment| moment <= now_ms)
}

/// Whether nothing has changed: what changes operations counts that, but for heartbeats.
fn is_same(before: &Execution, now: &Execution) -> bool {
    before.head == now.head
        && before.events.len() == now.events.len()
        && before.operations.ptr_eq(&now.operations)
}

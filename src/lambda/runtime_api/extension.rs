//! One extension: its states, and why its calls are refused, in the words of AWS's runtime emulator.

use super::answer::Event;

/// Extensions of one environment (AWS docs, Lambda quotas).
pub(super) const EXTENSIONS_MAX: usize = 10;

/// An extension that was found in a layer, or that has introduced itself.
#[derive(Debug)]
pub(super) struct Extension {
    pub(super) name: String,
    /// A process of its own, not part of the runtime's.
    external: bool,
    pub(super) id: Option<String>,
    pub(super) interest: Interest,
    pub(super) phase: Phase,
    /// As it has said itself.
    pub(super) error_type: Option<String>,
    /// An event that it has not taken yet.
    pub(super) pending: Option<String>,
    /// It is to end.
    told_to_end: bool,
    /// Its process is gone.
    has_exited: bool,
}

/// The events that an extension wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Interest {
    pub(super) invoke: bool,
    pub(super) shutdown: bool,
}

/// How far an extension has come; AWS's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Started,
    Registered,
    Ready,
    Running,
    InitError,
    ExitError,
    LaunchError,
    Exited,
}

/// How an extension has brought its environment down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Such as `Extension.Crash`.
    pub(crate) kind: &'static str,
    /// Such as `exit status 1`.
    pub(crate) reason: String,
}

/// Why a call is refused: always 403.
#[derive(Debug)]
pub(super) struct Unwelcome {
    pub(super) error_type: &'static str,
    pub(super) message: String,
}

/// What an extension gets of an event.
pub(crate) fn invoke_event(event: &Event) -> String {
    let id = &event.request_id;
    let deadline_ms = event.deadline_ms;
    let arn = serde_json::Value::from(event.invoked_function_arn.as_str());
    let trace = serde_json::Value::from(event.trace_id.as_str());
    format!(
        r#"{{"eventType":"INVOKE","deadlineMs":{deadline_ms},"requestId":"{id}","invokedFunctionArn":{arn},"tracing":{{"type":"X-Amzn-Trace-Id","value":{trace}}}}}"#
    )
}

/// What an extension gets at the end.
pub(crate) fn shutdown_event(reason: &str, deadline_ms: i64) -> String {
    format!(r#"{{"eventType":"SHUTDOWN","deadlineMs":{deadline_ms},"shutdownReason":"{reason}"}}"#)
}

impl Extension {
    pub(super) fn external(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            external: true,
            id: None,
            interest: Interest::default(),
            phase: Phase::Started,
            error_type: None,
            pending: None,
            told_to_end: false,
            has_exited: false,
        }
    }

    pub(super) fn internal(name: &str, id: &str, interest: Interest) -> Self {
        Self {
            external: false,
            id: Some(id.to_owned()),
            interest,
            phase: Phase::Registered,
            ..Self::external(name)
        }
    }

    pub(super) fn is_external(&self, name: &str) -> bool {
        self.external && self.name == name
    }

    /// It is a process of its own.
    pub(super) fn has_process(&self) -> bool {
        self.external
    }

    pub(super) fn register(&mut self, id: &str, interest: Interest) -> Result<(), Unwelcome> {
        self.leave(Phase::Registered, &[Phase::Started])?;
        self.id = Some(id.to_owned());
        self.interest = interest;
        Ok(())
    }

    pub(super) fn become_ready(&mut self) -> Result<(), Unwelcome> {
        self.leave(Phase::Ready, &[Phase::Registered, Phase::Running])
    }

    /// Takes the event that waits, if there is one.
    pub(super) fn take(&mut self) -> Option<String> {
        let event = self.pending.take()?;
        self.phase = Phase::Running;
        Some(event)
    }

    pub(super) fn give_up(&mut self, error_type: &str, at: Phase) -> Result<(), Unwelcome> {
        let from: &[Phase] = match at {
            Phase::InitError => &[Phase::Registered, Phase::InitError],
            _ => &[
                Phase::Registered,
                Phase::Ready,
                Phase::Running,
                Phase::ExitError,
            ],
        };
        self.leave(at, from)?;
        self.error_type = Some(error_type.to_owned());
        Ok(())
    }

    /// Notes the end of its process, which is a fault unless it was told to end.
    pub(super) fn exited(&mut self, status: i32) -> Option<Fault> {
        self.has_exited = true;
        let (kind, reason) = match (self.phase, status) {
            // What a shell says of a file that it cannot run.
            (Phase::Started, 126 | 127) => {
                let (why, error_type) = match status {
                    126 => ("permission denied", "PermissionDenied"),
                    _ => ("no such file or directory", "UnknownError"),
                };
                self.phase = Phase::LaunchError;
                self.error_type = Some(error_type.to_owned());
                let reason = format!("fork/exec /opt/extensions/{}: {why}", self.name);
                return Some(Fault {
                    kind: "Extension.LaunchError",
                    reason,
                });
            }
            (phase, 0) => (phase, "exit code 0".to_owned()),
            (phase, signal @ 129..=192) => (phase, format!("signal {}", signal - 128)),
            (phase, status) => (phase, format!("exit status {status}")),
        };
        let kind = match kind {
            Phase::InitError => "Extension.InitError",
            Phase::ExitError => "Extension.ExitError",
            _ => {
                self.phase = Phase::Exited;
                "Extension.Crash"
            }
        };
        (!self.told_to_end).then_some(Fault { kind, reason })
    }

    /// It waits for events and has none, or will never again wait for one.
    pub(super) fn is_idle(&self) -> bool {
        match self.phase {
            Phase::Ready => self.pending.is_none(),
            Phase::Started | Phase::Registered | Phase::Running => false,
            // What it has said counts when it ends, which nothing may overtake.
            Phase::InitError | Phase::ExitError => self.has_exited || !self.external,
            Phase::LaunchError | Phase::Exited => true,
        }
    }

    /// The environment ends: whatever happens from now on is no fault.
    pub(super) fn await_end(&mut self) {
        self.told_to_end = true;
    }

    /// It is still there, and is to hear of the environment's end.
    pub(super) fn wants_end(&self) -> bool {
        let has_ended = matches!(
            self.phase,
            Phase::Exited | Phase::InitError | Phase::ExitError | Phase::LaunchError
        );
        self.interest.shutdown && !has_ended
    }

    fn leave(&mut self, to: Phase, from: &[Phase]) -> Result<(), Unwelcome> {
        if !from.contains(&self.phase) {
            let message = format!(
                "State transition from {} to {} failed for extension {}. Error: State transition is not allowed",
                self.phase.name(),
                to.name(),
                self.id
                    .as_deref()
                    .filter(|_| to != Phase::Registered)
                    .unwrap_or(&self.name),
            );
            return Err(Unwelcome::new("Extension.InvalidExtensionState", message));
        }
        self.phase = to;
        Ok(())
    }
}

impl Interest {
    /// Reads the names of events; `Err` holds one that nobody knows.
    pub(super) fn parse(names: &[String]) -> Result<Self, Unwelcome> {
        let mut interest = Self::default();
        for name in names {
            match name.as_str() {
                "INVOKE" => interest.invoke = true,
                "SHUTDOWN" => interest.shutdown = true,
                _ => return Err(Unwelcome::event(name, "ErrorInvalidEventType")),
            }
        }
        Ok(interest)
    }

    pub(super) fn names(self) -> Vec<&'static str> {
        let all = [(self.invoke, "INVOKE"), (self.shutdown, "SHUTDOWN")];
        let wanted = all.into_iter().filter(|(wanted, _)| *wanted);
        wanted.map(|(_, name)| name).collect()
    }
}

impl Phase {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Started => "Started",
            Self::Registered => "Registered",
            Self::Ready => "Ready",
            Self::Running => "Running",
            Self::InitError => "InitError",
            Self::ExitError => "ExitError",
            Self::LaunchError => "LaunchError",
            Self::Exited => "Exited",
        }
    }
}

impl Unwelcome {
    pub(super) fn new(error_type: &'static str, message: impl Into<String>) -> Self {
        Self {
            error_type,
            message: message.into(),
        }
    }

    pub(super) fn unknown(id: &str) -> Self {
        let message = format!("Unknown extension {id}");
        Self::new("Extension.UnknownExtensionIdentifier", message)
    }

    pub(super) fn closed() -> Self {
        let message = "Extension registration closed already";
        Self::new("Extension.RegistrationClosed", message)
    }

    pub(super) fn name_taken() -> Self {
        let message = "Extension with this name already registered";
        Self::new("Extension.InvalidExtensionState", message)
    }

    pub(super) fn too_many() -> Self {
        let message = format!("Extension limit ({EXTENSIONS_MAX}) reached");
        Self::new("Extension.TooManyExtensions", message)
    }

    pub(super) fn shutdown_for_internal() -> Self {
        Self::event("SHUTDOWN", "ShutdownEventNotSupportedForInternalExtension")
    }

    fn event(name: &str, why: &str) -> Self {
        Self::new("Extension.InvalidEventType", format!("{name}: {why}"))
    }
}

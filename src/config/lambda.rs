//! Lambda's options: what runs functions, and how.

/// What runs Lambda functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LambdaExecutor {
    /// Docker when an engine answers, processes otherwise.
    Auto,
    /// A container for each environment.
    Docker,
    /// A process of this machine for each environment.
    Process,
}

impl LambdaExecutor {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "docker" => Ok(Self::Docker),
            "process" => Ok(Self::Process),
            _ => Err("expected auto, docker or process".into()),
        }
    }
}

/// What is done in advance so that functions that are processes start faster. None of it can be
/// seen by a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LambdaFastStarts {
    /// Python is forked with its library loaded.
    pub fork: bool,
    /// Python is forked with the libraries of its package loaded, from the second start on.
    pub imports: bool,
    /// A sandbox is ready for the next function.
    pub sandbox: bool,
    /// Python's bytecode is compiled once for each package.
    pub bytecode: bool,
    /// A Node.js is started for the next function.
    pub node: bool,
}

impl LambdaFastStarts {
    /// All of it.
    pub const ALL: Self = Self {
        fork: true,
        imports: true,
        sandbox: true,
        bytecode: true,
        node: true,
    };
    /// None of it: a function starts when its first event is there.
    pub const NONE: Self = Self {
        fork: false,
        imports: false,
        sandbox: false,
        bytecode: false,
        node: false,
    };

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "all" => return Ok(Self::ALL),
            "none" => return Ok(Self::NONE),
            _ => {}
        }
        let mut some = Self::NONE;
        for name in text.split(',') {
            let way = match name.trim() {
                "fork" => &mut some.fork,
                "imports" => &mut some.imports,
                "sandbox" => &mut some.sandbox,
                "bytecode" => &mut some.bytecode,
                "node" => &mut some.node,
                _ => {
                    let names = "fork, imports, sandbox, bytecode, node";
                    return Err(format!("expected all, none, or some of {names}"));
                }
            };
            *way = true;
        }
        Ok(some)
    }
}

/// Whether functions that are processes see the machine as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LambdaIsolation {
    /// They see AWS's folders and only their own processes, where the kernel allows it.
    Auto,
    /// They see the machine.
    Off,
}

impl LambdaIsolation {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "off" => Ok(Self::Off),
            _ => Err("expected auto or off".into()),
        }
    }
}

/// The image that runs one runtime instead of AWS's base image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuntimeImage {
    /// Such as `python3.12`.
    pub runtime: String,
    /// Such as `public.ecr.aws/lambda/python:3.12`.
    pub image: String,
}

impl RuntimeImage {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((runtime, image)) if !runtime.is_empty() && !image.is_empty() => Ok(Self {
                runtime: runtime.to_owned(),
                image: image.to_owned(),
            }),
            _ => Err("expected RUNTIME=IMAGE, such as python3.12=my/python:3.12".into()),
        }
    }
}

//! Sees to it that the engine has an image: under its name, under a shorter one, or from its registry.

use std::time::Duration;

use tokio::sync::Mutex;

use crate::config::RuntimeImage;
use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::functions::version::{Code, FunctionVersion};

use super::engine::{Engine, EngineProblem};
use super::image::image;

/// The images of functions.
pub(super) struct Images {
    engine: Engine,
    /// Instead of AWS's.
    chosen: Vec<RuntimeImage>,
    /// One image is pulled at a time.
    pulling: Mutex<()>,
}

impl Images {
    pub(super) fn new(engine: Engine, chosen: Vec<RuntimeImage>) -> Self {
        Self {
            engine,
            chosen,
            pulling: Mutex::default(),
        }
    }

    /// The name by which the engine knows a function's image, and whether it has been pulled now. That
    /// may take as long as it takes; every other call to the engine ends within `limit`.
    pub(super) async fn provide(
        &self,
        function: &FunctionVersion,
        platform: Option<&str>,
        limit: Duration,
    ) -> Result<(String, bool), LaunchProblem> {
        let (name, advice) = match &function.code {
            Code::Image(image) => (image.uri.clone(), "build it under this name, or pull it"),
            Code::Zip(_) | Code::Directory(_) => (
                self.of_runtime(&function.runtime)?,
                "name another with --lambda-images, or run functions as processes with --lambda-executor process",
            ),
        };
        let why = |problem| format!("cannot get the image {name}: {problem} ({advice})");
        let failed = |problem| LaunchProblem::Failed(why(problem));
        if let Some(known) = self.known(&name, limit).await.map_err(failed)? {
            return Ok((known, false));
        }
        let _turn = self.pulling.lock().await;
        if let Some(known) = self.known(&name, limit).await.map_err(failed)? {
            return Ok((known, true));
        }
        match self.engine.pull(&name, platform).await {
            Ok(()) => Ok((name, true)),
            // The registry's answer, which stays the same when it is asked again.
            Err(problem @ (EngineProblem::Missing(_) | EngineProblem::Refused(_))) => {
                Err(LaunchProblem::RuntimeMissing(why(problem)))
            }
            Err(problem) => Err(failed(problem)),
        }
    }

    fn of_runtime(&self, runtime: &str) -> Result<String, LaunchProblem> {
        image(runtime, &self.chosen).ok_or_else(|| {
            LaunchProblem::RuntimeMissing(format!(
                "no image is known for {runtime}: name one with --lambda-images {runtime}=IMAGE"
            ))
        })
    }

    async fn known(&self, name: &str, limit: Duration) -> Result<Option<String>, EngineProblem> {
        if self.engine.has_image(name, limit).await? {
            return Ok(Some(name.to_owned()));
        }
        match without_registry(name) {
            Some(local) if self.engine.has_image(local, limit).await? => Ok(Some(local.to_owned())),
            _ => Ok(None),
        }
    }
}

/// What an image of ECR is called where it was built: `app:1` for
/// `000000000000.dkr.ecr.us-east-1.amazonaws.com/app:1`, as no such registry is here to push it to.
fn without_registry(name: &str) -> Option<&str> {
    let (registry, local) = name.split_once('/')?;
    registry.contains(".dkr.ecr").then_some(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_of_ecr_has_a_name_of_its_own() {
        let table = [
            (
                "000000000000.dkr.ecr.us-east-1.amazonaws.com/team/app:1",
                Some("team/app:1"),
            ),
            (
                "000000000000.dkr.ecr.us-east-1.localhost:4566/app",
                Some("app"),
            ),
            ("public.ecr.aws/lambda/python:3.12", None),
            ("team/app:1", None),
            ("app", None),
        ];
        for (name, local) in table {
            assert_eq!(without_registry(name), local, "{name}");
        }
    }
}

//! What every operation of the control plane works on.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::bus::Bus;
use crate::clock::Clock;

use super::durable::executions::DurableImage;
use super::event_source::mappings::Mappings;
use super::functions::registry::{Registry, Runnable};
use super::image::LambdaImage;
use super::invoke::accepted::AcceptedImage;
use super::layers::shelves::Layers;
use super::name::Target;

/// Packages that are checked at the same time; more wait.
const UNPACKING_MAX: usize = 4;

/// One world's functions, and where their times, ids and packages come from.
pub(crate) struct ControlPlane {
    /// Shared with events that wait for their function.
    pub(crate) registry: Arc<Registry>,
    pub(crate) layers: Layers,
    pub(crate) mappings: Arc<Mappings>,
    pub(crate) clock: Clock,
    pub(crate) bus: Bus,
    /// Whether code may be a folder of this machine, which [`super::code`] reads out of a bucket's name.
    pub(super) hot_reload: bool,
    /// A permit for each package that is being checked.
    pub(super) unpacking: Semaphore,
}

impl ControlPlane {
    pub(crate) fn new(clock: Clock, bus: Bus, hot_reload: bool, image: &LambdaImage) -> Self {
        Self {
            registry: Arc::new(Registry::restored(&image.functions)),
            layers: Layers::restored(&image.layers),
            mappings: Arc::new(Mappings::restored(&image.mappings)),
            clock,
            bus,
            hot_reload,
            unpacking: Semaphore::new(UNPACKING_MAX),
        }
    }

    /// Holds everything still while `then` works with what is there.
    pub(super) fn still<T>(&self, then: impl FnOnce(LambdaImage) -> T) -> T {
        self.registry.still(|functions| {
            self.layers.still(|layers| {
                then(LambdaImage {
                    functions,
                    layers,
                    mappings: self.mappings.image(),
                    accepted: AcceptedImage::default(),
                    executions: DurableImage::default(),
                    packages: Arc::default(),
                })
            })
        })
    }

    /// Finds what an event for a target runs, anew each time that it is asked.
    pub(crate) fn resolver(
        &self,
        scope: &Scope,
        target: &Target,
    ) -> impl Fn() -> Result<Runnable, AwsError> + Send + Sync + 'static + use<> {
        let (registry, clock) = (Arc::clone(&self.registry), self.clock.clone());
        let (scope, target) = (scope.clone(), target.clone());
        move || registry.resolve(&scope, &target.name, target.qualifier.as_deref(), &clock)
    }

    /// Now, as LastModified shows it.
    pub(crate) fn modified_now(&self) -> String {
        crate::aws::time::lambda_modified(self.clock.now())
    }
}

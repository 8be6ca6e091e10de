//! The port of an application: `ruststack serve`.

use std::sync::Arc;

use super::{Listener, PortOption, Server, StartProblem, bind_all};
use crate::aws::context::RequestContext;
use crate::config::{Config, ServeOptions};
use crate::gateway::ApplicationRoute;
use crate::lambda::application::Application;

const APP_PORT: PortOption = PortOption {
    flag: "--app-port",
    variable: "RUSTSTACK_APP_PORT",
};

impl Server {
    /// As [`Server::bind`], with an application on a port of its own.
    pub(crate) async fn bind_with(
        config: Config,
        options: &ServeOptions,
        application: &Application,
    ) -> Result<Self, StartProblem> {
        let sockets = bind_all(&config.host, options.app_port, &APP_PORT);
        let sockets = sockets.await.map_err(StartProblem)?;
        let context = RequestContext::from_within(String::new(), config.default_region());
        let mut server = Self::bind(config).await?;
        let world = server.worlds.default();
        let Some(lambda) = &world.lambda else {
            let line = "an application needs Lambda: set RUSTSTACK_LAMBDA=true".to_owned();
            return Err(StartProblem(line));
        };
        let made = lambda.make_application(&context, application).await;
        made.map_err(StartProblem)?;
        let kept = server.worlds.commit(&world).await;
        kept.map_err(|_| StartProblem("the application cannot be written down".to_owned()))?;
        // What an earlier run has left is no part of a world that begins empty.
        if !server.worlds.are_kept() {
            server.worlds.begin_as(&world.name, "");
        }
        let route = Arc::new(ApplicationRoute::new(&application.name, options.events));
        server.listeners.extend(sockets.into_iter().map(|socket| {
            let route = Some(Arc::clone(&route));
            Listener { socket, route }
        }));
        server.application = Some((context, application.clone()));
        Ok(server)
    }

    /// The port of the application, if there is one.
    pub(crate) fn application_port(&self) -> Option<u16> {
        let own = self.listeners.iter().find(|own| own.route.is_some());
        own.map(|own| own.address().port())
    }

    /// Does not end.
    pub(super) async fn keep_application_ready(&self) {
        let Some((context, application)) = &self.application else {
            return std::future::pending().await;
        };
        loop {
            let (put_back, world) = (self.worlds.default_put_back(), self.worlds.default());
            let keeping = async {
                if let Some(lambda) = &world.lambda {
                    lambda.keep_ready(context, &application.name).await;
                }
                std::future::pending::<()>().await;
            };
            tokio::select! {
                () = keeping => {}
                () = put_back => {}
            }
            if self.worlds.are_kept() {
                self.make_application_again(context, application).await;
            }
        }
    }

    /// Where worlds begin without the application, one that was put back gets it.
    async fn make_application_again(&self, context: &RequestContext, application: &Application) {
        let world = self.worlds.default();
        let Some(lambda) = &world.lambda else {
            return;
        };
        if let Err(problem) = lambda.make_application(context, application).await {
            tracing::error!("the application is gone: {problem}");
        }
        // A failure is in the log already.
        let _ = self.worlds.commit(&world).await;
    }
}

//! The port of an application: `ruststack serve`.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use super::{Listener, PortOption, Server, StartProblem, bind_all};
use crate::aws::context::RequestContext;
use crate::aws::identity::{AccountId, Caller, Scope, Signing};
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
        let context = RequestContext {
            request_id: String::new(),
            caller: Caller {
                scope: Scope {
                    account: AccountId::default(),
                    region: config.default_region(),
                },
                signing: Signing::Anonymous,
                access_key: None,
            },
            host: String::new(),
            base_path: String::new(),
            source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            trace_id: None,
        };
        let mut server = Self::bind(config).await?;
        let world = server.worlds.default();
        let Some(lambda) = &world.lambda else {
            let line = "an application needs Lambda: set RUSTSTACK_LAMBDA=true".to_owned();
            return Err(StartProblem(line));
        };
        let made = lambda.make_application(&context, application).await;
        made.map_err(StartProblem)?;
        server.worlds.begin_as_now();
        let route = Arc::new(ApplicationRoute::new(&application.name, options.events));
        server.listeners.extend(sockets.into_iter().map(|socket| {
            let route = Some(Arc::clone(&route));
            Listener { socket, route }
        }));
        server.application = Some((context, application.name.clone()));
        Ok(server)
    }

    /// The port of the application, if there is one.
    pub(crate) fn application_port(&self) -> Option<u16> {
        let own = self.listeners.iter().find(|own| own.route.is_some());
        own.map(|own| own.address().port())
    }

    /// Does not end.
    pub(super) async fn keep_application_ready(&self) {
        let Some((context, name)) = &self.application else {
            return std::future::pending().await;
        };
        loop {
            let (put_back, world) = (self.worlds.default_put_back(), self.worlds.default());
            let keeping = async {
                if let Some(lambda) = &world.lambda {
                    lambda.keep_ready(context, name).await;
                }
                std::future::pending::<()>().await;
            };
            tokio::select! {
                () = keeping => {}
                () = put_back => {}
            }
        }
    }
}

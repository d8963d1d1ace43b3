//! The service around the API.
//!
//! The path of a request:
//!
//! - `listeners`, `connections`, `stream`: the sockets, and the connections of clients;
//! - `layers`: the order of all layers, with `request_id`, `observation`, `cors`, `problem` and
//!   `deadline`;
//! - the API, whose `EntraLayer` uses the `validator`, and the `probes` next to it.
//!
//! `telemetry` and `metrics` are the log and the numbers of the program. `shutdown` ends the
//! service without losing a request.

mod connections;
mod cors;
mod deadline;
mod layers;
mod listeners;
mod metrics;
mod observation;
mod probes;
pub(crate) mod problem;
mod request_id;
mod shutdown;
mod stream;
mod telemetry;
#[cfg(test)]
#[cfg(feature = "development")]
mod tests;
mod validator;

use core::convert::Infallible;

use axum::Router;
use axum::http::HeaderValue;
use tokio::sync::oneshot;

pub use self::listeners::Listeners;
pub use self::metrics::Metrics;
use self::probes::Readiness;
pub use self::shutdown::{Ended, StopRequests, Stopper};
pub use self::telemetry::start_log;
pub use self::validator::validator;
use crate::permissions::TokenValidator;
use crate::settings::{Limits, ShutdownTimes};

/// A service that can run.
#[derive(Debug)]
pub struct Service {
    /// The two sockets.
    pub listeners: Listeners,
    /// The routes of the API. Those that need a token are behind an `EntraLayer`.
    pub api: Router,
    /// The routes of the second address.
    pub operators: Router,
    /// The validator of the `EntraLayer`.
    pub validator: TokenValidator,
    /// The numbers of the program.
    pub metrics: Metrics,
    /// The limits of a request.
    pub limits: Limits,
    /// The origins of web pages that may call the API.
    pub origins: Vec<HeaderValue>,
    /// The times of a shutdown.
    pub shutdown: ShutdownTimes,
}

impl Service {
    /// Serves both addresses until `stop` says so and the open requests have ended.
    pub async fn run(self, mut stop: StopRequests) -> Ended {
        let readiness = Readiness::new(self.validator);
        let api = probes::add(self.api, readiness.clone());
        let api = layers::around(api, self.limits, self.origins);

        let (accepting, stopped) = oneshot::channel::<Infallible>();
        let api = connections::serve(self.listeners.api, api, connections::LIMITS, async {
            // Ends when `accepting` is dropped.
            let _ = stopped.await;
        });
        // The second address stays open during the shutdown, so that it can be observed.
        let operators = axum::serve(self.listeners.operators, self.operators);
        let background = async { tokio::join!(operators.into_future(), self.metrics.upkeep()) };

        tokio::select! {
            () = api => Ended::Finished,
            ended = shutdown::shut_down(&mut stop, &readiness, accepting, self.shutdown) => ended,
            (_, never) = background => match never {},
        }
    }
}

//! The scenario: callers against the real API, over HTTP, with signed tokens. In data order:
//!
//! - `actor`: who calls, and with which token;
//! - `route`: what is called, and what the documentation says it needs;
//! - `expected`: from these two, what the answer must be;
//! - `world`: the development issuer, the API, and a client between them;
//! - `answer`, `exchange`: what the API answered, and how that differs from what is expected;
//! - `report` of `steps` and `table`, in a `layout` for terminals: what is printed.

mod actor;
mod answer;
mod exchange;
mod expected;
mod layout;
mod report;
mod route;
mod steps;
mod table;
#[cfg(test)]
mod tests;
mod world;

pub(crate) use actor::{Actor, CONTOSO, actors};
#[cfg(test)]
pub(crate) use answer::Answer;
pub(crate) use report::Report;
pub(crate) use world::World;

use std::error::Error;

use crate::arguments::DEVELOPMENT;
use crate::store::Crm;
use exchange::Exchange;
use expected::expected;
use route::{Route, routes};
use steps::Steps;

/// Sends each request for each actor, and gathers the answers.
///
/// Lists come before changes, so that every list shows the records that were there at the start.
pub(crate) async fn play(crm: Crm) -> Result<Report, Box<dyn Error>> {
    let world = World::start(crm).await?;
    let mut exchanges = Vec::new();
    for route in routes() {
        for actor in actors() {
            exchanges.push(exchange(&world, actor, route.clone()).await?);
        }
    }
    Ok(Report { steps: Steps::of(&world, &exchanges).await?, exchanges })
}

async fn exchange(world: &World, actor: Actor, route: Route) -> Result<Exchange, reqwest::Error> {
    let token = actor.access_token(&world.issuer, DEVELOPMENT);
    let Route { method, path, body, .. } = &route;
    let answer = world.request(method.clone(), path, token.as_deref(), body.as_ref()).await?;
    let expected = expected(&actor, &route);
    Ok(Exchange { actor, route, token, expected, answer })
}

//! The scenario: several callers send requests with signed tokens to the API over HTTP.
//!
//! The modules, in data order:
//!
//! - `actor`: a caller and its token;
//! - `cast`: the callers;
//! - `route`: the requests, and the permissions that each of them requires;
//! - `expectation`: the response that the permission model predicts for an actor and a route;
//! - `exchange`: the API's response, and its comparison with the expectation;
//! - `report`: the printed text, which consists of `walkthrough` and tables (`table`);
//! - `layout`: text for a terminal.

mod actor;
mod cast;
mod exchange;
mod expectation;
mod layout;
mod report;
mod route;
mod table;
#[cfg(test)]
mod tests;
mod walkthrough;

pub(crate) use report::Report;

use actor::Actor;
use cast::actors;
use example_crm::development::{ApiResponse, Deployment};
use example_crm::settings::DEVELOPMENT_CLIENT_ID;
use example_crm::store::seed::Seed;
use exchange::Exchange;
use expectation::Expectation;
use reqwest::Method;
use reqwest::header::IF_MATCH;
use route::{Route, routes};
use walkthrough::Walkthrough;

/// Sends every request as every actor, and reports the responses.
///
/// Reads come before writes, so that every list shows the records of the seed.
pub(crate) async fn play(seed: Seed) -> anyhow::Result<Report> {
    let deployment = Deployment::start(seed).await?;
    let mut exchanges = Vec::new();
    for route in routes() {
        for actor in actors() {
            exchanges.push(exchange(&deployment, actor, route.clone()).await?);
        }
    }
    let walkthrough = Walkthrough::new(&deployment, &exchanges).await?;
    Ok(Report { walkthrough, exchanges })
}

async fn exchange(
    deployment: &Deployment,
    actor: Actor,
    route: Route,
) -> Result<Exchange, reqwest::Error> {
    let token = actor.access_token(&deployment.issuer, DEVELOPMENT_CLIENT_ID);
    let mut request = deployment.request(route.method.clone(), route.path);
    if let Some(token) = &token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = &route.body {
        request = request.json(body);
    }
    if route.method == Method::PUT {
        // The scenario replaces every version.
        request = request.header(IF_MATCH, "*");
    }
    let response = ApiResponse::read(request.send().await?).await?;
    let expectation = Expectation::new(&actor, &route);
    Ok(Exchange { actor, route, token, expectation, response })
}

//! A day at the CRM: every kind of caller at every route of a real server, over HTTP, with signed tokens; and whether
//! each answer is what the permission model says.

mod expectation;
mod player;
mod report;
mod routes;
mod story;
#[cfg(test)]
mod tests;

use std::error::Error;

use axum::http::StatusCode;
use entra_perms_runtime::Tenant;
use entra_perms_runtime::testing::DevIssuer;
use reqwest::{Client, Response};
use serde_json::Value;

use self::routes::Route;
use crate::api;
use crate::crm::Crm;
use crate::permissions::TokenValidator;

pub use self::expectation::{Expected, expected};
pub use self::player::{Player, TENANT};
pub use self::report::Report;

/// What a caller got.
pub struct Answer {
    pub status: StatusCode,
    /// `scope="…"` of the challenge.
    pub scope: Option<String>,
    /// Why not: from the body of the refusal.
    pub reason: Option<String>,
    pub body: Value,
}

/// The server under `base`, and who calls it.
pub struct World {
    pub issuer: DevIssuer,
    pub base: String,
    client: Client,
}

/// Plays all of it, and holds each answer against `expected`.
pub async fn play(expected: fn(&Player, &Route) -> Expected) -> Result<Report, Box<dyn Error>> {
    let world = World::start().await?;
    let story = story::tell(&world).await?;
    let players = Player::all();
    let mut report = Report::new(story, &players);
    for route in routes::all() {
        let mut answers = Vec::new();
        for player in &players {
            let answer = world.call(&route, player.token(&world.issuer)).await?;
            answers.push((expected(player, &route), answer));
        }
        report.add(&route, &players, answers);
    }
    Ok(report)
}

impl World {
    /// A development issuer, and the server that trusts it, both on loopback.
    async fn start() -> Result<Self, Box<dyn Error>> {
        let issuer = DevIssuer::start(TENANT).await?;
        let validator =
            TokenValidator::builder(Tenant::single(TENANT)?).authority(issuer.authority()).build().await?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let app = api::router(Crm::with_some_records(), validator, &base);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { issuer, base, client: Client::builder().no_proxy().build()? })
    }

    /// One request.
    async fn call(&self, route: &Route, token: Option<String>) -> Result<Answer, reqwest::Error> {
        let mut request = self.client.request(route.method.clone(), format!("{}{}", self.base, route.path));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = &route.body {
            request = request.json(body);
        }
        Answer::of(request.send().await?).await
    }
}

impl Answer {
    async fn of(response: Response) -> Result<Self, reqwest::Error> {
        let status = response.status();
        let challenge = response.headers().get("www-authenticate").and_then(|value| value.to_str().ok());
        let scope = challenge
            .and_then(|challenge| challenge.split_once(" scope=\""))
            .and_then(|(_, rest)| rest.split_once('"').map(|(scope, _)| scope.to_owned()));
        let body: Value = serde_json::from_str(&response.text().await?).unwrap_or_default();
        let reason = body.get("error_description").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { status, scope, reason, body })
    }

    /// The numbers of the records in a list.
    pub fn ids(&self) -> Vec<u64> {
        let records = self.body.as_array().into_iter().flatten();
        records.filter_map(|record| record.get("id").and_then(Value::as_u64)).collect()
    }
}

//! One request, end to end, in ten steps: what happens between a click in the web app and a changed contact. All that it
//! says is read from the run.

use std::error::Error;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::player::Player;
use super::routes::{self, Route};
use super::{Answer, World};
use crate::crm::team_of;
use crate::permissions::{Role, RoleSet, Scope};

/// Heads and texts of the steps.
pub type Story = Vec<(&'static str, Vec<String>)>;

pub async fn tell(world: &World) -> Result<Story, Box<dyn Error>> {
    let players = Player::all();
    let ada = players.first().ok_or("nobody plays")?;
    let token = ada.token(&world.issuer).ok_or("the first player has a token")?;
    let route =
        |label: &str| routes::all().into_iter().find(|route| route.label == label).ok_or("no such route");
    let (me, change) = (route("GET  /me")?, route("PUT  /contacts/2")?);
    let me = world.call(&me, Some(token.clone())).await?.body;
    let answer = world.call(&change, Some(token.clone())).await?;
    let mut story = at_the_client(ada, world, &token)?;
    story.extend(at_the_api(&me, &token, &change, &answer)?);
    Ok(story)
}

/// Steps 1 to 4: until the request is sent.
fn at_the_client(ada: &Player, world: &World, token: &str) -> Result<Story, Box<dyn Error>> {
    let claims = part(token, 1)?;
    let user = ada.user.map(|user| user.to_string()).unwrap_or_default();
    let scopes = values(ada.scopes.iter().map(|scope| scope.value()));
    Ok(vec![
        (
            "Ada signs in to the web app",
            vec![format!("user {user}, team {}", team_of(ada.user).unwrap_or("none"))],
        ),
        ("the web app asks Entra for a token for the CRM", vec![format!("scope {scopes}")]),
        (
            "Entra puts what Ada may and what the web app may into one token",
            vec![format!("roles {}", list(&claims, "roles")), format!("scp   {}", text(&claims, "scp"))],
        ),
        (
            "the web app calls the API",
            vec![
                format!("PUT {}/contacts/2", world.base),
                format!(
                    "Authorization: Bearer {}… ({} bytes)",
                    token.get(..24).unwrap_or(token),
                    token.len()
                ),
            ],
        ),
    ])
}

/// Steps 5 to 10: until the answer is sent.
fn at_the_api(me: &Value, token: &str, change: &Route, answer: &Answer) -> Result<Story, Box<dyn Error>> {
    let (header, claims) = (part(token, 0)?, part(token, 1)?);
    let granted: Vec<Scope> = serde_json::from_value(me.get("granted").cloned().unwrap_or_default())?;
    let effective: Vec<Role> = serde_json::from_value(me.get("effective").cloned().unwrap_or_default())?;
    let super::routes::Needs::OneOf(needed) = change.needs else {
        return Err("the route needs a role".into());
    };
    let usable = effective.into_iter().collect::<RoleSet>() & needed;
    let mapped = granted.iter().map(|scope| format!("{scope} → {:?}", scope.roles())).collect();
    Ok(vec![
        (
            "the API verifies the signature",
            vec![format!(
                "{} with key {}, which the issuer publishes",
                text(&header, "alg"),
                text(&header, "kid")
            )],
        ),
        (
            "it verifies issuer, tenant, audience and lifetime",
            vec![
                format!("iss {}", text(&claims, "iss")),
                format!("tid {}, the tenant that is served", text(&claims, "tid")),
                format!("aud {}", text(&claims, "aud")),
                format!("nbf {}, exp {}: now is in between", text(&claims, "nbf"), text(&claims, "exp")),
            ],
        ),
        (
            "it reads roles and scopes",
            vec![format!("held    {}", list(me, "held")), format!("granted {}", list(me, "granted"))],
        ),
        ("it maps the scope to roles", mapped),
        ("it intersects", vec![format!("effective {}", list(me, "effective"))]),
        (
            "it decides, and acts",
            vec![
                format!("needs one of {needed:?}"),
                format!("has {usable:?}"),
                format!("{} {}", answer.status, answer.body),
            ],
        ),
    ])
}

/// A part of a token as JSON: for show, since nothing here is verified.
fn part(token: &str, number: usize) -> Result<Value, Box<dyn Error>> {
    let part = token.split('.').nth(number).ok_or("a token has three parts")?;
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part)?)?)
}

fn text(object: &Value, name: &str) -> String {
    match object.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => "none".into(),
    }
}

fn list(object: &Value, name: &str) -> String {
    values(object.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str))
}

fn values<'a>(values: impl Iterator<Item = &'a str>) -> String {
    values.collect::<Vec<_>>().join(", ")
}

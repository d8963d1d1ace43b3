//! One request in ten steps, told with what was really sent and answered.

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::answer::Answer;
use super::exchange::Exchange;
use super::layout::{entry, heading, list};
use super::route::Needs;
use super::world::World;
use crate::permissions::{Role, Scope};

/// What is told of the first request.
#[derive(Clone, Debug)]
pub(super) struct Steps {
    exchange: Exchange,
    /// What the API says of the same caller.
    me: Answer,
    /// What the API says of itself.
    resource: Answer,
    header: Value,
    claims: Value,
    /// What the issuer publishes.
    metadata: Value,
    keys: Value,
    now: u64,
}

impl Steps {
    /// The first actor renames a colleague's contact.
    pub(super) async fn of(world: &World, exchanges: &[Exchange]) -> Result<Self, Box<dyn Error>> {
        let first = |path| {
            let exchange = exchanges.iter().find(|exchange| exchange.route.path == path);
            exchange.cloned().ok_or(format!("nobody called {path}"))
        };
        let exchange = first("/contacts/3")?;
        let mut parts = exchange.token.as_deref().unwrap_or_default().split('.');
        let (header, claims) = (part(parts.next())?, part(parts.next())?);
        let url = format!("{}/v2.0/.well-known/openid-configuration", world.authority_of_tenant());
        let metadata = world.published(&url).await?;
        let keys = world.published(text(&metadata, "jwks_uri")).await?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let (me, resource) =
            (first("/me")?.answer, first("/.well-known/oauth-protected-resource")?.answer);
        Ok(Self { exchange, me, resource, header, claims, metadata, keys, now })
    }

    /// The ten steps.
    pub(super) fn told(&self) -> String {
        let issuing = [self.signs_in(), self.asks(), self.gets_token(), self.calls()];
        let verifying = [self.verifies_signature(), self.checks_claims()];
        let deciding = [self.reads_sets(), self.maps(), self.intersects(), self.decides()];
        let steps = issuing.into_iter().chain(verifying).chain(deciding);
        let told = steps.enumerate().map(|(i, (step, values))| {
            let values: String =
                values.iter().map(|(name, value)| entry(6, 11, name, value)).collect();
            entry(0, 4, &format!("{:>2}.", i + 1), step) + &values
        });
        heading("One request, end to end") + "\n" + &told.collect::<String>()
    }

    fn signs_in(&self) -> Step {
        let values = vec![
            ("user", self.claim("name")),
            ("object id", self.claim("oid")),
            ("tenant", self.claim("tid")),
        ];
        ("The user signs in to a web app. (A development issuer stands in for Entra here.)", values)
    }

    fn asks(&self) -> Step {
        let scope = format!("/{}", self.claim("scp"));
        let asked =
            strings(&self.resource.body, "scopes_supported").find(|known| known.ends_with(&scope));
        let values = vec![("scope", asked.unwrap_or_default().to_owned())];
        ("The web app asks for a token with the scope that it needs.", values)
    }

    fn gets_token(&self) -> Step {
        let names = ["iss", "aud", "azp", "scp", "roles"];
        let values = names.into_iter().map(|name| (name, self.claim(name))).collect();
        (
            "The token carries the scope that the user granted, and the roles that the user was assigned.",
            values,
        )
    }

    fn calls(&self) -> Step {
        let Exchange { route, token, .. } = &self.exchange;
        let token = token.as_deref().unwrap_or_default();
        let shown: String = token.chars().take(24).collect();
        let mut values = vec![
            ("request", format!("{} {}", route.method, route.path)),
            ("header", format!("Authorization: Bearer {shown}… ({} characters)", token.len())),
        ];
        values.extend(route.body.as_ref().map(|body| ("body", body.to_string())));
        ("The web app calls the API.", values)
    }

    fn verifies_signature(&self) -> Step {
        let kid = text(&self.header, "kid");
        let keys = self
            .keys
            .get("keys")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let found = keys.iter().filter(|key| text(key, "kid") == kid).count();
        let values = vec![
            ("alg", text(&self.header, "alg").to_owned()),
            ("kid", format!("{kid} ({found} of the {} published)", keys.len())),
            ("keys", text(&self.metadata, "jwks_uri").to_owned()),
        ];
        (
            "The API verifies the signature, with the key that the issuer publishes under the token's key id.",
            values,
        )
    }

    fn checks_claims(&self) -> Step {
        let left = self.number("exp").saturating_sub(self.now);
        let values = vec![
            ("issuer", format!("{}, as in the metadata", text(&self.metadata, "issuer"))),
            ("tenant", format!("{}, as the validator was told", self.claim("tid"))),
            ("audience", format!("{}, as in the manifest", self.claim("aud"))),
            (
                "lifetime",
                format!(
                    "{} s old, good for another {left} s",
                    self.now.saturating_sub(self.number("nbf"))
                ),
            ),
        ];
        (
            "It checks that the token is of this issuer and tenant, for this API, and in time.",
            values,
        )
    }

    fn reads_sets(&self) -> Step {
        let me = &self.me.body;
        let values =
            vec![("held", list(strings(me, "held"))), ("granted", list(strings(me, "granted")))];
        (
            "It reads the roles that the user holds, and the scopes that the client was granted.",
            values,
        )
    }

    fn maps(&self) -> Step {
        let scopes = strings(&self.me.body, "granted").filter_map(|scope| scope.parse().ok());
        let values = scopes
            .map(|scope: Scope| ("scope", format!("{scope} → {}", list(scope.roles().iter()))));
        ("It maps each scope to roles, as `permissions!` says.", values.collect())
    }

    fn intersects(&self) -> Step {
        let values = vec![("effective", list(strings(&self.me.body, "effective")))];
        ("It intersects these with the roles held: what the web app may do for the user.", values)
    }

    fn decides(&self) -> Step {
        let Exchange { route, answer, .. } = &self.exchange;
        let needed: &[Role] = match &route.needs {
            Needs::Nothing | Needs::AnyCaller => &[],
            Needs::OneOf(roles) => roles,
            Needs::App(role) => std::slice::from_ref(role),
        };
        let effective = strings(&self.me.body, "effective");
        let has = effective.filter(|value| needed.iter().any(|role| role.value() == *value));
        let values = vec![
            ("needs", format!("one of {}", list(needed))),
            ("has", list(has)),
            ("answer", format!("{} {}", answer.status, answer.body)),
        ];
        (
            "It compares that with what the route needs, looks whether the record is in reach, and acts.",
            values,
        )
    }

    fn claim(&self, name: &str) -> String {
        match self.claims.get(name) {
            Some(Value::String(value)) => value.clone(),
            Some(Value::Array(_)) => list(strings(&self.claims, name)),
            other => other.map(Value::to_string).unwrap_or_default(),
        }
    }

    fn number(&self, name: &str) -> u64 {
        self.claims.get(name).and_then(Value::as_u64).unwrap_or_default()
    }
}

/// What happens, and the values that it happens with.
type Step = (&'static str, Vec<(&'static str, String)>);

/// A part of a token, which here is only looked at: nothing is decided on it.
fn part(encoded: Option<&str>) -> Result<Value, Box<dyn Error>> {
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded.unwrap_or_default())?)?)
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn strings<'a>(object: &'a Value, name: &str) -> impl Iterator<Item = &'a str> {
    object
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

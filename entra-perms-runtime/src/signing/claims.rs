//! The claims of Entra's access tokens
//! (<https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>).

use std::time::SystemTime;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::{ClientProof, TokenContents};
use crate::model::{CallerKind, TokenVersion};

const NAME: &str = "Adele Vance";
const USER_NAME: &str = "adele.vance@contoso.example";

impl TokenContents {
    /// Returns the claims. `issuer` is the issuer of the token's tenant and version.
    pub(super) fn all_claims(&self, issuer: &str) -> Map<String, Value> {
        let mut claims = self.default_claims(issuer);
        for (name, value) in &self.claims {
            match value {
                Some(value) => claims.insert(name.clone(), value.clone()),
                None => claims.remove(name),
            };
        }
        claims
    }

    fn default_claims(&self, issuer: &str) -> Map<String, Value> {
        let mut claims = self.claims_of_every_token(issuer);
        match self.ver() {
            TokenVersion::V1 => claims.extend(self.claims_of_v1(issuer)),
            TokenVersion::V2 => claims.extend(self.claims_of_v2()),
        }
        if !self.roles.is_empty() {
            claims.extend([member("roles", self.roles.clone())]);
        }
        if self.kind == CallerKind::User && !self.scopes.is_empty() {
            claims.extend([member("scp", self.scopes.join(" "))]);
        }
        if self.kind == CallerKind::App && self.api.registration.marks_app_only {
            claims.extend([member("idtyp", "app")]);
        }
        claims.extend(self.actor.claims_of_agents(self.kind));
        claims.extend(self.actor.claims(self.kind, &self.api.registration.agent_claims));
        claims
    }

    fn claims_of_every_token(&self, issuer: &str) -> Map<String, Value> {
        let issued_at = self
            .issued_at
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since_1970| since_1970.as_secs());
        let object_id = self.object_id.to_string();
        let pairwise = format!("{object_id} {}", self.client.id.unwrap_or_default());
        let subject = match self.kind {
            CallerKind::User => opaque(&pairwise),
            CallerKind::App => object_id.clone(),
        };
        let audience = self.audience.as_deref().unwrap_or(self.api.audience(self.ver()));
        Map::from_iter([
            member("aud", audience),
            member("iss", issuer),
            member("ver", self.ver().ver()),
            member("iat", issued_at),
            member("nbf", issued_at),
            member("exp", issued_at.saturating_add(self.expires_in.as_secs())),
            member("aio", opaque(&format!("aio {pairwise} {issued_at}"))),
            member("oid", object_id),
            member("rh", format!("1.{}.", opaque(&format!("rh {pairwise}")))),
            member("sub", subject),
            member("tid", self.tenant.to_string()),
            member("uti", opaque(&format!("uti {pairwise} {:?}", self.issued_at))),
        ])
    }

    fn claims_of_v2(&self) -> Map<String, Value> {
        let mut claims = Map::from_iter([member("azpacr", self.client_authentication())]);
        claims.extend(self.client.id.map(|id| member("azp", id.to_string())));
        if self.kind == CallerKind::User {
            claims.extend([member("name", NAME), member("preferred_username", USER_NAME)]);
        }
        claims
    }

    fn claims_of_v1(&self, issuer: &str) -> Map<String, Value> {
        let mut claims = Map::from_iter([member("appidacr", self.client_authentication())]);
        claims.extend(self.client.id.map(|id| member("appid", id.to_string())));
        match self.kind {
            CallerKind::User => claims.extend([
                member("acr", "1"),
                member("amr", ["pwd", "mfa"]),
                member("ipaddr", "203.0.113.7"),
                member("name", NAME),
                member("unique_name", USER_NAME),
                member("upn", USER_NAME),
            ]),
            CallerKind::App => claims.extend([member("idp", issuer)]),
        }
        claims
    }

    /// Returns `0` for a public client (a web or mobile app), `1` for a client with a secret, and
    /// `2` for an agent, whose blueprint proves its identity.
    fn client_authentication(&self) -> &'static str {
        let proves_identity = match self.client.proof {
            ClientProof::Withheld => return "0",
            ClientProof::Registered { is_public } => !is_public,
            ClientProof::Unknown => self.kind == CallerKind::App,
        };
        match proves_identity {
            _ if self.actor.is_agent() => "2",
            true => "1",
            false => "0",
        }
    }
}

/// Returns text that is meaningless to the API, and equal for equal input.
fn opaque(input: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, input.as_bytes()))
}

fn member(name: &str, value: impl Into<Value>) -> (String, Value) {
    (name.to_owned(), value.into())
}

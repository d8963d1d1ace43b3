//! What a service writes by hand, with jsonwebtoken and strings.

use std::collections::{HashMap, HashSet};

use entra_perms_runtime::Permission;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;

use crate::permissions::crm;
use crate::tokens::{claims_of, jwks};

/// What it reads of a token.
#[derive(Clone, Default, Deserialize)]
pub struct Claims {
    #[expect(dead_code, reason = "not by what is measured")]
    pub oid: String,
    pub roles: Vec<String>,
    pub scp: String,
}

/// Scopes, and the roles that they lead to.
pub type Mapping = HashMap<&'static str, Vec<&'static str>>;

/// That of the CRM.
pub fn mapping() -> Mapping {
    let roles = |scope: crm::Scope| scope.roles().iter().map(Permission::value).collect();
    crm::Scope::ALL.iter().map(|scope| (scope.value(), roles(*scope))).collect()
}

/// The roles that the user holds and a scope of the client leads to.
pub fn effective<'a>(mapping: &'a Mapping, claims: &'a Claims) -> HashSet<&'a str> {
    let held: HashSet<&str> = claims.roles.iter().map(String::as_str).collect();
    let scopes = claims.scp.split(' ');
    let reached: HashSet<&str> =
        scopes.filter_map(|scope| mapping.get(scope)).flatten().copied().collect();
    held.intersection(&reached).copied().collect()
}

/// Issuer and audience that a token is to have.
pub struct Expected {
    pub issuer: String,
    pub audience: String,
}

impl Expected {
    /// Those of this one.
    pub fn of(token: &str) -> Self {
        let claims: Value = serde_json::from_slice(&claims_of(token)).expect("they are JSON");
        let text = |name: &str| claims[name].as_str().expect("it is there").to_owned();
        Self { issuer: text("iss"), audience: text("aud") }
    }
}

/// Verifies tokens with jsonwebtoken.
pub struct Verifier {
    keys: HashMap<String, DecodingKey>,
    validation: Validation,
}

impl Verifier {
    pub fn new(expected: &Expected) -> Self {
        let jwks: JwkSet = serde_json::from_value(jwks()).expect("these are keys");
        let keys = jwks.keys.iter().map(|key| {
            let id = key.common.key_id.clone().expect("it has one");
            (id, DecodingKey::from_jwk(key).expect("it is an RSA key"))
        });
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[&expected.issuer]);
        validation.set_audience(&[&expected.audience]);
        validation.validate_nbf = true;
        Self { keys: keys.collect(), validation }
    }

    pub fn claims(&self, token: &str) -> Option<Claims> {
        let key = self.keys.get(&decode_header(token).ok()?.kid?)?;
        Some(decode(token, key, &self.validation).ok()?.claims)
    }
}

//! A hand-written verifier and check, with jsonwebtoken and strings.

use std::collections::{HashMap, HashSet};

use entra_perms_runtime::Permission;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;

use crate::permissions::crm;
use crate::tokens::{claims_of, jwks};

/// The claims that a hand-written service reads.
#[derive(Clone, Default, Deserialize)]
pub struct Claims {
    #[expect(dead_code, reason = "a service reads it, and the benchmarks do not")]
    pub oid: String,
    pub roles: Vec<String>,
    pub scp: String,
}

/// Each scope, and the roles that it maps to.
pub type Mapping = HashMap<&'static str, Vec<&'static str>>;

/// Returns the mapping of the CRM.
pub fn mapping() -> Mapping {
    let mut mapping = Mapping::new();
    for scope in crm::Scope::ALL {
        let roles = scope.roles().iter().map(Permission::value).collect();
        mapping.insert(scope.value(), roles);
    }
    mapping
}

/// Returns the held roles that a granted scope maps to.
pub fn effective<'a>(mapping: &'a Mapping, claims: &'a Claims) -> HashSet<&'a str> {
    let held: HashSet<&str> = claims.roles.iter().map(String::as_str).collect();
    let scopes = claims.scp.split(' ');
    let roles_of_scopes: HashSet<&str> =
        scopes.filter_map(|scope| mapping.get(scope)).flatten().copied().collect();
    held.intersection(&roles_of_scopes).copied().collect()
}

/// The issuer and the audience that a token must have.
pub struct Expected {
    pub issuer: String,
    pub audience: String,
}

impl Expected {
    /// Returns the issuer and the audience of this token.
    pub fn from_token(token: &str) -> Self {
        let claims: Value = serde_json::from_slice(&claims_of(token)).expect("claims are JSON");
        let text = |name: &str| claims[name].as_str().expect("the claim is a string").to_owned();
        Self { issuer: text("iss"), audience: text("aud") }
    }
}

/// A verifier of tokens that uses jsonwebtoken.
pub struct Verifier {
    keys: HashMap<String, DecodingKey>,
    validation: Validation,
}

impl Verifier {
    pub fn new(expected: &Expected) -> Self {
        let jwks: JwkSet = serde_json::from_value(jwks()).expect("the JWKS is valid");
        let mut keys = HashMap::new();
        for key in &jwks.keys {
            let id = key.common.key_id.clone().expect("the key has an id");
            keys.insert(id, DecodingKey::from_jwk(key).expect("the key is RSA"));
        }
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[&expected.issuer]);
        validation.set_audience(&[&expected.audience]);
        validation.validate_nbf = true;
        Self { keys, validation }
    }

    pub fn claims(&self, token: &str) -> Option<Claims> {
        let key = self.keys.get(&decode_header(token).ok()?.kid?)?;
        Some(decode(token, key, &self.validation).ok()?.claims)
    }
}

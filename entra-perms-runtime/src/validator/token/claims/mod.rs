//! The payload of a token whose signature was good, read once: roles and scopes go straight into their sets.

mod name;

use core::fmt;
use core::marker::PhantomData;
use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use self::name::{NAMES, Name};
use crate::caller::UnknownValues;
use crate::model::{Model, Permission, PermissionSet};
use crate::validator::token_error::{Excerpt, TokenError};

/// A text, borrowed from the payload unless escapes had to be resolved.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

/// An array of strings that opens nothing by being absent: where it has another shape, it is as good as empty, but for one string
/// alone. Whoever needs it is told that the token lacks it; nobody else is refused.
#[derive(Debug, Default)]
pub(crate) struct Strings(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = <&RawValue>::deserialize(deserializer)?.get();
        let one = || serde_json::from_str(json).map(|one| vec![one]);
        Ok(Self(serde_json::from_str(json).or_else(|_| one()).unwrap_or_default()))
    }
}

/// The claims of a token, of the right JSON type; whether they are there, and what they say, is for the rules.
#[derive(Debug)]
pub(crate) struct Claims<'de, M: Model> {
    pub(crate) iss: Option<Text<'de>>,
    pub(crate) aud: Option<Text<'de>>,
    /// Seconds since 1970 (RFC 7519, section 2, `NumericDate`).
    pub(crate) exp: Option<f64>,
    pub(crate) nbf: Option<f64>,
    pub(crate) iat: Option<f64>,
    pub(crate) tid: Option<Text<'de>>,
    pub(crate) ver: Option<Text<'de>>,
    pub(crate) oid: Option<Text<'de>>,
    pub(crate) azp: Option<Text<'de>>,
    pub(crate) appid: Option<Text<'de>>,
    pub(crate) idtyp: Option<Text<'de>>,
    pub(crate) held: PermissionSet<M::Role>,
    pub(crate) granted: PermissionSet<M::Scope>,
    /// Whether `scp` names a scope, known or not.
    pub(crate) has_scopes: bool,
    /// Roles and scopes that the build does not know.
    pub(crate) unknown: UnknownValues,
    /// Whether there is a claim that no app-only token has: one that [describes a
    /// user](Name::OfUser), or that only ID tokens have (`nonce`, `at_hash`, `c_hash`; `OpenID`
    /// Connect Core 1.0, sections 2 and 3.3.2.11).
    pub(crate) about_user: bool,
    /// Whether there is a `cnf`, whatever it says: a binding that cannot be read is a binding.
    pub(crate) bound_to_key: bool,
    /// `acrs`: the authentication contexts that the user has met.
    pub(crate) authentication_contexts: Strings,
    /// `xms_cc`: what the client says it can do.
    pub(crate) client_capabilities: Strings,
}

impl<'de, M: Model> Claims<'de, M> {
    /// Reads the payload.
    pub(crate) fn read(payload: &'de [u8]) -> Result<Self, TokenError> {
        // All of it (RFC 7519, section 7.2): `serde_json` looks at no text that is skipped.
        let payload = str::from_utf8(payload).map_err(|_| TokenError::Payload)?;
        let mut defect = None;
        let mut json = serde_json::Deserializer::from_str(payload);
        let claims =
            json.deserialize_map(ClaimsVisitor { defect: &mut defect, model: PhantomData });
        claims
            .and_then(|claims| json.end().map(|()| claims))
            .map_err(|_| defect.unwrap_or(TokenError::Payload))
    }
}

/// The id of a token that is refused (`uti`), for the log.
#[cold]
pub(crate) fn token_id(payload: &[u8]) -> Option<Excerpt> {
    #[derive(Deserialize)]
    struct Id<'a> {
        #[serde(borrow)]
        uti: Text<'a>,
    }
    serde_json::from_slice::<Id<'_>>(payload).ok().map(|id| Excerpt::of(&id.uti.0))
}

impl<M: Model> Default for Claims<'_, M> {
    fn default() -> Self {
        Self {
            iss: None,
            aud: None,
            exp: None,
            nbf: None,
            iat: None,
            tid: None,
            ver: None,
            oid: None,
            azp: None,
            appid: None,
            idtyp: None,
            held: PermissionSet::empty(),
            granted: PermissionSet::empty(),
            has_scopes: false,
            unknown: UnknownValues::default(),
            about_user: false,
            bound_to_key: false,
            authentication_contexts: Strings::default(),
            client_capabilities: Strings::default(),
        }
    }
}

struct ClaimsVisitor<'a, M> {
    /// What is wrong with the claim that ended the reading: serde's own error knows no names.
    defect: &'a mut Option<TokenError>,
    model: PhantomData<M>,
}

impl<'de, M: Model> Visitor<'de> for ClaimsVisitor<'_, M> {
    type Value = Claims<'de, M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of claims")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut claims = Claims::default();
        let mut seen = [false; NAMES.len()];
        while let Some(key) = map.next_key::<Name>()? {
            let Name::Ours { name, exact } = key else {
                claims.about_user |= matches!(key, Name::OfUser);
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let twice = seen.get_mut(name).is_none_or(|seen| core::mem::replace(seen, true));
            let claim = NAMES.get(name).copied().unwrap_or_default();
            if twice {
                *self.defect = Some(TokenError::DuplicateClaim { name: claim });
                return Err(A::Error::custom("duplicate claim"));
            }
            if exact {
                read_claim(&mut claims, claim, &mut map)
                    .inspect_err(|_| *self.defect = Some(TokenError::wrong_shape(claim)))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(claims)
    }
}

fn read_claim<'de, M: Model, A: MapAccess<'de>>(
    claims: &mut Claims<'de, M>,
    name: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    match name {
        "iss" => claims.iss = Some(map.next_value()?),
        "aud" => claims.aud = Some(map.next_value()?),
        "exp" => claims.exp = Some(map.next_value()?),
        "nbf" => claims.nbf = Some(map.next_value()?),
        "iat" => claims.iat = Some(map.next_value()?),
        "tid" => claims.tid = Some(map.next_value()?),
        "ver" => claims.ver = Some(map.next_value()?),
        "oid" => claims.oid = Some(map.next_value()?),
        "azp" => claims.azp = Some(map.next_value()?),
        "appid" => claims.appid = Some(map.next_value()?),
        "idtyp" => claims.idtyp = Some(map.next_value()?),
        "roles" => map.next_value_seed(Roles(claims))?,
        "scp" => scopes(claims, &map.next_value::<Text<'de>>()?.0),
        "nonce" | "at_hash" | "c_hash" => {
            map.next_value::<IgnoredAny>()?;
            claims.about_user = true;
        }
        "cnf" => {
            map.next_value::<IgnoredAny>()?;
            claims.bound_to_key = true;
        }
        "acrs" => claims.authentication_contexts = map.next_value()?,
        "xms_cc" => claims.client_capabilities = map.next_value()?,
        _ => {}
    }
    Ok(())
}

/// `scp`: separated by spaces. A lone `/` is what Entra writes where there is none.
/// <https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>
fn scopes<M: Model>(claims: &mut Claims<'_, M>, scp: &str) {
    for value in scp.split(' ').filter(|value| !value.is_empty() && *value != "/") {
        claims.has_scopes = true;
        match M::Scope::from_value(value) {
            Ok(scope) => {
                claims.granted.insert(scope);
            }
            Err(_) => claims.unknown.keep(value),
        }
    }
}

/// `roles`: an array of strings.
struct Roles<'a, 'de, M: Model>(&'a mut Claims<'de, M>);

impl<'de, M: Model> DeserializeSeed<'de> for Roles<'_, '_, M> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, M: Model> Visitor<'de> for Roles<'_, '_, M> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of strings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut roles: A) -> Result<(), A::Error> {
        while let Some(Text(value)) = roles.next_element()? {
            match M::Role::from_value(&value) {
                Ok(role) => {
                    self.0.held.insert(role);
                }
                Err(_) => self.0.unknown.keep(&value),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::model::{Role, Scope, TestModel};

    #[test]
    fn roles_and_scopes_go_into_sets_and_the_unknown_is_bounded() {
        let long = "\u{e9}".repeat(100);
        let mut roles =
            vec!["Contacts.Read.All".to_owned(), long.clone(), "Contacts.Read.Team".to_owned()];
        roles.extend((0..50).map(|i| format!("Unknown.{i}")));
        let payload =
            serde_json::json!({ "roles": roles, "scp": " Crm.Read  Nothing other " }).to_string();
        let claims = Claims::<TestModel>::read(payload.as_bytes()).unwrap();
        assert_eq!(claims.held, [Role::ReadTeam, Role::ReadAll].into_iter().collect());
        assert_eq!(claims.granted, [Scope::Crm, Scope::Nothing].into_iter().collect());
        assert_eq!(claims.unknown.iter().count(), 16);
        assert!(claims.unknown.iter().any(|value| *value == long[..128]));
    }
}

//! The claims of a token, read once from the payload after the signature was verified.
//!
//! Roles and scopes go directly into their sets, through a [`ValueReader`]: a token may have
//! thousands.

mod facets;
mod member_name;
mod strings;
mod values;

use core::fmt;
use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

pub(crate) use self::facets::{Facet, Facets};
use self::member_name::MemberName;
use self::strings::Strings;
#[cfg(feature = "__internals")]
pub use self::values::ValueReader;
#[cfg(not(feature = "__internals"))]
use self::values::ValueReader;
pub(crate) use self::values::{Carried, Permissions};
use crate::caller::UnknownValues;
use crate::validator::claim::Claim;
use crate::validator::token_error::{Excerpt, TokenError};

/// A JSON string, borrowed from the payload unless it has escapes.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

/// The claims of a token, each of the right JSON type. The rules check which claims are present,
/// and their values. The roles and scopes are in a [`ValueReader`].
#[derive(Debug, Default)]
pub(crate) struct Claims<'de> {
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
    pub(crate) azpacr: Option<Text<'de>>,
    pub(crate) appidacr: Option<Text<'de>>,
    pub(crate) idtyp: Option<Text<'de>>,
    /// True if `scp` names a scope, known or unknown.
    pub(crate) has_scopes: bool,
    /// Roles and scopes that the build does not know.
    pub(crate) unknown: UnknownValues,
    /// True if there is a claim that no app-only token has: one that [describes a
    /// user](MemberName::DescribesUser), or one that only ID tokens have (`nonce`, `at_hash`,
    /// `c_hash`; `OpenID` Connect Core 1.0, sections 2 and 3.3.2.11).
    pub(crate) about_user: bool,
    /// True if there is a `cnf` with any value: a binding that cannot be read is a binding.
    pub(crate) bound_to_key: bool,
    /// `acrs`: the authentication contexts that the user has met.
    pub(crate) authentication_contexts: Strings,
    /// `xms_cc`: the capabilities that the client declares.
    pub(crate) client_capabilities: Strings,
    /// `xms_act_fct`: the facets of the actor.
    pub(crate) actor_facets: Facets,
    /// `xms_sub_fct`: the facets of the subject.
    pub(crate) subject_facets: Facets,
    /// `xms_par_app_azp`: the blueprint of the agent.
    pub(crate) blueprint: Option<Text<'de>>,
}

impl<'de> Claims<'de> {
    /// Reads the payload, and hands its roles and scopes to `values`.
    pub(crate) fn read(
        payload: &'de [u8],
        values: &mut impl ValueReader,
    ) -> Result<Self, TokenError> {
        // The whole payload must be UTF-8 (RFC 7519, section 7.2). `serde_json` does not check
        // values that it skips.
        let payload = str::from_utf8(payload).map_err(|_| TokenError::Payload)?;
        let mut json = serde_json::Deserializer::from_str(payload);
        let mut defect = None;
        let visitor = ClaimsVisitor { defect: &mut defect, seen: Seen::default(), values };
        let claims = json.deserialize_map(visitor);
        match claims.and_then(|claims| json.end().map(|()| claims)) {
            Ok(claims) => Ok(claims),
            Err(_) => Err(defect.unwrap_or(TokenError::Payload)),
        }
    }

    /// Checks whether the client declares that it handles claims challenges. Microsoft's samples
    /// also write the capability in capitals.
    /// <https://learn.microsoft.com/entra/identity-platform/claims-challenge>
    pub(crate) fn client_handles_challenges(&self) -> bool {
        let capabilities = &self.client_capabilities.0;
        capabilities.iter().any(|capability| capability.eq_ignore_ascii_case("cp1"))
    }
}

/// The claims of a refused token that the log names.
#[derive(Default)]
pub(crate) struct LoggedClaims {
    /// `uti`
    pub(crate) token_id: Option<Excerpt>,
    /// `xms_par_app_azp`
    pub(crate) blueprint: Option<Excerpt>,
}

impl LoggedClaims {
    /// Reads the claims. A claim that is missing or not a string is left out.
    #[cold]
    pub(crate) fn read(payload: &[u8]) -> Self {
        #[derive(Default, Deserialize)]
        struct Members<'a> {
            #[serde(borrow)]
            uti: Option<&'a RawValue>,
            #[serde(borrow)]
            xms_par_app_azp: Option<&'a RawValue>,
        }
        let Ok(members) = serde_json::from_slice::<Members<'_>>(payload) else {
            return Self::default();
        };
        let excerpt = |json: Option<&RawValue>| {
            let text: Text<'_> = serde_json::from_str(json?.get()).ok()?;
            Some(Excerpt::new(&text.0))
        };
        Self { token_id: excerpt(members.uti), blueprint: excerpt(members.xms_par_app_azp) }
    }
}

struct ClaimsVisitor<'a, V> {
    /// The error that stopped the visitor. An error of serde cannot hold a [`TokenError`].
    defect: &'a mut Option<TokenError>,
    seen: Seen,
    values: &'a mut V,
}

/// The claims that the visitor has seen, one bit for each.
#[derive(Default)]
struct Seen(u32);

const _: () = assert!(Claim::ALL.len() <= 32, "`Seen` has a bit for each claim");

impl Seen {
    /// Adds a claim. Returns false if the claim was seen before.
    fn insert(&mut self, claim: Claim) -> bool {
        let bit = 1 << claim as u32;
        let is_new = self.0 & bit == 0;
        self.0 |= bit;
        is_new
    }
}

impl<V> ClaimsVisitor<'_, V> {
    /// Fails if the claim was seen before, perhaps in another case.
    fn see<E: Error>(&mut self, claim: Claim) -> Result<(), E> {
        if self.seen.insert(claim) {
            return Ok(());
        }
        *self.defect = Some(TokenError::DuplicateClaim { name: claim.name() });
        Err(E::custom("duplicate claim"))
    }

    /// Fails because the claim is in the token in another case only. If such a claim were ignored,
    /// an agent could pass as a person.
    fn misspelled<E: Error>(&mut self, claim: Claim) -> E {
        let expected = "named in lower case";
        *self.defect = Some(TokenError::Claim { name: claim.name(), expected });
        E::custom("misspelled claim")
    }
}

impl<'de, V: ValueReader> Visitor<'de> for ClaimsVisitor<'_, V> {
    type Value = Claims<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of claims")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut claims = Claims::default();
        let mut misspelled = None;
        while let Some(name) = map.next_key::<MemberName>()? {
            match name {
                MemberName::Claim(claim) => {
                    self.see(claim)?;
                    read_claim(&mut claims, self.values, claim, &mut map)
                        .inspect_err(|_| *self.defect = Some(TokenError::wrong_shape(claim)))?;
                    continue;
                }
                MemberName::OtherCase(claim) => {
                    self.see(claim)?;
                    misspelled = misspelled.or(claim.is_about_agents().then_some(claim));
                }
                MemberName::DescribesUser => claims.about_user = true,
                MemberName::Other => {}
            }
            map.next_value::<IgnoredAny>()?;
        }
        match misspelled {
            Some(claim) => Err(self.misspelled(claim)),
            None => Ok(claims),
        }
    }
}

fn read_claim<'de, A: MapAccess<'de>>(
    claims: &mut Claims<'de>,
    values: &mut impl ValueReader,
    claim: Claim,
    map: &mut A,
) -> Result<(), A::Error> {
    match claim {
        Claim::Iss => claims.iss = Some(map.next_value()?),
        Claim::Aud => claims.aud = Some(map.next_value()?),
        Claim::Exp => claims.exp = Some(map.next_value()?),
        Claim::Nbf => claims.nbf = Some(map.next_value()?),
        Claim::Iat => claims.iat = Some(map.next_value()?),
        Claim::Tid => claims.tid = Some(map.next_value()?),
        Claim::Ver => claims.ver = Some(map.next_value()?),
        Claim::Oid => claims.oid = Some(map.next_value()?),
        Claim::Azp => claims.azp = Some(map.next_value()?),
        Claim::Appid => claims.appid = Some(map.next_value()?),
        Claim::Azpacr => claims.azpacr = Some(map.next_value()?),
        Claim::Appidacr => claims.appidacr = Some(map.next_value()?),
        Claim::Idtyp => claims.idtyp = Some(map.next_value()?),
        Claim::Roles => {
            let unknown = &mut claims.unknown;
            map.next_value_seed(Roles { values, unknown })?;
        }
        Claim::Scp => add_scopes(claims, values, &map.next_value::<Text<'de>>()?.0),
        Claim::Nonce | Claim::AtHash | Claim::CHash => {
            map.next_value::<IgnoredAny>()?;
            claims.about_user = true;
        }
        Claim::Cnf => {
            map.next_value::<IgnoredAny>()?;
            claims.bound_to_key = true;
        }
        Claim::Acrs => claims.authentication_contexts = map.next_value()?,
        Claim::XmsCc => claims.client_capabilities = map.next_value()?,
        Claim::XmsActFct => claims.actor_facets = map.next_value()?,
        Claim::XmsSubFct => claims.subject_facets = map.next_value()?,
        Claim::XmsParAppAzp => claims.blueprint = Some(map.next_value()?),
    }
    Ok(())
}

/// Adds the scopes of `scp`, which are separated by spaces. Entra writes a single `/` if there are
/// no scopes. <https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>
fn add_scopes(claims: &mut Claims<'_>, values: &mut impl ValueReader, scp: &str) {
    for value in scp.split(' ').filter(|value| !value.is_empty() && *value != "/") {
        claims.has_scopes = true;
        if !values.add_scope(value) {
            claims.unknown.keep(value);
        }
    }
}

/// Reads `roles`, an array of strings.
struct Roles<'a, V> {
    values: &'a mut V,
    unknown: &'a mut UnknownValues,
}

impl<'de, V: ValueReader> DeserializeSeed<'de> for Roles<'_, V> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, V: ValueReader> Visitor<'de> for Roles<'_, V> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of strings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut roles: A) -> Result<(), A::Error> {
        while let Some(Text(value)) = roles.next_element()? {
            if !self.values.add_role(&value) {
                self.unknown.keep(&value);
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
    fn known_values_go_into_sets_and_unknown_values_are_bounded() {
        let long = "\u{e9}".repeat(100);
        let mut roles =
            vec!["Contacts.Read.All".to_owned(), long.clone(), "Contacts.Read.Team".to_owned()];
        roles.extend((0..50).map(|i| format!("Unknown.{i}")));
        let payload =
            serde_json::json!({ "roles": roles, "scp": " Crm.Read  Nothing other " }).to_string();
        let mut permissions = Permissions::<TestModel>::default();
        let claims = Claims::read(payload.as_bytes(), &mut permissions).unwrap();
        assert_eq!(permissions.held, [Role::ReadTeam, Role::ReadAll].into_iter().collect());
        assert_eq!(permissions.granted, [Scope::Crm, Scope::Nothing].into_iter().collect());
        assert_eq!(claims.unknown.iter().count(), 16);
        assert!(claims.unknown.iter().any(|value| *value == long[..128]));
    }
}

//! Every check of a token with its own result, for `cargo entra-perms explain`. In data order:
//!
//! - `api`: a registration, and what else is known about the service → the rules;
//! - `all_checks`: the course of the rules that goes on behind a broken one;
//! - this file: the checks in the order of [`TokenValidator`](crate::TokenValidator), and the
//!   caller that the token describes;
//! - `check`: the checks and their results.
//!
//! **Nothing here decides about a request.** The claims are read, and errors quote them, even if
//! the signature is not verified.

mod all_checks;
mod api;
mod check;

use std::time::SystemTime;

use serde::Deserialize;
use uuid::Uuid;

use self::all_checks::AllChecks;
pub use self::api::{Api, KnownService};
pub use self::check::{Check, CheckOutcome, NotChecked};
use super::keys::KeySet;
pub use super::token::claims::ValueReader;
use super::token::claims::{Carried, Claims, Text};
use super::token::compact::Compact;
pub use super::token::rules::Rule;
use super::token::rules::{
    Facts, Rules, Subject, access_token, client_authentication, expires_at, known_version,
    not_before,
};
use super::token_error::TokenError;
pub use crate::caller::{Actor, ClaimsOfGuard, UnknownActor};
use crate::caller::{ClientAuthentication, UnknownValues};
use crate::model::CallerKind;

/// The number of unknown values of a token that are kept.
pub const MAX_UNKNOWN_VALUES: usize = UnknownValues::MAX;

/// A token with the result of every check.
#[derive(Debug)]
pub struct ExplainedToken {
    /// All checks, in the order of the validator, which ends with the first one that is refused.
    pub checks: Vec<(Check, CheckOutcome)>,
    /// `None` if the token does not say who calls.
    pub caller: Option<DescribedCaller>,
}

/// The caller that a token describes, whether the token is accepted or not.
#[derive(Debug)]
pub struct DescribedCaller {
    /// The kind.
    pub kind: CallerKind,
    /// The tenant. `None` if the claim is refused.
    pub tenant: Option<Uuid>,
    /// The id of the user or application.
    pub object_id: Option<Uuid>,
    /// The client id.
    pub client_id: Option<Uuid>,
    /// True if the client has proven its identity.
    pub is_client_proven: bool,
    /// The agent that acts, as far as the token says.
    pub actor: Actor,
    /// The time from which the token is valid.
    pub not_before: Option<SystemTime>,
    /// The time at which the token expires.
    pub expires_at: Option<SystemTime>,
    /// The authentication contexts that the user has met.
    pub authentication_contexts: Vec<String>,
    /// Some of the roles and scopes that the API does not have.
    pub unknown_values: Vec<String>,
}

/// Returns the audience (`aud`) that a token names, whatever its other claims are. Anyone can write
/// it.
#[must_use]
pub fn audience(token: &str) -> Option<String> {
    /// `Deserialize` refuses a duplicate.
    #[derive(Deserialize)]
    struct Members<'a> {
        #[serde(borrow)]
        aud: Text<'a>,
    }
    let payload = Compact::parse(token).ok()?.unverified_payload().ok()?;
    let members: Members<'_> = serde_json::from_slice(&payload).ok()?;
    Some(members.aud.0.into_owned())
}

/// Checks whether a token has the claims of an ID token.
#[must_use]
pub fn is_id_token(token: &str) -> bool {
    let payload = Compact::parse(token).and_then(|token| token.unverified_payload());
    let Ok(payload) = payload else { return false };
    let Ok(claims) = Claims::read(&payload, &mut NoValues) else { return false };
    let checked = known_version(&claims).and_then(|version| access_token(&claims, version));
    checked == Err(TokenError::IdToken)
}

/// Returns the reason for which a text is not a token that can be explained: it has another form,
/// or its payload is not an object of claims.
#[must_use]
pub fn unreadable(text: &str) -> Option<TokenError> {
    let token = match Compact::parse(text) {
        Ok(token) => token,
        Err(error) => return Some(error),
    };
    let payload = token.unverified_payload();
    let claims = payload.and_then(|payload| Claims::read(&payload, &mut NoValues).map(|_| ()));
    match claims {
        Err(error @ (TokenError::Payload | TokenError::Malformed(_))) => Some(error),
        Ok(()) | Err(_) => None,
    }
}

/// Makes every check of a token. The API of `api` reads its roles and scopes into `values`.
pub fn explain(
    token: &str,
    api: &Api,
    service: &KnownService,
    now: SystemTime,
    values: &mut impl ValueReader,
) -> ExplainedToken {
    let mut explained = checked(token, &service.rules(api), service.keys(), now, values);
    for (check, outcome) in &mut explained.checks {
        if let Some(why) = service.unknown(*check, outcome) {
            *outcome = CheckOutcome::NotChecked(why);
        }
    }
    explained
}

/// Makes every check by these rules.
pub(super) fn checked(
    token: &str,
    rules: &Rules,
    keys: Option<&KeySet>,
    now: SystemTime,
    values: &mut impl ValueReader,
) -> ExplainedToken {
    let mut record = AllChecks::default();
    let compact = record.form(Compact::parse(token));
    let key_id = record.after(Check::Header, compact.as_ref(), Compact::key_id);
    let keys = keys.ok_or(NotChecked::NoKeys);
    let key_id_and_keys = key_id.and_then(|id| Ok((id, keys?)));
    let key = record.after(Check::Key, key_id_and_keys, |(id, keys)| {
        keys.find(&id).ok_or(TokenError::UnknownKey)
    });
    let signed = key.as_ref().map_err(|why| *why).and_then(|key| Ok((key, compact.as_ref()?)));
    let _verified = record.after(Check::Signature, signed, |(key, token)| {
        let is_signed = key.verifying.verify(token.signed, &token.signature);
        is_signed.then_some(()).ok_or(TokenError::Signature)
    });
    let payload = compact.as_ref().map_err(|why| *why).map(Compact::unverified_payload);
    let mut seen = NotedValues { values, has_role: false, has_scope: false };
    let claims = record.after(Check::Claims, payload.as_ref(), |payload| match payload {
        Ok(payload) => Claims::read(payload, &mut seen),
        Err(error) => Err(error.clone()),
    });
    let Ok(claims) = claims else {
        return ExplainedToken { checks: record.with_all_rules(), caller: None };
    };
    let carried = Carried::new(seen.has_role, seen.has_scope);
    let key_issuers = key.as_ref().map(|key| key.issuers.as_slice()).map_err(|why| *why);
    let facts = rules.apply(&Subject { claims: &claims, carried, key_issuers, now }, &mut record);
    let caller = facts.ok().and_then(|facts| described(claims, &facts));
    ExplainedToken { checks: record.checks, caller }
}

/// Returns the caller, if the token says its kind, its client, and whether an agent acts.
fn described(claims: Claims<'_>, facts: &Facts<AllChecks>) -> Option<DescribedCaller> {
    let authentication = client_authentication(&claims, facts.version.ok()?);
    Some(DescribedCaller {
        kind: facts.kind.ok()?,
        tenant: facts.tenant.ok(),
        object_id: facts.object_id.ok()?,
        client_id: facts.client_id.ok()?,
        is_client_proven: authentication == ClientAuthentication::Proven,
        actor: facts.actor.ok()?,
        not_before: not_before(&claims),
        expires_at: expires_at(&claims),
        unknown_values: claims.unknown.iter().map(str::to_owned).collect(),
        authentication_contexts: claims.authentication_contexts.0,
    })
}

/// Hands the values on, and remembers whether the API has one of them.
struct NotedValues<'v, V> {
    values: &'v mut V,
    has_role: bool,
    has_scope: bool,
}

impl<V: ValueReader> ValueReader for NotedValues<'_, V> {
    fn add_role(&mut self, value: &str) -> bool {
        let is_known = self.values.add_role(value);
        self.has_role |= is_known;
        is_known
    }

    fn add_scope(&mut self, value: &str) -> bool {
        let is_known = self.values.add_scope(value);
        self.has_scope |= is_known;
        is_known
    }
}

struct NoValues;

impl ValueReader for NoValues {
    fn add_role(&mut self, _: &str) -> bool {
        false
    }

    fn add_scope(&mut self, _: &str) -> bool {
        false
    }
}

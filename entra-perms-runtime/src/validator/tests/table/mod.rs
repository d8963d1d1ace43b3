//! A table of tokens and their results. A file is a group, and a row is one token. All tokens are
//! signed and pass through [`TokenValidator::validate`], like the token of a request.
//!
//! - `token`: a token like Entra's, and changes to it
//! - `services`: the validators that receive the tokens
//! - `form`, `signature`, `alg`, `header`, `key`, `payload`, `duplicates`, `issuer`, `tenant`,
//!   `audience`, `time`, `roles`, `scp`, `id_token`, `kind`, `facets`, `agent`: refused tokens, one
//!   file for each rule
//! - `cnf`, `idtyp_since`, `versions`, `apps_without_roles`, `only_roles`: tokens that some
//!   services accept and others refuse
//! - `several`: tokens of a service with several authorities
//! - `good`, `tenants`, `edge_cases`: accepted tokens
//! - `agent_conditions`: accepted tokens, and the decisions of `by = person`, `agents = never` and
//!   `agents = only`
//! - `client_conditions`: accepted tokens, and the decisions of `client = …`
//! - `decision`: the check of such a decision
//! - `explained`: every check of all these tokens, and of mixtures of them

mod agent;
mod agent_conditions;
mod alg;
mod apps_without_roles;
mod audience;
mod client_conditions;
mod cnf;
mod decision;
mod duplicates;
mod edge_cases;
#[cfg(feature = "__internals")]
mod explained;
mod facets;
mod form;
mod good;
mod header;
mod id_token;
mod idtyp_since;
mod issuer;
mod key;
mod kind;
mod only_roles;
mod payload;
mod roles;
mod scp;
mod services;
mod several;
mod signature;
mod tenant;
mod tenants;
mod time;
mod token;
mod versions;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use http::StatusCode;

use self::services::{Service, V2};
use self::token::Token;
use super::signed_tokens::at_once;
use crate::caller::Caller;
use crate::model::CallerKind;
use crate::model::PermissionSet;
use crate::test_support::model::{Role, Scope, TestModel};
use crate::validator::{Excerpt, TokenError};

/// Rows with the names of their groups. Signing the tokens is slow, so it happens once.
type Table<T> = LazyLock<Vec<(&'static str, T)>>;

static HOSTILE: Table<Hostile> = Table::new(|| {
    grouped([
        ("form", form::rows()),
        ("signature", signature::rows()),
        ("alg", alg::rows()),
        ("header", header::rows()),
        ("key", key::rows()),
        ("payload", payload::rows()),
        ("duplicates", duplicates::rows()),
        ("issuer", issuer::rows()),
        ("tenant", tenant::rows()),
        ("audience", audience::rows()),
        ("time", time::rows()),
        ("roles", roles::rows()),
        ("scp", scp::rows()),
        ("id_token", id_token::rows()),
        ("cnf", cnf::rows()),
        ("kind", kind::rows()),
        ("idtyp_since", idtyp_since::rows()),
        ("facets", facets::rows()),
        ("agent", agent::rows()),
        ("versions", versions::rows()),
        ("apps_without_roles", apps_without_roles::rows()),
        ("only_roles", only_roles::rows()),
        ("several", several::rows()),
    ])
});

static GOOD: Table<Good> = Table::new(|| {
    grouped([
        ("good", good::rows()),
        ("cnf", cnf::good()),
        ("idtyp_since", idtyp_since::good()),
        ("tenants", tenants::rows()),
        ("versions", versions::good()),
        ("apps_without_roles", apps_without_roles::good()),
        ("only_roles", only_roles::good()),
        ("several", several::good()),
        ("edge_cases", edge_cases::rows()),
    ])
});

fn grouped<T, const N: usize>(groups: [(&'static str, Vec<T>); N]) -> Vec<(&'static str, T)> {
    let mut all = Vec::new();
    for (group, rows) in groups {
        assert!(!rows.is_empty(), "the group `{group}` is empty");
        println!("{group}: {}", rows.len());
        all.extend(rows.into_iter().map(|row| (group, row)));
    }
    all
}

/// A token that is refused.
struct Hostile {
    name: String,
    /// The token before the one hostile change. `accepted_by` must accept it; otherwise the hostile
    /// token could be refused for another reason.
    good: String,
    accepted_by: &'static Service,
    token: String,
    refused_by: &'static Service,
    expected: TokenError,
}

/// Returns a row whose token [`V2`] refuses, unless [`at`](Hostile::at) names another service.
fn refused(name: impl Into<String>, token: Token, expected: TokenError) -> Hostile {
    let (good, token) = token.build();
    Hostile { name: name.into(), good, accepted_by: &V2, token, refused_by: &V2, expected }
}

impl Hostile {
    fn at(self, service: &'static Service) -> Self {
        Self { accepted_by: service, refused_by: service, ..self }
    }

    /// Sends the token to another service than the good token.
    fn refused_at(self, service: &'static Service) -> Self {
        Self { refused_by: service, ..self }
    }
}

/// A token that is accepted, and the expected caller.
struct Good {
    name: String,
    token: String,
    accepted_by: &'static Service,
    kind: CallerKind,
    held: PermissionSet<Role>,
    granted: PermissionSet<Scope>,
    effective: PermissionSet<Role>,
}

fn accepted(name: impl Into<String>, token: Token, kind: CallerKind) -> Good {
    Good {
        name: name.into(),
        token: token.build().1,
        accepted_by: &V2,
        kind,
        held: PermissionSet::EMPTY,
        granted: PermissionSet::EMPTY,
        effective: PermissionSet::EMPTY,
    }
}

/// Expects the permissions of [`token::user`]: two roles, and a scope that maps to one of them.
fn user_accepted(name: impl Into<String>, token: Token) -> Good {
    accepted(name, token, CallerKind::User)
        .held([Role::ReadTeam, Role::Console])
        .granted([Scope::Crm])
        .effective([Role::ReadTeam])
}

/// Expects the permissions of [`token::app`].
fn app_accepted(name: impl Into<String>, token: Token) -> Good {
    accepted(name, token, CallerKind::App)
        .held([Role::Import])
        .effective([Role::Import])
}

impl Good {
    fn at(self, service: &'static Service) -> Self {
        Self { accepted_by: service, ..self }
    }

    fn held<const N: usize>(self, held: [Role; N]) -> Self {
        Self { held: held.into_iter().collect(), ..self }
    }

    fn granted<const N: usize>(self, granted: [Scope; N]) -> Self {
        Self { granted: granted.into_iter().collect(), ..self }
    }

    fn effective<const N: usize>(self, effective: [Role; N]) -> Self {
        Self { effective: effective.into_iter().collect(), ..self }
    }
}

fn claim_error(name: &'static str, expected: &'static str) -> TokenError {
    TokenError::Claim { name, expected }
}

fn quoted(text: &str) -> Excerpt {
    Excerpt::new(text)
}

#[test]
fn every_hostile_token_is_refused_for_its_own_reason() {
    assert_all_hold(HOSTILE.iter().map(|(group, row)| (*group, &row.name, row.holds())));
}

#[test]
fn every_good_token_is_accepted_with_its_permissions() {
    assert_all_hold(GOOD.iter().map(|(group, row)| (*group, &row.name, row.holds())));
}

/// Panics with the names of all rows that failed.
fn assert_all_hold<'a>(rows: impl Iterator<Item = (&'static str, &'a String, Result<(), String>)>) {
    let mut failures = Vec::new();
    for (group, name, result) in rows {
        if let Err(reason) = result {
            failures.push(format!("{group}: {name}: {reason}"));
        }
    }
    assert!(failures.is_empty(), "{} rows:\n{}", failures.len(), failures.join("\n"));
}

impl Hostile {
    fn holds(&self) -> Result<(), String> {
        let Self { good, accepted_by, token, refused_by, expected, .. } = self;
        if good == token && core::ptr::eq(*accepted_by, *refused_by) {
            return Err("the token was not changed".to_owned());
        }
        if let Err(error) = validate(accepted_by, good)? {
            return Err(format!("refused before it was changed: {error:?}"));
        }
        match validate(refused_by, token)? {
            Ok(caller) => Err(format!("accepted as {caller:?}, expected {expected:?}")),
            Err(error) if !is_expected(&error, expected) => {
                Err(format!("{error:?}, expected {expected:?}"))
            }
            Err(error) => reveals_nothing(token, &error),
        }
    }
}

impl Good {
    fn holds(&self) -> Result<(), String> {
        let Self { token, accepted_by, kind, held, granted, effective, .. } = self;
        let expected = (*kind, *held, *granted, *effective);
        let found = validate(accepted_by, token)?
            .map(|caller| (caller.kind(), caller.held(), caller.granted(), caller.effective()));
        if found == Ok(expected) {
            Ok(())
        } else {
            Err(format!("{found:?}, expected {expected:?}"))
        }
    }
}

/// Compares the errors. Of an audience, only the one in the token matters here.
fn is_expected(error: &TokenError, expected: &TokenError) -> bool {
    match (error, expected) {
        (TokenError::Audience { found, .. }, TokenError::Audience { found: expected, .. }) => {
            found == expected
        }
        _ => error == expected,
    }
}

/// Validates the token. Returns `Err` if the validator panics, so that the test can name the row.
fn validate(
    service: &Service,
    token: &str,
) -> Result<Result<Caller<TestModel>, TokenError>, String> {
    catch_unwind(AssertUnwindSafe(|| at_once(service.validate(token))))
        .map_err(|_| "the validator panics".to_owned())
}

/// Checks that the error is one line and does not show a part of the token, and that the response
/// is the one to all bad tokens.
fn reveals_nothing(token: &str, error: &TokenError) -> Result<(), String> {
    const PART: usize = 12;
    static RESPONSE: LazyLock<String> = LazyLock::new(|| response(&TokenError::Signature));
    let shown = format!("{error}\n{error:?}\n{}", response(error));
    let after_header = token.split_once('.').map_or(token, |(_, rest)| rest);
    let parts = shown.as_bytes().windows(PART).filter_map(|part| str::from_utf8(part).ok());
    if let Some(part) = parts
        .filter(|part| !part.contains(' '))
        .find(|part| after_header.contains(part))
    {
        return Err(format!("`{part}` of the token is shown in {shown}"));
    }
    if error.to_string().chars().any(char::is_control) || error.to_string().len() > 2500 {
        return Err(format!("the error is not one short line: {error}"));
    }
    let status = error.challenge().status();
    match error {
        TokenError::NoPermission if status == StatusCode::FORBIDDEN => Ok(()),
        TokenError::NoPermission | TokenError::KeysUnavailable { .. } => {
            Err(format!("the status is {status}"))
        }
        _ if status == StatusCode::UNAUTHORIZED && response(error) == *RESPONSE => Ok(()),
        _ => Err(format!("the response differs: {}", response(error))),
    }
}

fn response(error: &TokenError) -> String {
    let response = error.challenge().into_response::<String>();
    format!("{} {:?} {}", response.status(), response.headers(), response.body())
}

#[test]
fn no_two_rows_have_the_same_name() {
    let hostile = HOSTILE.iter().map(|(_, row)| &row.name);
    let good = GOOD.iter().map(|(_, row)| &row.name);
    let mut seen = HashSet::new();
    let duplicates: Vec<_> = hostile.chain(good).filter(|name| !seen.insert(*name)).collect();
    assert!(duplicates.is_empty(), "{duplicates:?}");
}

#[test]
fn an_error_that_shows_a_part_of_the_token_is_found() {
    let error = TokenError::Issuer { found: quoted("Zm9vYmFyYmF6cXV4") };
    assert!(reveals_nothing("header.Zm9vYmFyYmF6cXV4.signature", &error).is_err());
    assert_eq!(reveals_nothing("header.payload.signature", &error), Ok(()));
}

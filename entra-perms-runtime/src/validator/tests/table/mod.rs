//! Tokens and what becomes of them: a file is a group, a row one token. All are really signed, and go through
//! [`TokenValidator::validate`] as a request's would.
//!
//! - `token`: a token of Entra's, and what can be changed about it;
//! - `services`: the validators that tokens are sent to;
//! - `alg` to `kind`: tokens that are refused, in the order in which the validator looks;
//! - `bound`, `since`: tokens that some services take and others refuse;
//! - `good`, `tenants`, `unusual`: tokens that are taken.

mod alg;
mod audience;
mod bound;
mod duplicates;
mod form;
mod good;
mod header;
mod id_token;
mod issuer;
mod key;
mod kind;
mod payload;
mod roles;
mod scp;
mod services;
mod since;
mod tenant;
mod tenants;
mod time;
mod token;
mod unusual;

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

/// Rows with the names of their groups. Making them takes longer than looking at them.
type Table<T> = LazyLock<Vec<(&'static str, T)>>;

static HOSTILE: Table<Hostile> = Table::new(|| {
    grouped([
        ("form", form::rows()),
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
        ("bound", bound::rows()),
        ("kind", kind::rows()),
        ("since", since::rows()),
    ])
});

static GOOD: Table<Good> = Table::new(|| {
    grouped([
        ("good", good::rows()),
        ("bound", bound::good()),
        ("since", since::good()),
        ("tenants", tenants::rows()),
        ("unusual", unusual::rows()),
    ])
});

fn grouped<T, const N: usize>(groups: [(&'static str, Vec<T>); N]) -> Vec<(&'static str, T)> {
    let mut all = Vec::new();
    for (group, rows) in groups {
        assert!(!rows.is_empty(), "nothing in the group {group}");
        println!("{group}: {}", rows.len());
        all.extend(rows.into_iter().map(|row| (group, row)));
    }
    all
}

/// A token that is refused.
struct Hostile {
    name: String,
    /// What it was before one thing about it was changed, and who takes that: else it may be refused for another reason.
    good: String,
    taken_by: &'static Service,
    token: String,
    refused_by: &'static Service,
    expected: TokenError,
}

/// The token, which the manifest's own validator refuses unless [`at`](Hostile::at) names another.
fn refused(name: impl Into<String>, token: Token, expected: TokenError) -> Hostile {
    let (good, token) = token.sent();
    Hostile { name: name.into(), good, taken_by: &V2, token, refused_by: &V2, expected }
}

impl Hostile {
    fn at(self, service: &'static Service) -> Self {
        Self { taken_by: service, refused_by: service, ..self }
    }

    /// What is wrong is that the token is sent to this one.
    fn refused_at(self, service: &'static Service) -> Self {
        Self { refused_by: service, ..self }
    }
}

/// A token that is taken, and what its caller is.
struct Good {
    name: String,
    token: String,
    taken_by: &'static Service,
    kind: CallerKind,
    held: PermissionSet<Role>,
    granted: PermissionSet<Scope>,
    effective: PermissionSet<Role>,
}

fn taken(name: impl Into<String>, token: Token, kind: CallerKind) -> Good {
    let (held, granted, effective) =
        (PermissionSet::EMPTY, PermissionSet::EMPTY, PermissionSet::EMPTY);
    Good { name: name.into(), token: token.sent().1, taken_by: &V2, kind, held, granted, effective }
}

/// As of the user that [`token::user`] makes: two roles, to one of which no scope leads.
fn user_is_taken(name: impl Into<String>, token: Token) -> Good {
    taken(name, token, CallerKind::User)
        .held([Role::ReadTeam, Role::Console])
        .granted([Scope::Crm])
        .effective([Role::ReadTeam])
}

/// As of the application that [`token::app`] makes.
fn app_is_taken(name: impl Into<String>, token: Token) -> Good {
    taken(name, token, CallerKind::App)
        .held([Role::Import])
        .effective([Role::Import])
}

impl Good {
    fn at(self, service: &'static Service) -> Self {
        Self { taken_by: service, ..self }
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

fn shape(name: &'static str, expected: &'static str) -> TokenError {
    TokenError::Claim { name, expected }
}

fn quoted(text: &str) -> Excerpt {
    Excerpt::new(text)
}

#[test]
fn every_hostile_token_is_refused_for_its_own_reason() {
    all_hold(HOSTILE.iter().map(|(group, row)| (*group, &row.name, row.holds())));
}

#[test]
fn every_good_token_is_taken_for_what_it_says() {
    all_hold(GOOD.iter().map(|(group, row)| (*group, &row.name, row.holds())));
}

/// All rows that do not hold are named.
fn all_hold<'a>(rows: impl Iterator<Item = (&'static str, &'a String, Result<(), String>)>) {
    let mistakes: Vec<_> = rows
        .filter_map(|(group, name, holds)| Some(format!("{group}: {name}: {}", holds.err()?)))
        .collect();
    assert!(mistakes.is_empty(), "{} rows:\n{}", mistakes.len(), mistakes.join("\n"));
}

impl Hostile {
    fn holds(&self) -> Result<(), String> {
        let Self { good, taken_by, token, refused_by, expected, .. } = self;
        if good == token && core::ptr::eq(*taken_by, *refused_by) {
            return Err("nothing was changed".to_owned());
        }
        if let Err(error) = validate(taken_by, good)? {
            return Err(format!("refused before it was changed: {error:?}"));
        }
        match validate(refused_by, token)? {
            Ok(caller) => Err(format!("taken, as {caller:?}, and not {expected:?}")),
            Err(error) if error != *expected => Err(format!("{error:?}, and not {expected:?}")),
            Err(error) => says_nothing_of(token, &error),
        }
    }
}

impl Good {
    fn holds(&self) -> Result<(), String> {
        let Self { token, taken_by, kind, held, granted, effective, .. } = self;
        let expected = (*kind, *held, *granted, *effective);
        let found = validate(taken_by, token)?
            .map(|caller| (caller.kind(), caller.held(), caller.granted(), caller.effective()));
        if found == Ok(expected) { Ok(()) } else { Err(format!("{found:?}, and not {expected:?}")) }
    }
}

/// `Err` where it panics, so that the row can be named.
fn validate(
    service: &Service,
    token: &str,
) -> Result<Result<Caller<TestModel>, TokenError>, String> {
    catch_unwind(AssertUnwindSafe(|| at_once(service.validate(token))))
        .map_err(|_| "it panics".to_owned())
}

/// That neither who forged the token nor who reads the log learns from the error: no part of the token, one answer for all
/// tokens that are bad, and one line.
fn says_nothing_of(token: &str, error: &TokenError) -> Result<(), String> {
    const PART: usize = 12;
    static ANSWER: LazyLock<String> = LazyLock::new(|| answer(&TokenError::Signature));
    let shown = format!("{error}\n{error:?}\n{}", answer(error));
    let behind_header = token.split_once('.').map_or(token, |(_, rest)| rest);
    let parts = shown.as_bytes().windows(PART).filter_map(|part| str::from_utf8(part).ok());
    if let Some(part) = parts
        .filter(|part| !part.contains(' '))
        .find(|part| behind_header.contains(part))
    {
        return Err(format!("`{part}` of the token is shown in {shown}"));
    }
    if error.to_string().chars().any(char::is_control) || error.to_string().len() > 2500 {
        return Err(format!("no short line: {error}"));
    }
    let status = error.challenge().status();
    match error {
        TokenError::NoPermission if status == StatusCode::FORBIDDEN => Ok(()),
        TokenError::NoPermission | TokenError::KeysUnavailable => {
            Err(format!("answered with {status}"))
        }
        _ if status == StatusCode::UNAUTHORIZED && answer(error) == *ANSWER => Ok(()),
        _ => Err(format!("its answer is its own: {}", answer(error))),
    }
}

fn answer(error: &TokenError) -> String {
    let response = error.challenge().into_response::<String>();
    format!("{} {:?} {}", response.status(), response.headers(), response.body())
}

#[test]
fn the_table_is_as_large_as_promised_and_no_row_stands_in_it_twice() {
    assert!(
        HOSTILE.len() >= 1000 && GOOD.len() >= 150,
        "{} hostile, {} good",
        HOSTILE.len(),
        GOOD.len()
    );
    let (hostile, good) =
        (HOSTILE.iter().map(|(_, row)| &row.name), GOOD.iter().map(|(_, row)| &row.name));
    let mut seen = HashSet::new();
    let twice: Vec<_> = hostile.chain(good).filter(|name| !seen.insert(*name)).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn a_part_of_the_token_in_its_error_would_be_found() {
    let error = TokenError::Issuer { found: quoted("Zm9vYmFyYmF6cXV4") };
    assert!(says_nothing_of("header.Zm9vYmFyYmF6cXV4.signature", &error).is_err());
    assert_eq!(says_nothing_of("header.payload.signature", &error), Ok(()));
}

//! The requests that are sent to every framework, and the expected responses.

use std::time::{Duration, SystemTime};

use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_tests::crm::{Model, Role, Scope};

use super::{BASIC, METADATA, RESOURCE};

/// The operations of each service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `PUT /contacts/7`, with the new name as JSON: `Contacts::Write::Team`. Returns the name.
    Rename,
    /// `POST /import`: `Contacts::Write::All, by = app`
    Import,
    /// `GET /both`: `all(Contacts::Read::My, Accounts::Read::Team)`
    Both,
    /// `GET /either`: `any(Accounts::Read::Team, Proposals::ReadWrite::Team)`
    Either,
    /// `POST /purge`: `Contacts::Write::Team`, and then the authentication context `c1`
    Purge,
    /// `GET /contacts`: a function with a parameter for the caller,
    /// `any(Contacts::Read::Team, Contacts::Read::All)`
    List,
    /// `GET /me`: the kind of the caller, and its effective roles
    Me,
    /// `GET /forgotten`: the function of `Both`, outside of the layer
    Forgotten,
}

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) operation: Operation,
    /// The values of the `Authorization` headers.
    pub(crate) authorization: Vec<String>,
    pub(crate) expected: Expected,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// The body of the operation's response.
    Body(String),
    Refusal(Refusal),
}

/// A refusal over HTTP. gRPC has a code for each status.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) error: Option<&'static str>,
    pub(crate) detail: &'static str,
    /// The sets of scopes to request, by their full names. Spaces separate the scopes of a set.
    pub(crate) scopes: Vec<String>,
    /// The challenges without `resource_metadata`, which each of them has.
    pub(crate) challenges: Vec<String>,
}

impl Refusal {
    /// Returns the `WWW-Authenticate` headers. There are none if no token is sufficient.
    pub(crate) fn www_authenticate(&self) -> Vec<String> {
        let with_metadata = |challenge: &String| {
            let separator = if challenge.contains(' ') { "," } else { "" };
            format!(r#"{challenge}{separator} resource_metadata="{METADATA}""#)
        };
        self.challenges.iter().map(with_metadata).collect()
    }
}

fn refused(
    status: u16,
    error: impl Into<Option<&'static str>>,
    detail: &'static str,
    challenges: &[&str],
) -> Expected {
    let challenges = challenges.iter().map(|challenge| (*challenge).to_owned()).collect();
    Expected::Refusal(Refusal {
        status,
        error: error.into(),
        detail,
        scopes: Vec::new(),
        challenges,
    })
}

/// Expects status 403, because the client lacks scopes.
fn lacks_scope(detail: &'static str, scopes: &[&'static str]) -> Expected {
    let scopes: Vec<_> = scopes.iter().map(|set| full_names(set)).collect();
    let challenge = |scope| format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
    Expected::Refusal(Refusal {
        status: 403,
        error: Some("insufficient_scope"),
        detail,
        challenges: scopes.iter().map(challenge).collect(),
        scopes,
    })
}

/// Returns the full names of scopes. Clients send them to Entra unchanged.
fn full_names(scopes: &str) -> String {
    let names = scopes.split(' ').map(|scope| format!("{RESOURCE}/{scope}"));
    names.collect::<Vec<_>>().join(" ")
}

/// Expects that the refusal also tells the client which scope to request first.
fn with_basic_scope(expected: Expected) -> Expected {
    let Expected::Refusal(mut refusal) = expected else {
        return expected;
    };
    let scope = full_names(BASIC.value());
    for challenge in &mut refusal.challenges {
        let separator = if challenge.contains(' ') { "," } else { "" };
        challenge.push_str(&format!(r#"{separator} scope="{scope}""#));
    }
    refusal.scopes = vec![scope];
    Expected::Refusal(refusal)
}

/// Expects status 403. No scope is sufficient.
fn lacks_role(detail: &'static str) -> Expected {
    refused(403, "insufficient_scope", detail, &[r#"Bearer error="insufficient_scope""#])
}

/// Expects status 401, for each defect of a token.
fn bad_token() -> Expected {
    const DETAIL: &str = "the access token is malformed, expired, or not meant for this API";
    let challenge = described("invalid_token", DETAIL);
    with_basic_scope(refused(401, "invalid_token", DETAIL, &[&challenge]))
}

fn malformed() -> Expected {
    const DETAIL: &str =
        "the request has an `Authorization` header that is not `Bearer` followed by one token";
    let challenge = described("invalid_request", DETAIL);
    refused(400, "invalid_request", DETAIL, &[&challenge])
}

fn two_headers() -> Expected {
    const DETAIL: &str = "the request has more than one `Authorization` header";
    let challenge = described("invalid_request", DETAIL);
    refused(400, "invalid_request", DETAIL, &[&challenge])
}

fn described(error: &str, detail: &str) -> String {
    format!(r#"Bearer error="{error}", error_description="{detail}""#)
}

fn body(body: &str) -> Expected {
    Expected::Body(body.to_owned())
}

fn bearer(token: TokenBuilder<'_, Model>) -> Vec<String> {
    vec![format!("Bearer {}", token.sign())]
}

/// A user with a role for contacts, whose client has the scope for it.
fn sales(issuer: &DevIssuer) -> TokenBuilder<'_, Model> {
    issuer
        .user()
        .roles([Role::ContactsWriteTeam, Role::ContactsReadMy])
        .scopes([Scope::CrmReadWriteTeam])
}

pub(crate) fn cases(issuer: &DevIssuer) -> Vec<Case> {
    [tokens(issuer), permissions(issuer), alternatives(issuer), kinds(issuer), claims(issuer)]
        .into_iter()
        .flatten()
        .map(|(name, operation, authorization, expected)| Case {
            name,
            operation,
            authorization,
            expected,
        })
        .collect()
}

type Row = (&'static str, Operation, Vec<String>, Expected);

fn tokens(issuer: &DevIssuer) -> Vec<Row> {
    let forged = || {
        let good = sales(issuer).sign();
        vec![format!("Bearer {}", good.replace('.', ".e30"))]
    };
    let two_hours_ago = SystemTime::now() - Duration::from_secs(7200);
    let none = || with_basic_scope(refused(401, None, "no access token was sent", &["Bearer"]));
    let other = |value: &str| vec![value.to_owned()];
    let misconfigured = refused(500, None, "the service is misconfigured", &[]);
    vec![
        ("no token", Operation::Me, vec![], none()),
        ("no token, guarded", Operation::Rename, vec![], none()),
        ("another scheme", Operation::Me, other("Basic dTpw"), none()),
        ("no token behind the scheme", Operation::Me, other("Bearer"), malformed()),
        ("two tokens behind the scheme", Operation::Rename, other("Bearer a b"), malformed()),
        (
            "two headers",
            Operation::Rename,
            vec!["Bearer a".into(), "Bearer b".into()],
            two_headers(),
        ),
        ("a text that is not a token", Operation::Rename, other("Bearer x"), bad_token()),
        ("a forged token", Operation::Rename, forged(), bad_token()),
        (
            "an expired token",
            Operation::Me,
            bearer(sales(issuer).issued_at(two_hours_ago)),
            bad_token(),
        ),
        (
            "a token for another API",
            Operation::Me,
            bearer(sales(issuer).audience("api://other")),
            bad_token(),
        ),
        (
            "a guard outside of the layer",
            Operation::Forgotten,
            bearer(sales(issuer)),
            misconfigured,
        ),
    ]
}

fn permissions(issuer: &DevIssuer) -> Vec<Row> {
    let user = |role, scope| bearer(issuer.user::<Model>().roles([role]).scopes([scope]));
    let no_role = || bearer(issuer.user::<Model>().scopes([Scope::CrmReadWriteTeam]));
    vec![
        ("a permitted user", Operation::Rename, bearer(sales(issuer)), body("Ada")),
        (
            "a permitted user, in a function",
            Operation::List,
            user(Role::ContactsReadTeam, Scope::CrmReadTeam),
            body("Ada, Grace"),
        ),
        (
            "the effective roles",
            Operation::Me,
            bearer(sales(issuer)),
            body(r#"user {"Contacts.Write.Team"}"#),
        ),
        (
            "no role",
            Operation::Rename,
            no_role(),
            lacks_role("the user lacks the role `Contacts.Write.Team`"),
        ),
        (
            "no role, in a function",
            Operation::List,
            no_role(),
            lacks_role("the user lacks the role `Contacts.Read.Team` or `Contacts.Read.All`"),
        ),
        (
            "no scope",
            Operation::Rename,
            user(Role::ContactsWriteTeam, Scope::CrmReadTeam),
            lacks_scope(
                "the user holds `Contacts.Write.Team`, \
                 but the client lacks the scope `Crm.ReadWrite.Team`",
                &["Crm.ReadWrite.Team"],
            ),
        ),
        (
            "one role of two: a scope for the other one is not sufficient",
            Operation::Both,
            user(Role::ContactsReadMy, Scope::SalesReadWriteAll),
            lacks_role(
                "the user holds `Contacts.Read.My`, \
                 but the client lacks the scope `Crm.Read.My` or `Crm.ReadWrite.My`; \
                 the user lacks the role `Accounts.Read.Team`",
            ),
        ),
    ]
}

fn alternatives(issuer: &DevIssuer) -> Vec<Row> {
    let held = [Role::ContactsReadMy, Role::AccountsReadTeam, Role::ProposalsReadWriteTeam];
    let with = |scope| bearer(issuer.user::<Model>().roles(held).scopes([scope]));
    let both = "the user holds `Contacts.Read.My`, \
                but the client lacks the scope `Crm.Read.My` or `Crm.ReadWrite.My`; \
                the user holds `Accounts.Read.Team`, \
                but the client lacks the scope `Crm.Read.Team` or `Crm.ReadWrite.Team`";
    let either = "the user holds `Accounts.Read.Team` or `Proposals.ReadWrite.Team`, \
                  but the client lacks the scope `Sales.ReadWrite.Team`, `Crm.Read.Team` \
                  or `Crm.ReadWrite.Team`";
    vec![
        (
            "two scopes together",
            Operation::Both,
            with(Scope::SalesReadWriteAll),
            lacks_scope(both, &["Crm.Read.My Crm.Read.Team"]),
        ),
        (
            "either of two scopes",
            Operation::Either,
            with(Scope::CrmReadMy),
            lacks_scope(either, &["Sales.ReadWrite.Team", "Crm.Read.Team"]),
        ),
        ("one of the two", Operation::Either, with(Scope::SalesReadWriteTeam), body("either")),
    ]
}

fn kinds(issuer: &DevIssuer) -> Vec<Row> {
    let app = |roles: &[Role]| bearer(issuer.app::<Model>().roles(roles.iter().copied()));
    let user = issuer
        .user::<Model>()
        .roles([Role::ContactsWriteAll])
        .scopes([Scope::CrmReadWriteAll]);
    vec![
        ("an application", Operation::Import, app(&[Role::ContactsWriteAll]), body("imported")),
        (
            "a user, but an application is required",
            Operation::Import,
            bearer(user),
            lacks_role("only an application that acts as itself may do this"),
        ),
        (
            "an application without a role",
            Operation::Me,
            app(&[]),
            with_basic_scope(lacks_role("the token carries no role and no scope of this API")),
        ),
        (
            "an application with another role",
            Operation::Import,
            app(&[Role::AccountsReadAll]),
            lacks_role("the application lacks the role `Contacts.Write.All`"),
        ),
    ]
}

fn claims(issuer: &DevIssuer) -> Vec<Row> {
    const DETAIL: &str = "this needs the authentication context `c1`";
    // `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`
    const CLAIMS: &str =
        "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19";
    let capable = |token: TokenBuilder<'_, Model>| bearer(token.claim("xms_cc", vec!["cp1"]));
    let authority = issuer.authority();
    let tenant = issuer.tenant();
    let challenge = format!(
        "{}, authorization_uri=\"{authority}/{tenant}/oauth2/authorize\", claims=\"{CLAIMS}\"",
        described("insufficient_claims", DETAIL)
    );
    vec![
        (
            "a client that supports claims challenges",
            Operation::Purge,
            capable(sales(issuer)),
            refused(401, "insufficient_claims", DETAIL, &[&challenge]),
        ),
        (
            "a client without claims challenges",
            Operation::Purge,
            bearer(sales(issuer)),
            lacks_role(DETAIL),
        ),
        (
            "the role is checked before the claims",
            Operation::Purge,
            capable(issuer.user().scopes([Scope::CrmReadTeam])),
            lacks_role("the user lacks the role `Contacts.Write.Team`"),
        ),
        (
            "a token with the claims",
            Operation::Purge,
            bearer(sales(issuer).claim("acrs", vec!["c2", "c1"])),
            body("purged"),
        ),
    ]
}

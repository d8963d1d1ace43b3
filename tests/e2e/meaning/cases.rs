//! The requests that are sent to every framework, and the expected responses.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_tests::crm::{Client, Model, Role, Scope};

use super::expected::{
    Expected, bad_token, body, described, lacks_role, lacks_scope, malformed, no_token, refused,
    two_headers, without_keys,
};

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
    /// `POST /approve`: `Contacts::Write::Team, context = 1`
    Approve,
    /// `POST /transfer`: `any(Contacts::Write::Team, Contacts::Write::All), fresh = "15 min"`
    Transfer,
    /// `POST /sync`: `at_least(Contacts::Write::Team), client = any(Import, Web)`
    Sync,
    /// `GET /contacts`: a function with a parameter for the caller,
    /// `any(Contacts::Read::Team, Contacts::Read::All)`
    List,
    /// `GET /me`: the kind of the caller, and its effective roles
    Me,
    /// `GET /forgotten`: the function of `Both`, outside of the layer
    Forgotten,
    /// `GET /starting`: the function of `Both`, behind a layer that has no keys yet
    Starting,
}

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) operation: Operation,
    /// The values of the `Authorization` headers.
    pub(crate) authorization: Vec<String>,
    pub(crate) expected: Expected,
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

/// A user whom the function of `Both` permits.
fn user_of_both(issuer: &DevIssuer) -> TokenBuilder<'_, Model> {
    let user = issuer.user().roles([Role::ContactsReadMy, Role::AccountsReadTeam]);
    user.scopes([Scope::CrmReadMy, Scope::CrmReadTeam])
}

/// Returns the cases for validators whose clock always shows `now`.
pub(crate) fn cases(issuer: &DevIssuer, now: SystemTime) -> Vec<Case> {
    let rows = [
        tokens(issuer),
        permissions(issuer),
        alternatives(issuer),
        kinds(issuer),
        claims(issuer),
        age(issuer, now),
        clients(issuer),
    ];
    rows.into_iter()
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
    let other = |value: &str| vec![value.to_owned()];
    let misconfigured = refused(500, None, "the service is misconfigured", &[]);
    vec![
        ("no token", Operation::Me, vec![], no_token()),
        ("no token, guarded", Operation::Rename, vec![], no_token()),
        ("another scheme", Operation::Me, other("Basic dTpw"), no_token()),
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
        (
            "a good token, without keys",
            Operation::Starting,
            bearer(user_of_both(issuer)),
            without_keys(),
        ),
        (
            "an unknown key, without keys",
            Operation::Starting,
            bearer(user_of_both(issuer).header("kid", "made-up")),
            without_keys(),
        ),
        (
            "a text that is not a token, without keys",
            Operation::Starting,
            other("Bearer x"),
            bad_token(),
        ),
        ("no token, without keys", Operation::Starting, vec![], no_token()),
        ("two tokens, without keys", Operation::Starting, other("Bearer a b"), malformed()),
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
        ("both scopes", Operation::Both, bearer(user_of_both(issuer)), body("both")),
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
            lacks_role("the token carries no role and no scope of this API"),
        ),
        (
            "an application with another role",
            Operation::Import,
            app(&[Role::AccountsReadAll]),
            lacks_role("the application lacks the role `Contacts.Write.All`"),
        ),
    ]
}

const SUFFICIENT_CONTEXT: &str = "this needs the authentication context `c1`";

fn capable(token: TokenBuilder<'_, Model>) -> Vec<String> {
    bearer(token.claims_challenges())
}

/// Expects status 401 with a claims challenge, for a request as JSON.
fn challenged(issuer: &DevIssuer, detail: &'static str, request: &str) -> Expected {
    let authority = issuer.authority();
    let tenant = issuer.tenant();
    let claims = STANDARD.encode(request);
    let challenge = format!(
        "{}, authorization_uri=\"{authority}/{tenant}/oauth2/authorize\", claims=\"{claims}\"",
        described("insufficient_claims", detail)
    );
    refused(401, "insufficient_claims", detail, &[&challenge])
}

/// The claims that a body requires, and the claims that a guard requires: the responses are equal.
fn claims(issuer: &DevIssuer) -> Vec<Row> {
    const REQUEST: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let challenge = || challenged(issuer, SUFFICIENT_CONTEXT, REQUEST);
    let without_role = || capable(issuer.user().scopes([Scope::CrmReadTeam]).contexts([1]));
    let without_scope = issuer.user().roles([Role::ContactsWriteTeam]).scopes([Scope::CrmReadTeam]);
    let mut rows = Vec::new();
    for operation in [Operation::Purge, Operation::Approve] {
        let done = if operation == Operation::Purge { "purged" } else { "approved" };
        rows.extend([
            (
                "a client that supports claims challenges",
                operation,
                capable(sales(issuer)),
                challenge(),
            ),
            (
                "another context, and a client that supports claims challenges",
                operation,
                capable(sales(issuer).contexts([11, 2])),
                challenge(),
            ),
            (
                "a client without claims challenges",
                operation,
                bearer(sales(issuer)),
                lacks_role(SUFFICIENT_CONTEXT),
            ),
            (
                "the role is checked before the claims",
                operation,
                without_role(),
                lacks_role("the user lacks the role `Contacts.Write.Team`"),
            ),
            (
                "a token with the claims",
                operation,
                bearer(sales(issuer).contexts([2, 1])),
                body(done),
            ),
        ]);
    }
    let app = issuer.app::<Model>().roles([Role::ContactsWriteAll]);
    rows.extend([
        (
            "the scope is checked before the claims",
            Operation::Approve,
            capable(without_scope),
            lacks_scope(
                "the user holds `Contacts.Write.Team`, \
                 but the client lacks the scope `Crm.ReadWrite.Team`",
                &["Crm.ReadWrite.Team"],
            ),
        ),
        (
            "an application has no authentication context",
            Operation::Approve,
            capable(app.contexts([1])),
            lacks_role("only a client that acts for a user may do this"),
        ),
    ]);
    rows
}

fn age(issuer: &DevIssuer, now: SystemTime) -> Vec<Row> {
    const DETAIL: &str = "this needs a token that is at most 15 min old";
    let minutes_ago = |minutes: u64| now - Duration::from_secs(60 * minutes);
    let not_before = minutes_ago(15).duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let not_before = not_before.as_secs() + u64::from(not_before.subsec_nanos() > 0);
    let request =
        format!(r#"{{"access_token":{{"nbf":{{"essential":true,"value":"{not_before}"}}}}}}"#);
    let app = || issuer.app::<Model>().roles([Role::ContactsWriteAll]);
    vec![
        ("a new token", Operation::Transfer, bearer(sales(issuer)), body("transferred")),
        (
            "a token that is new enough",
            Operation::Transfer,
            bearer(sales(issuer).issued_at(minutes_ago(14))),
            body("transferred"),
        ),
        (
            "an old token, and a client that supports claims challenges",
            Operation::Transfer,
            capable(sales(issuer).issued_at(minutes_ago(16))),
            challenged(issuer, DETAIL, &request),
        ),
        (
            "an old token, and a client without claims challenges",
            Operation::Transfer,
            bearer(sales(issuer).issued_at(minutes_ago(16))),
            lacks_role(DETAIL),
        ),
        (
            "an old token of an application",
            Operation::Transfer,
            capable(app().issued_at(minutes_ago(16))),
            challenged(issuer, DETAIL, &request),
        ),
        ("a new token of an application", Operation::Transfer, bearer(app()), body("transferred")),
        (
            "an old token of a user without the role",
            Operation::Transfer,
            capable(issuer.user().scopes([Scope::CrmReadTeam]).issued_at(minutes_ago(16))),
            lacks_role("the user lacks the role `Contacts.Write.Team` or `Contacts.Write.All`"),
        ),
    ]
}

fn clients(issuer: &DevIssuer) -> Vec<Row> {
    const OTHER: &str = "only the client `Import` or `Web` may do this";
    const UNPROVEN: &str = "the client has not proven its identity: it got the token without a secret or a certificate";
    let import = || issuer.app::<Model>().roles([Role::ContactsWriteAll]).client(Client::Import);
    let without_role = issuer.user().scopes([Scope::CrmReadTeam]).client(Client::Desktop);
    vec![
        (
            "a client that is admitted",
            Operation::Sync,
            bearer(sales(issuer).client(Client::Web)),
            body("synchronized"),
        ),
        (
            "a second client that is admitted",
            Operation::Sync,
            bearer(import()),
            body("synchronized"),
        ),
        (
            "a known client that is not admitted",
            Operation::Sync,
            bearer(sales(issuer).client(Client::Desktop)),
            lacks_role(OTHER),
        ),
        ("an unknown client", Operation::Sync, bearer(sales(issuer)), lacks_role(OTHER)),
        (
            "the client id of an admitted client, sent by anybody",
            Operation::Sync,
            bearer(sales(issuer).client(Client::Web).without_client_secret()),
            lacks_role(UNPROVEN),
        ),
        (
            "the client id of an admitted client, without a word about its proof",
            Operation::Sync,
            bearer(import().without("azpacr")),
            lacks_role(UNPROVEN),
        ),
        (
            "the client is checked before the roles",
            Operation::Sync,
            bearer(without_role),
            lacks_role(OTHER),
        ),
        (
            "an admitted client without the role",
            Operation::Sync,
            bearer(issuer.app().roles([Role::AccountsReadAll]).client(Client::Import)),
            lacks_role("the application lacks the role `Contacts.Write.All`"),
        ),
    ]
}

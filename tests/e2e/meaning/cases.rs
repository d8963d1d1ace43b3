//! The requests that are sent to every framework, and the expected responses.

use std::time::{Duration, SystemTime};

use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_tests::crm::{Model, Role, Scope};

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

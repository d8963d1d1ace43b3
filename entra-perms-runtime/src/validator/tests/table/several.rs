//! Tokens of a service with several authorities. Before the signature is verified, the issuer only
//! chooses the validator. That validator then refuses what is not its own.

use serde_json::json;

use super::super::signed_tokens::ISSUER;
use super::services::{CUSTOMER_API, CUSTOMERS, SEVERAL, V1};
use super::token::{STRANGER, Token, app, encode, kid, stranger, user, v1_user};
use super::{Good, Hostile, accepted, app_accepted, quoted, refused, user_accepted};
use crate::model::CallerKind::{App, User};
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT, Role, Scope, TENANT};
use crate::validator::TokenError;

/// The issuer of the employees.
fn of_staff() -> String {
    format!("https://login.microsoftonline.com/{TENANT}/v2.0")
}

/// The issuer of the customers.
fn of_customers() -> String {
    format!("https://{OTHER_TENANT}.ciamlogin.com/{OTHER_TENANT}/v2.0")
}

/// Returns the token of a customer, signed with the key of that tenant.
pub(super) fn customer() -> Token {
    let token = stranger()
        .tenant(OTHER_TENANT.parse().unwrap())
        .audience(CUSTOMER_API)
        .claim("iss", of_customers());
    Token::from_builder(token).sign_as(&STRANGER)
}

/// Returns the token of a customer's application.
fn customer_app() -> Token {
    let app = customer().claim("idtyp", "app").without("scp").claim("sub", "app");
    app.without("name").without("preferred_username")
}

/// Returns a row for the service with several authorities.
fn at_several(name: impl Into<String>, token: Token, expected: TokenError) -> Hostile {
    refused(name, token, expected).at(&SEVERAL)
}

pub(super) fn rows() -> Vec<Hostile> {
    [unknown_issuers(), swapped(), unclear(), before_the_choice(), limited()]
        .into_iter()
        .flatten()
        .collect()
}

/// Issuers that neither validator accepts.
fn unknown_issuers() -> Vec<Hostile> {
    [
        format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"),
        format!("https://login.microsoftonline.us/{TENANT}/v2.0"),
        format!("https://{TENANT}.ciamlogin.com/{TENANT}/v2.0"),
        format!("https://{OTHER_TENANT}.ciamlogin.com/{TENANT}/v2.0"),
        format!("https://contoso.ciamlogin.com/{OTHER_TENANT}/v2.0"),
        format!("{}/", of_customers()),
        of_customers().to_uppercase(),
        format!("{} ", of_staff()),
        format!("{},{}", of_staff(), of_customers()),
        format!("https://sts.windows.net/{OTHER_TENANT}/"),
        "https://login.microsoftonline.com/{tenantid}/v2.0".to_owned(),
        "https://evil.example".to_owned(),
        String::new(),
    ]
    .into_iter()
    .flat_map(|iss| {
        [("employee", user()), ("customer", customer())].map(|(name, token)| {
            at_several(
                format!("the {name}'s token, at several authorities, with `iss` {iss:?}"),
                token.claim("iss", iss.as_str()),
                TokenError::UnknownIssuer,
            )
        })
    })
    .collect()
}

/// Something of one validator, with the rest of the other.
fn swapped() -> Vec<Hostile> {
    let audience = |found| TokenError::Audience {
        found: quoted(found),
        expected: quoted(CLIENT_ID),
        difference: None,
    };
    let tenant = |found| TokenError::Tenant { found: quoted(found) };
    vec![
        at_several(
            "an employee's token with the issuer of the customers",
            user().claim("iss", of_customers()),
            TokenError::UnknownKey,
        ),
        at_several(
            "a customer's token with the issuer of the employees",
            customer().claim("iss", of_staff()),
            TokenError::UnknownKey,
        ),
        at_several(
            "an employee's token with all claims of a customer",
            user()
                .claim("iss", of_customers())
                .claim("tid", OTHER_TENANT)
                .claim("aud", CUSTOMER_API),
            TokenError::UnknownKey,
        ),
        at_several(
            "an employee's token, signed by the customers' authority",
            user().header("kid", kid(&STRANGER)).sign_as(&STRANGER),
            TokenError::UnknownKey,
        ),
        at_several(
            "a customer's token, signed by the employees' authority",
            customer().header("kid", kid(&ISSUER)).sign_as(&ISSUER),
            TokenError::UnknownKey,
        ),
        at_several(
            "a customer's token, signed with the employees' key under the id of the customers'",
            customer().sign_as(&ISSUER),
            TokenError::Signature,
        ),
        at_several(
            "an employee's token with the customers' tenant",
            user().claim("tid", OTHER_TENANT),
            tenant(OTHER_TENANT),
        ),
        at_several(
            "a customer's token with the employees' tenant",
            customer().claim("tid", TENANT),
            tenant(TENANT),
        ),
        at_several(
            "an employee's token for the customers' registration",
            user().claim("aud", CUSTOMER_API),
            audience(CUSTOMER_API),
        ),
        at_several(
            "a customer's token for the employees' registration",
            customer().claim("aud", CLIENT_ID),
            audience(CLIENT_ID),
        ),
        at_several(
            "an employee's token, at the customers' validator alone",
            user(),
            TokenError::UnknownKey,
        )
        .refused_at(&CUSTOMERS),
        at_several(
            "a v1.0 token of a known issuer, at several authorities",
            v1_user(),
            TokenError::Version { found: quoted("1.0") },
        )
        .at(&V1)
        .refused_at(&SEVERAL),
    ]
}

/// Payloads that do not name exactly one issuer.
fn unclear() -> Vec<Hostile> {
    let [of_staff, of_customers] = [of_staff(), of_customers()];
    let unclear = |name: &str, token| {
        at_several(format!("{name}, at several authorities"), token, TokenError::UnknownIssuer)
    };
    vec![
        unclear("no `iss`", user().without("iss")),
        unclear("two equal `iss`", user().append_claim(&format!(r#""iss":"{of_staff}""#))),
        unclear("a second `iss`", user().append_claim(&format!(r#""iss":"{of_customers}""#))),
        unclear(
            "an escaped second `iss`",
            user().append_claim(&format!(r#""\u0069ss":"{of_staff}""#)),
        ),
        unclear("`iss` in a list", user().claim("iss", json!([of_staff]))),
        unclear("both issuers in `iss`", user().claim("iss", json!([of_staff, of_customers]))),
        unclear("`iss` in an object", user().claim("iss", json!({ "iss": of_staff }))),
        unclear("`iss` null", user().claim("iss", json!(null))),
        unclear("`iss` 7", user().claim("iss", 7)),
        unclear("`ISS` instead of `iss`", user().without("iss").claim("ISS", of_staff.as_str())),
        unclear("a payload in a list", user().payload_text(|text| format!("[{text}]"))),
        unclear("a second payload", user().payload_text(|text| format!("{text}{text}"))),
        unclear(
            "a payload that ends early",
            user().payload_text(|text| text[..text.len() - 1].to_owned()),
        ),
        unclear(
            "a payload that is not UTF-8",
            user().payload_text(|text| {
                let mut bytes = text.into_bytes();
                bytes.insert(2, 0xff);
                bytes
            }),
        ),
        unclear("a payload that is not base64url", user().encoded_payload(|_| "e30=".to_owned())),
        at_several(
            "`ISS` of the customers beside `iss`, at several authorities",
            user().claim("ISS", of_customers),
            TokenError::DuplicateClaim { name: "iss" },
        ),
    ]
}

/// Tokens that every validator refuses before it looks for a key.
fn before_the_choice() -> Vec<Hostile> {
    let large = "x".repeat(300_000);
    vec![
        at_several(
            "a large token, at several authorities",
            user().claim("x", large),
            TokenError::TooLarge,
        ),
        at_several(
            "`alg` none of an unknown issuer, at several authorities",
            user().claim("iss", "https://evil.example").header("alg", "none"),
            TokenError::Algorithm,
        ),
        at_several(
            "an unknown key, at several authorities",
            user().header("kid", "unknown"),
            TokenError::UnknownKey,
        ),
        at_several(
            "another signature, at several authorities",
            user().edit_part(2, |_| encode([7; 256])),
            TokenError::Signature,
        ),
    ]
}

/// Roles that only employees may have.
fn limited() -> Vec<Hostile> {
    vec![at_several(
        "a customer's application with a role for employees",
        customer_app()
            .claim("roles", json!(["Contacts.Read.Team"]))
            .good_so_far()
            .claim("roles", json!(["Contacts.Read.All", "Contacts.Import"]))
            .sign_as(&STRANGER),
        TokenError::NoPermission,
    )]
}

pub(super) fn good() -> Vec<Good> {
    vec![
        user_accepted("an employee, at several authorities", user()).at(&SEVERAL),
        app_accepted("an application of the employees, at several authorities", app()).at(&SEVERAL),
        accepted("a customer, at several authorities", customer(), User)
            .at(&SEVERAL)
            .held([Role::ReadTeam])
            .granted([Scope::Crm])
            .effective([Role::ReadTeam]),
        accepted(
            "a customer with every role, at several authorities",
            customer()
                .claim("roles", json!(["Contacts.Read.Team", "Contacts.Read.All", "Console"])),
            User,
        )
        .at(&SEVERAL)
        .held([Role::ReadTeam])
        .granted([Scope::Crm])
        .effective([Role::ReadTeam]),
        accepted(
            "an application of the customers, at several authorities",
            customer_app().claim("roles", json!(["Contacts.Read.Team", "Contacts.Import"])),
            App,
        )
        .at(&SEVERAL)
        .held([Role::ReadTeam]),
    ]
}

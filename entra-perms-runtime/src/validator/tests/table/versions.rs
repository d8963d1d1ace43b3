//! Tokens of both versions, while the registration changes from one to the other.

use super::services::{
    CHANGED_TO_V1, CHANGED_TO_V2, CHANGING_TO_V1, CHANGING_TO_V2, Service, V1, V2,
};
use super::token::{app, user, v1_app, v1_user};
use super::{Good, Hostile, app_accepted, quoted, refused, user_accepted};
use crate::test_support::model::{CLIENT_ID, TENANT, URI};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    let version = |found| TokenError::Version { found: quoted(found) };
    let audience = |found| TokenError::Audience {
        found: quoted(found),
        expected: quoted(CLIENT_ID),
        difference: None,
    };
    let of_v1 = format!("https://sts.windows.net/{TENANT}/");
    let of_v2 = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let issuer = |found: &str| TokenError::Issuer { found: quoted(found) };
    let spn = format!("spn:{CLIENT_ID}");
    let mut rows = vec![
        refused("a v1.0 token after the change to v2.0", v1_user(), version("1.0"))
            .at(&CHANGING_TO_V2)
            .refused_at(&CHANGED_TO_V2),
        refused("a v1.0 app-only token after the change to v2.0", v1_app(), version("1.0"))
            .at(&CHANGING_TO_V2)
            .refused_at(&CHANGED_TO_V2),
        refused("a v2.0 token after the change to v1.0", user(), version("2.0"))
            .at(&CHANGING_TO_V1)
            .refused_at(&CHANGED_TO_V1),
        refused("a v1.0 token, if the service announces no change", v1_user(), version("1.0"))
            .at(&CHANGING_TO_V2)
            .refused_at(&V2),
        refused("a v2.0 token, if the service announces no change", user(), version("2.0"))
            .at(&CHANGING_TO_V1)
            .refused_at(&V1),
    ];
    for (name, service) in during() {
        rows.extend([
            refused(
                format!("a v2.0 token for the App ID URI, {name}"),
                user().claim("aud", URI),
                audience(URI),
            )
            .at(service),
            refused(
                format!("a v2.0 token for `spn:`, {name}"),
                user().claim("aud", spn.as_str()),
                audience(&spn),
            )
            .at(service),
            refused(
                format!("a v2.0 token with the v1.0 issuer, {name}"),
                user().claim("iss", of_v1.as_str()),
                issuer(&of_v1),
            )
            .at(service),
            refused(
                format!("a v1.0 token with the v2.0 issuer, {name}"),
                v1_user().claim("iss", of_v2.as_str()),
                issuer(&of_v2),
            )
            .at(service),
            refused(format!("`ver` 3.0, {name}"), user().claim("ver", "3.0"), version("3.0"))
                .at(service),
        ]);
    }
    rows
}

pub(super) fn good() -> Vec<Good> {
    let mut rows = Vec::new();
    for (name, service) in during() {
        rows.extend([
            user_accepted(format!("a v1.0 token {name}"), v1_user()).at(service),
            user_accepted(format!("a v2.0 token {name}"), user()).at(service),
            app_accepted(format!("a v1.0 app-only token {name}"), v1_app()).at(service),
            app_accepted(format!("a v2.0 app-only token {name}"), app()).at(service),
            user_accepted(format!("a v1.0 token for the URI {name}"), v1_user().claim("aud", URI))
                .at(service),
        ]);
    }
    rows.push(user_accepted("a v2.0 token after the change", user()).at(&CHANGED_TO_V2));
    rows.push(user_accepted("a v1.0 token after the change back", v1_user()).at(&CHANGED_TO_V1));
    rows
}

fn during() -> [(&'static str, &'static Service); 2] {
    [("during a change to v2.0", &CHANGING_TO_V2), ("during a change to v1.0", &CHANGING_TO_V1)]
}

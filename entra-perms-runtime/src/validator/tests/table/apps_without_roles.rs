//! Tokens without a role of this API, at a service that accepts applications without roles.

use serde_json::json;

use super::services::{
    APPS_WITHOUT_ROLES, APPS_WITHOUT_ROLES_IDTYP, APPS_WITHOUT_ROLES_SINCE, IDTYP_SINCE, V2,
};
use super::token::{CLIENT, Token, app, user};
use super::{Good, Hostile, accepted, app_accepted, quoted, refused, user_accepted};
use crate::model::CallerKind::App;
use crate::test_support::model::{CLIENT_ID, Role};
use crate::validator::TokenError;

fn without_roles() -> Token {
    app().without("roles").claim("idtyp", "app").good_so_far()
}

/// A token that does not say that it is app-only.
fn unmarked() -> Token {
    without_roles().without("idtyp")
}

pub(super) fn rows() -> Vec<Hostile> {
    let mut rows = unmarked_rows();
    rows.extend(marked_rows());
    rows
}

fn unmarked_rows() -> Vec<Hostile> {
    vec![
        refused(
            "an application without roles and `idtyp`, where applications need no roles",
            unmarked(),
            TokenError::NoPermission,
        )
        .at(&APPS_WITHOUT_ROLES),
        // A genuine delegated token whose user granted nothing looks like this.
        refused(
            "a slash as `scp` and no `idtyp`, where applications need no roles",
            unmarked().claim("scp", "/"),
            TokenError::NoPermission,
        )
        .at(&APPS_WITHOUT_ROLES),
        refused(
            "an empty `scp` and no `idtyp`, where applications need no roles",
            unmarked().claim("scp", ""),
            TokenError::NoPermission,
        )
        .at(&APPS_WITHOUT_ROLES),
        refused(
            "an unknown role alone and no `idtyp`, where applications need no roles",
            unmarked().claim("roles", json!(["Unknown"])),
            TokenError::NoPermission,
        )
        .at(&APPS_WITHOUT_ROLES),
        refused(
            "a slash as `scp`, issued before `idtyp_since`, where applications need no roles",
            unmarked().claim("scp", "/").claim("iat", IDTYP_SINCE - 1),
            TokenError::NoPermission,
        )
        .at(&APPS_WITHOUT_ROLES_SINCE),
        refused(
            "a token without a client, where applications need no roles",
            unmarked().without("azp"),
            TokenError::IdToken,
        )
        .at(&APPS_WITHOUT_ROLES),
        refused(
            "neither roles nor the requested `idtyp`, where applications need no roles",
            unmarked(),
            TokenError::NoKind,
        )
        .at(&APPS_WITHOUT_ROLES_IDTYP),
    ]
}

fn marked_rows() -> Vec<Hostile> {
    vec![
        refused(
            "a slash as `scp`, `idtyp` user, where applications need no roles",
            without_roles().claim("scp", "/").claim("idtyp", "user"),
            TokenError::NoPermission,
        )
        .at(&APPS_WITHOUT_ROLES),
        refused("an application without roles", without_roles(), TokenError::NoPermission)
            .at(&APPS_WITHOUT_ROLES)
            .refused_at(&V2),
        refused(
            "a user without a known role or scope, where applications need none",
            user().without("roles").claim("scp", "Unknown"),
            TokenError::NoPermission,
        )
        .at(&APPS_WITHOUT_ROLES),
        refused(
            "`idtyp` user without scopes and roles, where applications need none",
            user().claim("idtyp", "user").without("roles").without("scp"),
            TokenError::NoPermission,
        )
        .at(&APPS_WITHOUT_ROLES),
        refused(
            "an ID token without roles, where applications need none",
            user().without("roles").without("scp"),
            TokenError::IdToken,
        )
        .at(&APPS_WITHOUT_ROLES),
        refused(
            "a device without roles, where applications need none",
            without_roles().claim("idtyp", "device"),
            TokenError::UnknownKind { found: quoted("device") },
        )
        .at(&APPS_WITHOUT_ROLES),
        refused(
            "an application without roles, for another API",
            without_roles().claim("aud", CLIENT),
            TokenError::Audience {
                found: quoted(CLIENT),
                expected: quoted(CLIENT_ID),
                difference: None,
            },
        )
        .at(&APPS_WITHOUT_ROLES),
        refused(
            "an application without roles, whose token is bound to a key",
            without_roles().claim("cnf", json!({ "kid": "a" })),
            TokenError::BoundToKey,
        )
        .at(&APPS_WITHOUT_ROLES),
        refused(
            "an application with scopes, where applications need no roles",
            without_roles().claim("scp", "Crm.Read"),
            TokenError::AppWithScopes,
        )
        .at(&APPS_WITHOUT_ROLES),
    ]
}

pub(super) fn good() -> Vec<Good> {
    let nothing = |name: &str, token| accepted(name, token, App).at(&APPS_WITHOUT_ROLES);
    let marked = || app().claim("idtyp", "app");
    vec![
        nothing("an application without roles, where it needs none", marked().without("roles")),
        nothing(
            "an application without roles, a slash as `scp`, where it needs none",
            marked().without("roles").claim("scp", "/"),
        ),
        nothing("an empty list of roles", marked().claim("roles", json!([]))),
        nothing("an unknown role alone", marked().claim("roles", json!(["Unknown"]))),
        nothing("a disabled role alone", app().claim("roles", json!(["Retired"])))
            .held([Role::Retired]),
        nothing("a role for users alone", app().claim("roles", json!(["Console"])))
            .held([Role::Console]),
        app_accepted("an application with a role, where it needs none", app())
            .at(&APPS_WITHOUT_ROLES),
        user_accepted("a user, where applications need no roles", user()).at(&APPS_WITHOUT_ROLES),
        accepted(
            "an application without roles and with the requested `idtyp`",
            marked().without("roles"),
            App,
        )
        .at(&APPS_WITHOUT_ROLES_IDTYP),
    ]
}

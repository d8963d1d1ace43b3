//! Tokens with roles that do not count at the service.

use serde_json::json;

use super::services::{ONLY_TWO_ROLES, V2};
use super::token::{app, user};
use super::{Good, Hostile, accepted, app_accepted, refused};
use crate::model::CallerKind::{App, User};
use crate::test_support::model::{Role, Scope};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    vec![
        refused(
            "an application whose only role does not count",
            app().claim("roles", json!(["Contacts.Read.All"])),
            TokenError::NoPermission,
        )
        .at(&ONLY_TWO_ROLES),
        refused(
            "an application whose only role counts elsewhere",
            app().claim("roles", json!(["Contacts.Read.All"])).good_so_far(),
            TokenError::NoPermission,
        )
        .at(&V2)
        .refused_at(&ONLY_TWO_ROLES),
        refused(
            "a user without known scopes, whose only role does not count",
            user().claim("roles", json!(["Console"])).claim("scp", "Unknown"),
            TokenError::NoPermission,
        )
        .at(&ONLY_TWO_ROLES),
    ]
}

pub(super) fn good() -> Vec<Good> {
    let every_role =
        json!(["Contacts.Read.Team", "Contacts.Read.All", "Contacts.Import", "Retired", "Console"]);
    vec![
        accepted("a user with roles that do not count", user(), User)
            .at(&ONLY_TWO_ROLES)
            .held([Role::ReadTeam])
            .granted([Scope::Crm])
            .effective([Role::ReadTeam]),
        accepted(
            "a user with every role, of which two count",
            user().claim("roles", every_role.clone()),
            User,
        )
        .at(&ONLY_TWO_ROLES)
        .held([Role::ReadTeam, Role::Import])
        .granted([Scope::Crm])
        .effective([Role::ReadTeam]),
        accepted(
            "a user whose only role does not count, with a scope",
            user().claim("roles", json!(["Contacts.Read.All"])),
            User,
        )
        .at(&ONLY_TWO_ROLES)
        .granted([Scope::Crm]),
        accepted(
            "an application with every role, of which two count",
            app().claim("roles", every_role),
            App,
        )
        .at(&ONLY_TWO_ROLES)
        .held([Role::ReadTeam, Role::Import])
        .effective([Role::Import]),
        app_accepted("an application whose role counts", app()).at(&ONLY_TWO_ROLES),
    ]
}

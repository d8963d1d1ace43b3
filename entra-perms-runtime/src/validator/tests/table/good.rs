//! Users, applications and agents, of either version: what they hold, were granted, and may do.

use serde_json::json;

use super::services::{EITHER, EITHER_BY_CLIENT_ID, MARKED, MARKED_V1, V1};
use super::token::{Token, app, user, v1_app, v1_user};
use super::{Good, app_is_taken, taken, user_is_taken};
use crate::model::CallerKind::{App, User};
use crate::test_support::model::{CLIENT_ID, Role, Scope, URI};

pub(super) fn rows() -> Vec<Good> {
    [users(), applications(), kinds(), agents(), audiences()]
        .into_iter()
        .flatten()
        .collect()
}

fn users() -> Vec<Good> {
    vec![
        user_is_taken("a user", user()),
        user_is_taken("a user, v1.0", v1_user()).at(&V1),
        user_is_taken("a user, v1.0, of an API of either version", v1_user()).at(&EITHER),
        user_is_taken("a user, v2.0, of an API of either version", user()).at(&EITHER),
        user_is_taken(
            "a guest",
            user().claim("idp", "https://sts.windows.net/11111111-2222-3333-4444-555555555555/"),
        ),
        user_is_taken(
            "a guest, v1.0",
            v1_user()
                .claim("idp", "live.com")
                .claim("unique_name", "live.com#adele@contoso.example"),
        )
        .at(&V1),
        user_is_taken(
            "a user without a name",
            user().without("name").without("preferred_username"),
        ),
        user_is_taken("a user without `oid`", user().without("oid")),
        user_is_taken("a user of a client without an id", user().without("azp")),
        user_is_taken("a user of a service", user().claim("azpacr", "2")),
        taken("a user with scopes and no roles", user().without("roles"), User)
            .granted([Scope::Crm]),
        taken(
            "a user with roles and scopes of others",
            user().claim("scp", "openid User.Read"),
            User,
        )
        .held([Role::ReadTeam, Role::Console]),
        taken(
            "a user with more roles than scopes lead to",
            user()
                .claim("roles", json!(["Contacts.Read.Team", "Contacts.Read.All"]))
                .claim("scp", "Crm.Read.Team"),
            User,
        )
        .held([Role::ReadTeam, Role::ReadAll])
        .granted([Scope::CrmTeam])
        .effective([Role::ReadTeam]),
        taken("a user with a scope that leads to nothing", user().claim("scp", "Nothing"), User)
            .held([Role::ReadTeam, Role::Console])
            .granted([Scope::Nothing]),
        // An application's role that was assigned to a user by mistake.
        taken(
            "a user with an application's role",
            user().claim("roles", json!(["Contacts.Import"])),
            User,
        )
        .held([Role::Import])
        .granted([Scope::Crm]),
        taken("a user with a disabled role", user().claim("roles", json!(["Retired"])), User)
            .held([Role::Retired])
            .granted([Scope::Crm]),
        taken("a user with a disabled scope", user().claim("scp", "Old"), User)
            .held([Role::ReadTeam, Role::Console])
            .granted([Scope::Old]),
        taken(
            "a user with a disabled scope alone",
            user().without("roles").claim("scp", "Old"),
            User,
        )
        .granted([Scope::Old]),
    ]
}

const MANAGED_IDENTITY: &str = "\
    /subscriptions/1/resourcegroups/crm/providers/Microsoft.ManagedIdentity/userAssignedIdentities/importer";
const EVERY_ROLE: [&str; 5] =
    ["Contacts.Read.Team", "Contacts.Read.All", "Contacts.Import", "Retired", "Console"];

fn applications() -> Vec<Good> {
    vec![
        app_is_taken("an application", app()),
        app_is_taken("an application, v1.0", v1_app()).at(&V1),
        app_is_taken("an application, v1.0, of an API of either version", v1_app()).at(&EITHER),
        app_is_taken("an application with a certificate", app().claim("azpacr", "2")),
        app_is_taken(
            "a managed identity",
            v1_app().claim("appidacr", "2").claim("xms_mirid", MANAGED_IDENTITY),
        )
        .at(&V1),
        app_is_taken("an application whose `sub` is not its `oid`", app().claim("sub", "another")),
        taken(
            "an application with a user's role",
            app().claim("roles", json!(["Contacts.Read.Team"])),
            App,
        )
        .held([Role::ReadTeam]),
        taken(
            "an application with a role of users and applications",
            app().claim("roles", json!(["Contacts.Read.All"])),
            App,
        )
        .held([Role::ReadAll])
        .effective([Role::ReadAll]),
        taken(
            "an application with a disabled role alone",
            app().claim("roles", json!(["Retired"])),
            App,
        )
        .held([Role::Retired]),
        taken("an application with every role", app().claim("roles", json!(EVERY_ROLE)), App)
            .held([Role::ReadTeam, Role::ReadAll, Role::Import, Role::Retired, Role::Console])
            .effective([Role::ReadAll, Role::Import]),
    ]
}

fn kinds() -> Vec<Good> {
    let roles = [Role::ReadTeam, Role::Console];
    let mut rows = vec![
        app_is_taken("a marked application", app().claim("idtyp", "app")).at(&MARKED),
        app_is_taken("a marked application, v1.0", v1_app().claim("idtyp", "app")).at(&MARKED_V1),
        app_is_taken("an application that is marked unasked", app().claim("idtyp", "app")),
        app_is_taken(
            "a marked application without a client",
            app().claim("idtyp", "app").without("azp"),
        ),
        user_is_taken("a marked user", user().claim("idtyp", "user")),
        user_is_taken("a marked user where applications are", user().claim("idtyp", "user"))
            .at(&MARKED),
        user_is_taken("a user where applications are marked", user()).at(&MARKED),
        user_is_taken("a user where applications are marked, v1.0", v1_user()).at(&MARKED_V1),
        taken("a marked user without scopes", user().claim("idtyp", "user").without("scp"), User)
            .held(roles),
        taken(
            "a marked user without scopes where applications are",
            user().claim("idtyp", "user").without("scp"),
            User,
        )
        .held(roles)
        .at(&MARKED),
        taken("an application with scopes is a user's client", app().claim("scp", "Unknown"), User)
            .held([Role::Import]),
        // `idtyp` decides, whatever else is there.
        app_is_taken(
            "a marked application with a name",
            app().claim("idtyp", "app").claim("name", "Importer"),
        ),
        app_is_taken(
            "a marked application with claims of a user",
            app()
                .claim("idtyp", "app")
                .claim("email", "importer@contoso.example")
                .claim("upn", "importer"),
        )
        .at(&MARKED),
        app_is_taken(
            "an application with what only looks like claims of a user",
            app()
                .claim("app_displayname", "Importer")
                .claim("names", json!(["Importer"]))
                .claim("user", json!({ "name": "Adele" }))
                .claim("ipaddr", "203.0.113.7")
                .claim("sid", "1")
                .claim("xms_mirid", MANAGED_IDENTITY),
        ),
        user_is_taken(
            "a user with every claim of a user",
            user()
                .claim("email", "adele@contoso.example")
                .claim("upn", "adele@contoso.example")
                .claim("given_name", "Adele")
                .claim("family_name", "Vance")
                .claim("login_hint", "O.CiQ")
                .claim("auth_time", 1_799_990_000),
        ),
        app_is_taken("a `SCP` is no `scp`", app().claim("SCP", "Crm.Read")),
    ];
    for scp in ["", "/", " ", " / ", "/ /"] {
        rows.push(app_is_taken(
            format!("an application with `scp` {scp:?}"),
            app().claim("scp", scp),
        ));
        rows.push(
            app_is_taken(
                format!("a marked application with `scp` {scp:?}"),
                app().claim("scp", scp).claim("idtyp", "app"),
            )
            .at(&MARKED),
        );
    }
    rows
}

/// An agent that acts as itself: <https://learn.microsoft.com/entra/agent-id/agent-token-claims>.
pub(super) fn agent() -> Token {
    app()
        .claim("idtyp", "app")
        .claim("azpacr", "2")
        .claim("sub", "cccccccc-1111-2222-3333-444444444444")
        .claim("xms_act_fct", "3 9 11")
        .claim("xms_sub_fct", "9 3 11")
        .claim("xms_tnt_fct", "3 9")
        .claim("xms_idrel", "7 10")
        .claim("xms_par_app_azp", "30cf4c22-9985-4ef7-8756-91cc888176bd")
        .but()
}

/// An agent on behalf of a user.
pub(super) fn agent_for_user() -> Token {
    user()
        .claim("azpacr", "2")
        .claim("xms_act_fct", "3 9 11")
        .claim("xms_sub_fct", "1 3")
        .claim("xms_idrel", "1 8")
        .claim("xms_par_app_azp", "30cf4c22-9985-4ef7-8756-91cc888176bd")
        .but()
}

/// An agent's user account.
pub(super) fn agent_user() -> Token {
    agent_for_user().claim("idtyp", "user").claim("xms_sub_fct", "13 3").but()
}

fn agents() -> Vec<Good> {
    vec![
        app_is_taken("an agent", agent()),
        app_is_taken(
            "an agent, v1.0",
            v1_app()
                .claim("idtyp", "app")
                .claim("sub", "cccccccc")
                .claim("xms_act_fct", "11"),
        )
        .at(&V1),
        app_is_taken("an agent where applications are marked", agent()).at(&MARKED),
        app_is_taken("an agent that is not marked", agent().without("idtyp")),
        user_is_taken("an agent for a user", agent_for_user()),
        user_is_taken("an agent for a user where applications are marked", agent_for_user())
            .at(&MARKED),
        user_is_taken("an agent user", agent_user()),
        user_is_taken("an agent user where applications are marked", agent_user()).at(&MARKED),
    ]
}

fn audiences() -> Vec<Good> {
    let mut rows: Vec<_> = [
        CLIENT_ID,
        URI,
        "api://crm/",
        "https://crm.example/",
        "https://crm.example",
        "urn:further",
    ]
    .map(|aud| user_is_taken(format!("v1.0 for {aud:?}"), v1_user().claim("aud", aud)).at(&EITHER))
    .into();
    for aud in [CLIENT_ID, "urn:further"] {
        let name = |version| format!("{version} for {aud:?}, where the client id is asked for");
        rows.extend([
            user_is_taken(format!("v2.0 for {aud:?}"), user().claim("aud", aud)).at(&EITHER),
            user_is_taken(name("v2.0"), user().claim("aud", aud)).at(&EITHER_BY_CLIENT_ID),
            user_is_taken(name("v1.0"), v1_user().claim("aud", aud)).at(&EITHER_BY_CLIENT_ID),
        ]);
    }
    rows.push(
        app_is_taken("an application, v1.0, for the client id", v1_app().claim("aud", CLIENT_ID))
            .at(&V1),
    );
    rows.push(
        app_is_taken(
            "an application, v1.0, for the URI with a slash",
            v1_app().claim("aud", format!("{URI}/")),
        )
        .at(&V1),
    );
    rows
}

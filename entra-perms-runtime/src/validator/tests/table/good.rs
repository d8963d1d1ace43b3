//! Accepted tokens of users, applications and agents in both versions, with their held roles,
//! granted scopes and effective permissions.

use serde_json::json;

use super::services::{
    EITHER_BY_CLIENT_ID, EITHER_VERSION, IDTYP_REQUESTED, IDTYP_REQUESTED_V1, V1,
};
use super::token::{Token, app, user, v1_app, v1_user};
use super::{Good, accepted, app_accepted, user_accepted};
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
        user_accepted("a delegated token", user()),
        user_accepted("a v1.0 delegated token", v1_user()).at(&V1),
        user_accepted("a v1.0 delegated token for an API of either version", v1_user())
            .at(&EITHER_VERSION),
        user_accepted("a v2.0 delegated token for an API of either version", user())
            .at(&EITHER_VERSION),
        user_accepted(
            "a guest",
            user().claim("idp", "https://sts.windows.net/11111111-2222-3333-4444-555555555555/"),
        ),
        user_accepted(
            "a guest with a v1.0 token",
            v1_user()
                .claim("idp", "live.com")
                .claim("unique_name", "live.com#adele@contoso.example"),
        )
        .at(&V1),
        user_accepted(
            "a user without a name",
            user().without("name").without("preferred_username"),
        ),
        user_accepted("a user without `oid`", user().without("oid")),
        user_accepted("a user without `azp`", user().without("azp")),
        user_accepted("a user whose client has a certificate", user().claim("azpacr", "2")),
        accepted("a user with scopes and no roles", user().without("roles"), User)
            .granted([Scope::Crm]),
        accepted(
            "a user with roles and only unknown scopes",
            user().claim("scp", "openid User.Read"),
            User,
        )
        .held([Role::ReadTeam, Role::Console]),
        accepted(
            "a user with more roles than the scopes map to",
            user()
                .claim("roles", json!(["Contacts.Read.Team", "Contacts.Read.All"]))
                .claim("scp", "Crm.Read.Team"),
            User,
        )
        .held([Role::ReadTeam, Role::ReadAll])
        .granted([Scope::CrmTeam])
        .effective([Role::ReadTeam]),
        accepted("a user with a scope that maps to no role", user().claim("scp", "Nothing"), User)
            .held([Role::ReadTeam, Role::Console])
            .granted([Scope::Nothing]),
        // A role for applications that was assigned to a user by mistake.
        accepted(
            "a user with a role for applications",
            user().claim("roles", json!(["Contacts.Import"])),
            User,
        )
        .held([Role::Import])
        .granted([Scope::Crm]),
        accepted("a user with a disabled role", user().claim("roles", json!(["Retired"])), User)
            .held([Role::Retired])
            .granted([Scope::Crm]),
        accepted("a user with a disabled scope", user().claim("scp", "Old"), User)
            .held([Role::ReadTeam, Role::Console])
            .granted([Scope::Old]),
        accepted(
            "a user with only a disabled scope",
            user().without("roles").claim("scp", "Old"),
            User,
        )
        .granted([Scope::Old]),
    ]
}

const MANAGED_IDENTITY: &str = "\
    /subscriptions/1/resourcegroups/crm/providers/Microsoft.ManagedIdentity/\
    userAssignedIdentities/importer";
const EVERY_ROLE: [&str; 5] =
    ["Contacts.Read.Team", "Contacts.Read.All", "Contacts.Import", "Retired", "Console"];

fn applications() -> Vec<Good> {
    vec![
        app_accepted("an app-only token", app()),
        app_accepted("a v1.0 app-only token", v1_app()).at(&V1),
        app_accepted("a v1.0 app-only token for an API of either version", v1_app())
            .at(&EITHER_VERSION),
        app_accepted("an application with a certificate", app().claim("azpacr", "2")),
        app_accepted(
            "a v1.0 token of a managed identity",
            v1_app().claim("appidacr", "2").claim("xms_mirid", MANAGED_IDENTITY),
        )
        .at(&V1),
        app_accepted("an application whose `sub` is not its `oid`", app().claim("sub", "another")),
        accepted(
            "an application with a role for users",
            app().claim("roles", json!(["Contacts.Read.Team"])),
            App,
        )
        .held([Role::ReadTeam]),
        accepted(
            "an application with a role for users and applications",
            app().claim("roles", json!(["Contacts.Read.All"])),
            App,
        )
        .held([Role::ReadAll])
        .effective([Role::ReadAll]),
        accepted(
            "an application with only a disabled role",
            app().claim("roles", json!(["Retired"])),
            App,
        )
        .held([Role::Retired]),
        accepted("an application with every role", app().claim("roles", json!(EVERY_ROLE)), App)
            .held([Role::ReadTeam, Role::ReadAll, Role::Import, Role::Retired, Role::Console])
            .effective([Role::ReadAll, Role::Import]),
    ]
}

fn kinds() -> Vec<Good> {
    let roles = [Role::ReadTeam, Role::Console];
    let mut rows = vec![
        app_accepted("an app-only token with the requested `idtyp`", app().claim("idtyp", "app"))
            .at(&IDTYP_REQUESTED),
        app_accepted(
            "a v1.0 app-only token with the requested `idtyp`",
            v1_app().claim("idtyp", "app"),
        )
        .at(&IDTYP_REQUESTED_V1),
        app_accepted(
            "an app-only token with `idtyp`, which the API does not request",
            app().claim("idtyp", "app"),
        ),
        app_accepted(
            "an app-only token with `idtyp` and without `azp`",
            app().claim("idtyp", "app").without("azp"),
        ),
        user_accepted("a delegated token with `idtyp` user", user().claim("idtyp", "user")),
        user_accepted(
            "a delegated token with `idtyp` user, if the API requests `idtyp`",
            user().claim("idtyp", "user"),
        )
        .at(&IDTYP_REQUESTED),
        user_accepted("a delegated token, if the API requests `idtyp`", user())
            .at(&IDTYP_REQUESTED),
        user_accepted("a v1.0 delegated token, if the API requests `idtyp`", v1_user())
            .at(&IDTYP_REQUESTED_V1),
        accepted("`idtyp` user without scopes", user().claim("idtyp", "user").without("scp"), User)
            .held(roles),
        accepted(
            "`idtyp` user without scopes, if the API requests `idtyp`",
            user().claim("idtyp", "user").without("scp"),
            User,
        )
        .held(roles)
        .at(&IDTYP_REQUESTED),
        accepted(
            "an application's claims with an unknown scope and no `idtyp`",
            app().claim("scp", "Unknown"),
            User,
        )
        .held([Role::Import]),
        // If `idtyp` is present, it alone decides the kind of the caller.
        app_accepted(
            "`idtyp` app and a claim `name`",
            app().claim("idtyp", "app").claim("name", "Importer"),
        ),
        app_accepted(
            "`idtyp` app and claims that describe a user",
            app()
                .claim("idtyp", "app")
                .claim("email", "importer@contoso.example")
                .claim("upn", "importer"),
        )
        .at(&IDTYP_REQUESTED),
        app_accepted(
            "an application with claims that resemble claims of a user",
            app()
                .claim("app_displayname", "Importer")
                .claim("names", json!(["Importer"]))
                .claim("user", json!({ "name": "Adele" }))
                .claim("ipaddr", "203.0.113.7")
                .claim("sid", "1")
                .claim("xms_mirid", MANAGED_IDENTITY),
        ),
        user_accepted(
            "a user with every claim that describes a user",
            user()
                .claim("email", "adele@contoso.example")
                .claim("upn", "adele@contoso.example")
                .claim("given_name", "Adele")
                .claim("family_name", "Vance")
                .claim("login_hint", "O.CiQ")
                .claim("auth_time", 1_799_990_000),
        ),
        app_accepted("an app-only token with `SCP`", app().claim("SCP", "Crm.Read")),
    ];
    for scp in ["", "/", " ", " / ", "/ /"] {
        rows.push(app_accepted(
            format!("an app-only token with `scp` {scp:?}"),
            app().claim("scp", scp),
        ));
        rows.push(
            app_accepted(
                format!("an app-only token with `idtyp` and `scp` {scp:?}"),
                app().claim("scp", scp).claim("idtyp", "app"),
            )
            .at(&IDTYP_REQUESTED),
        );
    }
    rows
}

pub(super) const BLUEPRINT: &str = "30cf4c22-9985-4ef7-8756-91cc888176bd";

/// Returns the token of an agent that acts as itself:
/// <https://learn.microsoft.com/entra/agent-id/agent-token-claims>.
pub(super) fn agent() -> Token {
    app()
        .claim("idtyp", "app")
        .claim("azpacr", "2")
        .claim("sub", "cccccccc-1111-2222-3333-444444444444")
        .claim("xms_act_fct", "3 9 11")
        .claim("xms_sub_fct", "9 3 11")
        .claim("xms_tnt_fct", "3 9")
        .claim("xms_idrel", "7 10")
        .claim("xms_par_app_azp", BLUEPRINT)
        .good_so_far()
}

/// Returns the token of an agent that acts on behalf of a user.
pub(super) fn agent_for_user() -> Token {
    user()
        .claim("azpacr", "2")
        .claim("xms_act_fct", "3 9 11")
        .claim("xms_sub_fct", "1 3")
        .claim("xms_idrel", "1 8")
        .claim("xms_par_app_azp", BLUEPRINT)
        .good_so_far()
}

/// Returns the token of an agent's user account.
pub(super) fn agent_user() -> Token {
    agent_for_user()
        .claim("idtyp", "user")
        .claim("xms_sub_fct", "13 3")
        .good_so_far()
}

fn agents() -> Vec<Good> {
    vec![
        app_accepted("an agent that acts as itself", agent()),
        app_accepted(
            "an agent that acts as itself, v1.0",
            v1_app()
                .claim("idtyp", "app")
                .claim("sub", "cccccccc")
                .claim("xms_act_fct", "11"),
        )
        .at(&V1),
        app_accepted("an agent that acts as itself, if the API requests `idtyp`", agent())
            .at(&IDTYP_REQUESTED),
        app_accepted("an agent that acts as itself, without `idtyp`", agent().without("idtyp")),
        user_accepted("an agent that acts for a user", agent_for_user()),
        user_accepted(
            "an agent that acts for a user, if the API requests `idtyp`",
            agent_for_user(),
        )
        .at(&IDTYP_REQUESTED),
        user_accepted("an agent's user account", agent_user()),
        user_accepted("an agent's user account, if the API requests `idtyp`", agent_user())
            .at(&IDTYP_REQUESTED),
    ]
}

fn audiences() -> Vec<Good> {
    let spn = format!("spn:{CLIENT_ID}");
    let mut rows: Vec<_> = [
        CLIENT_ID,
        spn.as_str(),
        URI,
        "api://crm/",
        "api://CRM",
        "API://crm/",
        "https://CRM.example",
        "https://crm.example/",
        "https://crm.example",
        "urn:further",
    ]
    .map(|aud| {
        user_accepted(format!("a v1.0 token for {aud:?}"), v1_user().claim("aud", aud))
            .at(&EITHER_VERSION)
    })
    .into();
    for aud in [CLIENT_ID, "urn:further"] {
        let name =
            |version| format!("a {version} token for {aud:?}, if the API requests the client id");
        rows.extend([
            user_accepted(format!("a v2.0 token for {aud:?}"), user().claim("aud", aud))
                .at(&EITHER_VERSION),
            user_accepted(name("v2.0"), user().claim("aud", aud)).at(&EITHER_BY_CLIENT_ID),
            user_accepted(name("v1.0"), v1_user().claim("aud", aud)).at(&EITHER_BY_CLIENT_ID),
        ]);
    }
    rows.push(
        app_accepted("a v1.0 app-only token for the client id", v1_app().claim("aud", CLIENT_ID))
            .at(&V1),
    );
    rows.push(
        app_accepted(
            "a v1.0 app-only token for the URI with a trailing slash",
            v1_app().claim("aud", format!("{URI}/")),
        )
        .at(&V1),
    );
    rows
}

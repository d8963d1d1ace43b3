//! Makes up an app registration as large as Microsoft Graph's, the largest there is: 716 roles, and 807 scopes, most of which have the
//! value of a role. Values and texts are as long as Graph's, on average.

use std::path::Path;
use std::{env, fs};

const VERBS: [&str; 4] = ["Read", "ReadWrite", "Create", "Manage"];
/// Regions with a role and a scope for each verb: what applications may do as themselves, and for users.
const DIRECTORY: usize = 179;
/// Regions with a scope for each verb.
const MAILBOX: usize = 22;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let manifest = Path::new(&out).join("large.json");
    fs::write(&manifest, registration()).expect("the folder is cargo's own");
    let code = format!(
        r#"entra_perms_runtime::permissions! {{
            manifest = {manifest:?},
            scopes = {{
                "Everything.Read" => ["*.Read.All"],
                "Everything.ReadWrite" => ["*.Read.All", "*.ReadWrite.All"],
                "Everything.Manage" => ["*"],
                "Directory.*" => ["Directory.*"],
                "Mailbox.*" => [],
            }},
            allow = [shared_roles],
        }}"#
    );
    fs::write(Path::new(&out).join("large.rs"), code).expect("the folder is cargo's own");
}

/// A service principal: a registration may have 1,200 entries at most.
fn registration() -> String {
    let everything = ["Read", "ReadWrite", "Manage"].map(|verb| format!("Everything.{verb}"));
    let roles = values("Directory", DIRECTORY);
    let scopes = everything
        .into_iter()
        .chain(values("Directory", DIRECTORY))
        .chain(values("Mailbox", MAILBOX));
    format!(
        r#"{{"appId": "50000000-0000-4000-8000-00000000ffff", "displayName": "As large as Graph", "signInAudience": "AzureADMyOrg",
        "servicePrincipalNames": [], "appRoles": [{}],
        "optionalClaims": {{"accessToken": [{{"name": "idtyp"}}]}},
        "api": {{"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{}]}}}}"#,
        roles.enumerate().map(role).collect::<Vec<_>>().join(","),
        scopes.enumerate().map(scope).collect::<Vec<_>>().join(",")
    )
}

/// `Directory.Region17.Read.All`, and so on.
fn values(area: &str, regions: usize) -> impl Iterator<Item = String> {
    (0..regions)
        .flat_map(move |region| VERBS.map(|verb| format!("{area}.Region{region}.{verb}.All")))
}

fn role((id, value): (usize, String)) -> String {
    format!(
        r#"{{"id": "50000000-0000-4000-8000-{id:012}", "isEnabled": true, "value": "{value}",
        "allowedMemberTypes": ["User", "Application"], "displayName": "What {value} stands for",
        "description": "Allows the app to do what {value} stands for, to members, owners and settings, without a signed-in user."}}"#
    )
}

fn scope((id, value): (usize, String)) -> String {
    let (title, text) = (
        format!("What {value} stands for"),
        format!("Allows the app to do what {value} stands for, to members, owners and settings,"),
    );
    format!(
        r#"{{"id": "50000000-0000-4000-9000-{id:012}", "isEnabled": true, "value": "{value}", "type": "Admin",
        "adminConsentDisplayName": "{title}", "adminConsentDescription": "{text} on behalf of the signed-in user.",
        "userConsentDisplayName": "{title}", "userConsentDescription": "{text} on your behalf."}}"#
    )
}

//! Generates an app registration as large as the largest, Microsoft Graph's.
//!
//! It has 716 roles and 807 scopes, and most scopes have the value of a role. On average, values
//! and texts are as long as Graph's.

use std::path::Path;
use std::{env, fs};

const VERBS: [&str; 4] = ["Read", "ReadWrite", "Create", "Manage"];
/// The number of regions with a role and a scope per verb, for app-only and delegated callers.
const DIRECTORY_REGIONS: usize = 179;
/// The number of regions with a scope per verb.
const MAILBOX_REGIONS: usize = 22;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR").expect("cargo sets `OUT_DIR`");
    let manifest = Path::new(&out).join("large.json");
    fs::write(&manifest, registration()).expect("the folder is writable");
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
    fs::write(Path::new(&out).join("large.rs"), code).expect("the folder is writable");
}

/// Returns a manifest of a service principal. The manifest of an app registration may have at most
/// 1,200 entries.
fn registration() -> String {
    let mut roles = Vec::new();
    for value in values("Directory", DIRECTORY_REGIONS) {
        roles.push(role(roles.len(), &value));
    }
    let everything = ["Read", "ReadWrite", "Manage"].map(|verb| format!("Everything.{verb}"));
    let directory = values("Directory", DIRECTORY_REGIONS);
    let mailbox = values("Mailbox", MAILBOX_REGIONS);
    let mut scopes = Vec::new();
    for value in everything.into_iter().chain(directory).chain(mailbox) {
        scopes.push(scope(scopes.len(), &value));
    }
    format!(
        r#"{{"appId": "50000000-0000-4000-8000-00000000ffff", "displayName": "As large as Graph",
        "signInAudience": "AzureADMyOrg", "servicePrincipalNames": [], "appRoles": [{roles}],
        "optionalClaims": {{"accessToken": [{{"name": "idtyp"}}]}},
        "api": {{"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{scopes}]}}}}"#,
        roles = roles.join(","),
        scopes = scopes.join(",")
    )
}

/// Returns values such as `Directory.Region17.Read.All`.
fn values(area: &str, regions: usize) -> Vec<String> {
    let mut values = Vec::new();
    for region in 0..regions {
        for verb in VERBS {
            values.push(format!("{area}.Region{region}.{verb}.All"));
        }
    }
    values
}

fn role(id: usize, value: &str) -> String {
    let text = description(value);
    format!(
        r#"{{"id": "50000000-0000-4000-8000-{id:012}", "isEnabled": true, "value": "{value}",
        "allowedMemberTypes": ["User", "Application"], "displayName": "Permissions for {value}",
        "description": "{text} without a signed-in user."}}"#
    )
}

fn scope(id: usize, value: &str) -> String {
    let title = format!("Permissions for {value}");
    let text = description(value);
    format!(
        r#"{{"id": "50000000-0000-4000-9000-{id:012}", "isEnabled": true, "value": "{value}",
        "type": "Admin", "adminConsentDisplayName": "{title}",
        "adminConsentDescription": "{text} on behalf of the signed-in user.",
        "userConsentDisplayName": "{title}", "userConsentDescription": "{text} on your behalf."}}"#
    )
}

fn description(value: &str) -> String {
    format!("Allows the app to use every action of {value} on members, owners and settings,")
}

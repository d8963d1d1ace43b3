//! Makes up an app registration as large as Microsoft Graph's, the largest there is: 716 roles.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

const AREAS: usize = 179;
const VERBS: [&str; 4] = ["Read", "ReadWrite", "Create", "Manage"];

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
            }},
            allow = [shared_roles],
        }}"#
    );
    fs::write(Path::new(&out).join("large.rs"), code).expect("the folder is cargo's own");
}

fn registration() -> String {
    let mut roles = String::new();
    for (id, (area, verb)) in (0..AREAS).flat_map(|area| VERBS.map(|verb| (area, verb))).enumerate() {
        let comma = if id == 0 { "" } else { "," };
        write!(
            roles,
            r#"{comma}{{"id": "50000000-0000-4000-8000-{id:012}", "isEnabled": true, "value": "Area{area}.{verb}.All",
            "allowedMemberTypes": ["User", "Application"], "displayName": "{verb}", "description": "{verb} area {area}."}}"#
        )
        .expect("a text can be written to");
    }
    let scope = |id: usize, verb: &str| {
        format!(
            r#"{{"id": "50000000-0000-4000-9000-{id:012}", "isEnabled": true, "value": "Everything.{verb}", "type": "Admin",
            "adminConsentDisplayName": "{verb}", "adminConsentDescription": "{verb} everything."}}"#
        )
    };
    let scopes = [scope(0, "Read"), scope(1, "ReadWrite"), scope(2, "Manage")].join(",");
    format!(
        r#"{{"appId": "50000000-0000-4000-8000-00000000ffff", "displayName": "As large as Graph", "signInAudience": "AzureADMyOrg",
        "identifierUris": [], "appRoles": [{roles}],
        "optionalClaims": {{"accessToken": [{{"name": "idtyp"}}]}},
        "api": {{"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{scopes}]}}}}"#
    )
}

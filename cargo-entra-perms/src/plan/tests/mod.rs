//! `graph` is a Microsoft Graph in memory, which accepts or refuses each write. `edits` changes
//! registrations at random, `desired` says what the result must be, and `promises` puts them
//! together. `cases` has single plans.

mod cases;
mod desired;
mod edits;
mod graph;
mod promises;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::{Plan, Registration};
use crate::error::Failure;
use crate::models::Export;

/// The client id of the registrations in `tests/manifests/shapes`.
const CLIENT_ID: &str = "40000000-0000-4000-8000-000000000001";

/// Manifests of applications in several forms, from the root of the repository. The packages of the
/// published crates do not have these files.
const MANIFESTS: [&str; 9] = [
    "manifests/crm.json",
    "manifests/crm.prod.json",
    "tests/manifests/shapes/graph.json",
    "tests/manifests/shapes/null_values.json",
    "tests/manifests/shapes/extra_keys.json",
    "tests/manifests/shapes/legacy_portal.json",
    "tests/manifests/shapes/get_mg_application.json",
    "tests/manifests/shapes/get_az_application.json",
    "tests/manifests/shapes/keys_in_other_case.json",
];

/// Returns a file of the repository in the form of Microsoft Graph.
fn exported(file: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let mut export = Export::read(&file).unwrap();
    let manifest = export.registration(&BTreeSet::new(), &[]).unwrap();
    serde_json::from_str(&manifest.graph_json()).unwrap()
}

/// Returns a file of the repository with every key that a response of Microsoft Graph has.
fn application(file: &str) -> Value {
    let mut app = exported(file);
    let keys = [
        ("/appRoles", json!([])),
        ("/identifierUris", json!([])),
        ("/optionalClaims", json!(null)),
        ("/signInAudience", json!("AzureADMyOrg")),
        ("/api/oauth2PermissionScopes", json!([])),
        ("/api/preAuthorizedApplications", json!([])),
        ("/api/requestedAccessTokenVersion", json!(null)),
    ];
    for (path, value) in keys {
        let (parent, key) = path.rsplit_once('/').unwrap();
        let parent = app.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        parent.entry(key).or_insert(value);
    }
    app
}

fn registration(app: &Value) -> Registration {
    Registration::read("test", &app.to_string(), false).unwrap()
}

fn plan(live: &Value, checked_in: &Value) -> Result<Plan, Failure> {
    Plan::new(&registration(live), &registration(checked_in), &|_, _| None)
}

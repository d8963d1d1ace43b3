//! The whole document: the golden file, and the validation by another crate.

use std::path::Path;
use std::{env, fs};

use entra_perms_runtime::audit::{Outcome, probe};
use entra_perms_runtime::openapi::routes;
use http::StatusCode;
use roas::v3_1::spec::Spec;
use roas::validation::{Options, Validate};
use serde_json::Value;

use crate::api;

/// The value `overwrite` writes the golden file. Read the difference.
const GOLDEN: &str = "ENTRA_PERMS_OPENAPI";

#[tokio::test]
async fn the_document_equals_the_golden_file() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/golden.json");
    let found = api::secured().await.unwrap().1.to_pretty_json().unwrap() + "\n";
    if env::var_os(GOLDEN).is_some_and(|golden| golden == "overwrite") {
        fs::write(&golden, &found).unwrap();
    }
    let expected = fs::read_to_string(golden).unwrap();
    assert!(
        found == expected,
        "{found}\nthe document differs from the golden file\n\
         help: if the change is intended, run this test once with {GOLDEN}=overwrite, \
         and read the difference"
    );
}

#[tokio::test]
async fn the_document_is_valid() {
    let document = serde_json::to_value(api::secured().await.unwrap().1).unwrap();
    assert_eq!(problems(document.clone()), None);

    // The validation finds an error.
    let mut wrong = document;
    wrong["paths"]["/me"]["get"]["security"] = serde_json::json!([{ "nobody": [] }]);
    assert!(problems(wrong).is_some_and(|problems| problems.contains("nobody")));
}

fn problems(document: Value) -> Option<String> {
    let document: Spec = serde_json::from_value(document).unwrap();
    // The scheme lists all scopes of the API. Some of them are not used by any operation.
    document
        .validate(Options::IgnoreMissingTags | Options::IgnoreUnusedSecuritySchemes, None)
        .err()
        .map(|error| error.to_string())
}

#[tokio::test]
async fn the_mark_of_the_guards_is_removed() {
    assert!(api::plain().1.to_json().unwrap().contains("x-entra-perms"));
    assert!(!api::secured().await.unwrap().1.to_json().unwrap().contains("x-entra-perms"));
}

#[tokio::test]
async fn documented_guards_are_checked_before_the_handlers() {
    let (mut router, document) = api::secured().await.unwrap();
    let probed = probe(&mut router, routes(&document)).await.unwrap();
    let mut found: Vec<_> = probed
        .iter()
        .map(|route| {
            let outcome = match &route.outcome {
                Outcome::Guarded(function) => function.to_string(),
                other => format!("{other:?}"),
            };
            (format!("{} {}", route.method, route.path), outcome)
        })
        .collect();
    found.sort();
    let found: Vec<_> = found
        .iter()
        .map(|(route, outcome)| (route.as_str(), outcome.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("GET /accounts", "TakesCaller"),
            ("GET /contacts", "openapi::api::list"),
            ("GET /contacts/mine", "openapi::api::mine"),
            ("GET /health", &*format!("{:?}", Outcome::Unguarded(StatusCode::OK))),
            ("GET /me", "TakesCaller"),
            ("GET /team", "openapi::api::team::list"),
            ("POST /contacts", "openapi::api::import"),
            ("PUT /contacts/{id}", "openapi::api::rename"),
        ]
    );
}

#[tokio::test]
async fn descriptions_are_the_docs_of_the_user_alone() {
    let document = serde_json::to_value(api::secured().await.unwrap().1).unwrap();
    let list = &document["paths"]["/contacts"]["get"];
    let rename = &document["paths"]["/contacts/{id}"]["put"];
    assert_eq!(list["summary"], "Has alternatives for users, and one role for applications.");
    assert_eq!(rename["summary"], "Needs two scopes at once, and has an extension.");
    for operation in [list, rename] {
        assert_eq!(operation["description"], Value::Null);
    }
}

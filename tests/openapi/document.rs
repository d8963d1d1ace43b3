//! The whole document, as it is reviewed, and as others read it.

use std::path::Path;
use std::{env, fs};

use entra_perms_runtime::audit::{Outcome, probe};
use entra_perms_runtime::openapi::routes;
use http::StatusCode;
use roas::v3_1::spec::Spec;
use roas::validation::{Options, Validate};
use serde_json::Value;

use crate::api;

/// Set to `overwrite`, it makes the document the golden one; the difference is to be read.
const GOLDEN: &str = "ENTRA_PERMS_OPENAPI";

#[tokio::test]
async fn the_document_is_the_one_that_was_reviewed() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/golden.json");
    let found = api::secured().await.unwrap().1.to_pretty_json().unwrap() + "\n";
    if env::var_os(GOLDEN).is_some_and(|golden| golden == "overwrite") {
        fs::write(&golden, &found).unwrap();
    }
    let expected = fs::read_to_string(golden).unwrap();
    assert!(
        found == expected,
        "{found}\nis not golden: `{GOLDEN}=overwrite cargo test -p entra-perms-tests --test openapi`, then read the difference"
    );
}

#[tokio::test]
async fn the_document_is_valid() {
    let document = serde_json::to_value(api::secured().await.unwrap().1).unwrap();
    assert_eq!(problems(document.clone()), None);

    // What this says is wrong, it finds.
    let mut wrong = document;
    wrong["paths"]["/me"]["get"]["security"] = serde_json::json!([{ "nobody": [] }]);
    assert!(problems(wrong).is_some_and(|problems| problems.contains("nobody")));
}

fn problems(document: Value) -> Option<String> {
    let document: Spec = serde_json::from_value(document).unwrap();
    // Scopes are those of the whole API, some of which no operation needs.
    document
        .validate(Options::IgnoreMissingTags | Options::IgnoreUnusedSecuritySchemes, None)
        .err()
        .map(|error| error.to_string())
}

#[tokio::test]
async fn nothing_of_the_mark_is_left() {
    assert!(api::plain().1.to_json().unwrap().contains("x-entra-perms"));
    assert!(!api::secured().await.unwrap().1.to_json().unwrap().contains("x-entra-perms"));
}

#[tokio::test]
async fn what_the_document_says_is_guarded_is() {
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

//! The OpenAPI document.

use std::collections::BTreeSet;

use entra_perms_runtime::{audit, openapi};
use serde_json::{Value, json};

use crate::api::{Api, operations};
use crate::development::Deployment;
use crate::settings::DEVELOPMENT_CLIENT_ID;
use crate::store::Crm;
use crate::store::seed::Seed;

async fn document() -> Value {
    let deployment = Deployment::start(Seed::default()).await.unwrap();
    let validator = deployment.issuer.validator().client_id(DEVELOPMENT_CLIENT_ID);
    let crm = Crm::in_memory().await.unwrap();
    let validator = validator.build().await.unwrap();
    let api = Api::new(crm, validator, "https://crm.contoso.example").unwrap();
    serde_json::to_value(&api.document).unwrap()
}

/// The layer would refuse every path, so it is left out.
#[tokio::test]
async fn each_operation_asks_for_a_caller_without_the_layer_too() {
    let (router, document) = operations().split_for_parts();
    let mut router = router.with_state(Crm::in_memory().await.unwrap());
    let probed = audit::probe(&mut router, openapi::routes(&document)).await.unwrap();
    assert_eq!(probed.len(), 14);
    assert!(probed.iter().all(|route| route.outcome.asks_for_caller()), "{probed:?}");
}

#[tokio::test]
async fn the_document_says_where_the_api_is_and_how_a_request_fails() {
    let document = document().await;
    assert_eq!(document["servers"], json!([{ "url": "https://crm.contoso.example" }]));
    let mut ids = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let failed = &operation["responses"]["default"]["content"];
            assert!(failed["application/problem+json"].is_object(), "{method} {path}");
            assert!(operation["security"].is_array(), "{method} {path}");
            ids.push(operation["operationId"].as_str().unwrap().to_owned());
        }
    }
    // Generators of clients name functions after these ids.
    assert_eq!(BTreeSet::from_iter(&ids).len(), ids.len(), "{ids:?}");
    for (operation, required) in [
        (&document["paths"]["/contacts/{id}"]["put"], true),
        (&document["paths"]["/proposals/{id}/approval"]["post"], false),
    ] {
        let if_match = &operation["parameters"][1];
        assert_eq!(if_match["name"], "If-Match");
        assert_eq!(if_match["required"], required);
    }
}

/// A page that shows the document cannot resolve another reference.
#[tokio::test]
async fn each_reference_names_a_schema_of_the_document() {
    let document = document().await;
    let mut names = Vec::new();
    references(&document, &mut names);
    assert!(names.len() > 10, "{names:?}");
    for name in &names {
        let pointer = name.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{name}");
    }
    // utoipa describes a generic type in a list a second time, without its parameter.
    assert_eq!(document["components"]["schemas"]["NewRecord"], Value::Null);
}

fn references(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            names.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| references(member, names));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, names)),
        _ => {}
    }
}

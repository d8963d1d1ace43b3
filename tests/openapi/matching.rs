//! The guarded function of an operation, if `#[requires]` is below `#[utoipa::path]`.

use entra_perms_runtime::openapi::{EntraSecurity, Unclear};
use entra_perms_runtime::requires;
use entra_perms_tests::crm::Model;
use entra_perms_tests::crm::roles::*;
use serde_json::{Value, json};
use utoipa::OpenApi as _;

use crate::api;

#[utoipa::path(method(get, head), path = "/below", responses((status = OK)))]
#[requires(Contacts::Read::My)]
async fn below() {}

#[utoipa::path(get, path = "/same", responses((status = OK)))]
#[requires(Contacts::Read::My)]
async fn same() {}

#[utoipa::path(get, path = "/different", responses((status = OK)))]
#[requires(Contacts::Read::My)]
async fn different() {}

#[utoipa::path(get, path = "/above", responses((status = OK)))]
async fn above() {}

mod elsewhere {
    use super::*;

    #[requires(Contacts::Read::My)]
    async fn same() {}

    #[requires(Contacts::Write::My)]
    async fn different() {}

    /// Has its own operation, and is not the function of the other one.
    #[requires(Contacts::Write::My)]
    #[utoipa::path(get, path = "/elsewhere", operation_id = "elsewhere", responses((status = OK)))]
    pub(super) async fn above() {}

    pub(super) fn used() {
        let _ = (same, different, above);
    }
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(below, same, different, above, elsewhere::above))]
struct Document;

/// Returns the first scope of the operation, or the reason why it is unclear.
async fn first_scope(by_operation_id: bool, path: &str) -> Result<Value, Unclear> {
    elsewhere::used();
    let _ = (below, same, different, above);
    let security = EntraSecurity::<Model>::new(&api::validator().await);
    let security = if by_operation_id { security.by_operation_id() } else { security };
    let mut document = Document::openapi();
    let unclear = security.apply(&mut document).unwrap_err();
    if let Some(operation) = unclear.operations().iter().find(|operation| operation.path == path) {
        return Err(operation.reason.clone());
    }
    Ok(serde_json::to_value(document).unwrap()["paths"][path]["get"]["security"][0]["entra"]
        .clone())
}

fn modules(unclear: &Result<Value, Unclear>) -> Vec<&str> {
    match unclear {
        Err(Unclear::Undeclared { namesakes, .. } | Unclear::Ambiguous { namesakes, .. }) => {
            namesakes.iter().map(|function| function.module_path).collect()
        }
        _ => panic!("{unclear:?}"),
    }
}

#[tokio::test]
async fn a_guard_below_is_an_error_that_names_the_function() {
    let unclear = first_scope(false, "/below").await;
    assert_eq!(modules(&unclear), ["openapi::matching"]);
    let message = unclear.unwrap_err().to_string();
    assert!(
        message.contains("`openapi::matching::below` (")
            && message.contains("put `#[requires]` above `#[utoipa::path]`"),
        "{message}"
    );
}

#[tokio::test]
async fn a_guard_below_is_matched_by_operation_id_if_configured() {
    let my = json!(["api://crm-dev.contoso.example/Crm.Read.My"]);
    assert_eq!(first_scope(true, "/below").await, Ok(my.clone()));
    assert_eq!(first_scope(true, "/same").await, Ok(my));
    let different = first_scope(true, "/different").await;
    assert_eq!(modules(&different), ["openapi::matching", "openapi::matching::elsewhere"]);
}

#[tokio::test]
async fn an_unguarded_operation_does_not_match_a_namesake_with_its_own_operation() {
    assert!(modules(&first_scope(true, "/above").await).is_empty());
    let write = json!(["api://crm-dev.contoso.example/Crm.ReadWrite.My"]);
    assert_eq!(first_scope(true, "/elsewhere").await, Ok(write));
}

#[test]
fn no_guard_of_this_crate_is_lost() {
    entra_perms_runtime::audit::Sources::new("openapi/main.rs").check().unwrap();
}

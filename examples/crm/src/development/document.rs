//! The OpenAPI document for a page on which people try the API without Entra.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, OpenApi, RefOr};

const NAME: &str = "token";

/// Lets people paste a token of `cargo entra-perms token` into the page.
///
/// The sign-in of the document leads to Entra. A service with the development issuer refuses its
/// tokens.
pub fn accept_pasted_tokens(document: &mut OpenApi) {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of the development issuer: `cargo entra-perms token`"))
        .build();
    let schemes = &mut document.components.get_or_insert_with(Components::new).security_schemes;
    schemes.insert(NAME.to_owned(), RefOr::T(SecurityScheme::Http(scheme)));

    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post];
        for operation in operations.into_iter().flatten() {
            let alternative = SecurityRequirement::new::<_, [&str; 0], &str>(NAME, []);
            operation.security.get_or_insert_default().push(alternative);
        }
    }
}

#[cfg(test)]
mod tests {
    use entra_perms_runtime::testing::DevIssuer;
    use serde_json::{Value, json};

    use super::*;
    use crate::api::Api;
    use crate::settings::DEVELOPMENT_CLIENT_ID;
    use crate::store::Crm;

    #[tokio::test]
    async fn each_operation_takes_a_pasted_token_too() {
        let issuer = DevIssuer::new("3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61").unwrap();
        let validator = issuer.validator().client_id(DEVELOPMENT_CLIENT_ID).build().await.unwrap();
        let crm = Crm::in_memory().await.unwrap();
        let mut document = Api::new(crm, validator, "http://127.0.0.1:1").unwrap().document;
        accept_pasted_tokens(&mut document);
        let document = serde_json::to_value(&document).unwrap();
        let scheme = &document["components"]["securitySchemes"]["token"];
        assert_eq!((&scheme["type"], &scheme["scheme"]), (&json!("http"), &json!("bearer")));
        let items = document["paths"].as_object().unwrap().values();
        let operations: Vec<&Value> =
            items.flat_map(|item| item.as_object().unwrap().values()).collect();
        assert_eq!(operations.len(), 14);
        for operation in operations {
            let security = operation["security"].as_array().unwrap();
            assert!(
                security.len() > 1 && security.contains(&json!({ "token": [] })),
                "{operation}"
            );
        }
    }
}

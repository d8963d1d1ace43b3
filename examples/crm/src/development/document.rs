//! The OpenAPI document for a page on which people try the API without Entra.

use axum::http::{HeaderValue, Uri};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, OpenApi, RefOr};

const NAME: &str = "token";

/// The hint next to the field for a token.
const HINT: &str = "A token of the development issuer: paste the output of \
    `cargo entra-perms token -q -p example-crm --role Contacts.Read.Team --scope Crm.Read.Team`, \
    or a token that the service printed at its start.";

/// Lets people paste a token of `cargo entra-perms token` into the page, instead of a sign-in.
///
/// The sign-in of the document leads to Entra, which does not know the invented tenant.
pub fn accept_pasted_tokens(document: &mut OpenApi) {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(HINT))
        .build();
    let schemes = &mut document.components.get_or_insert_with(Components::new).security_schemes;
    schemes.clear();
    schemes.insert(NAME.to_owned(), RefOr::T(SecurityScheme::Http(scheme)));

    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post];
        for operation in operations.into_iter().flatten() {
            let token = SecurityRequirement::new::<_, [&str; 0], &str>(NAME, []);
            operation.security = Some(vec![token]);
        }
    }
}

/// Returns the origins that browsers send for a page at this URL on loopback.
///
/// # Errors
/// Returns an error if the URL is not valid.
pub fn origins_of(url: &str) -> anyhow::Result<Vec<HeaderValue>> {
    let url: Uri = url.parse()?;
    let port = match url.port_u16() {
        // Browsers leave out the default port.
        None | Some(80) => String::new(),
        Some(port) => format!(":{port}"),
    };
    let hosts = url.host().into_iter().chain(["localhost"]);
    hosts.map(|host| Ok(format!("http://{host}{port}").parse()?)).collect()
}

#[cfg(test)]
mod tests {
    use entra_perms_runtime::testing::DevIssuer;
    use serde_json::{Value, json};

    use super::*;
    use crate::api::Api;
    use crate::permissions::{Role, Scope};
    use crate::settings::DEVELOPMENT_CLIENT_ID;
    use crate::store::Crm;

    #[tokio::test]
    async fn each_operation_takes_a_pasted_token_only() {
        let issuer = DevIssuer::new("3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61").unwrap();
        let validator = issuer.validator().client_id(DEVELOPMENT_CLIENT_ID).build().await.unwrap();
        let crm = Crm::in_memory().await.unwrap();
        let mut document = Api::new(crm, validator, "http://127.0.0.1:1").unwrap().document;
        accept_pasted_tokens(&mut document);
        let document = serde_json::to_value(&document).unwrap();
        let schemes = document["components"]["securitySchemes"].as_object().unwrap();
        assert_eq!(schemes.len(), 1, "{schemes:?}");
        let scheme = &document["components"]["securitySchemes"]["token"];
        assert_eq!((&scheme["type"], &scheme["scheme"]), (&json!("http"), &json!("bearer")));
        let items = document["paths"].as_object().unwrap().values();
        let operations: Vec<&Value> =
            items.flat_map(|item| item.as_object().unwrap().values()).collect();
        assert_eq!(operations.len(), 14);
        for operation in operations {
            assert_eq!(operation["security"], json!([{ "token": [] }]));
        }
        assert!(!document.to_string().contains("microsoftonline"), "{document}");
    }

    #[test]
    fn the_hint_names_a_role_and_a_scope_of_the_model() {
        for name in [Role::ContactsReadTeam.to_string(), Scope::CrmReadTeam.to_string()] {
            assert!(HINT.contains(&format!(" {name}")), "{name}");
        }
    }

    #[test]
    fn a_page_on_loopback_has_two_origins_without_default_port() {
        for (url, port) in [("http://127.0.0.1:8081", ":8081"), ("http://[::1]:1", ":1")] {
            assert_eq!(origins_of(url).unwrap(), [url, &format!("http://localhost{port}")]);
        }
        let default = origins_of("http://[::1]:80").unwrap();
        assert_eq!(default, ["http://[::1]", "http://localhost"]);
    }
}

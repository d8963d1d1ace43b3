//! docs/guide/clients.md

use entra_perms_tests::crm as permissions;

use axum::{Router, routing::get};
use entra_perms_runtime::{EntraLayer, ResourceError};
use permissions::{Scope, TokenValidator};

fn app(validator: TokenValidator) -> Result<Router, ResourceError> {
    let entra = EntraLayer::new(validator)
        .resource("https://api.contoso.com/crm")?
        .basic_scopes([Scope::CrmReadMy]);
    Ok(Router::new().route("/contacts", get(async || "Ada, Grace")).layer(entra))
}

fn nested(crm: Router, validator: TokenValidator) -> Result<Router, ResourceError> {
    let entra = EntraLayer::new(validator).resource("https://api.contoso.com/crm")?;
    let mut app = Router::new();
    if let Some(document) = entra.protected_resource() {
        for path in document.paths() {
            app = app.route_service(path, document.clone());
        }
    }
    Ok(app.nest("/crm", crm.layer(entra)))
}

/// The two paths of the document, with the layer at the root and with the mounted document.
#[tokio::test]
async fn both_routers_serve_the_document_at_both_paths() {
    use axum::body::Body;
    use axum::http::Request;
    use entra_perms_runtime::testing::DevIssuer;
    use tower::ServiceExt as _;

    let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
    let validator: TokenValidator = issuer.validator().build().await.unwrap();
    let crm = Router::new().route("/contacts", get(async || "Ada, Grace"));
    let routers = [app(validator.clone()).unwrap(), nested(crm, validator).unwrap()];
    for (router, contacts) in routers.into_iter().zip(["/contacts", "/crm/contacts"]) {
        let status = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap().status()
        };
        assert_eq!(status("/.well-known/oauth-protected-resource/crm").await, 200);
        assert_eq!(status("/.well-known/oauth-protected-resource").await, 200);
        assert_eq!(status(contacts).await, 401);
    }
}

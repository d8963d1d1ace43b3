//! Layers below the root do not serve the document, and the mounted document works.

use actix_web::{App, web};
use axum::Router;
use axum::routing::get;
use entra_perms_runtime::{EntraLayer, ProtectedResource};
use reqwest::header::WWW_AUTHENTICATE;

use super::requests::{check_mounted, resource};
use super::{PATH, SHORT_PATH, URL, layer_and_bearer, serve, serve_actix, validator};

fn mount(mut app: Router, document: &ProtectedResource) -> Router {
    for path in document.paths() {
        app = app.route_service(path, document.clone());
    }
    app
}

async fn contacts() -> &'static str {
    "Ada, Grace"
}

#[tokio::test]
async fn nested_in_axum() {
    let (layer, bearer) = layer_and_bearer().await;
    let crm = Router::new().route("/contacts", get(contacts)).fallback(contacts);
    let app = Router::new().nest("/crm", crm.layer(layer.clone()));
    let address = serve(app.clone()).await;
    for path in [PATH, SHORT_PATH] {
        // Behind the prefix, a request needs a token. At the root, nothing is there.
        assert_eq!(resource(&address, &format!("/crm{path}")).await, Err(401), "{path}");
        assert_eq!(resource(&address, path).await, Err(404), "{path}");
    }
    let address = serve(mount(app, layer.protected_resource().unwrap())).await;
    check_mounted(&address, &bearer).await;
    assert_eq!(resource(&address, &format!("/crm{PATH}")).await, Err(401));
    assert_eq!(resource(&address, "/crm/contacts").await, Err(401));
}

#[tokio::test]
async fn around_the_routes_of_axum() {
    let (layer, bearer) = layer_and_bearer().await;
    let app = Router::new().route("/contacts", get(contacts)).route_layer(layer.clone());
    let address = serve(app.clone()).await;
    assert_eq!(resource(&address, PATH).await, Err(404));
    let address = serve(mount(app, layer.protected_resource().unwrap())).await;
    check_mounted(&address, &bearer).await;
    assert_eq!(resource(&address, "/contacts").await, Err(401));
}

#[tokio::test]
async fn in_a_scope_of_actix() {
    let (layer, bearer) = layer_and_bearer().await;
    let guarded = {
        let layer = layer.clone();
        move || web::scope("/crm").wrap(layer.clone()).default_service(web::to(contacts))
    };
    let alone = guarded.clone();
    let address = serve_actix(move || App::new().service(alone()));
    assert_eq!(resource(&address, &format!("/crm{PATH}")).await, Err(401));
    assert_eq!(resource(&address, PATH).await, Err(404));
    let document = layer.protected_resource().unwrap().clone();
    let address = serve_actix(move || App::new().service(document.clone()).service(guarded()));
    check_mounted(&address, &bearer).await;
    assert_eq!(resource(&address, &format!("/crm{PATH}")).await, Err(401));
}

/// actix-web and axum compare patterns with different forms of a path.
#[tokio::test]
async fn at_a_path_with_percent_encoded_characters() {
    for resource_path in ["a%20b", "a%5Bb", "a%2Fb", "a:b", "a*"] {
        let url = format!("https://api.contoso.example/{resource_path}");
        let document = validator().await.protected_resource(&url).unwrap();
        let axum = serve(mount(Router::new(), &document)).await;
        let actix = serve_actix(move || App::new().service(document.clone()));
        for address in [axum, actix] {
            let path = format!("{SHORT_PATH}/{resource_path}");
            assert_eq!(resource(&address, &path).await, Ok(url.clone()));
            assert_eq!(resource(&address, SHORT_PATH).await, Ok(url.clone()));
            for other in ["/.well-known/oauth%2Dprotected-resource", &format!("{path}/")] {
                assert_eq!(resource(&address, other).await, Err(404), "{other}");
            }
        }
    }
}

/// axum keeps the fallback of the router that is merged last, and with it the layer around it.
#[tokio::test]
async fn in_a_merged_router_of_axum() {
    let (layer, bearer) = layer_and_bearer().await;
    let crm = Router::new().route("/contacts", get(contacts)).layer(layer.clone());
    let open = Router::new().route("/health", get(contacts));
    let address = serve(open.clone().merge(crm.clone())).await;
    check_mounted(&address, &bearer).await;
    let app = crm.merge(open);
    let address = serve(app.clone()).await;
    assert_eq!(resource(&address, PATH).await, Err(404));
    let address = serve(mount(app, layer.protected_resource().unwrap())).await;
    check_mounted(&address, &bearer).await;
}

/// Each layer serves its own path, and the outermost serves the path without a resource.
#[tokio::test]
async fn two_layers_with_one_validator() {
    const INNER: &str = "https://api.contoso.example/inner";
    let validator = validator().await;
    let layer = |url| EntraLayer::new(validator.clone()).resource(url).unwrap();
    let app = Router::new().fallback(contacts).layer(layer(INNER)).layer(layer(URL));
    let address = serve(app).await;
    assert_eq!(resource(&address, PATH).await, Ok(URL.to_owned()));
    assert_eq!(resource(&address, SHORT_PATH).await, Ok(URL.to_owned()));
    // The outer layer refuses the request, because it does not know this path.
    assert_eq!(resource(&address, &format!("{SHORT_PATH}/inner")).await, Err(401));

    // Side by side, each has its own mounted document and its own challenges.
    let mut app = Router::new();
    for url in [URL, INNER] {
        let layer = layer(url);
        let prefix = url.rsplit_once('/').unwrap().1.to_owned();
        let path = layer.protected_resource().unwrap().paths().next().unwrap().to_owned();
        app = app
            .route_service(&path, layer.protected_resource().unwrap().clone())
            .nest(&format!("/{prefix}"), Router::new().fallback(contacts).layer(layer));
    }
    let address = serve(app).await;
    for (url, prefix) in [(URL, "crm"), (INNER, "inner")] {
        assert_eq!(resource(&address, &format!("{SHORT_PATH}/{prefix}")).await, Ok(url.to_owned()));
        let refusal = reqwest::get(format!("{address}/{prefix}/contacts")).await.unwrap();
        let document = format!("https://api.contoso.example{SHORT_PATH}/{prefix}");
        assert_eq!(
            refusal.headers()[WWW_AUTHENTICATE],
            format!(r#"Bearer resource_metadata="{document}""#)
        );
    }
}

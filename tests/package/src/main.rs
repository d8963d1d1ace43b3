//! A service with two guarded handlers, which depends on the published crates alone.

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifests/parcels.json",
        scopes = { "Parcels.Track" => ["Parcels.Read"] },
    }
}

use axum::Router;
use axum::routing::{get, post};
use entra_perms_runtime::{Denied, EntraLayer, Tenants, requires};
use permissions::{Caller, TokenValidator, roles::*};

/// Returns the place of a parcel. The layer verifies the token, and the guard checks the caller.
#[requires(Parcels::Read)]
async fn track() -> &'static str {
    "in transit"
}

/// Imports parcels. Only an application that acts as itself may do this.
async fn import(caller: Caller) -> Result<&'static str, Denied> {
    import_as(&caller)
}

#[requires(Parcels::Import, by = app)]
fn import_as(caller: &Caller) -> Result<&'static str, Denied> {
    Ok("imported")
}

fn app(validator: TokenValidator) -> Router {
    Router::new()
        .route("/parcels", get(track))
        .route("/parcels/import", post(import))
        .layer(EntraLayer::new(validator))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let tenants = Tenants::single(&std::env::var("ENTRA_TENANT")?)?;
    let validator = TokenValidator::builder(tenants).build().await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    Ok(axum::serve(listener, app(validator)).await?)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use entra_perms_runtime::audit::Sources;
    use entra_perms_runtime::testing::DevIssuer;
    use permissions::{Model, Role, Scope};
    use tower::ServiceExt as _;

    use super::*;

    const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    /// Sends a request for a parcel, and returns the status of the response.
    async fn status(app: &Router, token: Option<String>) -> StatusCode {
        let mut request = Request::get("/parcels");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(Body::empty()).unwrap();
        app.clone().oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn a_request_needs_a_token_of_the_tenant_and_the_role() {
        let issuer = DevIssuer::new(TENANT).unwrap();
        let app = app(issuer.validator().build().await.unwrap());
        assert_eq!(status(&app, None).await, StatusCode::UNAUTHORIZED);

        let user = issuer.user::<Model>().scopes([Scope::ParcelsTrack]);
        assert_eq!(status(&app, Some(user.clone().sign())).await, StatusCode::FORBIDDEN);
        let reader = user.roles([Role::ParcelsRead]);
        assert_eq!(status(&app, Some(reader.sign())).await, StatusCode::OK);

        let other = DevIssuer::new("0f3c1f6e-5b1a-4a56-8a0e-3d1f3b7c9e21").unwrap();
        let reader = other.user::<Model>().scopes([Scope::ParcelsTrack]);
        let reader = reader.roles([Role::ParcelsRead]);
        assert_eq!(status(&app, Some(reader.sign())).await, StatusCode::UNAUTHORIZED);
    }

    #[test]
    fn only_an_application_imports() {
        let service = Caller::test().app().roles([Role::ParcelsImport]);
        assert!(import_as(&service).is_ok());
        let user = Caller::test().user().scopes([Scope::ParcelsTrack]);
        let user = user.roles([Role::ParcelsRead]);
        assert!(import_as(&user).is_err());
    }

    #[test]
    fn no_guard_is_lost() {
        Sources::new("src/main.rs").check().unwrap();
    }
}

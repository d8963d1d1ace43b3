//! docs/guide/frameworks.md

mod axum_service {
    use entra_perms_tests::crm as permissions;

    use axum::extract::Path;
    use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
    use axum::http::{HeaderValue, Method};
    use axum::routing::{get, put};
    use axum::{Json, Router};
    use entra_perms_runtime::{EntraLayer, ResourceError, requires};
    use permissions::{TokenValidator, roles::*};
    use tower_http::cors::CorsLayer;

    #[requires(Contacts::Write::Team)]
    async fn rename_contact(Path(id): Path<u32>, Json(name): Json<String>) -> String {
        format!("contact {id} is now {name}")
    }

    fn app(validator: TokenValidator) -> Result<Router, ResourceError> {
        let cors = CorsLayer::new()
            .allow_origin([HeaderValue::from_static("https://app.contoso.com")])
            .allow_methods([Method::GET, Method::PUT])
            .allow_headers([AUTHORIZATION, CONTENT_TYPE])
            .expose_headers([WWW_AUTHENTICATE, RETRY_AFTER]);
        Ok(Router::new()
            .route("/contacts/{id}", put(rename_contact))
            .layer(EntraLayer::new(validator).resource("https://api.contoso.com/crm")?)
            .layer(cors) // outside of `EntraLayer`
            .route("/health", get(async || "ok"))) // needs no token
    }
}

mod actix_service {
    use entra_perms_tests::crm as permissions;

    use actix_web::{App, HttpServer, get, put, web};
    use entra_perms_runtime::{EntraLayer, requires};
    use permissions::{Caller, TokenValidator, roles::*};

    #[requires(Contacts::Write::Team)]
    #[put("/contacts/{id}")]
    async fn rename_contact(id: web::Path<u32>, name: web::Json<String>) -> String {
        format!("contact {id} is now {name}")
    }

    #[get("/me")]
    async fn me(caller: Caller) -> String {
        format!("{:?}", caller.effective())
    }

    #[get("/health")]
    async fn health() -> &'static str {
        "ok"
    }

    async fn serve(validator: TokenValidator) -> std::io::Result<()> {
        let entra = EntraLayer::new(validator);
        HttpServer::new(move || {
            let guarded = web::scope("").wrap(entra.clone()).service(me).service(rename_contact);
            App::new().service(health).service(guarded) // the scope without a prefix is last
        })
        .bind(("127.0.0.1", 8080))?
        .run()
        .await
    }
}

mod tonic_service {
    use entra_perms_tests::crm as permissions;

    use crate::proto;

    use entra_perms_runtime::{EntraLayer, requires};
    use permissions::{Caller, TokenValidator, roles::*};
    use proto::contacts_server::{Contacts as ContactsService, ContactsServer};
    use proto::{Contact, ContactRequest};
    use tonic::{Request, Response, Status, transport::Server};

    struct ContactBook;

    #[tonic::async_trait]
    impl ContactsService for ContactBook {
        #[requires(any(Contacts::Read::Team, Contacts::Read::All), caller = request)]
        async fn get(&self, request: Request<ContactRequest>) -> Result<Response<Contact>, Status> {
            let caller = Caller::from_request(&request)?;
            Ok(Response::new(Contact { name: format!("Ada, for {:?}", caller.object_id()) }))
        }
    }

    async fn serve(validator: TokenValidator) -> Result<(), tonic::transport::Error> {
        Server::builder()
            .layer(EntraLayer::grpc(validator))
            .add_service(ContactsServer::new(ContactBook))
            .serve(([127, 0, 0, 1], 50051).into())
            .await
    }
}

mod tower_service {
    use entra_perms_tests::crm as permissions;

    use std::convert::Infallible;

    use entra_perms_runtime::{Denied, EntraLayer, requires};
    use http::{Request, Response};
    use permissions::{TokenValidator, roles::*};
    use tower::{Service, ServiceBuilder, service_fn};

    #[requires(Contacts::Read::Team, caller = request)]
    fn contacts(request: &Request<String>) -> Result<Response<String>, Denied> {
        Ok(Response::new("Ada, Grace".to_owned()))
    }

    async fn handle(request: Request<String>) -> Result<Response<String>, Infallible> {
        Ok(contacts(&request).unwrap_or_else(|denied| denied.challenge().into_response()))
    }

    fn service(validator: TokenValidator) -> impl Service<Request<String>> {
        ServiceBuilder::new()
            .layer(EntraLayer::new(validator))
            .service(service_fn(handle))
    }
}

mod other_framework {
    use entra_perms_runtime::challenge::{BearerError, Challenge, bearer_token};
    use entra_perms_runtime::{Caller, Model, TokenError, TokenValidator};

    async fn caller<M: Model>(
        validator: &TokenValidator<M>,
        headers: &http::HeaderMap,
    ) -> Result<Caller<M>, Challenge> {
        let token = bearer_token(headers).map_err(|error: BearerError| error.challenge())?;
        validator.validate(token).await.map_err(|error: TokenError| error.challenge())
    }
}

mod responses {
    use entra_perms_tests::crm as permissions;

    use axum::response::{Html, IntoResponse, Response};
    use axum::{Router, routing::get};
    use entra_perms_runtime::{Challenge, EntraLayer, RefusalResponseLayer};
    use permissions::TokenValidator;

    async fn contacts_page() -> Html<&'static str> {
        Html("<h1>Contacts</h1>")
    }

    fn html(challenge: &Challenge) -> Response {
        let page = Html("<h1>Access denied</h1>");
        (challenge.status(), challenge.headers(), page).into_response()
    }

    fn app(validator: TokenValidator) -> Router {
        let pages = get(contacts_page).route_layer(RefusalResponseLayer::new(html));
        Router::new().route("/pages/contacts", pages).layer(EntraLayer::new(validator))
    }
}

mod optional_sign_in {
    use entra_perms_tests::crm as permissions;

    use axum::{Router, routing::get};
    use entra_perms_runtime::{EntraLayer, requires};
    use permissions::{MaybeCaller, Role, TokenValidator, roles::*};

    async fn catalog(caller: MaybeCaller) -> &'static str {
        match caller.get() {
            Some(caller) if caller.can(Role::ContactsReadAll) => "lamp 20, chair 80",
            _ => "lamp, chair",
        }
    }

    #[requires(Contacts::Write::Team)]
    async fn rename() -> &'static str {
        "renamed"
    }

    fn shop(validator: TokenValidator) -> Router {
        Router::new()
            .route("/catalog", get(catalog)) // everybody
            .route("/rename", get(rename)) // 401 without a token
            .layer(EntraLayer::optional(validator))
    }

    #[tokio::test]
    async fn everybody_sees_the_catalog_and_a_guard_asks_for_a_token() {
        use axum::{body::Body, http::Request};
        use entra_perms_runtime::testing::DevIssuer;
        use permissions::{Model, Scope};
        use tower::ServiceExt;

        let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
        let app = shop(issuer.validator().build().await.unwrap());
        let reader = issuer.user::<Model>().roles([Role::ContactsReadAll]);
        let reader = format!("Bearer {}", reader.scopes([Scope::CrmReadAll]).sign());
        for (path, authorization, status, body) in [
            ("/catalog", None, 200, "lamp, chair"),
            ("/catalog", Some(&*reader), 200, "lamp 20, chair 80"),
            ("/rename", None, 401, ""),
            ("/rename", Some(&reader), 403, ""),
        ] {
            let mut request = Request::get(path);
            if let Some(value) = authorization {
                request = request.header("authorization", value);
            }
            let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()["vary"], "Authorization");
            let text = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
            assert!(body.is_empty() || text == body, "{text:?}");
        }
    }
}

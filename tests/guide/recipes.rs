//! docs/guide/recipes.md

mod graphql {
    use entra_perms_tests::crm as permissions;

    use async_graphql::{
        Context, EmptyMutation, EmptySubscription, Object, Request, Response, Schema,
    };
    use axum::extract::State;
    use axum::{Json, Router, routing::post};
    use entra_perms_runtime::{Denied, EntraLayer, requires};
    use permissions::{Caller, TokenValidator, roles::*};

    struct Query;

    #[Object]
    impl Query {
        #[requires(Contacts::Read::Team, caller = ctx.data::<Caller>()?)]
        async fn contacts(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<String>> {
            Ok(vec!["Ada".to_owned(), "Grace".to_owned()])
        }
    }

    type CrmSchema = Schema<Query, EmptyMutation, EmptySubscription>;

    async fn graphql(
        State(schema): State<CrmSchema>,
        caller: Caller,
        Json(request): Json<Request>,
    ) -> Json<Response> {
        let mut response = schema.execute(request.data(caller)).await;
        for error in &mut response.errors {
            if let Some(denied) = error.source::<Denied>() {
                let status = denied.challenge().status().as_u16();
                let code = if status == 500 { "INTERNAL" } else { "FORBIDDEN" };
                error.extensions.get_or_insert_default().set("code", code);
            }
        }
        Json(response)
    }

    fn app(validator: TokenValidator) -> Router {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let app = Router::new().route("/graphql", post(graphql)).with_state(schema);
        app.layer(EntraLayer::new(validator))
    }

    #[tokio::test]
    async fn a_guard_of_a_resolver_is_an_error_of_its_field() {
        let tokens = super::Tokens::start().await;
        let url = super::serve(app(tokens.validator().await)).await + "/graphql";
        let query = serde_json::json!({ "query": "{ contacts }" });
        let post = async |token| {
            let request = reqwest::Client::new().post(&url).json(&query);
            let response = super::send(request, token).await;
            let status = response.status().as_u16();
            (status, response.json::<serde_json::Value>().await.unwrap())
        };
        let (status, body) = post(Some(&tokens.reader)).await;
        assert_eq!(
            (status, &body["data"]["contacts"]),
            (200, &serde_json::json!(["Ada", "Grace"]))
        );
        let (status, body) = post(Some(&tokens.other)).await;
        assert_eq!((status, &body["data"]), (200, &serde_json::Value::Null));
        let [error] = body["errors"].as_array().unwrap().as_slice() else { panic!("{body}") };
        assert_eq!(error["extensions"]["code"], "FORBIDDEN");
        assert_eq!(error["path"], serde_json::json!(["contacts"]));
        assert!(error["message"].as_str().unwrap().contains("Contacts.Read.Team"), "{error}");
        assert_eq!(post(None).await.0, 401, "no resolver runs");
    }

    /// A request whose handler forgot the caller.
    #[tokio::test]
    async fn a_resolver_without_a_caller_fails() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let response = schema.execute("{ contacts }").await;
        assert_eq!(response.data, async_graphql::Value::Null);
        assert_eq!(response.errors.len(), 1);
    }
}

mod json_rpc {
    use entra_perms_tests::crm as permissions;

    use entra_perms_runtime::{Denied, EntraLayer, requires};
    use jsonrpsee::server::{RpcModule, Server, ServerHandle};
    use jsonrpsee::types::ErrorObjectOwned;
    use jsonrpsee::{Extensions, core::RegisterMethodError};
    use permissions::{TokenValidator, roles::*};

    struct RpcError(ErrorObjectOwned);

    impl From<Denied> for RpcError {
        fn from(denied: Denied) -> Self {
            // A code of the application. The specification leaves -32000 to -32099 to servers.
            let code = -32003;
            Self(ErrorObjectOwned::owned(code, denied.to_string(), None::<()>))
        }
    }

    impl From<RpcError> for ErrorObjectOwned {
        fn from(RpcError(error): RpcError) -> Self {
            error
        }
    }

    #[requires(Contacts::Read::Team, caller = ext)]
    async fn contacts(ext: Extensions) -> Result<Vec<String>, RpcError> {
        Ok(vec!["Ada".to_owned(), "Grace".to_owned()])
    }

    fn methods() -> Result<RpcModule<()>, RegisterMethodError> {
        let mut module = RpcModule::new(());
        module.register_async_method("contacts", |_, _, ext| contacts(ext))?;
        Ok(module)
    }

    async fn serve(
        validator: TokenValidator,
        methods: RpcModule<()>,
    ) -> std::io::Result<(std::net::SocketAddr, ServerHandle)> {
        let middleware = tower::ServiceBuilder::new().layer(EntraLayer::new(validator));
        let server = Server::builder().set_http_middleware(middleware).build("127.0.0.1:0").await?;
        Ok((server.local_addr()?, server.start(methods)))
    }

    #[tokio::test]
    async fn a_guard_of_a_method_is_an_error_of_its_call() {
        let tokens = super::Tokens::start().await;
        let methods = methods().unwrap();
        let (address, _handle) = serve(tokens.validator().await, methods).await.unwrap();
        let call = serde_json::json!({ "jsonrpc": "2.0", "id": 1, "method": "contacts" });
        let post = async |token| {
            let request = reqwest::Client::new().post(format!("http://{address}")).json(&call);
            let response = super::send(request, token).await;
            let status = response.status().as_u16();
            (status, response.json::<serde_json::Value>().await.unwrap())
        };
        let (status, body) = post(Some(&tokens.reader)).await;
        assert_eq!((status, &body["result"]), (200, &serde_json::json!(["Ada", "Grace"])));
        let (status, body) = post(Some(&tokens.other)).await;
        assert_eq!((status, &body["error"]["code"]), (200, &serde_json::json!(-32003)));
        let message = body["error"]["message"].as_str().unwrap();
        assert!(message.contains("Contacts.Read.Team"), "{message}");
        assert_eq!(post(None).await.0, 401, "no method runs");
    }
}

mod whole_router {
    use entra_perms_tests::crm as permissions;

    use axum::extract::Request;
    use axum::middleware::{Next, from_fn};
    use axum::response::Response;
    use axum::{Router, routing::get};
    use entra_perms_runtime::{EntraLayer, requires};
    use permissions::{TokenValidator, roles::*};
    use tower_http::services::ServeDir;

    #[requires(Contacts::Read::Team)]
    async fn readers(request: Request, next: Next) -> Response {
        next.run(request).await
    }

    fn app(validator: TokenValidator, folder: &std::path::Path) -> Router {
        let files = Router::new()
            .nest_service("/files", ServeDir::new(folder))
            .route("/count", get(async || "2"))
            .layer(from_fn(readers)); // guards the routes above, and their fallback
        Router::new()
            .merge(files)
            .route("/me", get(async || "any valid token"))
            .layer(EntraLayer::new(validator))
    }

    #[tokio::test]
    async fn the_middleware_guards_files_services_and_closures() {
        let tokens = super::Tokens::start().await;
        let folder =
            std::env::temp_dir().join(format!("entra-perms-recipe-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("ada.txt"), "Ada").unwrap();
        let url = super::serve(app(tokens.validator().await, &folder)).await;
        for path in ["/files/ada.txt", "/files/missing.txt", "/files/../ada.txt", "/count"] {
            let status = async |token| super::get(&format!("{url}{path}"), token).await.status();
            assert_eq!(status(None).await, 401, "{path}");
            let denied = status(Some(&tokens.other)).await;
            // Clients remove `..` before they send the request. Its path is not one of the routes.
            if !path.contains("..") {
                assert_eq!(denied, 403, "{path}");
            }
        }
        let file = super::get(&format!("{url}/files/ada.txt"), Some(&tokens.reader)).await;
        assert_eq!(file.text().await.unwrap(), "Ada");
        let count = super::get(&format!("{url}/count"), Some(&tokens.reader)).await;
        assert_eq!(count.text().await.unwrap(), "2");
        assert_eq!(super::get(&format!("{url}/me"), Some(&tokens.other)).await.status(), 200);
        std::fs::remove_dir_all(folder).unwrap();
    }
}

mod behind_proxy {
    use entra_perms_tests::crm as permissions;

    use axum::{Router, routing::get};
    use entra_perms_runtime::{EntraLayer, ResourceError, requires};
    use permissions::{TokenValidator, roles::*};

    #[requires(Contacts::Read::Team)]
    async fn contacts() -> &'static str {
        "Ada, Grace"
    }

    fn app(validator: TokenValidator) -> Result<Router, ResourceError> {
        // The public URL. The proxy strips the prefix `/crm`, so the route is `/contacts`.
        let entra = EntraLayer::new(validator).resource("https://api.contoso.com/crm")?;
        Ok(Router::new().route("/contacts", get(contacts)).layer(entra))
    }

    use axum::body::Body;
    use axum::extract::{Request, State};
    use axum::response::Response;
    use http::header::{HOST, WWW_AUTHENTICATE};

    /// A reverse proxy like the snippets of the page: it strips `/crm`, passes the well-known paths on,
    /// and speaks HTTP/1.1 to the service. It names a wrong host, as a client could.
    async fn proxy(State(backend): State<String>, request: Request) -> Response {
        let path = request.uri().path();
        let path = match path.strip_prefix("/crm/") {
            Some(rest) => format!("/{rest}"),
            None if path.starts_with("/.well-known/oauth-protected-resource") => path.to_owned(),
            None => return Response::builder().status(404).body(Body::empty()).unwrap(),
        };
        let mut headers = request.headers().clone();
        headers.remove(HOST);
        for name in ["x-forwarded-host", "x-forwarded-prefix", "x-forwarded-uri"] {
            headers.insert(name, "evil.example".parse().unwrap());
        }
        headers.insert("forwarded", "host=evil.example;proto=http".parse().unwrap());
        let client = reqwest::Client::builder().http1_only().build().unwrap();
        let forwarded = client.request(request.method().clone(), format!("{backend}{path}"));
        let response = forwarded.headers(headers).send().await.unwrap();
        let mut to_client = Response::builder().status(response.status());
        to_client.headers_mut().unwrap().extend(response.headers().clone());
        to_client.body(Body::from(response.bytes().await.unwrap())).unwrap()
    }

    #[tokio::test]
    async fn refusals_and_the_document_have_the_public_url() {
        let tokens = super::Tokens::start().await;
        let backend = super::serve(app(tokens.validator().await).unwrap()).await;
        let proxied = super::serve(Router::new().fallback(proxy).with_state(backend)).await;
        let contacts = format!("{proxied}/crm/contacts");
        let served = super::get(&contacts, Some(&tokens.reader)).await;
        assert_eq!(served.text().await.unwrap(), "Ada, Grace");
        let document = "https://api.contoso.com/.well-known/oauth-protected-resource/crm";
        for (token, status) in [(None, 401), (Some(&tokens.other), 403)] {
            let refused = super::get(&contacts, token).await;
            assert_eq!(refused.status(), status);
            let challenge = refused.headers()[WWW_AUTHENTICATE].to_str().unwrap().to_owned();
            assert!(
                challenge.contains(&format!(r#"resource_metadata="{document}""#)),
                "{challenge}"
            );
            assert!(!refused.text().await.unwrap().contains("evil"));
        }
        // A client follows the URL of the document, through the proxy and without a token.
        for path in
            ["/.well-known/oauth-protected-resource/crm", "/.well-known/oauth-protected-resource"]
        {
            let document = super::get(&format!("{proxied}{path}"), None).await;
            assert_eq!(document.status(), 200, "{path}");
            let document: serde_json::Value = document.json().await.unwrap();
            assert_eq!(document["resource"], "https://api.contoso.com/crm");
            assert!(!document.to_string().contains("evil"));
        }
    }
}

mod generators {
    use entra_perms_tests::crm as permissions;

    use actix_web::web::ReqData;
    use entra_perms_runtime::{Denied, requires};
    use permissions::{Caller, roles::*};

    // `#[api_operation]` of apistos or `#[api_v2_operation]` of paperclip goes here.
    #[requires(Contacts::Read::Team, caller = &*caller)]
    async fn contacts(caller: ReqData<Caller>) -> Result<String, Denied> {
        Ok(format!("the contacts of {:?}", caller.object_id()))
    }

    /// The guard adds no parameter, which the generators could not document.
    #[test]
    fn the_guard_leaves_the_signature_alone() {
        fn has_one_parameter<R>(_: impl Fn(ReqData<Caller>) -> R) {}
        has_one_parameter(contacts);
    }

    #[actix_web::test]
    async fn the_guard_decides_with_the_caller_of_the_layer() {
        use actix_web::{App, test, web};
        use entra_perms_runtime::EntraLayer;

        let tokens = super::Tokens::start().await;
        let layer = EntraLayer::new(tokens.validator().await);
        let route = || web::get().to(contacts);
        let app = App::new().wrap(layer).route("/contacts", route());
        let app = test::init_service(app).await;
        let status = async |token: Option<&String>| {
            let mut request = test::TestRequest::get().uri("/contacts");
            if let Some(token) = token {
                request = request.insert_header(("authorization", format!("Bearer {token}")));
            }
            test::call_service(&app, request.to_request()).await.status().as_u16()
        };
        assert_eq!(status(Some(&tokens.reader)).await, 200);
        assert_eq!(status(Some(&tokens.other)).await, 403);
        assert_eq!(status(None).await, 401);
        let open = test::init_service(App::new().route("/contacts", route())).await;
        let request = test::TestRequest::get().uri("/contacts").to_request();
        assert_eq!(test::call_service(&open, request).await.status(), 500);
    }
}

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_tests::crm::{Model, Role, Scope, TokenValidator};

/// An issuer, and the tokens of two users and of nobody.
struct Tokens {
    issuer: DevIssuer,
    reader: String,
    other: String,
}

impl Tokens {
    async fn start() -> Self {
        let issuer = DevIssuer::start("11111111-2222-4333-8444-555555555555").await.unwrap();
        let reader = issuer.user::<Model>().roles([Role::ContactsReadTeam]);
        let other = issuer.user::<Model>().roles([Role::ProposalsReadWriteTeam]);
        Self {
            reader: reader.scopes([Scope::CrmReadTeam]).sign(),
            other: other.scopes([Scope::SalesReadWriteTeam]).sign(),
            issuer,
        }
    }

    async fn validator(&self) -> TokenValidator {
        self.issuer.validator::<Model>().build().await.unwrap()
    }
}

/// Serves a router on a loopback address, and returns its URL.
async fn serve(app: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

/// Sends a request with a token, or without.
async fn send(request: reqwest::RequestBuilder, token: Option<&String>) -> reqwest::Response {
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    request.timeout(std::time::Duration::from_secs(30)).send().await.unwrap()
}

async fn get(url: &str, token: Option<&String>) -> reqwest::Response {
    send(reqwest::Client::new().get(url), token).await
}

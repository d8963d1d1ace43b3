//! The document about the API, and the names of scopes in responses.

use std::time::UNIX_EPOCH;

use http::Method;

use super::*;

/// Responds to every request by denying its caller, with a body of its own.
async fn denies(request: Request<()>) -> Result<Response<RefusalBody>, Infallible> {
    let caller = CallerSource::<TestModel>::caller(&request).unwrap();
    Ok(caller.require(Role::ReadAll).unwrap_err().challenge().into_response())
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().map(|value| value.to_str().unwrap());
        assert_eq!(values.next(), None, "{name}");
        value
    }
}

async fn send(
    layer: &EntraLayer<TestModel>,
    method: Method,
    path: &str,
    token: Option<&str>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let mut service = layer.layer(tower::service_fn(denies));
    let response = service.call(request.body(()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let body = String::from_utf8(body.into()).unwrap();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

async fn get(layer: &EntraLayer<TestModel>, path: &str) -> Answer {
    send(layer, Method::GET, path, None).await
}

/// A token whose client lacks the scope for [`Role::ReadAll`].
fn narrow() -> String {
    issuer()
        .user::<TestModel>()
        .roles([Role::ReadAll])
        .scopes([Scope::CrmTeam])
        .sign()
}

/// Returns a validator of an API with the App ID URIs `api://crm` and `https://own.example`.
async fn validator_with_second_uri() -> TokenValidator<TestModel> {
    TokenValidator::builder(Tenants::single(TENANT).unwrap())
        .jwks(issuer().jwks())
        .audience("https://own.example")
        .build()
        .await
        .unwrap()
}

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

#[tokio::test]
async fn layer_serves_its_document_without_a_token() {
    let layer = EntraLayer::new(validator().await);
    assert_eq!(get(&layer, WELL_KNOWN).await.status, 401);
    let layer = layer.resource("https://crm.example/v1").unwrap();
    for path in [&format!("{WELL_KNOWN}/v1"), WELL_KNOWN, &format!("{WELL_KNOWN}?a=b")] {
        let found = get(&layer, path).await;
        assert_eq!((found.status, found.header("content-type")), (200, Some("application/json")));
        assert_eq!(found.header("access-control-allow-origin"), Some("*"));
        assert_eq!(found.json()["resource"], "https://crm.example/v1");
        assert_eq!(
            found.json()["scopes_supported"],
            serde_json::json!([
                "api://crm/Crm.Read",
                "api://crm/Crm.Read.Team",
                "api://crm/Nothing"
            ])
        );
    }
    // Each byte counts.
    for path in ["/v1/", "/v2", "/V1", "/", "/v1/x", "/%761"] {
        let found = get(&layer, &format!("{WELL_KNOWN}{path}")).await;
        assert_eq!(found.status, 401, "{path}");
        let metadata = format!(r#"Bearer resource_metadata="https://crm.example{WELL_KNOWN}/v1""#);
        assert_eq!(found.header("www-authenticate"), Some(&*metadata));
    }
}

#[tokio::test]
async fn document_has_only_safe_methods_and_preflights() {
    let layer = EntraLayer::new(validator().await).resource(RESOURCE).unwrap();
    let length = get(&layer, WELL_KNOWN).await.body.len().to_string();
    let head = send(&layer, Method::HEAD, WELL_KNOWN, None).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), Some(&*length));
    let preflight = send(&layer, Method::OPTIONS, WELL_KNOWN, None).await;
    assert_eq!((preflight.status, preflight.body.as_str()), (204, ""));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("*"));
    let methods = Some("GET, HEAD, OPTIONS");
    assert_eq!(preflight.header("access-control-allow-methods"), methods);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    // Not even with a token: the request never reaches the service.
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let refused = send(&layer, method, WELL_KNOWN, Some(&reader())).await;
        assert_eq!((refused.status, refused.header("allow")), (405, methods));
    }
}

#[cfg(feature = "axum")]
#[tokio::test]
async fn layer_below_the_root_serves_nothing() {
    let layer = EntraLayer::new(validator().await).resource(RESOURCE).unwrap();
    let nested = ::axum::Router::new()
        .route("/{*rest}", ::axum::routing::get(async || "served"))
        .layer(layer);
    let mut app = ::axum::Router::new().nest("/crm", nested);
    let path = format!("/crm{WELL_KNOWN}");
    let request = Request::get(path).body(::axum::body::Body::empty()).unwrap();
    assert_eq!(app.call(request).await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

/// The layers share a cache, which has one caller for each token.
#[tokio::test]
async fn layers_with_a_shared_cache_name_their_own_uris() {
    let validator = validator_with_second_uri().await;
    let plain = EntraLayer::new(validator.clone());
    let first = EntraLayer::new(validator.clone()).resource(RESOURCE).unwrap();
    let own = EntraLayer::new(validator).resource("https://own.example").unwrap();
    let token = narrow();
    for _ in 0..2 {
        for (layer, uri, host) in [
            (&own, "https://own.example", Some("https://own.example")),
            (&first, "api://crm", Some(RESOURCE)),
            (&plain, "api://crm", None),
        ] {
            let denied = send(layer, Method::GET, "/", Some(&token)).await;
            let scope = format!("{uri}/Crm.Read");
            assert_eq!(denied.json()["scopes"], serde_json::json!([[scope]]));
            let metadata = host.map(|host| format!(r#", resource_metadata="{host}{WELL_KNOWN}""#));
            let challenge = format!(
                r#"Bearer error="insufficient_scope", scope="{scope}"{}"#,
                metadata.unwrap_or_default()
            );
            assert_eq!(denied.header("www-authenticate"), Some(&*challenge));
            // The sentence for people has short names.
            assert_eq!(denied.json()["detail"], LACKS);
        }
    }
}

#[tokio::test]
async fn basic_scopes_are_told_in_either_order_of_calls() {
    let layer = async || EntraLayer::new(validator().await);
    let basic = [Scope::CrmTeam, Scope::CrmTeam];
    let before = layer().await.basic_scopes(basic).resource(RESOURCE).unwrap();
    let after = layer().await.resource(RESOURCE).unwrap().basic_scopes(basic);
    let expected =
        format!(r#"Bearer scope="api://crm/Crm.Read.Team", resource_metadata="{METADATA}""#);
    for layer in [&before, &after] {
        let document = get(layer, WELL_KNOWN).await.json();
        let scopes = serde_json::json!(["api://crm/Crm.Read.Team"]);
        assert_eq!(document["scopes_supported"], scopes);
        let missing = get(layer, "/").await;
        assert_eq!(missing.header("www-authenticate"), Some(&*expected));
        assert_eq!(missing.json()["scopes"], serde_json::json!([["api://crm/Crm.Read.Team"]]));
        let expired = issuer().user::<TestModel>().scopes([Scope::Crm]).issued_at(UNIX_EPOCH);
        let expired = send(layer, Method::GET, "/", Some(&expired.sign())).await;
        assert_eq!(expired.json()["scopes"], serde_json::json!([["api://crm/Crm.Read.Team"]]));
        let denied = send(layer, Method::GET, "/", Some(&narrow())).await;
        assert_eq!(denied.json()["scopes"], serde_json::json!([["api://crm/Crm.Read"]]));
    }
    // They need no resource.
    let missing = get(&layer().await.basic_scopes(basic), "/").await;
    assert_eq!(
        missing.header("www-authenticate"),
        Some(r#"Bearer scope="api://crm/Crm.Read.Team""#)
    );
}

#[tokio::test]
async fn disabled_basic_scope_is_left_out_with_a_warning() {
    let layer = EntraLayer::new(validator().await).resource(RESOURCE).unwrap();
    Log::start();
    let layer = layer.basic_scopes([Scope::Old, Scope::Crm]);
    let [warning] = &Log::lines()[..] else { panic!("{:?}", Log::lines()) };
    assert!(warning.starts_with("WARN") && warning.contains("Old"), "{warning}");
    let challenge = get(&layer, "/").await;
    assert!(
        challenge
            .header("www-authenticate")
            .unwrap()
            .contains(r#"scope="api://crm/Crm.Read""#)
    );
    let layer = EntraLayer::new(validator().await).resource(RESOURCE).unwrap();
    let only_disabled = layer.basic_scopes([Scope::Old]);
    let document = get(&only_disabled, WELL_KNOWN).await.json();
    assert_eq!(document["scopes_supported"].as_array().unwrap().len(), 3, "{document}");
}

#[tokio::test]
async fn challenge_without_a_layer_names_the_given_document() {
    let document = validator().await.protected_resource(RESOURCE).unwrap();
    let challenge = BearerError::Missing.challenge();
    let header = |document: &ProtectedResource| {
        let challenge = challenge.clone().with_resource(document);
        challenge.headers()["www-authenticate"].clone()
    };
    assert_eq!(header(&document), format!(r#"Bearer resource_metadata="{METADATA}""#));
    let scope = r#"scope="api://crm/Crm.Read.Team", "#;
    let expected = format!(r#"Bearer {scope}resource_metadata="{METADATA}""#);
    assert_eq!(header(&document.basic_scopes([Scope::CrmTeam])), expected);
}

#[tokio::test]
async fn url_that_is_no_app_id_uri_is_one_warning() {
    let validator = validator_with_second_uri().await;
    Log::start();
    for quiet in ["https://own.example", "http://localhost:8080/crm", "http://[::1]"] {
        EntraLayer::new(validator.clone()).resource(quiet).unwrap();
    }
    assert_eq!(Log::lines(), [""; 0]);
    let layer = EntraLayer::new(validator).resource(RESOURCE).unwrap();
    let layer = layer.basic_scopes([Scope::Crm]).clone();
    get(&layer, "/").await;
    let warnings: Vec<_> =
        Log::lines().into_iter().filter(|line| line.starts_with("WARN")).collect();
    let [warning] = &warnings[..] else { panic!("{warnings:?}") };
    for part in [
        "AADSTS9010010",
        "MCP clients",
        r#"add `"https://crm.example"` to `identifierUris`"#,
        "use_guid",
    ] {
        assert!(warning.replace('\\', "").contains(part), "{part}: {warning}");
    }
}

#[tokio::test]
async fn mounted_document_responds_like_the_layer() {
    let layer = EntraLayer::new(validator().await).resource("https://crm.example/v1").unwrap();
    let mut document = layer.protected_resource().unwrap().clone();
    let paths: Vec<&str> = document.paths().collect();
    assert_eq!(paths, [&format!("{WELL_KNOWN}/v1"), WELL_KNOWN]);
    let response = document.call(Request::get("/").body(()).unwrap()).await.unwrap();
    let of_layer = get(&layer, WELL_KNOWN).await;
    assert_eq!(response.headers(), &of_layer.headers);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, of_layer.body.as_bytes());
    assert!(EntraLayer::new(validator().await).protected_resource().is_none());
}

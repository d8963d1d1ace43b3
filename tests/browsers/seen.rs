//! The parts of a request that the service sees, in all frameworks.

use std::convert::Infallible;
use std::net::TcpListener;
use std::thread;

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, Tickets};
use entra_perms_tests::crm::{Caller, MaybeCaller, Model, Role, Scope, TokenValidator};
use http::{Request, Response};
use hyper::body::Incoming;
use reqwest::Client;
use tower::{Layer, service_fn};

use crate::service::{PROTOCOL, TENANT};

struct Layers {
    issuer: DevIssuer,
    validator: TokenValidator,
    tickets: Tickets<Model>,
    /// Accepts all that browsers send. Sign-in is optional.
    open: EntraLayer<Model>,
    /// Accepts only tokens in the header.
    closed: EntraLayer<Model>,
}

async fn layers() -> Layers {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator = issuer.validator::<Model>().build().await.unwrap();
    let tickets = Tickets::new(&validator);
    let open = EntraLayer::optional(validator.clone())
        .websocket_protocol(PROTOCOL)
        .unwrap()
        .tickets(&tickets)
        .allow_same_token_in_url();
    let closed = EntraLayer::new(validator.clone());
    Layers { issuer, validator, tickets, open, closed }
}

/// A request that opens a WebSocket, or an ordinary one.
#[derive(Clone, Copy, PartialEq)]
enum Opens {
    WebSocket,
    Nothing,
}

/// Sends requests to `/open` and `/closed`, which respond with the kind of the caller, the
/// protocols, and the URL.
async fn check(address: &str, layers: &Layers) {
    let user = layers.issuer.user::<Model>().roles([Role::ContactsReadTeam]);
    let token = user.scopes([Scope::CrmReadTeam]).sign();
    let offered = format!("{PROTOCOL}, bearer.{token}");
    let shouted = format!("BEARER.{token}");
    let caller = layers.validator.validate(&token).await.unwrap();
    let ticket = || format!("?ticket={}&a=b", layers.tickets.issue(&caller).unwrap().as_str());
    let same = format!("?access_token={token}");
    let bearer = format!("Bearer {token}");
    let header = Some(&*bearer);
    let seen = |kind: &str, protocols: &str, url: &str| Ok(format!("{kind} [{protocols}] {url}"));
    let rows = [
        (
            "/open",
            Opens::WebSocket,
            &*offered,
            String::new(),
            None,
            seen("user", PROTOCOL, "/open"),
        ),
        ("/open", Opens::WebSocket, &offered, String::new(), header, Err(400)),
        ("/open", Opens::WebSocket, &token, String::new(), None, Err(401)),
        // A token where it does not count is refused, although sign-in is optional.
        ("/open", Opens::Nothing, &offered, String::new(), None, Err(401)),
        ("/open", Opens::Nothing, &shouted, String::new(), None, Err(401)),
        ("/open", Opens::Nothing, &offered, String::new(), header, Err(401)),
        (
            "/open",
            Opens::Nothing,
            PROTOCOL,
            String::new(),
            None,
            seen("anonymous", PROTOCOL, "/open"),
        ),
        ("/open", Opens::Nothing, "", ticket(), None, seen("user", "", "/open?a=b")),
        ("/open", Opens::WebSocket, PROTOCOL, ticket(), None, seen("user", PROTOCOL, "/open?a=b")),
        ("/open", Opens::Nothing, "", ticket(), header, Err(400)),
        // Not anonymous, although sign-in is optional.
        ("/open", Opens::Nothing, "", "?ticket=used".to_owned(), None, Err(401)),
        ("/open", Opens::Nothing, "", same.clone(), header, seen("user", "", "/open")),
        ("/open", Opens::Nothing, "", same.clone(), None, Err(401)),
        ("/open", Opens::Nothing, "", "?access_token=x".to_owned(), header, Err(400)),
        // Without the settings, all this is refused as before.
        ("/closed", Opens::WebSocket, &offered, String::new(), None, Err(401)),
        (
            "/closed",
            Opens::WebSocket,
            &offered,
            String::new(),
            header,
            seen("user", &offered, "/closed"),
        ),
        ("/closed", Opens::Nothing, "", ticket(), None, Err(401)),
        ("/closed", Opens::Nothing, "", same, header, Err(400)),
        (
            "/closed",
            Opens::Nothing,
            "",
            "?ticket=own".to_owned(),
            header,
            seen("user", "", "/closed?ticket=own"),
        ),
    ];
    for (number, (path, opens, protocols, query, header, expected)) in rows.into_iter().enumerate()
    {
        let mut request = Client::new().get(format!("{address}{path}{query}"));
        if opens == Opens::WebSocket {
            request = request.header("connection", "upgrade").header("upgrade", "websocket");
        }
        if !protocols.is_empty() {
            request = request.header("sec-websocket-protocol", protocols);
        }
        if let Some(value) = header {
            request = request.header("authorization", value);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        // No cache may send the response to others that request the same URL.
        let is_stored_nowhere =
            response.headers().get("cache-control").is_some_and(|value| value == "no-store");
        let is_elsewhere = path == "/open" && (header.is_none() || query.contains("access_token"));
        let is_signed_in = expected.as_ref().is_ok_and(|seen| seen.starts_with("user"));
        if is_signed_in {
            assert_eq!(is_stored_nowhere, is_elsewhere, "row {number}");
        }
        let found = match (status, response.text().await.unwrap()) {
            (200, text) => Ok(text),
            _ => Err(status),
        };
        assert_eq!(found, expected, "row {number}");
    }
}

fn show(caller: Option<&Caller>, protocols: &str, url: &str) -> String {
    let kind = caller.map_or_else(|| "anonymous".to_owned(), |caller| caller.kind().to_string());
    format!("{kind} [{protocols}] {url}")
}

fn protocols(headers: &http::HeaderMap) -> &str {
    headers
        .get("sec-websocket-protocol")
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn axum() {
    use axum::extract::OriginalUri;
    use axum::{Router, routing::get};

    async fn seen(
        caller: MaybeCaller,
        OriginalUri(original): OriginalUri,
        uri: http::Uri,
        headers: http::HeaderMap,
    ) -> String {
        assert_eq!(original, uri);
        show(caller.get(), protocols(&headers), &uri.to_string())
    }

    let layers = layers().await;
    let app = Router::new()
        .route("/closed", get(seen))
        .layer(layers.closed.clone())
        .merge(Router::new().route("/open", get(seen)).layer(layers.open.clone()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    check(&address, &layers).await;
}

#[tokio::test]
async fn tower() {
    let layers = layers().await;
    let seen = service_fn(async |request: Request<Incoming>| {
        let caller = Caller::from_optional_request(&request).unwrap();
        let url = request.uri().to_string();
        Ok::<_, Infallible>(Response::new(show(caller.get(), protocols(request.headers()), &url)))
    });
    let (open, closed) = (layers.open.layer(seen), layers.closed.layer(seen));
    let service = service_fn(move |request: Request<Incoming>| {
        let (mut open, mut closed) = (open.clone(), closed.clone());
        async move {
            match request.uri().path() {
                "/open" => tower::Service::call(&mut open, request).await,
                _ => tower::Service::call(&mut closed, request).await,
            }
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = hyper_util::service::TowerToHyperService::new(service.clone());
            let stream = hyper_util::rt::TokioIo::new(stream);
            tokio::spawn(
                hyper::server::conn::http1::Builder::new().serve_connection(stream, service),
            );
        }
    });
    check(&address, &layers).await;
}

#[tokio::test]
async fn actix() {
    use actix_web::{App, HttpRequest, HttpServer, web};

    async fn seen(caller: MaybeCaller, request: HttpRequest) -> String {
        let protocols = request.headers().get("sec-websocket-protocol");
        let protocols = protocols.map_or("", |value| value.to_str().unwrap());
        // The router keeps a copy of the URL.
        let copy = request.match_info().get_ref().uri().to_string();
        assert_eq!(copy, request.uri().to_string());
        show(caller.get(), protocols, &copy)
    }

    let layers = layers().await;
    let (open, closed) = (layers.open.clone(), layers.closed.clone());
    let app = move || {
        App::new()
            .service(web::resource("/open").wrap(open.clone()).get(seen))
            .service(web::resource("/closed").wrap(closed.clone()).get(seen))
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap();
        actix_web::rt::System::new().block_on(server.run())
    });
    check(&address, &layers).await;
}

/// A layer takes a token or a ticket away, so that a layer inside of it finds none.
#[tokio::test]
async fn of_two_layers_the_inner_one_takes_the_credentials() {
    use axum::{Router, routing::get};

    async fn seen(caller: Caller) -> String {
        caller.kind().to_string()
    }

    let layers = layers().await;
    let token = layers.issuer.user::<Model>().roles([Role::ContactsReadTeam]);
    let token = token.scopes([Scope::CrmReadTeam]).sign();
    let caller = layers.validator.validate(&token).await.unwrap();
    let plain = EntraLayer::optional(layers.validator.clone());
    let taking = layers.closed.clone().websocket_protocol(PROTOCOL).unwrap();
    let taking = taking.tickets(&layers.tickets);
    let stack = |path: &str, inner: &EntraLayer<Model>, outer: &EntraLayer<Model>| {
        Router::new().route(path, get(seen)).layer(inner.clone()).layer(outer.clone())
    };
    let app = stack("/right", &taking, &plain)
        .merge(stack("/outside", &layers.closed, &layers.open))
        .merge(stack("/strict", &taking, &layers.closed));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    for (path, expected) in [("/right", 200), ("/outside", 401), ("/strict", 401)] {
        let ticket = layers.tickets.issue(&caller).unwrap();
        let with_ticket = Client::new().get(format!("{address}{path}?ticket={}", ticket.as_str()));
        let socket = Client::new()
            .get(format!("{address}{path}"))
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-protocol", format!("{PROTOCOL}, bearer.{token}"));
        for request in [with_ticket, socket] {
            assert_eq!(request.send().await.unwrap().status(), expected, "{path}");
        }
    }
}

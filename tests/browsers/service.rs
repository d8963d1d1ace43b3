//! An API with a WebSocket, an event stream and tickets.

use std::sync::Arc;

use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::extract::{OriginalUri, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, Tickets, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, Model, Role, Scope};
use http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderValue, Method};
use tower_http::cors::CorsLayer;
use tower_http::trace::{DefaultMakeSpan, TraceLayer};
use tracing::Level;

use crate::log;

pub(crate) const TENANT: &str = "11111111-2222-4333-8444-555555555555";

/// The protocol of the WebSocket.
pub(crate) const PROTOCOL: &str = "crm.v1";

/// Sends one message: the kind of the caller, and the protocols that the service sees.
#[requires(Contacts::Read::Team)]
async fn live(socket: WebSocketUpgrade, caller: Caller) -> Response {
    let protocols: Vec<_> = socket.requested_protocols().cloned().collect();
    let greeting = format!("{} {protocols:?}", caller.kind());
    socket.protocols([PROTOCOL]).on_upgrade(async move |mut socket| {
        // The client may have left.
        let _ = socket.send(Message::Text(greeting.into())).await;
        let _ = socket.recv().await;
    })
}

/// Sends one event: the kind of the caller, and the URL in all places.
#[requires(Contacts::Read::Team)]
async fn events(OriginalUri(original): OriginalUri, uri: Uri, caller: Caller) -> impl IntoResponse {
    let event = format!("data: {} {uri} {original}\n\n", caller.kind());
    ([(CONTENT_TYPE, "text/event-stream")], event)
}

/// Issues a ticket to every caller, also to one who may not use the stream.
async fn unguarded_ticket(State(tickets): State<Tickets<Model>>, caller: Caller) -> Response {
    issue(&tickets, &caller)
}

#[requires(Contacts::Read::Team)]
async fn ticket(State(tickets): State<Tickets<Model>>, caller: Caller) -> Response {
    issue(&tickets, &caller)
}

fn issue(tickets: &Tickets<Model>, caller: &Caller) -> Response {
    match tickets.issue(caller) {
        Ok(ticket) => Json(ticket.as_str()).into_response(),
        Err(error) => error.challenge().into_response(),
    }
}

/// A running API, and the issuer that it trusts.
pub(crate) struct Service {
    pub(crate) issuer: Arc<DevIssuer>,
    /// `127.0.0.1:` and the port.
    pub(crate) address: String,
}

impl Service {
    /// Starts the API, which pages of this origin may call. It logs all that the service sees.
    pub(crate) async fn start(origin: &str) -> Self {
        log::start();
        let issuer = Arc::new(DevIssuer::new(TENANT).unwrap());
        let validator = issuer.validator::<Model>().build().await.unwrap();
        let tickets = Tickets::new(&validator);
        let entra = EntraLayer::new(validator)
            .websocket_protocol(PROTOCOL)
            .unwrap()
            .tickets(&tickets)
            .allow_same_token_in_url();
        let cors = CorsLayer::new()
            .allow_origin([origin.parse::<HeaderValue>().unwrap()])
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([AUTHORIZATION])
            .expose_headers([WWW_AUTHENTICATE]);
        let span = DefaultMakeSpan::new().include_headers(true).level(Level::INFO);
        let streams = Router::new().route("/live", any(live)).route("/events", get(events));
        let app = Router::new()
            .nest("/api", streams)
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .route("/ticket", post(ticket))
            .route("/ticket/unguarded", post(unguarded_ticket))
            .with_state(tickets)
            .layer(entra)
            .layer(cors);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { issuer, address }
    }

    /// Returns a token of a user who may use everything here.
    pub(crate) fn token(&self) -> String {
        let user = self.issuer.user::<Model>().roles([Role::ContactsReadTeam]);
        user.scopes([Scope::CrmReadTeam]).sign()
    }

    /// Returns a token of a user who may use nothing here.
    pub(crate) fn other_token(&self) -> String {
        self.issuer
            .user::<Model>()
            .roles([Role::ContactsReadMy])
            .scopes([Scope::CrmReadMy])
            .sign()
    }

    pub(crate) async fn ticket(&self, token: &str) -> String {
        self.ticket_of("/ticket", token).await
    }

    /// Returns a ticket from a route of this path.
    pub(crate) async fn ticket_of(&self, path: &str, token: &str) -> String {
        let request = reqwest::Client::new().post(format!("http://{}{path}", self.address));
        request.bearer_auth(token).send().await.unwrap().json().await.unwrap()
    }
}

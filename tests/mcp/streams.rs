//! Event streams that a client resumes, and a layer at the wrong place.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use entra_perms_runtime::mcp::SessionLayer;
use entra_perms_runtime::{EntraLayer, Uuid};
use entra_perms_tests::crm::{Model, TokenValidator};
use futures_util::stream;
use http::{Method, StatusCode};
use http_body_util::BodyExt;
use rmcp::transport::common::server_side_http::ServerSseMessage;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::session::{
    EventId, EventStore, EventStoreError, EventStream,
};
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::{Value, json};

use super::server::{ISSUER, Lists, Server};
use super::sessions::{ada, open, send_with};

/// A store that counts the events of all streams, and replays them to everybody.
#[derive(Default)]
struct Store(Mutex<Vec<(String, ServerSseMessage)>>);

#[async_trait]
impl EventStore for Store {
    async fn store_event(
        &self,
        stream: &str,
        event: &ServerSseMessage,
    ) -> Result<EventId, EventStoreError> {
        let mut events = self.0.lock().unwrap();
        events.push((stream.to_owned(), event.clone()));
        Ok(format!("event-{}", events.len() - 1))
    }

    async fn replay_events_after(&self, last: &str) -> Result<EventStream, EventStoreError> {
        let last: usize = last.strip_prefix("event-").unwrap().parse()?;
        let events = self.0.lock().unwrap();
        let (stream, _) = &events[last];
        let later = events.iter().skip(last + 1).filter(|(other, _)| other == stream);
        let later: Vec<_> = later.map(|(_, event)| event.clone()).collect();
        Ok(Box::pin(stream::iter(later)))
    }
}

fn mcp(store: bool) -> StreamableHttpService<Server, LocalSessionManager> {
    let mut sessions = LocalSessionManager::default();
    if store {
        sessions = sessions.with_event_store(Arc::new(Store::default()));
    }
    let config = StreamableHttpServerConfig::default();
    StreamableHttpService::new(|| Ok(Server::new(Lists::Callable)), Arc::new(sessions), config)
}

async fn validator() -> TokenValidator {
    ISSUER.validator().build().await.unwrap()
}

/// Calls a tool in a session, and returns the events of the response.
async fn call(service: &Router, session: &str) -> String {
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "list_contacts", "arguments": {} },
    });
    let session = [("mcp-session-id", session)];
    let response = send_with(service, Method::POST, ada(), &session, call).await;
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn a_stream_is_resumed_only_by_the_caller_that_was_sent_its_events() {
    for store in [true, false] {
        let mcp = SessionLayer::<Model>::new().around(mcp(store));
        let layer = EntraLayer::new(validator().await);
        let service = Router::new().nest_service("/mcp", mcp).layer(layer);
        let ada_s = open(&service, ada()).await;
        let events = call(&service, &ada_s).await;
        let event = events.lines().find_map(|line| line.strip_prefix("id:")).map(str::trim);
        let event = event.unwrap_or_else(|| panic!("no event has an id: {events}"));

        let eve = ada().object_id(Uuid::from_u128(7));
        let eve_s = open(&service, eve.clone()).await;
        let second_of_ada = open(&service, ada()).await;
        let resume = async |token, headers: &[(&str, &str)]| {
            let response = send_with(&service, Method::GET, token, headers, Value::Null).await;
            response.status()
        };
        let (session, last) = ("mcp-session-id", "last-event-id");
        for (token, headers) in [
            (&eve, &[(session, eve_s.as_str()), (last, event)][..]),
            (&eve, &[(session, &ada_s), (last, event)]),
            (&eve, &[(last, event)]),
            (&eve, &[(last, event), ("mcp-protocol-version", "2026-07-28")]),
            (&ada(), &[(session, &second_of_ada), (last, event)]),
            (&ada(), &[(session, &ada_s), (last, "event-99")]),
            (&ada(), &[(session, &ada_s), (last, event), (last, event)]),
        ] {
            let status = resume(token.clone(), headers).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{headers:?} {store}");
        }
        let status = resume(ada(), &[(session, &ada_s), (last, event)]).await;
        assert_eq!(status, StatusCode::OK, "{store}");
    }
}

/// The layer would not see a caller, so that streams would go on after their token.
#[tokio::test]
async fn a_layer_outside_of_the_layer_with_the_caller_refuses_every_request() {
    let service = Router::new()
        .nest_service("/mcp", mcp(false))
        .layer(EntraLayer::new(validator().await))
        .layer(SessionLayer::<Model>::new());
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let response = send_with(&service, Method::POST, ada(), &[], list).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

//! WebSockets and server-sent events of axum.

use std::convert::Infallible;
use std::pin::pin;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use axum::routing::get;
use entra_perms_runtime::{EntraLayer, requires};
use entra_perms_tests::crm::Caller;
use entra_perms_tests::crm::roles::*;
use futures_util::{SinkExt, Stream, StreamExt, stream};
use http::header::AUTHORIZATION;
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::{Change, Changing, sleep, soon, stays_open};

#[requires(Contacts::Read::Team)]
async fn echo(caller: Caller, upgrade: WebSocketUpgrade) -> impl IntoResponse {
    upgrade.on_upgrade(async move |socket| echo_until_ended(caller, socket).await)
}

async fn echo_until_ended(caller: Caller, mut socket: WebSocket) {
    let mut ended = pin!(caller.ended(sleep));
    loop {
        tokio::select! {
            biased;
            ended = &mut ended => {
                let close = CloseFrame { code: ended.close_code(), reason: "".into() };
                let _ = socket.send(Message::Close(Some(close))).await;
                return;
            }
            message = socket.recv() => {
                let Some(Ok(message)) = message else { return };
                if socket.send(message).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// One event, and then silence.
fn news() -> impl Stream<Item = Result<Event, Infallible>> {
    stream::iter([Ok(Event::default().data("first"))]).chain(stream::pending())
}

#[requires(Contacts::Read::Team)]
async fn events(caller: Caller) -> impl IntoResponse {
    Sse::new(caller.while_accepted(news(), sleep, |_| None))
}

#[requires(Contacts::Read::Team)]
async fn events_with_last(caller: Caller) -> impl IntoResponse {
    let last = |_| Some(Ok(Event::default().event("ended").data("get a new token")));
    Sse::new(caller.while_accepted(news(), sleep, last))
}

/// Serves the routes, and returns the address.
async fn serve(changing: &Changing) -> String {
    let app = Router::new()
        .route("/echo", get(echo))
        .route("/events", get(events))
        .route("/events/last", get(events_with_last))
        .layer(EntraLayer::new(changing.validator.clone()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

#[tokio::test]
async fn a_websocket_is_closed_with_a_code() {
    for (change, code) in [(Change::TokenExpires, 3000), (Change::TenantIsRemoved, 3003)] {
        let changing = Changing::start().await;
        let address = serve(&changing).await;
        let mut request = format!("ws://{address}/echo").into_client_request().unwrap();
        let bearer = format!("Bearer {}", changing.token()).parse().unwrap();
        request.headers_mut().insert(AUTHORIZATION, bearer);
        let (mut socket, _) = soon(tokio_tungstenite::connect_async(request)).await.unwrap();
        socket.send("hello".into()).await.unwrap();
        assert_eq!(soon(socket.next()).await.unwrap().unwrap(), "hello".into());
        stays_open(socket.next()).await;
        changing.make(change);
        // The server may or may not read this message, but does not echo it.
        let _ = socket.send("too late".into()).await;
        let last = soon(socket.next()).await.unwrap().unwrap();
        let tungstenite::Message::Close(Some(close)) = last else { panic!("{last:?}") };
        assert_eq!(u16::from(close.code), code, "{change:?}");
    }
}

#[tokio::test]
async fn server_sent_events_end() {
    for change in Change::ALL {
        for (path, last) in
            [("/events", ""), ("/events/last", "event: ended\ndata: get a new token\n\n")]
        {
            let changing = Changing::start().await;
            let url = format!("http://{}{path}", serve(&changing).await);
            let request = reqwest::Client::new().get(url).bearer_auth(changing.token());
            let mut response = soon(request.send()).await.unwrap();
            assert_eq!(response.status(), 200);
            let first = soon(response.chunk()).await.unwrap().unwrap();
            assert_eq!(first, "data: first\n\n");
            stays_open(response.chunk()).await;
            changing.make(change);
            // The response is complete: it does not look like a broken connection.
            let rest = soon(response.text()).await.unwrap();
            assert_eq!(rest, last, "{change:?}");
        }
    }
}

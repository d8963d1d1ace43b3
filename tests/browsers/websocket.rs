//! A real WebSocket client, over HTTP/1.1 and HTTP/2.

use futures_util::StreamExt;
use http_body_util::Empty;
use hyper::ext::Protocol;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, protocol::Role};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::log;
use crate::service::{PROTOCOL, Service};

/// Opens a WebSocket. Returns the chosen protocol and the first message, or the status of the
/// refusal.
async fn open(
    service: &Service,
    protocols: &str,
    authorization: Option<&str>,
    query: &str,
) -> Result<(Option<String>, String), u16> {
    let url = format!("ws://{}/api/live{query}", service.address);
    let mut request = url.into_client_request().unwrap();
    if !protocols.is_empty() {
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocols.parse().unwrap());
    }
    if let Some(value) = authorization {
        request.headers_mut().insert("authorization", value.parse().unwrap());
    }
    let stream = TcpStream::connect(&service.address).await.unwrap();
    let (mut socket, response) = match client_async(request, stream).await {
        Ok(opened) => opened,
        Err(Error::Http(response)) => return Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    };
    let chosen = response.headers().get("sec-websocket-protocol");
    let chosen = chosen.map(|value| value.to_str().unwrap().to_owned());
    Ok((chosen, socket.next().await.unwrap().unwrap().into_text().unwrap().to_string()))
}

#[tokio::test]
async fn the_token_of_a_protocol_signs_in_and_only_the_other_one_is_chosen() {
    let service = Service::start("http://127.0.0.1").await;
    let token = service.token();
    let greeting = (Some(PROTOCOL.to_owned()), format!(r#"user ["{PROTOCOL}"]"#));
    for protocols in [
        format!("{PROTOCOL}, bearer.{token}"),
        format!("bearer.{token}, {PROTOCOL}"),
        format!("{PROTOCOL}, {token}"),
        format!("{PROTOCOL}, other, bearer.{token}"),
    ] {
        // The second time, the token is cached.
        for _ in 0..2 {
            assert_eq!(open(&service, &protocols, None, "").await, Ok(greeting.clone()));
        }
    }
    log::assert_without(&[&token]);
    assert!(log::text().contains("sec-websocket-protocol"), "the service logs its headers");
}

#[tokio::test]
async fn other_tokens_in_protocols_are_refused() {
    let service = Service::start("http://127.0.0.1").await;
    let (token, other) = (service.token(), service.other_token());
    let header = format!("Bearer {token}");
    let offered = format!("{PROTOCOL}, bearer.{token}");
    let ticket = service.ticket(&token).await;
    let (forged, long) = (token.replace('.', ".e30"), format!("{offered}, {token}"));
    for (name, protocols, authorization, query, status) in [
        ("no token", PROTOCOL.to_owned(), None, String::new(), 401),
        ("no protocol of the service", format!("bearer.{token}"), None, String::new(), 401),
        ("another protocol", format!("chat, bearer.{token}"), None, String::new(), 401),
        ("a forged token", format!("{PROTOCOL}, bearer.{forged}"), None, String::new(), 401),
        (
            "a token without the role",
            format!("{PROTOCOL}, bearer.{other}"),
            None,
            String::new(),
            403,
        ),
        ("two tokens", long, None, String::new(), 400),
        ("a header, too", offered.clone(), Some(&*header), String::new(), 400),
        ("an equal token in the URL", offered.clone(), None, format!("?access_token={token}"), 400),
        ("a ticket, too", offered.clone(), None, format!("?ticket={ticket}"), 400),
    ] {
        let found = open(&service, &protocols, authorization, &query).await;
        assert_eq!(found, Err(status), "{name}");
    }
    log::assert_without(&[&token, &other]);
}

#[tokio::test]
async fn clients_that_can_set_a_header_offer_any_protocols() {
    let service = Service::start("http://127.0.0.1").await;
    let header = format!("Bearer {}", service.token());
    let found = open(&service, "chat, crm.v1", Some(&header), "").await.unwrap();
    assert_eq!(found, (Some(PROTOCOL.to_owned()), r#"user ["chat", "crm.v1"]"#.to_owned()));
    assert_eq!(open(&service, "", Some(&header), "").await.unwrap().0, None);
}

#[tokio::test]
async fn a_ticket_opens_a_websocket_once() {
    let service = Service::start("http://127.0.0.1").await;
    let ticket = service.ticket(&service.token()).await;
    let query = format!("?ticket={ticket}");
    assert_eq!(open(&service, "", None, &query).await.unwrap().1, "user []");
    assert_eq!(open(&service, "", None, &query).await, Err(401));
    log::assert_without(&[&ticket]);
}

/// RFC 8441: the request is an extended `CONNECT`.
#[tokio::test]
async fn the_token_of_a_protocol_signs_in_over_http_2() {
    let service = Service::start("http://127.0.0.1").await;
    let token = service.token();
    for (protocols, status) in
        [(format!("{PROTOCOL}, bearer.{token}"), 200), (PROTOCOL.to_owned(), 401)]
    {
        let stream = TokioIo::new(TcpStream::connect(&service.address).await.unwrap());
        let builder = hyper::client::conn::http2::Builder::new(TokioExecutor::new());
        let (mut sender, connection) = builder.handshake(stream).await.unwrap();
        tokio::spawn(connection);
        // An ordinary request first: the settings of the server have arrived then.
        let url = format!("http://{}/api/live", service.address);
        let get = http::Request::get(&url).body(Empty::<bytes::Bytes>::new()).unwrap();
        assert_eq!(sender.send_request(get).await.unwrap().status(), 401);
        let request = http::Request::connect(&url)
            .version(http::Version::HTTP_2)
            .extension(Protocol::from_static("websocket"))
            .header("sec-websocket-version", "13")
            .header("sec-websocket-protocol", protocols);
        let request = request.body(Empty::new()).unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.status(), status);
        if status != 200 {
            continue;
        }
        assert_eq!(response.headers()["sec-websocket-protocol"], PROTOCOL);
        let upgraded = TokioIo::new(hyper::upgrade::on(response).await.unwrap());
        let mut socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, None).await;
        let message = socket.next().await.unwrap().unwrap();
        assert_eq!(message.into_text().unwrap().as_str(), format!(r#"user ["{PROTOCOL}"]"#));
    }
    log::assert_without(&[&token]);
}

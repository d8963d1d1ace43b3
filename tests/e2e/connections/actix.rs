//! Server-sent events of actix-web.

use std::convert::Infallible;
use std::net::TcpListener;
use std::thread;

use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, get};
use entra_perms_runtime::{EntraLayer, requires};
use entra_perms_tests::crm::Caller;
use entra_perms_tests::crm::roles::*;
use futures_util::{StreamExt, stream};

use super::{Change, Changing, sleep, soon, stays_open};

#[requires(Contacts::Read::Team)]
#[get("/events")]
async fn events(caller: Caller) -> HttpResponse {
    let first = Ok::<_, Infallible>(Bytes::from_static(b"data: first\n\n"));
    let news = stream::iter([first]).chain(stream::pending());
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .streaming(caller.while_accepted(news, sleep, |_| None))
}

#[tokio::test]
async fn server_sent_events_end() {
    for change in Change::ALL {
        let changing = Changing::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/events", listener.local_addr().unwrap());
        let layer = EntraLayer::new(changing.validator.clone());
        thread::spawn(move || {
            let server = HttpServer::new(move || App::new().wrap(layer.clone()).service(events))
                .workers(1)
                .disable_signals()
                .listen(listener)
                .unwrap();
            actix_web::rt::System::new().block_on(server.run())
        });
        let request = reqwest::Client::new().get(url).bearer_auth(changing.token());
        let mut response = soon(request.send()).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(soon(response.chunk()).await.unwrap().unwrap(), "data: first\n\n");
        stays_open(response.chunk()).await;
        changing.make(change);
        assert_eq!(soon(response.text()).await.unwrap(), "", "{change:?}");
    }
}

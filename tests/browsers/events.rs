//! Event streams with tickets.

use reqwest::{Client, Response};

use crate::log;
use crate::service::Service;

async fn get(service: &Service, path_and_query: &str) -> Response {
    reqwest::get(format!("http://{}{path_and_query}", service.address))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_ticket_opens_a_stream_once_and_is_hidden_from_the_service() {
    let service = Service::start("http://127.0.0.1").await;
    let ticket = service.ticket(&service.token()).await;
    let url = format!("/api/events?since=7&ticket={ticket}");
    let stream = get(&service, &url).await;
    assert_eq!(stream.status(), 200);
    assert_eq!(stream.headers()["cache-control"], "no-store");
    let event = stream.text().await.unwrap();
    assert_eq!(event, "data: user /events?since=7 /api/events?since=7\n\n");
    let again = get(&service, &url).await;
    assert_eq!(again.status(), 401);
    assert_eq!(again.headers()["www-authenticate"], "Bearer");
    log::assert_without(&[&ticket]);
    assert!(log::text().contains("/api/events?since=7"), "the service logs its URLs");
}

#[tokio::test]
async fn a_ticket_is_refused_next_to_a_token_and_in_other_methods() {
    let service = Service::start("http://127.0.0.1").await;
    let token = service.token();
    let ticket = service.ticket(&token).await;
    let url = format!("http://{}/api/events?ticket={ticket}", service.address);
    let client = Client::new();
    for (request, status) in [
        (client.get(&url).bearer_auth(&token), 400),
        (client.get(&url).basic_auth("a", Some("b")), 400),
        (client.get(format!("{url}&ticket={ticket}")), 400),
        (client.get(format!("{url}&access_token={token}")), 400),
        (client.post(&url), 401),
        (client.head(&url), 401),
        // The refused requests did not use the ticket up.
        (client.get(&url), 200),
        (client.get(&url), 401),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{response:?}");
    }
    log::assert_without(&[&ticket, &token]);
}

/// The guard decides about the caller of the ticket.
#[tokio::test]
async fn a_ticket_carries_the_permissions_of_its_caller() {
    let service = Service::start("http://127.0.0.1").await;
    let request = Client::new().post(format!("http://{}/ticket", service.address));
    let refused = request.bearer_auth(service.other_token()).send().await.unwrap();
    assert_eq!(refused.status(), 403, "the guard of the route");
    for (token, status) in [(service.token(), 200), (service.other_token(), 403)] {
        let ticket = service.ticket_of("/ticket/unguarded", &token).await;
        let stream = get(&service, &format!("/api/events?ticket={ticket}")).await;
        assert_eq!(stream.status(), status);
    }
}

/// The request of a browser whose token another middleware has copied into the header.
#[tokio::test]
async fn an_equal_token_in_the_url_is_hidden_from_the_service() {
    let service = Service::start("http://127.0.0.1").await;
    let (token, other) = (service.token(), service.other_token());
    let url = format!("http://{}/api/events", service.address);
    let client = Client::new();
    let equal = client.get(format!("{url}?id=7&access_token={token}")).bearer_auth(&token);
    let equal = equal.send().await.unwrap();
    assert_eq!(equal.status(), 200);
    assert_eq!(equal.text().await.unwrap(), "data: user /events?id=7 /api/events?id=7\n\n");
    for (query, header, status) in
        [(&other, Some(&token), 400), (&token, None, 401), (&"x".to_owned(), Some(&token), 400)]
    {
        let mut request = client.get(format!("{url}?access_token={query}"));
        if let Some(header) = header {
            request = request.bearer_auth(header);
        }
        assert_eq!(request.send().await.unwrap().status(), status);
    }
}

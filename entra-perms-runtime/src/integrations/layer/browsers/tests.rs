//! The credentials that are taken out of a request, and the rest of the request.

use http::Request;

use super::*;
use crate::challenge::BearerError;
use crate::test_support::log::Log;
use crate::test_support::model::{Role, TENANT, TestModel};
use crate::testing::DevIssuer;

const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln";

fn settings() -> Browsers<TestModel> {
    let protocols = vec!["crm.v1".to_owned(), "crm.v2".to_owned()];
    Browsers { protocols, url_token: UrlToken::RemovedIfEqual, ..Browsers::none() }
}

fn upgrade(protocols: &[&str]) -> Request<()> {
    let request = Request::get("/live")
        .header("connection", "keep-alive, Upgrade")
        .header("upgrade", "WebSocket");
    let request = protocols
        .iter()
        .fold(request, |request, value| request.header("sec-websocket-protocol", *value));
    request.body(()).unwrap()
}

/// Returns the taken `Authorization` header, and the protocols that are left.
fn taken(
    settings: &Browsers<TestModel>,
    mut request: Request<()>,
) -> Result<(Option<String>, Vec<String>), NotTaken> {
    let token = match settings.take(&mut request)? {
        Taken::Nothing(_) | Taken::EqualToken => None,
        Taken::Token(value) => Some(String::from_utf8(value).unwrap()),
        Taken::Ticket(_) => panic!("no ticket was issued"),
    };
    let left = request.headers().get_all("sec-websocket-protocol");
    Ok((token, left.iter().map(|value| value.to_str().unwrap().to_owned()).collect()))
}

#[test]
fn only_the_protocols_of_the_service_are_left() {
    let bearer = format!("bearer.{JWT}");
    let crm = vec!["crm.v1".to_owned()];
    for protocols in [
        &["crm.v1", &bearer][..],
        &[&format!("{bearer} ,crm.v1")],
        &["crm.v1", &format!("Bearer.{JWT}")],
        &[&format!("crm.v1, {JWT}")],
        &[&format!("other, crm.v1,, {JWT}"), "chat"],
    ] {
        let found = taken(&settings(), upgrade(protocols));
        assert_eq!(found, Ok((Some(format!("Bearer {JWT}")), crm.clone())), "{protocols:?}");
    }
    let both = taken(&settings(), upgrade(&["crm.v2", &bearer, "crm.v1"]));
    assert_eq!(both.unwrap().1, ["crm.v2, crm.v1"]);
}

#[test]
fn protocols_without_a_token_stay() {
    for protocols in [&["crm.v1"][..], &["crm.v1, mqtt", "v12.stomp"], &["com.example.chat"], &[]] {
        let left: Vec<_> = protocols.iter().map(|value| (*value).to_owned()).collect();
        assert_eq!(taken(&settings(), upgrade(protocols)), Ok((None, left)));
    }
}

#[test]
fn a_token_needs_an_upgrade() {
    let bearer = format!("crm.v1, bearer.{JWT}");
    let other = |change: fn(&mut Request<()>)| {
        for protocols in [&*bearer, "crm.v1, BEARER.x", JWT, "bearer.\u{e9}"] {
            let mut request = upgrade(&["crm.v1"]);
            let protocols = http::HeaderValue::from_bytes(protocols.as_bytes()).unwrap();
            request.headers_mut().append("sec-websocket-protocol", protocols);
            change(&mut request);
            assert_eq!(taken(&settings(), request), Err(NotTaken::NoUpgrade));
        }
        // Without a token, nothing is refused.
        let mut request = upgrade(&["crm.v1, bearer"]);
        change(&mut request);
        assert!(matches!(taken(&settings(), request), Ok((None, left)) if left.len() == 1));
    };
    other(|request| *request.method_mut() = http::Method::POST);
    other(|request| drop(request.headers_mut().remove("upgrade")));
    other(|request| drop(request.headers_mut().remove("connection")));
    other(|request| *request.version_mut() = http::Version::HTTP_10);
    other(|request| {
        *request.version_mut() = http::Version::HTTP_10;
        *request.method_mut() = http::Method::CONNECT;
        request
            .headers_mut()
            .insert("sec-websocket-version", http::HeaderValue::from_static("13"));
    });
    other(|request| *request.version_mut() = http::Version::HTTP_2);
    let extended_connect = |request: &mut Request<()>| {
        *request.version_mut() = http::Version::HTTP_2;
        *request.method_mut() = http::Method::CONNECT;
    };
    other(extended_connect);
    let mut connect = upgrade(&[&bearer]);
    extended_connect(&mut connect);
    connect.headers_mut().insert("sec-websocket-version", "13".parse().unwrap());
    assert!(taken(&settings(), connect).unwrap().0.is_some());
}

#[test]
fn a_token_needs_a_protocol_of_the_service() {
    let bearer = format!("bearer.{JWT}");
    for protocols in [&[&*bearer][..], &["crm.v3", &bearer], &["CRM.V1", &bearer], &[JWT]] {
        assert_eq!(taken(&settings(), upgrade(protocols)), Err(NotTaken::NoProtocol));
    }
    // Without the setting, the layer does not look at protocols.
    let left = vec!["crm.v1".to_owned(), bearer.clone()];
    let none = taken(&Browsers::none(), upgrade(&["crm.v1", &bearer]));
    assert_eq!(none, Ok((None, left)));
}

#[test]
fn a_second_token_is_malformed() {
    let bearer = format!("bearer.{JWT}");
    assert_eq!(taken(&settings(), upgrade(&["crm.v1", &bearer, &bearer])), Err(SEVERAL));
    assert_eq!(taken(&settings(), upgrade(&["crm.v1", &bearer, JWT])), Err(SEVERAL));
    let encrypted = "eyJh.a.b.c.d";
    assert_eq!(taken(&settings(), upgrade(&["crm.v1", &bearer, encrypted])), Err(SEVERAL));
    for header in ["Bearer x", "Basic x", ""] {
        let mut request = upgrade(&["crm.v1", &bearer]);
        request.headers_mut().insert("authorization", header.parse().unwrap());
        assert_eq!(taken(&settings(), request), Err(SEVERAL), "{header}");
    }
    let mut request = upgrade(&["crm.v1", &bearer]);
    *request.uri_mut() = format!("/live?access_token={JWT}").parse().unwrap();
    assert_eq!(taken(&settings(), request), Err(SEVERAL));
    let malformed = taken(&settings(), upgrade(&["crm.v1", "bearer.a!b"]));
    assert!(matches!(malformed, Err(NotTaken::Malformed(BearerError::Malformed(_)))));
}

async fn with_tickets() -> (Browsers<TestModel>, Tickets<TestModel>) {
    let validator = DevIssuer::new(TENANT).unwrap().validator().build().await.unwrap();
    let tickets = Tickets::new(&validator);
    (Browsers { tickets: Some(tickets.clone()), ..settings() }, tickets)
}

#[tokio::test]
async fn a_ticket_is_taken_out_of_the_url() {
    let (settings, tickets) = with_tickets().await;
    let caller = crate::Caller::<TestModel>::test().user().roles([Role::ReadTeam]).build();
    let issue = || tickets.issue_to_any(&caller).unwrap().as_str().to_owned();
    for (uri, left) in [
        ("/events?ticket=TICKET", "/events"),
        ("/events?a=b&tick%65t=TICKET;c=d", "/events?a=b&c=d"),
        ("https://api.example/events?ticket=TICKET&a=b", "https://api.example/events?a=b"),
    ] {
        let mut request = Request::get(uri.replace("TICKET", &issue())).body(()).unwrap();
        assert!(matches!(settings.take(&mut request), Ok(Taken::Ticket(_))), "{uri}");
        assert_eq!(request.uri(), left);
    }
    let mut post = Request::post(format!("/events?ticket={}", issue())).body(()).unwrap();
    assert!(matches!(settings.take(&mut post), Err(NotTaken::BadTicket)));
    for bad in ["", "x", &"A".repeat(43)] {
        let mut request = Request::get(format!("/events?ticket={bad}")).body(()).unwrap();
        assert!(matches!(settings.take(&mut request), Err(NotTaken::BadTicket)), "{bad}");
    }
    // Without the setting, the parameter belongs to the service.
    let mut request = Request::get("/events?ticket=x").body(()).unwrap();
    assert!(matches!(Browsers::<TestModel>::none().take(&mut request), Ok(Taken::Nothing(_))));
    assert_eq!(request.uri(), "/events?ticket=x");
}

/// A request that is malformed does not use the ticket up.
#[tokio::test]
async fn a_ticket_next_to_a_token_is_malformed() {
    let (settings, tickets) = with_tickets().await;
    let caller = crate::Caller::<TestModel>::test().user().build();
    let issued = tickets.issue_to_any(&caller).unwrap();
    let ticket = issued.as_str();
    let uri = format!("/live?ticket={ticket}");
    let mut with_header = Request::get(&uri).header("authorization", "Bearer x").body(()).unwrap();
    let mut with_protocol = upgrade(&["crm.v1", JWT]);
    *with_protocol.uri_mut() = uri.parse().unwrap();
    let get = |query: &str| Request::get(format!("{uri}{query}")).body(()).unwrap();
    let mut twice = get(&format!("&ticket={ticket}"));
    let mut with_token = get("&access_token=x");
    for request in [&mut with_header, &mut with_protocol, &mut twice, &mut with_token] {
        assert!(matches!(settings.take(request), Err(SEVERAL)), "{request:?}");
    }
    assert!(tickets.redeem(ticket).is_some());
}

#[test]
fn an_equal_token_is_removed_from_the_url() {
    let left = |settings: &Browsers<TestModel>, query: &str| {
        let request = Request::get(format!("/events?{query}"));
        let mut request =
            request.header("authorization", format!("Bearer {JWT}")).body(()).unwrap();
        let taken = settings.take(&mut request).unwrap();
        let is_removed = matches!(taken, Taken::EqualToken);
        assert!(is_removed || matches!(taken, Taken::Nothing(_)));
        let left = request.uri().to_string();
        assert_eq!(is_removed, left != format!("/events?{query}"));
        left
    };
    let equal = format!("id=7&access_token={JWT}");
    assert_eq!(left(&settings(), &equal), "/events?id=7");
    assert_eq!(left(&Browsers::none(), &equal), format!("/events?{equal}"));
    assert_eq!(left(&settings(), "access_token=x"), "/events?access_token=x");
    let mut alone = Request::get(format!("/events?access_token={JWT}")).body(()).unwrap();
    assert!(matches!(settings().take(&mut alone), Ok(Taken::Nothing(_))));
    assert_eq!(alone.uri().query(), Some(&*format!("access_token={JWT}")));
}

/// Each request is refused for another reason. All have a token or a ticket.
#[tokio::test]
async fn refusals_are_logged_without_credentials() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator = issuer.validator::<TestModel>().build().await.unwrap();
    let tickets = Tickets::new(&validator);
    let caller = crate::Caller::<TestModel>::test().user().build();
    let ticket = tickets.issue_to_any(&caller).unwrap();
    let ticket = ticket.as_str();
    let layer = crate::EntraLayer::new(validator).websocket_protocol("crm.v1").unwrap();
    let layer = layer.tickets(&tickets).allow_same_token_in_url();
    let bearer = format!("bearer.{JWT}");
    let get = |query: &str| Request::get(format!("/events?{query}")).body(()).unwrap();
    let without_upgrade = Request::get("/live").header("sec-websocket-protocol", &bearer);
    let of_ticket = format!("ticket={ticket}");
    let post = Request::post(format!("/events?{of_ticket}")).body(()).unwrap();
    let twice = get(&format!("{of_ticket}&{of_ticket}"));
    let with_token = get(&format!("{of_ticket}&access_token={JWT}"));
    let used = [get(&of_ticket), get(&of_ticket)];
    let [other_validator, unknown] = used;
    for (mut request, error) in [
        (upgrade(&["crm.v1", &bearer, JWT]), "more than one token"),
        (upgrade(&["crm.v1", &format!("{bearer}!?")]), "a malformed token"),
        (upgrade(&[&bearer]), "without a WebSocket protocol"),
        (without_upgrade.body(()).unwrap(), "no WebSocket is opened"),
        (twice, "more than one token"),
        (with_token, "more than one token"),
        (post, "the ticket is unknown"),
        (other_validator, "another validator"),
        (unknown, "the ticket is unknown"),
    ] {
        Log::start();
        let refused = layer.verifier.first_look(&mut request);
        assert!(matches!(refused, crate::integrations::layer::FirstLook::Refused(_)), "{error}");
        let lines = Log::lines();
        let refusals = lines.iter().filter(|line| line.starts_with("INFO message=request refused"));
        assert_eq!(refusals.filter(|line| line.contains(error)).count(), 1, "{error}: {lines:?}");
        let hides = |line: &String| !line.contains(JWT) && !line.contains(ticket);
        assert!(lines.iter().all(hides), "{lines:?}");
    }
}

#[tokio::test]
async fn a_protocol_that_nobody_can_offer_is_an_error() {
    let validator = DevIssuer::new(TENANT).unwrap().validator::<TestModel>().build().await.unwrap();
    let layer = crate::EntraLayer::new(validator);
    for (name, is_usable) in [
        ("crm.v1", true),
        ("a!#~z", true),
        ("", false),
        ("crm v1", false),
        ("a,b", false),
        ("é", false),
    ] {
        match layer.clone().websocket_protocol(name) {
            Ok(_) => assert!(is_usable, "{name}"),
            Err(error) => {
                assert!(!is_usable && error.name == name, "{error}");
                assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
            }
        }
    }
}

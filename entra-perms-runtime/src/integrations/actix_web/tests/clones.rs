//! Requests that middleware keeps a clone of: actix-web does not let a layer change them.

use core::future::poll_fn;

use actix_web::test::init_service;
use actix_web::{App, HttpMessage as _, web};

use super::*;
use crate::Tickets;
use crate::guard::MaybeCaller;

const PROTOCOL: &str = "crm.v1";

const CANNOT_CHANGE: &str = "ERROR message=`EntraLayer` cannot change a request, and refuses the request \
     help=\"middleware outside of `EntraLayer` must not keep a clone of the `HttpRequest`, \
     or borrow its extensions, while it calls the service\"";

async fn who(caller: MaybeCaller<TestModel>) -> String {
    format!("{:?}", caller.get().map(Caller::kind))
}

/// A request that opens a WebSocket with the token of [`reader`].
fn websocket(path: &str) -> TestRequest {
    get(path)
        .insert_header(("connection", "upgrade"))
        .insert_header(("upgrade", "websocket"))
        .insert_header(("sec-websocket-protocol", format!("{PROTOCOL}, bearer.{}", reader())))
}

#[actix_web::test]
async fn a_request_with_a_clone_is_refused_if_the_layer_must_change_it() {
    let validator = ISSUER.validator::<TestModel>().build().await.unwrap();
    let tickets = Tickets::new(&validator);
    let caller = validator.validate(&reader()).await.unwrap();
    let ticket = tickets.issue(&caller).unwrap();
    let layer = EntraLayer::optional(validator)
        .resource(RESOURCE)
        .unwrap()
        .websocket_protocol(PROTOCOL)
        .unwrap()
        .tickets(&tickets)
        .allow_same_token_in_url();
    let cloned = web::resource("/cloned").wrap(layer.clone()).wrap_fn(|request, service| {
        let clone = request.request().clone();
        let response = service.call(request);
        async move {
            let response = response.await;
            drop(clone);
            response
        }
    });
    let app = App::new()
        .service(cloned.get(who))
        .service(web::resource("/alone").wrap(layer).get(who));
    let app = init_service(app).await;
    let with_ticket = |path: &str| get(&format!("{path}?ticket={}", ticket.as_str()));
    let token = reader();
    let twice = |path: &str| bearer(get(&format!("{path}?access_token={token}")), &token);
    for request in [websocket("/cloned"), with_ticket("/cloned"), twice("/cloned")] {
        Log::start();
        let refused = send!(&app, request).await;
        assert_eq!((refused.status, refused.challenges.len()), (500, 0));
        assert_eq!(refused.json()["detail"], "the service is misconfigured");
        assert_eq!(refused.header("vary"), Some("Authorization"));
        assert!(refused.challenge().is_some());
        assert_eq!(Log::lines(), [CANNOT_CHANGE]);
    }
    // The layer does not change these requests.
    for (request, body) in
        [(bearer(get("/cloned"), &reader()), "Some(User)"), (get("/cloned"), "None")]
    {
        let response = send!(&app, request).await;
        assert_eq!((response.status, response.body.as_str()), (200, body));
    }
    // The refused requests are good without the clone, and have not used the ticket up.
    for request in [websocket("/alone"), with_ticket("/alone"), twice("/alone")] {
        let response = send!(&app, request).await;
        assert_eq!((response.status, response.body.as_str()), (200, "Some(User)"));
    }
}

#[actix_web::test]
async fn a_request_whose_extensions_are_borrowed_is_refused() {
    let layer = layer::<TestModel>().await;
    let borrowed = web::resource("/me").wrap(layer).wrap_fn(|request, service| {
        let clone = request.request().clone();
        let mut response = Box::pin(service.call(request));
        poll_fn(move |cx| {
            let _extensions = clone.extensions();
            response.as_mut().poll(cx)
        })
    });
    let app = init_service(App::new().service(borrowed.get(me))).await;
    Log::start();
    let refused = send!(&app, bearer(get("/me"), &reader())).await;
    assert_eq!((refused.status, refused.challenges.len()), (500, 0));
    assert_eq!(Log::lines(), [CANNOT_CHANGE]);
    assert_eq!(send!(&app, get("/me")).await.status, 401);
}

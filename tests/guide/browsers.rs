//! docs/guide/browsers.md

mod websockets {
    use entra_perms_tests::crm as permissions;

    use axum::extract::ws::WebSocketUpgrade;
    use axum::{Router, response::Response, routing::any};
    use entra_perms_runtime::{EntraLayer, InvalidProtocol, requires};
    use permissions::{TokenValidator, roles::*};

    #[requires(Contacts::Read::Team)]
    async fn live(socket: WebSocketUpgrade) -> Response {
        // The browser fails the connection unless the service chooses a protocol.
        socket.protocols(["crm.v1"]).on_upgrade(async |_socket| {})
    }

    fn sockets(validator: TokenValidator) -> Result<Router, InvalidProtocol> {
        let layer = EntraLayer::new(validator).websocket_protocol("crm.v1")?;
        Ok(Router::new().route("/live", any(live)).layer(layer))
    }
}

mod tickets {
    use entra_perms_tests::crm as permissions;

    use axum::extract::State;
    use axum::http::header;
    use axum::response::{IntoResponse, Response};
    use axum::routing::{get, post};
    use axum::{Json, Router};
    use entra_perms_runtime::{EntraLayer, Tickets, requires};
    use permissions::{Caller, Model, TokenValidator, roles::*};

    #[requires(Contacts::Read::Team)]
    async fn ticket(State(tickets): State<Tickets<Model>>, caller: Caller) -> Response {
        match tickets.issue(&caller) {
            Ok(ticket) => {
                ([(header::CACHE_CONTROL, "no-store")], Json(ticket.as_str())).into_response()
            }
            Err(error) => error.challenge().into_response(),
        }
    }

    #[requires(Contacts::Read::Team)]
    async fn events() -> impl IntoResponse {
        ([(header::CONTENT_TYPE, "text/event-stream")], "data: Ada\n\n")
    }

    fn streams(validator: TokenValidator) -> Router {
        let tickets = Tickets::new(&validator);
        Router::new()
            .route("/ticket", post(ticket))
            .route("/events", get(events))
            .with_state(tickets.clone())
            .layer(EntraLayer::new(validator).tickets(&tickets))
    }

    fn nested(validator: TokenValidator, tickets: &Tickets<Model>) -> Router {
        let inner = EntraLayer::new(validator.clone()).tickets(tickets);
        let events = Router::new().route("/events", get(events)).layer(inner);
        events.layer(EntraLayer::optional(validator))
    }

    #[tokio::test]
    async fn a_ticket_opens_the_stream() {
        use axum::{body::Body, http::Request};
        use entra_perms_runtime::testing::DevIssuer;
        use permissions::{Role, Scope};
        use tower::ServiceExt;

        let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
        let app = streams(issuer.validator().build().await.unwrap());
        let reader = issuer.user::<Model>().roles([Role::ContactsReadTeam]);
        let reader = format!("Bearer {}", reader.scopes([Scope::CrmReadTeam]).sign());
        let request = Request::post("/ticket").header("authorization", reader);
        let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let json = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        let ticket: String = serde_json::from_slice(&json).unwrap();
        for status in [200, 401] {
            let request = Request::get(format!("/events?ticket={ticket}")).body(Body::empty());
            let response = app.clone().oneshot(request.unwrap()).await.unwrap();
            assert_eq!(response.status(), status);
        }
    }
}

mod equal_token {
    use entra_perms_runtime::EntraLayer;
    use entra_perms_tests::crm::{Model, TokenValidator};

    fn with_shim(validator: TokenValidator) -> EntraLayer<Model> {
        EntraLayer::new(validator).allow_same_token_in_url()
    }
}

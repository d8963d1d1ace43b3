//! docs/guide/connections.md

use entra_perms_tests::crm as permissions;

use std::convert::Infallible;
use std::pin::{Pin, pin};

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::response::sse::{Event, Sse};
use entra_perms_runtime::{Denied, Ended, requires};
use futures_util::Stream;
use permissions::{Caller, TokenValidator, roles::*};

#[requires(Contacts::Read::Team)]
async fn watch(caller: Caller, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |socket| watch_until_ended(caller, socket).await)
}

async fn watch_until_ended(caller: Caller, mut socket: WebSocket) {
    let mut ended = pin!(caller.ended(tokio::time::sleep));
    loop {
        tokio::select! {
            ended = &mut ended => return close(socket, ended).await,
            message = socket.recv() => {
                let Some(Ok(message)) = message else { return };
                if socket.send(message).await.is_err() {
                    return;
                }
            }
        }
    }
}

async fn close(mut socket: WebSocket, ended: Ended) {
    let frame = CloseFrame { code: ended.close_code(), reason: "".into() };
    // The client may have closed the connection already.
    let _ = socket.send(Message::Close(Some(frame))).await;
}

#[requires(Contacts::Read::Team)]
async fn events(caller: Caller) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    Sse::new(caller.while_accepted(changes(), tokio::time::sleep, |_| None))
}

use actix_web::{HttpResponse, get, rt, web};

#[requires(Contacts::Read::Team)]
#[get("/events")]
async fn actix_events(caller: Caller) -> HttpResponse {
    let lines = caller.while_accepted(lines(), rt::time::sleep, |_| None);
    HttpResponse::Ok().content_type("text/event-stream").streaming(lines)
}

use tonic::{Request, Status};

type Names = Pin<Box<dyn Stream<Item = Result<String, Status>> + Send>>;

#[requires(Contacts::Read::Team, caller = request)]
async fn list(request: Request<()>) -> Result<tonic::Response<Names>, Status> {
    let caller = Caller::from_request(&request)?;
    let last = |ended| Some(Err(Status::from(ended)));
    let names = caller.while_accepted(names(), tokio::time::sleep, last);
    Ok(tonic::Response::new(Box::pin(names)))
}

async fn chat(validator: TokenValidator, mut caller: Caller, mut socket: WebSocket) {
    let mut ended = Box::pin(caller.ended(tokio::time::sleep));
    loop {
        let message = tokio::select! {
            ended = &mut ended => return close(socket, ended).await,
            message = socket.recv() => message,
        };
        let Some(Ok(Message::Text(text))) = message else { return };
        let reply = if let Some(token) = text.strip_prefix("token ") {
            let Some(renewed) = renewed(&validator, &caller, token).await else { return };
            caller = renewed;
            ended = Box::pin(caller.ended(tokio::time::sleep));
            "renewed".to_owned()
        } else {
            // The guard decides with the newest token.
            rename(&caller, &text).unwrap_or_else(|denied| denied.to_string())
        };
        if socket.send(reply.into()).await.is_err() {
            return;
        }
    }
}

/// Returns the caller of a new token, if it is for the same user or application.
async fn renewed(validator: &TokenValidator, caller: &Caller, token: &str) -> Option<Caller> {
    let renewed = validator.validate(token).await.ok()?;
    let id = |caller: &Caller| Some((caller.tenant(), caller.object_id()?));
    (id(caller)? == id(&renewed)?).then_some(renewed)
}

#[requires(Contacts::Write::Team)]
fn rename(caller: &Caller, name: &str) -> Result<String, Denied> {
    Ok(format!("the contact is now {name}"))
}

fn changes() -> impl Stream<Item = Result<Event, Infallible>> {
    futures_util::stream::empty()
}

fn lines() -> impl Stream<Item = Result<web::Bytes, Infallible>> {
    futures_util::stream::empty()
}

fn names() -> Names {
    Box::pin(futures_util::stream::empty())
}

#[tokio::test]
async fn only_a_token_of_the_same_user_renews_a_connection() {
    use entra_perms_runtime::Uuid;
    use entra_perms_runtime::testing::DevIssuer;
    use permissions::{Model, Role, Scope};

    let issuer = DevIssuer::start("11111111-2222-4333-8444-555555555555").await.unwrap();
    let validator = issuer.validator::<Model>().build().await.unwrap();
    let token = || issuer.user::<Model>().scopes([Scope::CrmReadTeam]);
    let caller = validator.validate(&token().sign()).await.unwrap();
    let renewed = async |token: &str| renewed(&validator, &caller, token).await;
    let more = token().roles([Role::ContactsReadTeam]).sign();
    assert!(renewed(&more).await.unwrap().can(Role::ContactsReadTeam));
    let other_user = token().claim("oid", Uuid::from_u128(7).to_string()).sign();
    assert!(validator.validate(&other_user).await.is_ok());
    assert!(renewed(&other_user).await.is_none());
    let nobody = token().without("oid").sign();
    assert!(validator.validate(&nobody).await.is_ok());
    assert!(renewed(&nobody).await.is_none());
    assert!(renewed("no token").await.is_none());
}

//! The status and challenges of every refusal, and the refusals of the layer.

use std::sync::Arc;
use std::time::SystemTime;

use actix_web::test::init_service;
use actix_web::{App, web};

use super::*;
use crate::caller::{ApiFacts, ClaimsRequest, Reason};
use crate::challenge::{BearerError, Refusal};
use crate::validator::TokenError;

/// Refuses the request for the reason with this number.
async fn refuse(number: web::Path<u8>) -> Result<String, Error> {
    let authorize = Some("https://login.example/t/oauth2/authorize".to_owned());
    let claims = |ask_at| {
        Denied::because(vec![Reason::LacksClaims {
            request: ClaimsRequest::authentication_context::<1>(),
            ask_at,
        }])
    };
    let lacks_scope = vec![Reason::LacksScope { held: vec!["R"], any_of: vec!["A", "B"] }];
    Err(match *number {
        0 => BearerError::Missing.into(),
        1 => BearerError::Malformed("two tokens").into(),
        2 => TokenError::Expired.into(),
        3 => TokenError::NoPermission.into(),
        4 => TokenError::keys_unavailable().into(),
        5 => Denied::because(Vec::new()).into(),
        6 => {
            let sets = vec![vec!["A"], vec!["B", "C"]];
            let facts = Arc::new(ApiFacts::new("api://crm"));
            Denied::unless_granted(lacks_scope, sets).for_client(&facts).into()
        }
        7 => claims(authorize).into(),
        8 => claims(None).into(),
        _ => Denied::no_caller().into(),
    })
}

#[actix_web::test]
async fn each_refusal_has_its_status_and_challenges() {
    let app = init_service(
        App::new()
            .service(
                web::scope("/layer")
                    .wrap(layer::<TestModel>().await)
                    .route("/{number}", web::get().to(refuse)),
            )
            .route("/{number}", web::get().to(refuse)),
    );
    let app = app.await;
    let bad_token =
        r#"error_description="the access token is malformed, expired, or not meant for this API""#;
    let claims = r#"error_description="this needs the authentication context `c1`", authorization_uri="https://login.example/t/oauth2/authorize", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19""#;
    let scopes = [
        r#"error="insufficient_scope", scope="api://crm/A""#,
        r#"error="insufficient_scope", scope="api://crm/B api://crm/C""#,
    ];
    let table: [(u16, &[&str]); 10] = [
        (401, &[""]),
        (400, &[r#"error="invalid_request", error_description="the request has two tokens""#]),
        (401, &[&format!(r#"error="invalid_token", {bad_token}"#)]),
        (403, &[r#"error="insufficient_scope""#]),
        (503, &[]),
        (403, &[r#"error="insufficient_scope""#]),
        (403, &scopes),
        (401, &[&format!(r#"error="insufficient_claims", {claims}"#)]),
        (403, &[r#"error="insufficient_scope""#]),
        (500, &[]),
    ];
    for (number, (status, attributes)) in table.into_iter().enumerate() {
        let plain = send!(&app, get(&format!("/{number}"))).await;
        let behind_layer = send!(&app, bearer(get(&format!("/layer/{number}")), &reader())).await;
        let challenge = |attributes: String| format!("Bearer {attributes}").trim_end().to_owned();
        let expected: Vec<_> = attributes
            .iter()
            .map(|attributes| challenge((*attributes).to_owned()))
            .collect();
        assert_eq!((plain.status, &plain.challenges), (status, &expected), "{number}");
        let metadata = format!("resource_metadata=\"{METADATA}\"");
        let complete = attributes.iter().map(|attributes| match *attributes {
            "" => challenge(metadata.clone()),
            attributes => challenge(format!("{attributes}, {metadata}")),
        });
        assert_eq!(
            (behind_layer.status, behind_layer.challenges.clone()),
            (status, complete.collect()),
            "{number}"
        );
        for response in [plain, behind_layer] {
            assert_eq!(response.header("content-type"), Some("application/problem+json"));
            assert_eq!(response.header("cache-control"), Some("no-store"));
            assert_eq!(response.header("retry-after").is_some(), status == 503);
            assert_eq!(response.json()["status"], status);
            assert_eq!(response.challenge().unwrap().status().as_u16(), status);
            assert_eq!(
                response.response.error().unwrap().as_response_error().status_code(),
                status
            );
        }
    }
}

#[actix_web::test]
async fn refused_requests_never_reach_the_service() {
    let reached = || async { unreachable!("the layer must refuse every request") as &'static str };
    let app =
        init_service(App::new().default_service(web::to(reached)).wrap(layer::<TestModel>().await))
            .await;
    let metadata = format!("resource_metadata=\"{METADATA}\"");
    let none = send!(&app, get("/")).await;
    assert_eq!((none.status, none.challenges), (401, vec![format!("Bearer {metadata}")]));
    let basic = send!(&app, get("/").insert_header(("authorization", "Basic dTpw"))).await;
    assert_eq!(basic.status, 401);
    let twice = ["Bearer a", "Bearer a"].map(|value| ("authorization", value));
    let twice = send!(&app, twice.into_iter().fold(get("/"), TestRequest::append_header)).await;
    assert_eq!(twice.status, 400);
    assert!(twice.challenges[0].starts_with(r#"Bearer error="invalid_request""#), "{twice:?}");
    let not_ascii =
        send!(&app, get("/").insert_header(("authorization", &b"Bearer \xff"[..]))).await;
    assert_eq!(not_ascii.status, 400);
    let expired = ISSUER
        .user::<TestModel>()
        .roles([Role::ReadTeam])
        .issued_at(SystemTime::UNIX_EPOCH)
        .sign();
    let expired = send!(&app, bearer(get("/"), &expired)).await;
    assert_eq!(expired.status, 401);
    assert!(expired.challenges[0].starts_with(r#"Bearer error="invalid_token""#), "{expired:?}");
    let no_permission = send!(&app, bearer(get("/"), &ISSUER.app::<TestModel>().sign())).await;
    assert_eq!(no_permission.status, 403);
    assert_eq!(
        no_permission.challenges,
        [format!(r#"Bearer error="insufficient_scope", {metadata}"#)]
    );
    assert_eq!(no_permission.json()["error"], "insufficient_scope");
    assert!(matches!(
        no_permission.challenge().unwrap().refusal(),
        Refusal::BadToken(TokenError::NoPermission)
    ));
}

#[cfg(feature = "discovery")]
#[actix_web::test]
async fn unavailable_keys_are_503() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let builder = TokenValidator::<TestModel>::builder(Tenants::single(TENANT).unwrap());
    let validator = builder.authority(issuer.authority()).build().await.unwrap();
    let app =
        init_service(App::new().route("/", web::get().to(me)).wrap(EntraLayer::new(validator)))
            .await;
    let token = || issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign();
    let known = token();
    issuer.rotate_key().unwrap();
    let unknown = token();
    drop(issuer);
    let unavailable = send!(&app, bearer(get("/"), &unknown)).await;
    assert_eq!((unavailable.status, unavailable.challenges.len()), (503, 0));
    assert!(unavailable.header("retry-after").is_some());
    assert_eq!(send!(&app, bearer(get("/"), &known)).await.status, 200);
}

#[actix_web::test]
async fn challenge_is_a_response() {
    let challenge = async || TokenError::Expired.challenge();
    let app = App::new().route("/", web::get().to(challenge)).wrap(layer::<TestModel>().await);
    let response = send!(&init_service(app).await, bearer(get("/"), &reader())).await;
    assert_eq!(response.status, 401);
    assert!(
        response.challenges[0].ends_with(&format!("resource_metadata=\"{METADATA}\"")),
        "{response:?}"
    );
}

//! What the README shows of testing: this very code, run.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use entra_perms_runtime::{Denied, EntraLayer, requires};
use entra_perms_tests::crm as permissions;
use permissions::roles::*;
use permissions::{Caller, TokenValidator};

#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
fn contacts_of_team(caller: &Caller, team: &str) -> Result<Vec<String>, Denied> {
    Ok(vec![format!("Ada of {team}")])
}

async fn contacts(caller: Caller, Path(team): Path<String>) -> Result<String, Denied> {
    contacts_of_team(&caller, &team).map(|contacts| contacts.join(", "))
}

fn app(validator: TokenValidator) -> Router {
    Router::new()
        .route("/teams/{team}/contacts", get(contacts))
        .layer(EntraLayer::new(validator))
}

#[test]
fn the_readme_shows_this() {
    let shown: Vec<_> =
        include_str!("readme.rs").split("\n// As in the README:\n").skip(1).collect();
    assert_eq!(shown.len(), 2);
    for shown in shown {
        let readme = include_str!("../../README.md");
        assert!(readme.contains(shown), "the README shows other code than this: {shown}");
    }
}

#[tokio::test]
async fn the_development_validator_takes_tokens() {
    assert!(development_validator().await.is_ok());
}

// As in the README:
async fn development_validator() -> Result<TokenValidator, Box<dyn std::error::Error>> {
    use entra_perms_runtime::testing::DevIssuer;
    use permissions::{Model, Role, Scope};

    let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    let ada = issuer
        .user::<Model>()
        .roles([Role::ContactsWriteTeam])
        .scopes([Scope::CrmReadWriteTeam]);
    println!(
        "curl -i -X PUT http://127.0.0.1:8080/contacts/7 -d '\"Ada\"' \\\n  \
         -H 'Content-Type: application/json' -H 'Authorization: Bearer {}'",
        ada.sign()
    );
    Ok(issuer.validator().build().await?)
}

// As in the README:
use axum::{body::Body, http::Request};
use entra_perms_runtime::testing::{DevIssuer, Matrix};
use permissions::{Model, Role, Scope};
use tower::ServiceExt;

#[test]
fn a_team_is_for_its_readers() {
    let ada = Caller::test().user().roles([Role::ContactsReadTeam]);
    assert!(contacts_of_team(&ada.clone().scopes([Scope::CrmReadTeam]), "north").is_ok());
    assert!(contacts_of_team(&ada, "north").is_err());
}

#[tokio::test]
async fn who_gets_what() {
    let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
    let app = app(issuer.validator().build().await.unwrap());
    // Users with one role and one scope, services with one role: 130 callers, each of whom asks.
    let matrix = Matrix::<Model>::new(&issuer).run(
        ["GET /teams/north/contacts"],
        async |operation, token| {
            let (method, path) = operation.split_once(' ').unwrap();
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("authorization", format!("Bearer {token}"));
            app.clone()
                .oneshot(request.body(Body::empty()).unwrap())
                .await
                .unwrap()
                .status()
                .as_u16()
        },
    );
    matrix.await.check("permissions.txt").unwrap();
}

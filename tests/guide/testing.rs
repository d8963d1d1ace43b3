//! docs/guide/testing.md, which extends the service of the README.

use axum::{Json, Router, extract::Path, routing::put};
use entra_perms_runtime::{EntraLayer, requires};
use entra_perms_tests::crm as permissions;
use permissions::{TokenValidator, roles::*};

#[cfg(feature = "dev-issuer")]
async fn development_validator() -> anyhow::Result<TokenValidator> {
    use entra_perms_runtime::testing::DevIssuer;
    use permissions::{Model, Role, Scope};

    let issuer = DevIssuer::shared()?;
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

#[cfg(feature = "dev-issuer")]
#[tokio::test]
async fn the_development_validator_can_be_built() {
    assert!(development_validator().await.is_ok());
}

async fn validator() -> anyhow::Result<TokenValidator> {
    #[cfg(feature = "dev-issuer")]
    let validator = development_validator().await?;
    #[cfg(not(feature = "dev-issuer"))]
    let validator = {
        let tenant = std::env::var("ENTRA_TENANT")?;
        let tenants = entra_perms_runtime::Tenants::single(&tenant)?;
        TokenValidator::builder(tenants).build().await?
    };
    Ok(validator)
}

#[requires(Contacts::Write::Team)]
async fn rename_contact(Path(id): Path<u32>, Json(name): Json<String>) -> String {
    format!("contact {id} is now {name}")
}

use axum::routing::get;
use entra_perms_runtime::Denied;
use permissions::Caller;

#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
fn contacts_of_team(caller: &Caller, team: &str) -> Result<Vec<String>, Denied> {
    Ok(vec![format!("Ada of {team}")])
}

async fn contacts(caller: Caller, Path(team): Path<String>) -> Result<Json<Vec<String>>, Denied> {
    contacts_of_team(&caller, &team).map(Json)
}

fn app(validator: TokenValidator) -> Router {
    Router::new()
        .route("/contacts/{id}", put(rename_contact))
        .route("/teams/{team}/contacts", get(contacts))
        .layer(EntraLayer::new(validator))
}

mod tests {
    use super::*;

    #[test]
    fn a_team_is_for_its_readers() {
        use permissions::{Role, Scope};

        let ada = Caller::test().user().roles([Role::ContactsReadTeam]);
        assert!(contacts_of_team(&ada.clone().scopes([Scope::CrmReadTeam]), "north").is_ok());
        assert!(contacts_of_team(&ada, "north").is_err());
    }

    use axum::{body::Body, http::Request};
    use entra_perms_runtime::testing::{DevIssuer, Matrix};
    use permissions::Model;
    use tower::ServiceExt;

    #[tokio::test]
    async fn permissions_match_the_table() {
        let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
        let app = app(issuer.validator().build().await.unwrap());
        let operations = ["GET /teams/north/contacts", "PUT /contacts/7"];
        // Hundreds of callers send a request for each operation.
        let matrix = Matrix::<Model>::new(&issuer).run(operations, async |operation, token| {
            let (method, path) = operation.split_once(' ').unwrap();
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("authorization", format!("Bearer {token}"));
            let request = request.body(Body::empty()).unwrap();
            app.clone().oneshot(request).await.unwrap().status().as_u16()
        });
        matrix.await.check("permissions.txt").unwrap();
    }

    #[ignore = "this package has no `src/main.rs`"]
    #[test]
    fn no_guard_is_lost() {
        entra_perms_runtime::audit::Sources::new("src/main.rs").check().unwrap();
    }

    #[ignore = "the guards of the other pages are in this program, too"]
    #[test]
    fn the_guards_are_checked_in() {
        let guards = entra_perms_runtime::audit::Inventory::<Model>::collect();
        guards.check_json("guards.json").unwrap();
    }

    #[tokio::test]
    async fn a_new_key_is_found() -> Result<(), Box<dyn std::error::Error>> {
        use permissions::{Role, Scope};

        let issuer = DevIssuer::start("72f988bf-86f1-41af-91ab-2d7cd011db47").await?;
        let validator: TokenValidator = issuer.validator().build().await?;
        issuer.rotate_key()?;
        let ada = issuer.user::<Model>().roles([Role::ContactsReadTeam]);
        let token = ada.scopes([Scope::CrmReadTeam]).sign();
        assert!(validator.validate(&token).await?.can(Role::ContactsReadTeam));
        Ok(())
    }
}

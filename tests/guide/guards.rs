//! docs/guide/guards.md

use entra_perms_tests::crm as permissions;

use axum::{Json, extract::Path};
use entra_perms_runtime::{Denied, Uuid, requirement, requires};
use permissions::{Caller, Client, roles::*, scopes};

#[requires(Contacts::Write::Team)]
async fn rename_contact(Path(id): Path<u32>, Json(name): Json<String>) -> String {
    format!("contact {id} is now {name}")
}

#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
fn contacts_of_team(caller: &Caller, team: &str) -> Result<Vec<String>, Denied> {
    Ok(vec![format!("Ada of {team}")])
}

// A handler takes a `Caller` and passes it on.
async fn contacts(caller: Caller, Path(team): Path<String>) -> Result<Json<Vec<String>>, Denied> {
    contacts_of_team(&caller, &team).map(Json)
}

#[requires(Contacts::Write::All, by = app, caller = request)]
fn import(request: &http::Request<String>) -> Result<usize, Denied> {
    Ok(request.body().lines().count())
}

#[requires(Contacts::Write::All, by = app, client = Client::Import)]
fn import_as_service(caller: &Caller) -> Result<(), Denied> {
    Ok(())
}

struct Book {
    contact: String,
}

impl Book {
    #[requires(Contacts::Read::Team)]
    fn list(&self, caller: &Caller, team: &str) -> Result<String, Denied> {
        Ok(self.cached_list(team))
    }

    // Put the attribute that caches results here.
    fn cached_list(&self, team: &str) -> String {
        format!("{} of {team}", self.contact)
    }
}

#[requires(any(Contacts::Write::My, Contacts::Write::All))]
fn delete_contact(caller: &Caller, owner: Uuid) -> Result<(), Denied> {
    if caller.object_id() != Some(owner) {
        caller.require(Contacts::Write::All)?; // logs a denial
    }
    Ok(())
}

fn shows_edit_button(caller: &Caller) -> bool {
    caller.can(Contacts::Write::Team) // logs nothing
}

fn why(caller: &Caller) -> String {
    let requirement = requirement!(all(Contacts::Read::Team, scope(scopes::Crm::Read::Team)));
    caller.explain(requirement).to_string()
}

#[test]
fn guards_in_front_and_in_a_body_decide_alike() {
    use permissions::{Role, Scope};

    let ada = Caller::test().user().roles([Role::ContactsReadTeam]);
    let book = Book { contact: "Ada".to_owned() };
    assert!(book.list(&ada, "north").is_err());
    let ada = ada.scopes([Scope::CrmReadTeam]);
    assert_eq!(book.list(&ada, "north").unwrap(), "Ada of north");
    assert!(contacts_of_team(&ada, "north").is_ok());
    assert!(!shows_edit_button(&ada) && delete_contact(&ada, Uuid::from_u128(1)).is_err());
    assert!(!why(&ada).contains("denied"), "{}", why(&ada));
    assert!(import(&http::Request::new(String::new())).unwrap_err().is_misconfiguration());
}

#[test]
fn owners_may_delete_their_contacts() {
    use permissions::{Role, Scope};

    let ada = Uuid::from_u128(1);
    let caller = Caller::test().user().object_id(ada).roles([Role::ContactsWriteMy]);
    assert!(delete_contact(&caller, ada).is_err());
    let caller = caller.scopes([Scope::CrmReadWriteMy]);
    assert!(delete_contact(&caller, ada).is_ok());
    assert!(delete_contact(&caller, Uuid::from_u128(2)).is_err());
}

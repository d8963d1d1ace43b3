//! The conditions in every kind of guard, and their order.

#![expect(dead_code, reason = "the inventory lists the functions, and nobody calls them")]

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use entra_perms_runtime::__private::ClientEntry;
use entra_perms_runtime::audit::Inventory;
use entra_perms_runtime::{
    AgentRule, By, Conditions, Denied, Requirement, Uuid, requirement, requires,
};
use entra_perms_tests::crm::roles::Contacts;
use entra_perms_tests::crm::{Caller, Client, Model, Role, Scope, scopes};

#[requires(Contacts::Write::All, by = person)]
async fn person_in_a_handler() {}

#[requires(Contacts::Write::All, agents = never)]
async fn never_in_a_handler() {}

#[requires(Contacts::Write::All, agents = only)]
async fn only_in_a_handler() {}

#[requires(Contacts::Write::All, by = person)]
fn person(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope(scopes::Crm::Read::My), agents = never, by = user)]
async fn never_for_users(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Contacts::Write::All, by = app, agents = only)]
fn only_apps(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Contacts::Write::All, by = app, agents = never)]
fn never_for_apps(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Contacts::Write::All, agents = only, caller = callers.1, by = person)]
fn person_and_only(callers: &(u8, Arc<Caller>)) -> Result<(), Denied> {
    Ok(())
}

#[requires(Contacts::Write::All, context = 1)]
async fn context_in_a_handler() {}

#[requires(Contacts::Write::ANY, fresh = "1 h", by = app)]
async fn fresh_in_a_handler() {}

#[requires(all(scope(scopes::Crm::Read::My), Contacts::Read::My), fresh = "15 min", context = 99)]
fn context_and_fresh(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(at_least(Contacts::Write::Team), context = 2, caller = callers.1, agents = never)]
fn context_without_agents(callers: &(u8, Arc<Caller>)) -> Result<(), Denied> {
    Ok(())
}

const DESKTOP: Client = Client::Desktop;

#[requires(Contacts::Write::All, client = Client::Import, by = app)]
async fn one_client_in_a_handler() {}

#[requires(Contacts::Read::My, client = any(Client::Web, DESKTOP))]
fn two_clients(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[async_trait]
trait Desk {
    async fn approve(&self, caller: &Caller) -> Result<(), Denied>;
}

#[async_trait]
impl Desk for () {
    #[requires(any(Contacts::Write::All, Contacts::Write::Team), agents = never, by = person)]
    async fn approve(&self, caller: &Caller) -> Result<(), Denied> {
        Ok(())
    }
}

#[test]
fn every_guard_has_its_conditions() {
    const IMPORT: &[&ClientEntry] = &[Client::Import.__entry()];
    const WEB_OR_DESKTOP: &[&ClientEntry] = &[Client::Web.__entry(), Client::Desktop.__entry()];
    let none = Conditions::NONE;
    let expected = BTreeMap::from([
        ("person_in_a_handler", none.with_by(By::Person)),
        ("never_in_a_handler", none.with_agents(AgentRule::Never)),
        ("only_in_a_handler", none.with_agents(AgentRule::Only)),
        ("person", none.with_by(By::Person)),
        ("never_for_users", none.with_by(By::User).with_agents(AgentRule::Never)),
        ("only_apps", none.with_by(By::App).with_agents(AgentRule::Only)),
        ("never_for_apps", none.with_by(By::App).with_agents(AgentRule::Never)),
        ("person_and_only", none.with_by(By::Person).with_agents(AgentRule::Only)),
        ("context_in_a_handler", none.with_context(1)),
        ("fresh_in_a_handler", none.with_fresh(3600).with_by(By::App)),
        ("context_and_fresh", none.with_context(99).with_fresh(900)),
        ("context_without_agents", none.with_context(2).with_agents(AgentRule::Never)),
        ("one_client_in_a_handler", none.with_clients(IMPORT).with_by(By::App)),
        ("two_clients", none.with_clients(WEB_OR_DESKTOP)),
        ("approve", none.with_by(By::Person).with_agents(AgentRule::Never)),
    ]);
    let inventory = Inventory::<Model>::collect();
    let here = inventory
        .functions()
        .iter()
        .filter(|guarded| guarded.function().module_path == "generated::conditions");
    let found: BTreeMap<_, _> = here
        .map(|guarded| (guarded.function().name, guarded.requirement().conditions()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn the_order_of_conditions_does_not_matter() {
    const ONE: Requirement<Model> = requirement!(Contacts::Write::All, by = person, agents = never);
    const OTHER: Requirement<Model> =
        requirement!(Contacts::Write::All, agents = never, by = person,);
    assert_eq!(ONE, OTHER);
    assert_ne!(ONE, requirement!(Contacts::Write::All, by = user, agents = never));
    assert_ne!(ONE, requirement!(Contacts::Write::All, by = person, agents = only));
    assert_ne!(ONE, requirement!(Contacts::Write::All, by = person));
    assert_eq!(
        requirement!(Contacts::Write::All, fresh = "60 min", context = 3),
        requirement!(Contacts::Write::All, context = 3, fresh = "1 h")
    );
}

#[test]
fn a_requirement_shows_its_conditions() {
    for (requirement, expected) in [
        (requirement!(Contacts::Write::All, by = person), ", by person"),
        (requirement!(Contacts::Write::All, agents = never), ", never by an agent"),
        (
            requirement!(Contacts::Write::All, agents = only, by = person),
            ", by person, only by an agent",
        ),
        (
            requirement!(Contacts::Write::All, by = app, agents = never),
            ", by application, never by an agent",
        ),
        (
            requirement!(Contacts::Write::All, context = 1, by = person),
            ", by person, with authentication context `c1`",
        ),
        (
            requirement!(Contacts::Write::All, fresh = "90 min"),
            ", with a token that is at most 90 min old",
        ),
        (requirement!(Contacts::Write::All, client = any(Client::Import,)), ", by client `Import`"),
        (requirement!(Contacts::Write::All), ""),
    ] {
        assert_eq!(requirement.to_string(), format!("`Contacts.Write.All`{expected}"));
    }
}

#[test]
fn a_test_caller_is_one_of_the_clients() {
    let requirement = requirement!(
        any(Contacts::Write::Team, Contacts::Write::All),
        client = any(Client::Web, Client::Import)
    );
    let user = Caller::test().user().roles([Role::ContactsWriteTeam]);
    let user = user.scopes([Scope::CrmReadWriteTeam]);
    assert_eq!(user.clone().build().client(), None);
    assert!(!user.can(requirement));
    for client in Client::ALL {
        let caller = user.clone().client(*client);
        assert_eq!(caller.can(requirement), *client != Client::Desktop);
        assert!(!caller.clone().without_client_secret().can(requirement));
        let caller = caller.build();
        assert_eq!(caller.client(), Some(*client));
        assert_eq!(caller.client_id(), client.client_ids().first().copied());
    }
    // The client has no registration for another registration of the API.
    let elsewhere = user.client(Client::Web).registration(Uuid::nil()).build();
    assert_eq!((elsewhere.client(), elsewhere.client_id()), (None, None));
    assert!(!elsewhere.can(requirement));
}

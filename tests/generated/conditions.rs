//! The conditions in every kind of guard, and their order.

#![expect(dead_code, reason = "the inventory lists the functions, and nobody calls them")]

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use entra_perms_runtime::audit::Inventory;
use entra_perms_runtime::{AgentRule, By, Conditions, Denied, Requirement, requirement, requires};
use entra_perms_tests::crm::roles::Contacts;
use entra_perms_tests::crm::{Caller, Model, scopes};

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
        (requirement!(Contacts::Write::All), ""),
    ] {
        assert_eq!(requirement.to_string(), format!("`Contacts.Write.All`{expected}"));
    }
}

//! The guards of the operations, which also protect code that does not start at a handler.

use entra_perms_runtime::Reason;

use super::seed::ADELE;
use super::*;
use crate::permissions::{Caller, Client, Role, Scope};

const BLUEPRINT: Uuid = Uuid::from_u128(0xb1e0_0700_c0de_4000_8000_0000_0000_0048);

#[test]
fn an_agents_account_approves_nothing() {
    let crm = Crm::new(seed::directory());
    let user = || {
        let user = Caller::test().user().object_id(ADELE);
        user.roles([Role::ProposalsReadWriteTeam]).scopes([Scope::SalesReadWriteTeam])
    };
    let account = user().agent_account(BLUEPRINT).object_id(seed::SALES_BOT).build();
    let denied = crm.approve_proposal(&account, 1).unwrap_err();
    assert_eq!(denied.reasons(), [Reason::AgentAccount]);
    for person in [user().build(), user().agent(BLUEPRINT).build()] {
        let proposal = crm.approve_proposal(&person, 1).unwrap().unwrap();
        assert_eq!(proposal.content.approved_by, Some(ADELE));
    }
}

#[test]
fn an_agent_changes_no_account() {
    let crm = Crm::new(seed::directory());
    let app = || Caller::test().app().roles([Role::AccountsWriteAll]);
    let account = || Account { name: "Northwind".to_owned() };
    let agent = app().agent(BLUEPRINT).build();
    let denied = crm.replace_account(&agent, 1, account()).unwrap_err();
    assert_eq!(denied.reasons(), [Reason::AgentActs]);
    assert!(crm.replace_account(&app().build(), 1, account()).unwrap().is_some());
}

#[test]
fn only_the_import_service_imports() {
    let crm = Crm::new(seed::directory());
    let app = || Caller::test().app().roles([Role::ContactsWriteAll]);
    for other in [app(), app().client(Client::Web), app().agent(BLUEPRINT)] {
        let denied = crm.import_contacts(&other.build(), Vec::new()).unwrap_err();
        assert_eq!(denied.to_string(), "only the client `Import` may do this");
    }
    let import = app().client(Client::Import);
    assert_eq!(crm.import_contacts(&import.clone().build(), Vec::new()), Ok(0));
    let anybody = import.without_client_secret().build();
    let denied = crm.import_contacts(&anybody, Vec::new()).unwrap_err();
    assert_eq!(denied.reasons(), [Reason::UnprovenClient]);
}

#[test]
fn the_import_service_needs_the_role_and_acts_as_itself() {
    let crm = Crm::new(seed::directory());
    let without_role = Caller::test().app().roles([Role::ContactsReadAll, Role::AccountsWriteAll]);
    let without_role = without_role.client(Client::Import).build();
    let denied = crm.import_contacts(&without_role, Vec::new()).unwrap_err();
    assert_eq!(denied.reasons().iter().map(Reason::id).collect::<Vec<_>>(), ["lacks_role"]);
    let for_user = Caller::test().user().object_id(ADELE).roles([Role::ContactsWriteAll]);
    let for_user = for_user.scopes([Scope::CrmReadWriteAll]).client(Client::Import).build();
    let denied = crm.import_contacts(&for_user, Vec::new()).unwrap_err();
    assert_eq!(denied.reasons().iter().map(Reason::id).collect::<Vec<_>>(), ["wrong_kind"]);
}

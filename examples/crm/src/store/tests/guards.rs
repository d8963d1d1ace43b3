//! The guards of the operations, which also protect code that does not start at a handler.

use entra_perms_runtime::{Denied, Reason, Uuid};

use super::{any, crm};
use crate::permissions::{Caller, Client, Role, Scope};
use crate::store::seed::{ADELE, SALES_BOT, Seed};
use crate::store::{Account, StoreError};

const BLUEPRINT: Uuid = Uuid::from_u128(0xb1e0_0700_c0de_4000_8000_0000_0000_0048);

#[tokio::test]
async fn an_agents_account_approves_nothing() {
    let crm = crm(Seed::five_users()).await;
    let user = || {
        let user = Caller::test().user().object_id(ADELE);
        user.roles([Role::ProposalsReadWriteTeam]).scopes([Scope::SalesReadWriteTeam])
    };
    let account = user().agent_account(BLUEPRINT).object_id(SALES_BOT).build();
    let refusal = denied(crm.approve_proposal(&account, 1, any).await);
    assert_eq!(refusal.reasons(), [Reason::AgentAccount]);
    for person in [user().build(), user().agent(BLUEPRINT).build()] {
        let proposal = crm.approve_proposal(&person, 1, any).await.unwrap();
        assert_eq!(proposal.content.approved_by, Some(ADELE));
    }
}

#[tokio::test]
async fn an_agent_changes_no_account() {
    let crm = crm(Seed::five_users()).await;
    let app = || Caller::test().app().roles([Role::AccountsWriteAll]);
    let account = || Account { name: "Northwind".to_owned() };
    let agent = app().agent(BLUEPRINT).build();
    let refusal = denied(crm.replace_account(&agent, 1, any, account()).await);
    assert_eq!(refusal.reasons(), [Reason::AgentActs]);
    crm.replace_account(&app().build(), 1, any, account()).await.unwrap();
}

#[tokio::test]
async fn only_the_import_service_imports() {
    let crm = crm(Seed::five_users()).await;
    let app = || Caller::test().app().roles([Role::ContactsWriteAll]);
    for other in [app(), app().client(Client::Web), app().agent(BLUEPRINT)] {
        let refusal = denied(crm.import_contacts(&other.build(), Vec::new()).await);
        assert_eq!(refusal.to_string(), "only the client `Import` may do this");
    }
    let import = app().client(Client::Import);
    let imported = crm.import_contacts(&import.clone().build(), Vec::new()).await;
    assert_eq!(imported.unwrap(), 0);
    let anybody = import.without_client_secret().build();
    let refusal = denied(crm.import_contacts(&anybody, Vec::new()).await);
    assert_eq!(refusal.reasons(), [Reason::UnprovenClient]);
}

#[tokio::test]
async fn the_import_service_needs_the_role_and_acts_as_itself() {
    let crm = crm(Seed::five_users()).await;
    let without_role = Caller::test().app().roles([Role::ContactsReadAll, Role::AccountsWriteAll]);
    let without_role = without_role.client(Client::Import).build();
    let refusal = denied(crm.import_contacts(&without_role, Vec::new()).await);
    assert_eq!(refusal.reasons().iter().map(Reason::id).collect::<Vec<_>>(), ["lacks_role"]);
    let for_user = Caller::test().user().object_id(ADELE).roles([Role::ContactsWriteAll]);
    let for_user = for_user.scopes([Scope::CrmReadWriteAll]).client(Client::Import).build();
    let refusal = denied(crm.import_contacts(&for_user, Vec::new()).await);
    assert_eq!(refusal.reasons().iter().map(Reason::id).collect::<Vec<_>>(), ["wrong_kind"]);
}

fn denied<T: core::fmt::Debug>(result: Result<T, StoreError>) -> Denied {
    match result {
        Err(StoreError::Denied(denied)) => denied,
        other => panic!("{other:?}"),
    }
}

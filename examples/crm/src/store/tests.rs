//! The guards of the operations, which also protect code that does not start at a handler.

use entra_perms_runtime::Reason;

use super::seed::ADELE;
use super::*;
use crate::permissions::{Caller, Role, Scope};

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
fn an_agent_imports_nothing() {
    let crm = Crm::new(seed::directory());
    let app = || Caller::test().app().roles([Role::ContactsWriteAll]);
    let denied = crm.import_contacts(&app().agent(BLUEPRINT).build(), Vec::new()).unwrap_err();
    assert_eq!(denied.reasons(), [Reason::AgentActs]);
    assert_eq!(crm.import_contacts(&app().build(), Vec::new()), Ok(0));
}

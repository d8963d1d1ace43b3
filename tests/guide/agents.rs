//! docs/guide/agents.md

use entra_perms_tests::crm as permissions;

use entra_perms_runtime::{Acts, Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Proposals::ReadWrite::Team, by = person)]
fn approve_proposal(caller: &Caller, id: u32) -> Result<String, Denied> {
    Ok(format!("a human approved proposal {id}"))
}

#[requires(Contacts::Write::All, agents = never)]
fn delete_all_contacts(caller: &Caller) -> Result<(), Denied> {
    Ok(())
}

mod change {
    use entra_perms_tests::crm as permissions;

    use std::time::{Duration, SystemTime};

    use entra_perms_runtime::TokenValidatorBuilder;
    use permissions::Model;

    fn after_a_change(builder: TokenValidatorBuilder<Model>) -> TokenValidatorBuilder<Model> {
        // 2026-11-28T00:00:00Z
        builder.agent_claims_since(SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_824_000))
    }
}

fn greeting(caller: &Caller) -> &'static str {
    match caller.agent().map(|agent| agent.acts()) {
        None => "hello",
        Some(Acts::ForUser) => "hello, agent of a user",
        Some(Acts::AsOwnAccount | Acts::AsItself) => "hello, agent",
        Some(_) => "hello, agent of somebody",
    }
}

#[test]
fn only_a_human_approves_a_proposal() {
    use entra_perms_runtime::Uuid;
    use permissions::{Role, Scope};

    let blueprint = Uuid::from_u128(7);
    let ada = || {
        Caller::test()
            .user()
            .roles([Role::ProposalsReadWriteTeam])
            .scopes([Scope::SalesReadWriteTeam])
    };
    assert!(approve_proposal(&ada(), 1).is_ok());
    assert!(approve_proposal(&ada().agent(blueprint), 1).is_ok());
    assert!(approve_proposal(&ada().agent_account(blueprint), 1).is_err());
    assert!(approve_proposal(&ada().before_agent_claims(), 1).is_err());
}

#[test]
fn conditions_and_greetings_differ_by_agent() {
    use entra_perms_runtime::Uuid;
    use permissions::Role;

    let blueprint = Uuid::from_u128(7);
    let service = || Caller::test().app().roles([Role::ContactsWriteAll]);
    assert!(delete_all_contacts(&service()).is_ok());
    assert!(delete_all_contacts(&service().agent(blueprint)).is_err());
    assert_eq!(greeting(&service()), "hello");
    assert_eq!(greeting(&service().agent(blueprint)), "hello, agent");
}

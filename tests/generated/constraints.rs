//! Permissions with a reach.

use entra_perms_tests::crm::roles::{Accounts, Contacts};
use entra_perms_tests::crm::{Caller, Model, Role, RoleSet, Scope};

use crate::caller::{app, user};

/// Exhaustive: a new reach in the manifest fails the build here.
fn rows(caller: &Caller) -> &'static str {
    match Contacts::Read::widest(caller) {
        Some(Contacts::Read::Constraint::My) => "own",
        Some(Contacts::Read::Constraint::Team) => "the team's",
        Some(Contacts::Read::Constraint::All) => "all",
        None => "none",
    }
}

#[test]
fn constraints_are_ordered_and_exactly_those_that_exist() {
    use Contacts::Read::Constraint::{All, My, Team};
    assert!(My < Team && Team < All);
    match Accounts::Read::Constraint::All {
        Accounts::Read::Constraint::Team | Accounts::Read::Constraint::All => {}
    }
}

#[test]
fn any_is_every_reach_of_the_permission() {
    const ANY: RoleSet = Contacts::Write::ANY;
    assert_eq!(
        ANY,
        RoleSet::from_iter([
            Role::ContactsWriteMy,
            Role::ContactsWriteTeam,
            Role::ContactsWriteAll
        ])
    );
}

#[tokio::test]
async fn widest_is_the_widest_that_roles_and_scopes_allow() {
    let held = [Role::ContactsReadMy, Role::ContactsReadTeam, Role::ContactsReadAll];
    assert_eq!(rows(&user::<Model, _, _>(held, [Scope::CrmReadMy]).await), "own");
    assert_eq!(
        rows(&user::<Model, _, _>(held, [Scope::CrmReadMy, Scope::CrmReadTeam]).await),
        "the team's"
    );
    assert_eq!(
        rows(&user::<Model, _, _>(held, [Scope::CrmReadAll, Scope::CrmReadMy]).await),
        "all"
    );
    assert_eq!(
        rows(&user::<Model, _, _>([Role::ContactsReadTeam], [Scope::CrmReadAll]).await),
        "none"
    );
    assert_eq!(rows(&app::<Model, _>([Role::ContactsReadAll]).await), "all");
}

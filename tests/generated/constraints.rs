//! Groups of roles with constraints.

use entra_perms_tests::crm::roles::{Accounts, Contacts};
use entra_perms_tests::crm::{Caller, Model, Role, RoleSet, Scope};

use crate::caller::{app, user};

/// Matches all constraints: a new one in the manifest fails the build here.
fn rows(caller: &Caller) -> &'static str {
    match Contacts::Read::widest(caller) {
        Some(Contacts::Read::Constraint::My) => "own",
        Some(Contacts::Read::Constraint::Team) => "the team's",
        Some(Contacts::Read::Constraint::All) => "all",
        None => "none",
    }
}

#[test]
fn each_group_has_only_its_own_constraints_in_order() {
    use Contacts::Read::Constraint::{All, My, Team};
    assert!(My < Team && Team < All);
    match Accounts::Read::Constraint::All {
        Accounts::Read::Constraint::Team | Accounts::Read::Constraint::All => {}
    }
}

#[test]
fn any_has_the_roles_with_every_constraint() {
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
async fn widest_is_limited_by_roles_and_scopes() {
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

//! Every role, every scope, and the mapping between them, as a client sees them.

use axum::Router;
use axum::routing::get;
use entra_perms_runtime::requires;
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Model, Role, Scope};

use crate::service::Service;

/// Declares a handler for each role, and a route with the value of the role.
macro_rules! routes {
    ($($handler:ident: $($role:ident)::+),* $(,)?) => {
        $(#[requires($($role)::+)] async fn $handler() {})*

        fn routes() -> Router {
            Router::new()$(.route(&path($($role)::+), get($handler)))*
        }

        #[test]
        fn every_role_has_a_route() {
            assert_eq!([$($($role)::+),*], Role::ALL);
        }
    };
}

routes! {
    accounts_read_team: Accounts::Read::Team,
    accounts_read_all: Accounts::Read::All,
    accounts_write_team: Accounts::Write::Team,
    accounts_write_all: Accounts::Write::All,
    contacts_read_my: Contacts::Read::My,
    contacts_read_team: Contacts::Read::Team,
    contacts_read_all: Contacts::Read::All,
    contacts_write_my: Contacts::Write::My,
    contacts_write_team: Contacts::Write::Team,
    contacts_write_all: Contacts::Write::All,
    proposals_read_write_team: Proposals::ReadWrite::Team,
    proposals_read_write_all: Proposals::ReadWrite::All,
}

fn path(role: Role) -> String {
    format!("/{role}")
}

/// Returns the roles whose route accepts this token.
async fn open_to(service: &Service, token: &str) -> Vec<&'static str> {
    let mut open = Vec::new();
    for role in Role::ALL.iter().copied() {
        let status = service
            .get(&path(role))
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16();
        assert!(matches!(status, 200 | 403), "{role}: {status}");
        if status == 200 {
            open.push(role.value());
        }
    }
    open
}

#[tokio::test]
async fn the_scope_limits_a_user_with_every_role() {
    let service = Service::start(routes(), Router::new()).await;
    let expected: [&[&str]; 8] = [
        &["Contacts.Read.My"],
        &["Accounts.Read.Team", "Contacts.Read.Team"],
        &["Accounts.Read.All", "Contacts.Read.All"],
        &["Contacts.Read.My", "Contacts.Write.My"],
        &["Accounts.Read.Team", "Accounts.Write.Team", "Contacts.Read.Team", "Contacts.Write.Team"],
        &["Accounts.Read.All", "Accounts.Write.All", "Contacts.Read.All", "Contacts.Write.All"],
        &["Proposals.ReadWrite.Team"],
        &["Proposals.ReadWrite.All"],
    ];
    for (scope, expected) in Scope::ALL.iter().copied().zip(expected) {
        let token = service
            .issuer
            .user::<Model>()
            .roles(Role::ALL.iter().copied())
            .scopes([scope])
            .sign();
        assert_eq!(open_to(&service, &token).await, expected, "{scope}");
    }
}

#[tokio::test]
async fn the_role_limits_a_user_with_every_scope() {
    let service = Service::start(routes(), Router::new()).await;
    for role in Role::ALL.iter().copied() {
        let token = service
            .issuer
            .user::<Model>()
            .roles([role])
            .scopes(Scope::ALL.iter().copied())
            .sign();
        assert_eq!(open_to(&service, &token).await, [role.value()]);
    }
}

#[tokio::test]
async fn an_application_may_use_only_the_roles_for_applications() {
    let service = Service::start(routes(), Router::new()).await;
    let token = service.issuer.app::<Model>().roles(Role::ALL.iter().copied()).sign();
    let expected = [
        "Accounts.Read.All",
        "Accounts.Write.All",
        "Contacts.Read.All",
        "Contacts.Write.All",
        "Proposals.ReadWrite.All",
    ];
    assert_eq!(open_to(&service, &token).await, expected);
}

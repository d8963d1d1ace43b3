//! The tables of clients, with one API in two environments: see
//! `tests/manifests/clients/tickets_*.json`.

// Without these clients' scopes, the guards below have warnings.
#![deny(warnings)]

use entra_perms_runtime::testing::TokenBuilder;
use entra_perms_runtime::{Denied, Reason, Uuid, requires};

use self::tickets::Client::{Counter, Machine};
use self::tickets::roles::Tickets;
use self::tickets::{Caller, Client, Model, Role, Scope, scopes};
use crate::caller::{ISSUER, validator};

mod tickets {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/clients/tickets_dev.json",
        environments = ["tests/manifests/clients/tickets_prod.json"],
        scopes = { "Tickets.Read" => ["Tickets.Read"], "Tickets.Sell" => ["Tickets.Sell"] },
        clients = {
            Machine = [
                "tests/manifests/clients/machine_dev.json",
                "tests/manifests/clients/machine_prod.json",
            ],
            Counter = [
                "tests/manifests/clients/counter_dev.json",
                "tests/manifests/clients/counter_prod.json",
            ],
        },
    }
}

const DEV: &str = "80000000-0000-4000-8000-000000000001";
const PROD: &str = "80000000-0000-4000-8000-00000000000a";

#[requires(Tickets::Read, client = Machine)]
fn by_machine(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Tickets::Read, client = Counter)]
fn by_counter(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

/// The registration of the counter does not ask for the scope. The API pre-authorizes it.
#[requires(scope(scopes::Tickets::Sell), client = Counter)]
fn by_pre_authorized_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Tickets::Sell, client = Counter)]
fn by_role_of_pre_authorized_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn user() -> TokenBuilder<'static, Model> {
    let user = ISSUER.user().roles(Role::ALL.iter().copied());
    user.scopes(Scope::ALL.iter().copied())
}

/// Returns the caller of a token for the registration of the API with this client id.
async fn from_token(token: TokenBuilder<'_, Model>, api: &str) -> Caller {
    let validator = validator().client_id(api).build().await.unwrap();
    validator.validate(&token.registration(api).sign()).await.unwrap()
}

/// Returns the ids of the reasons for a denial.
fn reasons(decision: Result<(), Denied>) -> Vec<&'static str> {
    let denied = decision.map_or_else(|denied| denied.reasons().to_vec(), |()| Vec::new());
    denied.iter().map(Reason::id).collect()
}

#[tokio::test]
async fn a_public_client_needs_no_secret() {
    for api in [DEV, PROD] {
        let token = || user().client(Machine);
        for token in [token(), token().without_client_secret()] {
            let caller = from_token(token, api).await;
            assert_eq!(caller.client(), Some(Machine), "{api}");
            assert_eq!(by_machine(&caller), Ok(()), "{api}");
            assert_eq!(reasons(by_counter(&caller)), ["wrong_client"], "{api}");
        }
    }
}

#[tokio::test]
async fn a_client_needs_a_secret_where_its_registration_is_confidential() {
    for (api, without_secret) in [(DEV, vec![]), (PROD, vec!["unproven_client"])] {
        for guarded in [by_counter, by_pre_authorized_scope, by_role_of_pre_authorized_scope] {
            let with_secret = from_token(user().client(Counter), api).await;
            assert_eq!(guarded(&with_secret), Ok(()), "{api}");
            let token = user().client(Counter).without_client_secret();
            let denied = reasons(guarded(&from_token(token, api).await));
            assert_eq!(denied, without_secret, "{api}");
        }
    }
}

/// Both kits of `testing` look the id up among the clients.
#[tokio::test]
async fn test_callers_and_tokens_know_a_client_by_its_id() {
    let guards = [(Machine, by_machine as fn(&Caller) -> _), (Counter, by_counter)];
    for (index, api) in [DEV, PROD].into_iter().enumerate() {
        let api_id: Uuid = api.parse().unwrap();
        for (client, guarded) in guards {
            let id = client.client_ids()[index];
            let caller = Caller::test().user().roles([Role::TicketsRead]);
            let caller = caller.scopes([Scope::TicketsRead]).registration(api_id).client_id(id);
            let by_token = from_token(user().client_id(id), api).await;
            for caller in [caller.build(), by_token] {
                assert_eq!(caller.client(), Some(client), "{api} {client}");
                assert_eq!(guarded(&caller), Ok(()), "{api} {client}");
            }
        }
        // The id of the client in the other environment is unknown here.
        let elsewhere = Client::Counter.client_ids()[1 - index];
        let caller = from_token(user().client_id(elsewhere), api).await;
        assert_eq!(caller.client(), None);
        assert_eq!(reasons(by_counter(&caller)), ["wrong_client"]);
    }
}

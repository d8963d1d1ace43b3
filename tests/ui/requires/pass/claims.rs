//! `context = …` and `fresh = …` in each kind of guard. There is no warning if the registration
//! requests `xms_cc`, if the user allows the lint, or if no guard requires claims.

#![deny(warnings)]
#![allow(dead_code)]
#![deny(unused_qualifications, unused_results, unreachable_pub, missing_docs)]

mod crm {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json", allow = [shared_roles],
        scopes = {
            "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
            "Sales.*" => ["Proposals.*"],
        },
        constraints = ["My", "Team", "All"],
    }
}

#[path = "../challenges.rs"]
mod shop;

#[path = "../permissions.rs"]
mod unguarded;

use std::time::Duration;

use entra_perms_runtime::{Denied, Requirement, requirement, requires};

const APPROVE: Requirement<crm::Model> =
    requirement!(crm::roles::Contacts::Write::ANY, context = 1, fresh = "15 min");

#[requires(crm::roles::Contacts::Write::All, context = 99)]
async fn handler() {}

#[requires(unguarded::roles::Orders::Read::All)]
fn list(caller: &unguarded::Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(any(shop::roles::Orders::Read::All, shop::roles::Orders::Read::Team), context = 1)]
fn function(caller: &shop::Caller) -> Result<(), Denied> {
    Ok(())
}

struct Desk<T>(T);

impl<T: Sync> Desk<T> {
    #[requires(scope(crm::scopes::Crm::Read::My), fresh = "1 h", caller = caller)]
    async fn method(&self, caller: crm::Caller) -> Result<(), Denied> {
        let Self(_) = self;
        Ok(())
    }
}

fn main() {
    let _ = (Desk::<()>::method, Desk(()).0);
    let ada = crm::Caller::test().user().roles([crm::Role::ContactsWriteTeam]);
    let ada = ada.scopes([crm::Scope::CrmReadWriteTeam]);
    assert!(!ada.can(APPROVE));
    let ada = ada.contexts([1]);
    assert!(ada.can(APPROVE));
    let denied = |ada: &crm::Caller| ada.require(APPROVE).unwrap_err().challenge().status();
    let bob = crm::Caller::test().user().roles([crm::Role::ContactsWriteTeam]);
    let bob = bob.scopes([crm::Scope::CrmReadWriteTeam]);
    assert_eq!(denied(&bob), 403);
    let bob = bob.claims_challenges();
    assert!(bob.handles_claims_challenges());
    assert_eq!(denied(&bob), 401);
    assert!(!ada.token_age(Duration::from_secs(16 * 60)).can(APPROVE));
    assert!(function(&shop::Caller::test().app()).is_err());
    assert!(list(&unguarded::Caller::test().app()).is_err());
}

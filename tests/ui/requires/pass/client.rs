//! `client = …` in each kind of guard. There is no warning if the client asks for what the guard
//! requires, or if the user allows the lint.

#![deny(warnings)]
#![allow(dead_code)]
#![deny(unused_qualifications, unused_results, unreachable_pub, missing_docs)]

#[path = "../clients.rs"]
mod crm;

mod allowed {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        clients = { Web = "manifests/crm-web.json", r#type = "tests/manifests/clients/desktop.json" },
        scopes = {
            "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles, client_lacks_permission],
    }
}

use crm::Client::{Import, Web};
use entra_perms_runtime::{Denied, Requirement, requirement, requires};

const IMPORT: Requirement<crm::Model> =
    requirement!(crm::roles::Contacts::Write::ANY, client = Import, by = app);

#[requires(crm::roles::Contacts::Write::Team, client = Web)]
async fn handler() {}

#[requires(any(crm::roles::Contacts::Write::Team, crm::roles::Contacts::Write::All),
    client = any(Web, Import))]
fn function(caller: &crm::Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(allowed::roles::Proposals::ReadWrite::All, client = any(
    allowed::Client::Web,
    allowed::Client::r#type,
))]
fn allowed_lint(caller: &allowed::Caller) -> Result<(), Denied> {
    Ok(())
}

struct Desk<T>(T);

impl<T: Sync> Desk<T> {
    #[requires(scope(crm::scopes::Crm::Read::My), client = Web, caller = caller)]
    async fn method(&self, caller: crm::Caller) -> Result<(), Denied> {
        let Self(_) = self;
        Ok(())
    }
}

fn main() {
    let _ = (Desk::<()>::method, Desk(()).0);
    let app = || crm::Caller::test().app().roles([crm::Role::ContactsWriteAll]);
    assert!(app().client(Import).can(IMPORT));
    assert!(!app().client(Web).can(IMPORT));
    assert!(function(&app().client(Import)).is_ok());
    assert!(function(&app()).is_err());
    assert_eq!(app().client(Web).build().client(), Some(Web));
    let prod = Import.client_ids()[1];
    assert_eq!(app().client_id(prod).build().client(), None);
    assert!(allowed_lint(&allowed::Caller::test().app().client(allowed::Client::r#type)).is_err());
}

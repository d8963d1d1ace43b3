mod without_clients {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        scopes = {
            "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
    }
}

#[path = "../../ui/requires/clients.rs"]
mod other;

use entra_perms_runtime::requires;
use without_clients::roles::*;

#[requires(Contacts::Write::All, client = other::Client::Web)]
async fn import() {}

fn main() {}

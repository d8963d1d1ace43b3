#[path = "../../ui/requires/clients.rs"]
mod permissions;

mod other {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        clients = { Web = "manifests/crm-web.json" },
        scopes = { "Crm.*" => ["Contacts.Read.*"], "Sales.*" => [] },
        not_delegated = ["Accounts.*", "Contacts.Write.*", "Proposals.*"],
        allow = [shared_roles, redundant_line, equal_scopes],
    }
}

use entra_perms_runtime::requires;
use permissions::roles::*;

#[requires(Contacts::Write::All, client = other::Client::Web)]
async fn import() {}

fn main() {}

mod permissions {
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

use entra_perms_runtime::requires;
use permissions::roles::*;

#[requires(Contacts::Write::All, client = permissions::Client::Web)]
async fn import() {}

fn main() {}

//! The clients of an API: their names and their client ids, also of two environments.

#![deny(warnings)]

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        environments = ["manifests/crm.prod.json"],
        clients = {
            Web = ["manifests/crm-web.prod.json", "manifests/crm-web.json"],
            r#type = "tests/manifests/clients/web.json",
        },
        scopes = {
            "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
    }
}

/// Without the argument, the name is free.
mod without_clients {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/only_scopes.json",
        scopes = { "*" => [] },
    }

    pub struct Client;
}

use permissions::Client;

fn ids(client: Client) -> Vec<String> {
    client.client_ids().iter().map(ToString::to_string).collect()
}

fn main() {
    const NAME: &str = Client::Web.name();
    let _ = without_clients::Client;
    assert_eq!(Client::ALL, [Client::Web, Client::r#type]);
    assert_eq!(NAME, "Web");
    assert_eq!(format!("{:>5}", Client::r#type), " type");
    // In the order of the registrations of the API.
    let web = ["2cb85f3f-4a24-439a-9d99-8017f5e2fc57", "eae0d2c1-1c33-4464-873d-212ba950666d"];
    assert_eq!(ids(Client::Web), web);
    assert_eq!(ids(Client::r#type), ["0c2f5b0e-6f0a-4f2c-9a51-5f1d6c0e7a01"]);
}

//! docs/guide/register.md. The tests of `cargo-entra-perms` run its commands.

use crate::pages::page;

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        clients = { Web = "manifests/crm-web.json", Import = "manifests/crm-import.json" },
        scopes = {
            "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*",
                                    "Contacts.Read.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
    }
}

#[test]
fn the_clients_of_the_model_are_the_registrations_of_the_page() {
    let names: Vec<_> = permissions::Client::ALL.iter().map(|client| client.name()).collect();
    assert_eq!(names, ["Web", "Import"]);
}

/// A test compares the messages on the page about troubleshooting with the sources.
#[test]
fn the_refusals_of_the_api_are_on_the_page_about_troubleshooting() {
    let page_of_refusals = page("docs/guide/troubleshooting.md");
    let page = page("docs/guide/register.md");
    let rows = page.lines().filter(|line| line.contains(" | API, "));
    let messages: Vec<_> = rows.map(|row| row.split('`').nth(1).unwrap()).collect();
    assert_eq!(messages.len(), 6);
    for message in messages {
        let words = message.trim_start_matches("the user ");
        assert!(page_of_refusals.contains(words), "{message}");
    }
}

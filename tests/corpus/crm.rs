//! The clients of the CRM, which are read in both environments.

use std::path::Path;

use entra_perms_model::{ClientRegistration, Lookup, Model, analyze};

use crate::disk::DISK;

#[test]
fn the_clients_of_the_crm_ask_for_permissions_in_both_environments() {
    let own = ["Crm.Read.My", "Crm.Read.Team", "Crm.ReadWrite.My", "Crm.ReadWrite.Team"];
    let roles = ["Accounts.Read.All", "Contacts.Read.All", "Contacts.Write.All"];
    expect("crm-web", &own, &[]);
    expect("crm-import", &[], &roles);
    let of_agent = ["Crm.Read.My", "Crm.Read.Team", "Crm.ReadWrite.My", "Sales.ReadWrite.Team"];
    expect("crm-assistant", &of_agent, &[]);
}

/// Reads a client, and compares the scopes and app roles that it asks for in each environment.
fn expect(client: &str, scopes: &[&str], roles: &[&str]) {
    let model = model(client);
    let registrations = &model.clients[0].registrations;
    let apps: Vec<_> = registrations.iter().map(|registration| registration.app).collect();
    assert_eq!(apps, [0, 1], "{client}");
    assert_ne!(registrations[0].client_id, registrations[1].client_id, "{client}");
    for registration in registrations {
        let ClientRegistration {
            scopes: found_scopes,
            roles: found_roles,
            is_public,
            is_blueprint,
            ..
        } = registration;
        let value = |index: &usize| model.scopes[*index].entry.value.as_str();
        assert_eq!(found_scopes.iter().map(value).collect::<Vec<_>>(), scopes, "{client}");
        let value = |index: &usize| model.roles[*index].entry.value.as_str();
        assert_eq!(found_roles.iter().map(value).collect::<Vec<_>>(), roles, "{client}");
        assert!(!is_public, "{client}");
        assert_eq!(*is_blueprint, client == "crm-assistant", "{client}");
    }
}

/// Returns the model of the CRM with one client.
fn model(client: &str) -> Model {
    let arguments = format!(
        r#"manifest = "crm.json", environments = ["crm.prod.json"],
        clients = {{ Client = ["{client}.json", "{client}.prod.json"] }},
        scopes = {{ "Crm.ReadWrite.All" => ["*"], "*" => [] }}"#
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../manifests");
    let lookup = Lookup::new(&DISK, Some(folder), None);
    let analysis = analyze(arguments.parse().unwrap(), &lookup);
    assert!(!analysis.has_errors(), "{:#?}", analysis.findings);
    analysis.model.unwrap()
}

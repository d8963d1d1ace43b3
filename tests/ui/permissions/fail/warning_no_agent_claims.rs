#![deny(warnings)]

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/for_agents.json",
    scopes = { "Parcels.Use" => ["Parcels.Read"] },
}

fn main() {}

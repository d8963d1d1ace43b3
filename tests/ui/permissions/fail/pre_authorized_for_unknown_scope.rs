entra_perms_runtime::permissions! {
    manifest = "tests/manifests/clients/unknown_pre_authorization.json",
    scopes = { "Crm.Read" => [] },
}

fn main() {}

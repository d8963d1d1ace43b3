entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/personal_accounts_v1.json",
    scopes = { "*" => [] },
}

fn main() {}

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/refused_by_entra.json",
    scopes = { "*" => [] },
}

fn main() {}

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/too_many_entries.json",
    scopes = { "*" => [] },
}

fn main() {}

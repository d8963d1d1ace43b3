entra_perms_runtime::permissions! {
    manifest = "tests/manifests/colliding_values.json",
    scopes = { "*" => [] },
    constraints = ["My", "Team", "All"],
}

fn main() {}

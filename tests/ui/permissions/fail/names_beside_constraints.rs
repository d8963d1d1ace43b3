entra_perms_runtime::permissions! {
    manifest = "tests/manifests/names_beside_constraints.json",
    constraints = ["All"],
}

fn main() {}

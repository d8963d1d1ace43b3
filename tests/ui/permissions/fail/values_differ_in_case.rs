mod app_roles {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/differ_in_case.json",
        scopes = { "*" => ["*"] },
    }
}

fn main() {}

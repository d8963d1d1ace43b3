entra_perms_runtime::permissions! {
    manifest = "tests/manifests/environments/dev.json",
    environments = ["tests/manifests/environments/test.json", "tests/manifests/environments/differs.json"],
    scopes = { "Parcels.Use" => ["Parcels.*"] },
}

fn main() {}

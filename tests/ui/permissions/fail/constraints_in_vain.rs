entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.*" => ["Orders.Write.*"],
        "profile_sync" => [],
    },
    constraints = ["My", "team", "All", "All", "Tenant", "Read-Only"],
    not_delegated = ["Reports.Export"],
}

fn main() {}

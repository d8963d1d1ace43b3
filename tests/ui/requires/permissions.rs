entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.*" => ["Orders.Read.*", "Orders.Write.*"],
        "Shop.Legacy" => [],
        "profile_sync" => [],
    },
    constraints = ["My", "Team", "All"],
    not_delegated = ["Reports.Export"],
}

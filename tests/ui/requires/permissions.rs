entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json", allow = [shared_roles],
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.*" => ["Orders.Read.*", "Orders.Write.*"],
        "Shop.Legacy" => ["Reports.Export"],
        "profile_sync" => ["Legacy.Import"],
    },
    constraints = ["My", "Team", "All"],
    not_delegated = ["Reports.Export"],
}

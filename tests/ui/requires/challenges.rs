// The lint `no_xms_cc` is allowed, so that a case has its own defect only.
entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json", allow = [shared_roles, no_xms_cc],
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.*" => ["Orders.Read.*", "Orders.Write.*"],
        "Shop.Legacy" => ["Reports.Export"],
        "profile_sync" => ["Legacy.Import"],
    },
    constraints = ["My", "Team", "All"],
    not_delegated = ["Reports.Export"],
}

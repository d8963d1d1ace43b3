entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.Al" => ["Orders.Write.All"],
        "shop.write.team" => ["Orders.Write.Team"],
        "profile_sync" => [],
        "email" => [],
    },
    not_delegated = ["Reports.Export"],
}

fn main() {}

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*", "Shop.Read.*"],
        "Shop.Write.*" => ["Orders.Write.*", "Shop.Write.All"],
        "Orders.Write.All" => [],
        "Orders.Write.*" => [],
        "profile_sync" => [],
    },
    not_delegated = ["Reports.Export"],
}

fn main() {}

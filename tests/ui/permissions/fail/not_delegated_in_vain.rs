entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.*" => ["Orders.Write.*"],
        "profile_sync" => [],
    },
    not_delegated = ["Reports.Exports", "Shop.Read.All", "Orders.*", "Jobs.Run", "Orders.Write.All"],
}

fn main() {}

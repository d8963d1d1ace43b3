entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.*" => ["Orders.Write.*", "Jobs.Run"],
        "profile_sync" => ["Jobs.*"],
    },
    not_delegated = ["Reports.Export"],
}

fn main() {}

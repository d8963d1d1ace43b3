entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write*" => ["Orders.Write.*"],
        "*.Write.*" => ["Orders.Wr*"],
        "profile_sync" => ["*.*"],
    },
    not_delegated = ["Reports.Export"],
}

fn main() {}

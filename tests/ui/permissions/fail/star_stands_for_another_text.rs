entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*", "Reports.*"],
        "Shop.Write.*" => ["Orders.Write.*"],
        "profile_sync" => [],
        "Shop.*" => ["*.Export"],
    },
}

fn main() {}

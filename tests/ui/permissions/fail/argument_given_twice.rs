entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    manifest = "tests/manifests/other.json",
    scopes = { "Shop.Read.*" => ["Orders.Read.*"] },
    scopes = { "Shop.Write.*" => ["Orders.Write.*"] },
}

fn main() {}

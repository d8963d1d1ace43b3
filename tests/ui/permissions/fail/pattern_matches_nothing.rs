entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Raed.*" => [],
        "Shop.*.All" => ["Order.*.All"],
        "*.Team" => ["*.Taem"],
        "Shop.Write.*" => ["Invoices.*.Sent"],
        "profile_sync" => [],
    },
}

fn main() {}

//! Each enabled role of users needs a scope: neither a disabled one nor silence is one.

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.*" => ["Orders.Write.*"],
        "Shop.Write.Team" => [],
        "Shop.Legacy" => ["Reports.Export"],
        "profile_sync" => [],
    },
}

fn main() {}

//! A line matches the scope, and has no role for it.

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Write.*"],
        "Shop.Write.*" => ["Orders.Read.*", "Orders.Write.*"],
        "profile_sync" => ["Orders.Read.My"],
    },
    not_delegated = ["Reports.Export"],
}

fn main() {}

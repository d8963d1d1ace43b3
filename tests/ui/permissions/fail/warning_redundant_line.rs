#![deny(warnings)]

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Read.Team" => ["Orders.Read.Team"],
        "Shop.Write.*" => ["Orders.Write.*", "Orders.Read.*"],
        "Shop.Write.All" => ["Orders.Write.All", "Orders.Read.My"],
        "profile_sync" => ["Reports.Export"],
        "profile_sync" => [],
    },
    allow = [shared_roles],
}

fn main() {}

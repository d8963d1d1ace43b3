#![deny(warnings)]

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.*.Team" => ["Orders.Read.Team", "Orders.Write.Team"],
        "Shop.Read.My" => ["Orders.Read.My"],
        "Shop.*.All" => ["Orders.*.All", "Orders.Read.My"],
        "profile_sync" => ["Reports.Export"],
    },
    allow = [shared_roles],
}

fn main() {}

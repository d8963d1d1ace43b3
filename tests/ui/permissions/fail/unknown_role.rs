entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.All" => ["Orders.Wirte.All", "Read.Orders.All"],
        "Shop.Write.Team" => ["Orders.Write.Team", "Invoices.Write.Team"],
        "profile_sync" => [],
    },
    not_delegated = ["Report.Export"],
}

fn main() {}

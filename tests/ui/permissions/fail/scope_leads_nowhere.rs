//! Each enabled scope needs a line; `Shop.Legacy` is disabled and needs none.

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.Team" => ["Orders.Write.*"],
        "Shop.Legacy" => ["Orders.Write.All"],
    },
    not_delegated = ["Reports.Export", "Orders.Write.All"],
}

fn main() {}

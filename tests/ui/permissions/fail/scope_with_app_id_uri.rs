//! A client asks for the scope with the App ID URI before it; the manifest has the value alone.

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "api://shop/Shop.Read.My" => ["Orders.Read.My"],
        "Shop.Read.Team" => ["Orders.Read.Team"],
        "Shop.Read.All" => ["Orders.Read.All"],
        "Shop.Write.*" => ["Orders.Write.*"],
        "profile_sync" => [],
    },
    not_delegated = ["Reports.Export"],
}

fn main() {}

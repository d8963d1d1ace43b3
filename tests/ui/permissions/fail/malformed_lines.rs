entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        Shop::Read => ["Orders.Read.*"],
        "Shop.Read.*" -> ["Orders.Read.*"],
        "Shop.Write.*" => "Orders.Write.*",
        "Shop.Write.All" => [Orders::Write::All],
    },
    rename = {
        Jobs => Work,
        "Jobs.Run" => "Work",
        "Jobs.Run" = Work,
    },
}

fn main() {}

//! One broken argument hides no other, and what it held is not also called missing.

mod values {
    entra_perms_runtime::permissions! {
        manifest = tests::manifests::shop,
        scopes = ["Shop.Read.*"],
        constraints = "My",
        not_delegated = [Reports::Export],
        rename = "Jobs.Run",
        crate = "entra_perms_runtime",
    }
}

mod separators {
    entra_perms_runtime::permissions! {
        "tests/manifests/shop.json",
        scopes: {},
        constraints = ["My" "Team"]
        not_delegated = ["Reports.Export"],
    }
}

mod lines {
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
}

fn main() {}

//! A misspelt argument is read as what it was meant to be, and is the only error.

mod misspelt {
    entra_perms_runtime::permissions! {
        manifset = "tests/manifests/shop.json",
        scope = {
            "Shop.Read.*" => ["Orders.Read.*"],
            "Shop.Write.*" => ["Orders.Write.*"],
            "profile_sync" => [],
        },
        not_delgated = ["Reports.Export"],
    }
}

mod unlike_any {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/colliding_values.json",
        scopes = { "*" => [] },
        audience = ["api://shop"],
        rename = { "Mail:Read" => A, "mail_read" => B, "Tickets.Read.ANY" => C, "user_data" => D },
    }
}

fn main() {}

//! A misspelled argument is read as the argument it resembles, and is the only error.

entra_perms_runtime::permissions! {
    manifset = "tests/manifests/shop.json",
    scope = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.*" => ["Orders.Write.*"],
        "profile_sync" => [],
    },
    not_delgated = ["Reports.Export"],
}

fn main() {}

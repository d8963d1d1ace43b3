entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    not_delegated = ["Reports.Export"],
}

fn main() {}

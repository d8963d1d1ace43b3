entra_perms_runtime::permissions! {
    "tests/manifests/shop.json",
    scopes: {},
    constraints = ["My" "Team"]
    not_delegated = ["Reports.Export"],
}

fn main() {}

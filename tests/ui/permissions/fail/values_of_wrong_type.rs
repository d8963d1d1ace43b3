//! One broken argument hides no other, and is not also called missing.

entra_perms_runtime::permissions! {
    manifest = tests::manifests::shop,
    scopes = ["Shop.Read.*"],
    constraints = "My",
    not_delegated = [Reports::Export],
    rename = "Jobs.Run",
    crate = "entra_perms_runtime",
}

fn main() {}

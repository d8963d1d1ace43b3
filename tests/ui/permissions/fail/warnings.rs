//! They are warnings of the compiler, which this file denies. To allow `deprecated` does not silence them.
#![deny(warnings)]
#![allow(deprecated)]

mod of_values {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/odd_values.json",
        scopes = { "*" => [] },
        allow = [no_idtyp],
    }
}

mod of_the_application {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/placeholder_ids.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod without_idtyp {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/without_idtyp.json" }
}

mod beside_personal_accounts {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/both_kinds_of_accounts.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
        allow = [shared_roles],
    }
}

mod of_ids {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/repeated_ids.json" }
}

mod of_placeholders {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/placeholder_values.json" }
}

mod of_environments {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/environments/dev.json",
        environments = ["tests/manifests/environments/prod.json"],
        scopes = { "Parcels.Use" => ["*"] },
    }
}

mod without_client_id {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/graph.json",
        environments = [["tests/manifests/shapes/roles.json", "tests/manifests/shapes/scopes.json"]],
        scopes = { "Library.*" => ["Books.Read.All", "Loans.Write.Own"] },
        allow = [shared_roles],
    }
}

fn main() {}

//! The message never shows the secret.

mod client_secret {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/secret.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
        allow = [shared_roles, no_idtyp],
    }
}

mod legacy_client_secret {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/secret_legacy.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
        allow = [shared_roles, no_idtyp],
    }
}

mod output_of_reset {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/credential_reset.json" }
}

fn main() {}

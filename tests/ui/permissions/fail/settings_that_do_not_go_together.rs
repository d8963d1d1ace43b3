mod personal_accounts_with_roles {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/personal_accounts.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod personal_accounts_with_v1_tokens {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/personal_accounts_v1.json",
        scopes = { "*" => [] },
    }
}

mod mapped_claims_of_any_tenant {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/mapped_claims_multi_tenant.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod groups_as_roles {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/emit_as_roles.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod encrypted_tokens {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/token_encryption.json",
        scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    }
}

mod malformed_client_id {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/malformed_client_id.json" }
}

mod at_two_places {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/settings_at_two_places.json" }
}

fn main() {}

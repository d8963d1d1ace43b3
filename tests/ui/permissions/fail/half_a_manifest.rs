//! Only one of the fragments that a manifest is kept in is given.

mod roles_alone {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/roles.json", scopes = { "Library.Read" => ["Books.Read.All"] }, not_delegated = ["Loans.Write.Own"] }
}

mod scopes_alone {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/scopes_wrapped.json", scopes = { "Library.*" => ["Books.*"] } }
}

mod roles_of_users_alone {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/roles_of_users.json" }
}

fn main() {}

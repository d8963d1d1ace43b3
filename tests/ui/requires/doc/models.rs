//! Roles and scopes.

/// A shop.
#[path = "../permissions.rs"]
pub mod shop;

pub mod accounts {
    //! Values in lower case. One of them begins another one.
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/lower_case_values.json",
        scopes = { "access_as_user" => ["*"] },
        constraints = ["own", "every"],
    }
}

pub mod files {
    //! A role and a module have one path: `Files.Read` next to `Files.Read.All`.
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/rules.json", allow = [no_idtyp, shared_roles],
        scopes = { "Files.*" => ["Files.*"], "user_impersonation" => ["*"], "openid_like" => [] },
        not_delegated = [],
    }
}

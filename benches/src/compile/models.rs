//! The models that are checked, and become a part of programs, as sources of a scratch crate.

/// A role and a scope: the least there can be.
pub const LEAST: (&str, &str) = (
    r#"entra_perms_runtime::permissions! {
        manifest = "manifest.json",
        scopes = { "Files" => ["Files.Read"] },
    }"#,
    r#"{"appId": "30000000-0000-4000-8000-000000000001", "displayName": "Files", "signInAudience": "AzureADMyOrg",
    "appRoles": [{"id": "30000000-0000-4000-8000-000000000101", "isEnabled": true, "value": "Files.Read",
        "allowedMemberTypes": ["User"], "displayName": "Read files", "description": "Read files."}],
    "optionalClaims": {"accessToken": [{"name": "idtyp"}]},
    "api": {"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [
        {"id": "30000000-0000-4000-8000-000000000201", "isEnabled": true, "value": "Files", "type": "User"}]}}"#,
);

/// That of the CRM.
pub const CRM: (&str, &str) = (
    r#"entra_perms_runtime::permissions! {
        manifest = "manifest.json",
        scopes = {
            "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*" => ["Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
    }"#,
    include_str!("../../../manifests/crm.json"),
);

/// What `build.rs` makes up.
pub const LARGE: &str = include_str!(concat!(env!("OUT_DIR"), "/large.rs"));

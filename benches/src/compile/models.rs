//! The sources of the models that scratch crates compile.

/// A call of `permissions!`, and the manifest that it reads from `manifest.json`.
pub struct Model {
    pub source: &'static str,
    pub manifest: &'static str,
}

/// The smallest model: one role and one scope.
pub const LEAST: Model = Model {
    source: r#"entra_perms_runtime::permissions! {
        manifest = "manifest.json",
        scopes = { "Files" => ["Files.Read"] },
    }"#,
    manifest: r#"{
        "appId": "30000000-0000-4000-8000-000000000001",
        "displayName": "Files",
        "signInAudience": "AzureADMyOrg",
        "appRoles": [{
            "id": "30000000-0000-4000-8000-000000000101", "isEnabled": true, "value": "Files.Read",
            "allowedMemberTypes": ["User"],
            "displayName": "Read files", "description": "Read files."
        }],
        "optionalClaims": {"accessToken": [{"name": "idtyp"}]},
        "api": {"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{
            "id": "30000000-0000-4000-8000-000000000201", "isEnabled": true, "value": "Files",
            "type": "User"
        }]}
    }"#,
};

/// The model of the CRM.
pub const CRM: Model = Model {
    source: r#"entra_perms_runtime::permissions! {
        manifest = "manifest.json",
        scopes = {
            "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*" => [
                "Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*",
            ],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
    }"#,
    manifest: include_str!("../../../manifests/crm.json"),
};

/// The model that `build.rs` generates. The source names the path of its manifest.
pub const LARGE: &str = include_str!(concat!(env!("OUT_DIR"), "/large.rs"));

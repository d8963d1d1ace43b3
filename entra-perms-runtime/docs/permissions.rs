// The model of the examples in the documentation. Each example includes this file as
// `mod permissions`, in a line that rustdoc hides.
entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    scopes = {
        "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
        "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
        "Sales.*" => ["Proposals.*"],
    },
    constraints = ["My", "Team", "All"],
    clients = { Web = "manifests/crm-web.json", Import = "manifests/crm-import.json" },
    allow = [shared_roles],
}

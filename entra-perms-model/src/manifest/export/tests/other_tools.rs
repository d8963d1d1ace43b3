//! Files of other tools: one error names the kind of file, and its help the command for an export.

use super::*;

const ROLES: &str = r#""appRoles": [{"value": "A", "allowedMemberTypes": ["User"]}]"#;
const RESOURCE: &str =
    r#"{"type": "azuread_application", "values": {"app_role": [{"value": "A"}]}}"#;

/// Files, each with the name of its kind. `APP`, `ROLES` and `RESOURCE` are placeholders.
const FILES: &[(&str, &str)] = &[
    (
        r#"{"format_version": "1.2", "terraform_version": "1.9",
            "planned_values": {"root_module": {"resources": [RESOURCE]}}}"#,
        "a Terraform plan (`terraform show -json`)",
    ),
    (
        r#"{"format_version": "1.0", "terraform_version": "1.9",
            "values": {"root_module": {"resources": [RESOURCE]}}}"#,
        "a Terraform state (`terraform show -json`)",
    ),
    (
        r#"{"version": 4, "terraform_version": "1.9", "serial": 3, "lineage": "x",
            "resources": []}"#,
        "a Terraform state (`terraform.tfstate`)",
    ),
    (
        r#"{"//": {}, "terraform": {},
            "resource": {"azuread_application": {"api": {"app_role": []}}}}"#,
        "a Terraform configuration",
    ),
    (
        r#"{"app": {"sensitive": false, "type": "object", "value": APP}}"#,
        "the output of Terraform (`terraform output -json`)",
    ),
    ("[RESOURCE]", "a Terraform resource"),
    (
        r#"{"display_name": "CRM", "app_role": [{"value": "A"}], "api": [{}]}"#,
        "an application for Terraform or Ansible",
    ),
    (
        r#"[{"app_id": "x", "app_roles": [{"value": "A"}]}]"#,
        "an application for Terraform or Ansible",
    ),
    (
        r#"{"$schema":
            "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "resources": {"app": {"properties": APP}}}"#,
        "an ARM template, such as the output of Bicep",
    ),
    (
        r#"{"contentVersion": "1.0.0.0", "resources": []}"#,
        "an ARM template, such as the output of Bicep",
    ),
    (
        r#"{"contentVersion": "1.0.0.0", "parameters": {"app": {"value": APP}}}"#,
        "a parameter file for Bicep or ARM",
    ),
    (
        r#"{"id": "x", "properties": {"provisioningState": "Succeeded",
            "outputs": {"app": {"type": "Object", "value": APP}}}}"#,
        "the result of an Azure deployment",
    ),
    (r#"{"app": {"type": "Object", "value": APP}}"#, "the output of an Azure deployment"),
    (
        r#"{"type": "Microsoft.Graph/applications@v1.0", "properties": APP}"#,
        "a resource of Bicep or ARM",
    ),
    (
        r#"{"version": 3, "deployment": {"manifest": {}, "resources": [{"outputs": APP}]}}"#,
        "a Pulumi state (`pulumi stack export`)",
    ),
    (
        r#"{"version": 3, "checkpoint": {"stack": "dev", "latest": {}}}"#,
        "a Pulumi state (`pulumi stack export`)",
    ),
    (r#"{"steps": [{"op": "same", "urn": "urn:pulumi:x"}]}"#, "a Pulumi plan"),
    (r#"{"urn": "urn:pulumi:dev::x::azuread", "outputs": APP}"#, "a Pulumi resource"),
    (
        r#"{"requests": [{"id": "1", "method": "PATCH", "url": "/applications/x", "body": APP}]}"#,
        "a `$batch` request to Microsoft Graph",
    ),
    (
        r#"{"responses": [{"id": "1", "status": 200, "body": APP}]}"#,
        "the response to a `$batch` request",
    ),
    (
        r#"{"StatusCode": 200, "Content": "{\"appRoles\": []}"}"#,
        "an HTTP response with status and body",
    ),
    (
        r#"{"Resources": {"App": {"Type": "Custom::Entra", "Properties": APP}}}"#,
        "a CloudFormation template",
    ),
    (
        r#"{"apiVersion": "applications.azuread.upbound.io/v1beta1", "kind": "Application",
            "spec": APP}"#,
        "a Kubernetes resource",
    ),
    (
        r#"{"changed": false, "applications": [{"app_id": "x", "app_roles": []}]}"#,
        "the result of an Ansible task",
    ),
    (
        r#"{"changed": true, "rc": 0, "stdout": "{\"appRoles\": []}"}"#,
        "the result of an Ansible task",
    ),
    (r#"[{"ResourceName": "AADApplication", ROLES}]"#, "a configuration of Microsoft365DSC"),
    (
        r#"{"applicationScopesList": [{"value": "User.Read.All"}]}"#,
        "a list of Microsoft's permissions",
    ),
];

#[test]
fn the_files_of_known_tools_are_recognized() {
    let app = format!("{{{ROLES}}}");
    for (text, kind) in FILES {
        let text = text.replace("APP", &app).replace("ROLES", ROLES).replace("RESOURCE", RESOURCE);
        let expected = "`crm.json` is not an app registration manifest";
        expect(&text, &[&format!("{expected}\nnote: it is {kind}\n{EXPORT_HELP}")]);
    }
}

#[test]
fn app_roles_may_have_keys_of_a_tool() {
    let role = ROLE.replacen('{', r#"{"ResourceName": "CRM", "#, 1);
    assert_eq!(values(sound(&format!("[{role}]")).roles()), ["A"]);
}

#[test]
fn permissions_inside_an_unknown_file_are_found() {
    let app = format!("{{{ROLES}}}");
    for (text, key, path, place) in [
        (format!(r#"{{"data": {{"apps": [{app}]}}}}"#), "appRoles", "data.apps[0]", "1:21"),
        (format!(r#"[{{"site": 1}}, {{"entra": {app}}}]"#), "appRoles", "[1].entra", "1:26"),
        (format!(r#"{{"value": [{{"entra": {app}}}]}}"#), "appRoles", "value[0].entra", "1:23"),
        (r#"{"x": {"app_role": [{"value": "A"}]}}"#.to_owned(), "app_role", "x", "1:8"),
        (
            r#"{"x": [[{"oauth2PermissionScopes": []}]]}"#.to_owned(),
            "oauth2PermissionScopes",
            "x[0][0]",
            "1:10",
        ),
        (r#"{"log": "{\"appRoles\": []}"}"#.to_owned(), "appRoles", "log", "1:9"),
        // An object with an `appId` may be a wrapper, too.
        (format!(r#"{{"appId": "x", "registration": {app}}}"#), "appRoles", "registration", "1:33"),
    ] {
        let message = format!(
            "`{key}` is in `{path}`, not at the top of the file\n\
             note: at crm.json:{place}\n{EXPORT_HELP}"
        );
        expect(&text, &[&message]);
    }
}

#[test]
fn json_in_a_string_is_recognized() {
    let message = format!(
        "`crm.json` is a string that contains the JSON of a manifest\n\
         help: do not convert the export to JSON a second time\n{EXPORT_HELP}"
    );
    expect(r#""{\"appRoles\": []}""#, &[&message]);
}

/// Returns a list of 101 entries, one on a line.
fn list(entry: impl Fn(usize) -> String) -> String {
    format!("[{}]", (0..101).map(entry).collect::<Vec<_>>().join(",\n"))
}

const HOLDERS: &str = r#""allowedMemberTypes": ["Application"]"#;

#[test]
fn permissions_without_holders_are_one_error() {
    let text = list(|number| {
        let holders = if number == 0 { HOLDERS } else { r#""origin": "Application""# };
        format!(r#"{{"value": "A{number}", {holders}}}"#)
    });
    let message = |count: &str, place: &str| {
        format!(
            "{count} app roles have no `allowedMemberTypes`\n\
             note: at crm.json:{place}\n\
             note: this is the first of them\n\
             note: a list of permissions for readers is not a manifest\n\
             help: add `\"allowedMemberTypes\": [\"User\"]`, `[\"Application\"]` or both words\n\
             {EXPORT_HELP}"
        )
    };
    expect(&text, &[&message("100 of 101", "2:1")]);
    let roles = list(|number| format!(r#"{{"value": "A{number}", "origin": "Application"}}"#));
    let text = format!(r#"{{"appRoles": {roles}}}"#);
    expect(&text, &[&message("101 of 101", "1:15")]);
}

#[test]
fn permissions_of_several_apis_are_one_error() {
    let text = list(|number| format!(r#"{{"appId": "x", "value": "A{number}", {HOLDERS}}}"#));
    let message = format!(
        "`crm.json` lists 101 permissions of several APIs\n\
         note: a manifest has the permissions of one API\n{EXPORT_HELP}"
    );
    expect(&text, &[&message]);
    // One value has another id in each API.
    let text = list(|number| {
        let id = format!("00000000-0000-0000-0000-000000000{number:03}");
        format!(r#"{{"value": "Read", {HOLDERS}, "id": "{id}"}}"#)
    });
    assert!(error(&text).starts_with("100 app roles are repeated with another `id`\n"));
    // Entries with an origin and without holders.
    let text = list(|number| format!(r#"{{"value": "A{number}", "origin": "Application"}}"#));
    assert!(error(&text).starts_with("`crm.json` is not a list of applications, app roles or"));
}

//! Files of other tools are named in one error that says what to export.

use super::*;

const ROLES: &str = r#""appRoles": [{"value": "A", "allowedMemberTypes": ["User"]}]"#;
const RESOURCE: &str =
    r#"{"type": "azuread_application", "values": {"app_role": [{"value": "A"}]}}"#;
const EXPORT: &str = "`az ad app show --id <app id> -o json > manifest.json`";

/// Files with `APP`, `ROLES` and `RESOURCE` for what is above, and what each is.
const FILES: &[(&str, &str)] = &[
    (
        r#"{"format_version": "1.2", "terraform_version": "1.9", "planned_values": {"root_module": {"resources": [RESOURCE]}}}"#,
        "a Terraform plan (`terraform show -json`)",
    ),
    (
        r#"{"format_version": "1.0", "terraform_version": "1.9", "values": {"root_module": {"resources": [RESOURCE]}}}"#,
        "a Terraform state (`terraform show -json`)",
    ),
    (
        r#"{"version": 4, "terraform_version": "1.9", "serial": 3, "lineage": "x", "resources": []}"#,
        "a Terraform state (`terraform.tfstate`)",
    ),
    (
        r#"{"//": {}, "terraform": {}, "resource": {"azuread_application": {"api": {"app_role": []}}}}"#,
        "a Terraform configuration",
    ),
    (
        r#"{"app": {"sensitive": false, "type": "object", "value": APP}}"#,
        "the output of Terraform (`terraform output -json`)",
    ),
    ("[RESOURCE]", "a Terraform resource"),
    (
        r#"{"display_name": "CRM", "app_role": [{"value": "A"}], "api": [{}]}"#,
        "an application in the keys of Terraform's `azuread`, or of Ansible",
    ),
    (
        r#"[{"app_id": "x", "app_roles": [{"value": "A"}]}]"#,
        "an application in the keys of Terraform's `azuread`, or of Ansible",
    ),
    (
        r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": {"app": {"properties": APP}}}"#,
        "an ARM template, such as Bicep is compiled to",
    ),
    (
        r#"{"contentVersion": "1.0.0.0", "resources": []}"#,
        "an ARM template, such as Bicep is compiled to",
    ),
    (
        r#"{"contentVersion": "1.0.0.0", "parameters": {"app": {"value": APP}}}"#,
        "a file of parameters for Bicep or ARM",
    ),
    (
        r#"{"id": "x", "properties": {"provisioningState": "Succeeded", "outputs": {"app": {"type": "Object", "value": APP}}}}"#,
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
    (r#"{"StatusCode": 200, "Content": "{\"appRoles\": []}"}"#, "an HTTP response around its body"),
    (
        r#"{"Resources": {"App": {"Type": "Custom::Entra", "Properties": APP}}}"#,
        "a CloudFormation template",
    ),
    (
        r#"{"apiVersion": "applications.azuread.upbound.io/v1beta1", "kind": "Application", "spec": APP}"#,
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
fn known_tools_are_named() {
    let app = format!("{{{ROLES}}}");
    for (text, kind) in FILES {
        let text = text.replace("APP", &app).replace("ROLES", ROLES).replace("RESOURCE", RESOURCE);
        expect(
            &text,
            &[&format!(
                "`crm.json` is {kind}, and not the manifest of an app registration; export the registration itself: {EXPORT}"
            )],
        );
    }
}

#[test]
fn unknown_wrappers_say_where_the_permissions_are() {
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
        // What looks like an application may be a wrapper, too.
        (format!(r#"{{"appId": "x", "registration": {app}}}"#), "appRoles", "registration", "1:33"),
    ] {
        let message = format!(
            "crm.json:{place}: `{key}` is in `{path}`, and expected at the top of the file, as an app registration is exported; export \
             the registration itself: {EXPORT}"
        );
        expect(&text, &[&message]);
    }
    let string = r#""{\"appRoles\": []}""#;
    assert!(
        read(string).1[0].starts_with("`crm.json` is a string that holds the JSON of a manifest; ")
    );
}

#[test]
fn permissions_of_several_apis_are_one_error() {
    let list = |entry: &dyn Fn(usize) -> String| {
        format!("[{}]", (0..101).map(entry).collect::<Vec<_>>().join(",\n"))
    };
    let holders = r#""allowedMemberTypes": ["Application"]"#;
    for (entry, part) in [
        (
            (&|number| format!(r#"{{"value": "A{number}", "origin": "Application"}}"#))
                as &dyn Fn(usize) -> String,
            "is a list of neither applications, app roles (`allowedMemberTypes`) nor scopes",
        ),
        (
            // Only some say who may hold them.
            &|number| {
                let holders = if number == 0 { holders } else { r#""origin": "Application""# };
                format!(r#"{{"value": "A{number}", {holders}}}"#)
            },
            "crm.json:2:1: 100 of 101 app roles have no `allowedMemberTypes`, this one first; ",
        ),
        (
            // One name in several APIs, with another id in each.
            &|number| {
                format!(
                    r#"{{"value": "Read", {holders}, "id": "00000000-0000-0000-0000-000000000{number:03}"}}"#
                )
            },
            "crm.json:2:11: 100 app roles are repeated with another `id`",
        ),
        (
            &|number| format!(r#"{{"appId": "x", "value": "A{number}", {holders}}}"#),
            "`crm.json` is a list of 101 permissions of several APIs, which is not a manifest; ",
        ),
    ] {
        let text = list(entry);
        let (_, errors) = read(&text);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].contains(part), "{}", errors[0]);
    }
    let roles = list(&|number| format!(r#"{{"value": "A{number}", "origin": "Application"}}"#));
    let (_, errors) = read(&format!(r#"{{"appRoles": {roles}}}"#));
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].starts_with("crm.json:1:15: 101 of 101 app roles have no `allowedMemberTypes`")
    );
}

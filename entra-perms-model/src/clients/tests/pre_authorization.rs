//! The clients that the API pre-authorizes for scopes.

use super::{API, MAPPING, OTHER, WEB, api, client, id, sound, values};
use crate::test_support::analysis::analyze_files;
use crate::test_support::expect_errors;

#[test]
fn pre_authorized_scopes_are_read_in_each_spelling() {
    for scopes in [
        r#""delegatedPermissionIds": ["ID"]"#,
        r#""permissionIds": ["ID"]"#,
        // Below its depth limit, `ConvertTo-Json` writes a list as one string.
        r#""DelegatedPermissionId": "ID""#,
        // Azure AD Graph, in exports of the old `az` and of two PowerShell modules.
        r#""permissions": [{"directAccessGrant": false, "accessGrants": ["ID"]}]"#,
        r#""permissions": [{"accessGrants": ["ID"]}], "extensions": []"#,
        r#""Permissions": [{"DirectAccessGrant": null, "AccessGrants": ["ID"]}]"#,
        r#""Permission": {"DirectAccessGrant": "False", "AccessGrant": "ID"}"#,
    ] {
        let list = format!(
            r#""preAuthorizedApplications": [
            {{"appId": "{OTHER}", {}}}, {{"appId": "{}", {}}}],"#,
            scopes.replace("ID", &id(0)),
            WEB.to_uppercase(),
            scopes.replace("ID", &id(1)),
        );
        let graph = api(API, 0, &list);
        // In the legacy form, the list is not in `api`.
        let legacy = api(API, 0, "").replacen('{', &format!("{{{list}"), 1);
        for text in [graph, legacy] {
            let web = client(WEB, API, &[("Scope", 0)]);
            let files = [("crm.json", text.as_str()), ("web.json", web.as_str())];
            let input =
                format!(r#"manifest = "crm.json", clients = {{ Web = "web.json" }}, {MAPPING}"#);
            let model = sound(analyze_files(&files, &input));
            let registration = &model.clients[0].registrations[0];
            assert_eq!(registration.pre_authorized, [1], "{text}");
            assert_eq!(registration.scopes, [0]);
            let delegated = model.delegated_roles(registration);
            assert_eq!(values(&model, &delegated), ["Contacts.Read", "Contacts.Write"]);
        }
    }
}

#[test]
fn unknown_pre_authorized_scopes_are_errors() {
    let list = |id: &str| {
        format!(
            r#""preAuthorizedApplications": [{{"appId": "{WEB}", "permissionIds": ["{id}"]}}],"#
        )
    };
    let analyze = |text: &str| {
        analyze_files(&[("crm.json", text)], &format!(r#"manifest = "crm.json", {MAPPING}"#))
    };
    let unknown = id(9);
    let text = api(API, 0, &list(&unknown));
    let column = text.find(&unknown).unwrap();
    let error = format!(
        "a client is pre-authorized for a scope that does not exist\n\
         note: at crm.json:1:{column}\n\
         note: it is in the entry for client `{WEB}`\n\
         help: remove it from `preAuthorizedApplications` in Entra, and export the registration \
         again"
    );
    expect_errors(&analyze(&text), &[("\"crm.json\"", &error)]);
    // A disabled scope exists. The list may contain an app role. A placeholder may be a scope.
    for id in [&*id(2), &*id(10), "${{SCOPE_ID}}"] {
        sound(analyze(&api(API, 0, &list(id))));
    }
    // A scope or an app role without a GUID may be the one.
    sound(analyze(&text.replacen(&id(1), "${{ID}}", 1)));
    sound(analyze(&text.replacen(&id(10), "${{ID}}", 1)));
}

#[test]
fn app_roles_are_not_pre_authorized_scopes() {
    // In Azure AD Graph, a scope and an app role may have one id.
    for grants in [
        format!(r#""permissions": [{{"directAccessGrant": true, "accessGrants": ["{}"]}}]"#, id(1)),
        format!(r#""permissionIds": ["{}"]"#, id(10)),
    ] {
        let list = format!(r#""preAuthorizedApplications": [{{"appId": "{WEB}", {grants}}}],"#);
        let files =
            [("crm.json", api(API, 0, &list)), ("web.json", client(WEB, API, &[("Scope", 0)]))];
        let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
        let input =
            format!(r#"manifest = "crm.json", clients = {{ Web = "web.json" }}, {MAPPING}"#);
        let model = sound(analyze_files(&files, &input));
        assert_eq!(model.clients[0].registrations[0].pre_authorized, [0; 0], "{grants}");
    }
}

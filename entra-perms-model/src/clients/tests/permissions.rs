//! The permissions that clients ask for.

use super::{
    API, MAPPING, PROD, REMOVE, WEB, analyze_web, api, client, id, messages, sound, values,
};
use crate::model::ClientRegistration;
use crate::test_support::analysis::analyze_files;
use crate::test_support::{error_texts, expect_errors};

#[test]
fn a_client_asks_for_scopes_and_roles() {
    let web = client(WEB, API, &[("Role", 12), ("Scope", 1), ("Scope", 0), ("Scope", 1)]);
    let model = sound(analyze_web(&web));
    let client = model.client("Web").unwrap();
    let expected = ClientRegistration {
        app: 0,
        client_id: WEB.to_owned(),
        display_name: Some("Web".to_owned()),
        scopes: vec![0, 1],
        roles: vec![2],
        pre_authorized: vec![],
        is_public: false,
        is_blueprint: false,
    };
    assert_eq!(client.registrations, [expected]);
    let [registration] = client.registrations.as_slice() else { unreachable!() };
    let delegated = model.delegated_roles(registration);
    assert_eq!(values(&model, &delegated), ["Contacts.Read", "Contacts.Write"]);
    assert_eq!(values(&model, &model.app_only_roles(registration)), ["Jobs.Run"]);
}

#[test]
fn a_client_may_ask_for_nothing() {
    let model = sound(analyze_web(&client(WEB, API, &[])));
    let client = model.client("Web").unwrap();
    assert!(client.registrations[0].scopes.is_empty());
    assert!(model.delegated_roles(&client.registrations[0]).is_empty());
}

#[test]
fn an_unknown_permission_is_an_error() {
    expect_errors(
        &analyze_web(&client(WEB, API, &[("Scope", 9), ("Role", 0x20)])),
        &[
            (
                "\"web.json\"",
                &format!(
                    "the API has no scope with the id `{}`\n\
                     note: at web.json:5:8\n\
                 note: client `Web` asks for it\n\
                     note: the scopes of the API are in `crm.json`\n\
                     help: {REMOVE}",
                    id(9)
                ),
            ),
            (
                "\"web.json\"",
                &format!(
                    "the API has no app role with the id `{}`\n\
                     note: at web.json:6:8\n\
                 note: client `Web` asks for it\n\
                     note: the app roles of the API are in `crm.json`\n\
                     help: {REMOVE}",
                    id(0x20)
                ),
            ),
        ],
    );
}

#[test]
fn a_permission_of_another_environment_is_unknown() {
    let crm = api(API, 0, "");
    let prod = api(PROD, 100, "");
    let web = client(WEB, PROD, &[("Scope", 0)]);
    let files = [("crm.json", crm.as_str()), ("prod.json", &prod), ("web.json", &web)];
    let input = format!(
        r#"manifest = "crm.json", environments = ["prod.json"],
        clients = {{ Web = "web.json" }}, {MAPPING}"#
    );
    let errors = error_texts(&analyze_files(&files, &input));
    let [(_, text)] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(text.contains("note: the scopes of the API are in `prod.json`\n"), "{text}");
}

#[test]
fn entries_without_ids_are_named() {
    let crm = api(API, 0, "").replacen(&id(1), "${{ID}}", 1);
    let web = client(WEB, API, &[("Scope", 1), ("Scope", 0)]);
    let input = format!(r#"manifest = "crm.json", clients = {{ Web = "web.json" }}, {MAPPING}"#);
    let analysis = analyze_files(&[("crm.json", &crm), ("web.json", &web)], &input);
    let errors = error_texts(&analysis);
    let [(_, text)] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(text.contains("note: 1 of them does not have a GUID as `id`\n"), "{text}");
}

#[test]
fn a_permission_of_the_wrong_type_is_an_error() {
    expect_errors(
        &analyze_web(&client(WEB, API, &[("Role", 0), ("Scope", 10)])),
        &[
            (
                "\"web.json\"",
                "scope `Crm.Read` is not an app role\n\
                 note: at web.json:5:8\n\
                 note: client `Web` asks for it\n\
                 note: `type` is `Role` in this entry\n\
                 note: scope `Crm.Read` is at crm.json:2:57\n\
                 help: write `\"type\": \"Scope\"`, or remove the entry",
            ),
            (
                "\"web.json\"",
                "app role `Contacts.Read` is not a scope\n\
                 note: at web.json:6:8\n\
                 note: client `Web` asks for it\n\
                 note: `type` is `Scope` in this entry\n\
                 note: app role `Contacts.Read` is at crm.json:6:57\n\
                 help: write `\"type\": \"Role\"`, or remove the entry",
            ),
        ],
    );
}

#[test]
fn a_role_that_applications_cannot_hold_is_an_error() {
    expect_errors(
        &analyze_web(&client(WEB, API, &[("Role", 11)])),
        &[(
            "\"web.json\"",
            &format!(
                "app role `Contacts.Write` is for users only\n\
                 note: at web.json:5:8\n\
                 note: client `Web` asks for it\n\
                 note: app role `Contacts.Write` is at crm.json:7:57, for `User`\n\
                 note: `\"type\": \"Role\"` asks for an app role that the client holds itself\n\
                 help: add `Application` to its `allowedMemberTypes`, or {REMOVE}"
            ),
        )],
    );
}

#[test]
fn a_disabled_permission_is_an_error() {
    expect_errors(
        &analyze_web(&client(WEB, API, &[("Scope", 2)])),
        &[(
            "\"web.json\"",
            &format!(
                "scope `Crm.Old` is disabled\n\
                 note: at web.json:5:8\n\
                 note: client `Web` asks for it\n\
                 note: scope `Crm.Old` is at crm.json:4:57\n\
                 help: enable it, or {REMOVE}"
            ),
        )],
    );
}

/// A client of an environment that enables a scope may ask for it. It is not granted, because
/// another environment disables it.
#[test]
fn a_scope_that_another_environment_disables_is_not_granted() {
    let crm = api(API, 0, "").replace(r#", "isEnabled": false"#, "");
    let prod = api(PROD, 100, "");
    let web = client(WEB, API, &[("Scope", 2)]);
    let files = [("crm.json", crm.as_str()), ("prod.json", &prod), ("web.json", &web)];
    let input = format!(
        r#"manifest = "crm.json", environments = ["prod.json"],
        clients = {{ Web = "web.json" }}, {MAPPING}"#
    );
    let model = sound(analyze_files(&files, &input));
    let registration = &model.clients[0].registrations[0];
    assert_eq!(registration.scopes, [2]);
    assert!(model.delegated_roles(registration).is_empty());
}

#[test]
fn malformed_requests_are_errors() {
    let malformed = |old: &str, new: &str| {
        let web = client(WEB, API, &[("Scope", 0)]);
        let old = old.replace("ID", &id(0));
        assert!(web.contains(&old));
        messages(&analyze_web(&web.replace(&old, new)))
    };
    let kind = format!(r#""{}", "type": "Scope""#, id(0));
    let scope = |kind: &str| format!(r#""{}", {kind}"#, id(0));
    let unknown = "unknown `type`: `scope`";
    assert_eq!(malformed(&kind, &scope(r#""type": "scope""#)), [unknown]);
    let missing = "unknown `type`: ``";
    assert_eq!(malformed(&kind, &scope(r#""type": null"#)), [missing]);
    assert_eq!(malformed("\"ID\"", "\"User.Read\""), ["`id` is not a GUID: `User.Read`"]);
    assert_eq!(malformed("\"ID\"", "null"), ["a permission has no `id`"]);
    assert_eq!(
        malformed("\"00000003-0000-0000-c000-000000000000\"", "3"),
        ["expected a string for `resourceAppId` of an element of `requiredResourceAccess`, found \
          a number"]
    );
    assert_eq!(
        malformed("\"ID\"", "1"),
        ["expected a string for `id` of an element of `resourceAccess`, found a number",]
    );
}

#[test]
fn many_unknown_permissions_are_counted() {
    let permissions: Vec<_> = (100..130).map(|number| ("Scope", number)).collect();
    let messages = messages(&analyze_web(&client(WEB, API, &permissions)));
    assert_eq!(messages.len(), 21);
    assert_eq!(messages[20], "and 10 more permissions that the API does not have");
}

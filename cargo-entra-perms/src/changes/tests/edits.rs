//! One edit, and its changes.

use super::super::{Verdict, compare};
use super::{Memory, State, ids};
use crate::report::Class;

const MANIFEST: &str = r#"{
  "appId": "10000000-0000-4000-8000-000000000001", "displayName": "Shop",
  "identifierUris": ["api://shop"], "signInAudience": "AzureADMyOrg",
  "api": {"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [
    {"id": "20000000-0000-4000-8000-000000000001", "value": "Shop.Read", "type": "Admin",
     "isEnabled": true}
  ]},
  "appRoles": [
    {"id": "30000000-0000-4000-8000-000000000001", "value": "Orders.Read", "isEnabled": true,
     "displayName": "Read", "allowedMemberTypes": ["User"]},
    {"id": "30000000-0000-4000-8000-000000000002", "value": "Orders.Write", "isEnabled": true,
     "displayName": "Write", "allowedMemberTypes": ["User"]}
  ],
  "optionalClaims": {"accessToken": [{"name": "idtyp"}, {"name": "xms_act_fct"},
    {"name": "xms_sub_fct"}, {"name": "xms_par_app_azp"}, {"name": "acrs"}]}
}"#;

const MAPPING: &str = r#"{ "Shop.Read" => ["Orders.Read"] }"#;

fn state(manifest: &str, mapping: &str) -> State {
    let memory = Memory::default().with("shop.json", manifest);
    memory.state(&format!("manifest = \"shop.json\", scopes = {mapping}"))
}

/// Fails unless an edit of the manifest has this verdict and these changes.
#[track_caller]
fn expect(from: &str, to: &str, verdict: Verdict, changes: &[&str]) {
    assert!(MANIFEST.contains(from), "{from}");
    let before = state(MANIFEST, MAPPING);
    let after = state(&MANIFEST.replacen(from, to, 1), MAPPING);
    let comparison = compare(&before, &after);
    let ids: Vec<_> = ids(&comparison.changes).into_iter().collect();
    assert_eq!(
        (comparison.verdict, ids),
        (verdict, changes.iter().map(|it| (*it).to_owned()).collect())
    );
}

#[test]
fn changes_of_the_registration() {
    use Verdict::{Equal, Incomparable, MorePermissive};
    let id = |last: u8| format!("10000000-0000-4000-8000-00000000000{last}");
    expect(&id(1), &id(2), Equal, &["client_id_changed breaks"]);
    expect("\"Shop\"", "\"Store\"", Equal, &["display_name_changed text"]);
    expect("\"api://shop\"", "\"api://store\"", Equal, &["app_id_uris_changed tokens"]);
    expect("Version\": 2", "Version\": 1", Equal, &["token_version_changed tokens"]);
    let audience = "AzureADMyOrg";
    expect(audience, "AzureADMultipleOrgs", MorePermissive, &["sign_in_audience_widened widens"]);
    let both = ["sign_in_audience_narrowed breaks", "sign_in_audience_widened widens"];
    expect(audience, "PersonalMicrosoftAccount", Incomparable, &both);
    for claim in ["idtyp", "xms_act_fct", "xms_sub_fct", "xms_par_app_azp"] {
        let claim = format!("{{\"name\": \"{claim}\"}}");
        expect(&claim, "{\"name\": \"email\"}", MorePermissive, &["claim_dropped widens"]);
    }
    expect(
        "{\"name\": \"acrs\"}",
        "{\"name\": \"email\"}",
        Equal,
        &["optional_claim_changed tokens"],
    );
    expect(
        "{\"name\": \"acrs\"}",
        "{\"name\": \"acrs\"}, {\"name\": \"aud\", \"additionalProperties\": [\"use_guid\"]}",
        Equal,
        &["audience_claim_changed tokens"],
    );
}

#[test]
fn changes_of_entries() {
    use Verdict::{Equal, LessPermissive, MorePermissive};
    let id = |last: u8| format!("30000000-0000-4000-8000-00000000000{last}");
    expect(&id(1), &id(7), Equal, &["role_id_changed breaks"]);
    expect(&id(1), "placeholder", Equal, &["role_id_unknown text"]);
    expect(
        "\"displayName\": \"Read\"",
        "\"displayName\": \"R\"",
        Equal,
        &["role_text_changed text"],
    );
    let read = "\"Orders.Read\", \"isEnabled\": true";
    expect(
        read,
        "\"Orders.Read\", \"isEnabled\": false",
        LessPermissive,
        &["role_disabled breaks"],
    );
    // No scope leads to the role, so that nobody could use it.
    let write = "\"Orders.Write\", \"isEnabled\": true";
    expect(write, "\"Orders.Write\", \"isEnabled\": false", Equal, &["role_disabled breaks"]);
    expect(
        "[\"User\"]",
        "[\"User\", \"Application\"]",
        MorePermissive,
        &["role_applications_added widens"],
    );
    expect("\"Admin\"", "\"User\"", MorePermissive, &["scope_user_consent widens"]);
    let consent = "\"type\": \"Admin\",\n     \"isEnabled\": true";
    let disabled = consent.replace("true", "false");
    expect(consent, &disabled, LessPermissive, &["scope_disabled breaks"]);
}

#[test]
fn a_rename_is_one_change_without_an_effect() {
    let before = state(MANIFEST, MAPPING);
    let after = state(
        &MANIFEST.replace("Orders.Read", "Orders.View").replace("Shop.Read", "Shop.View"),
        r#"{ "Shop.View" => ["Orders.View"] }"#,
    );
    let comparison = compare(&before, &after);
    assert_eq!(comparison.verdict, Verdict::Equal);
    let ids: Vec<_> = ids(&comparison.changes).into_iter().collect();
    assert_eq!(ids, ["role_renamed breaks", "scope_renamed breaks"]);
    let item = comparison.changes[0].clone().into_item("");
    assert_eq!(item.message, "app role `Orders.View` was named `Orders.Read` before");
    assert_eq!(item.place.map(|place| place.to_string()).as_deref(), Some("shop.json:9:61"));
}

#[test]
fn registrations_are_found_by_client_id() {
    let other = MANIFEST.replace("10000000-", "90000000-").replace("MyOrg", "MultipleOrgs");
    let memory = Memory::default().with("one.json", MANIFEST).with("other.json", &other);
    let state = |files: &str| memory.state(&format!("{files}, scopes = {MAPPING}"));
    let before = state(r#"manifest = "one.json", environments = ["other.json"]"#);
    let swapped = state(r#"manifest = "other.json", environments = ["one.json"]"#);
    let comparison = compare(&before, &swapped);
    assert_eq!(comparison.verdict, Verdict::Equal);
    assert_eq!(ids(&comparison.changes).len(), 0, "{:?}", comparison.changes);
    // One registration less is less, and one more is more.
    let one = state(r#"manifest = "one.json""#);
    let removed = compare(&before, &one);
    assert_eq!(removed.verdict, Verdict::LessPermissive);
    assert_eq!(ids(&removed.changes), ["registration_removed breaks".to_owned()].into());
    let added = compare(&one, &before);
    assert_eq!(added.verdict, Verdict::MorePermissive);
    assert_eq!(ids(&added.changes), ["registration_added widens".to_owned()].into());
}

#[test]
fn a_line_of_the_mapping_has_its_place() {
    let before = state(MANIFEST, MAPPING);
    let after = state(MANIFEST, "{\n\"Shop.Read\" => [\"Orders.*\"] }");
    let comparison = compare(&before, &after);
    assert_eq!(comparison.verdict, Verdict::MorePermissive);
    let [change] = comparison.changes.as_slice() else { panic!("{:?}", comparison.changes) };
    assert_eq!((change.id, change.class), ("scope_mapped", Some(Class::Widens)));
    let item = change.clone().into_item("");
    assert_eq!(item.message, "scope `Shop.Read` leads to another app role: `Orders.Write`");
    assert_eq!(item.place.map(|place| place.to_string()).as_deref(), Some("src/main.rs:2:17"));
    // In the other direction, the place is in the first state.
    let comparison = compare(&after, &before);
    let item = comparison.changes[0].clone().into_item("");
    assert_eq!(item.id, "scope_unmapped");
    assert_eq!(item.message, "scope `Shop.Read` no longer leads to app role `Orders.Write`");
    assert_eq!(item.place.map(|place| place.to_string()).as_deref(), Some("src/main.rs:2:17"));
}

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
    let replaced = ["registration_added widens", "registration_removed breaks"];
    expect(&id(1), &id(2), Incomparable, &replaced);
    expect(&id(1), "placeholder", Equal, &["client_id_changed tokens"]);
    expect("\"Shop\"", "\"Store\"", Equal, &["display_name_changed text"]);
    expect("\"api://shop\"", "\"api://store\"", Equal, &["app_id_uris_changed tokens"]);
    expect("Version\": 2", "Version\": 1", Equal, &["token_version_changed tokens"]);
    let audience = "AzureADMyOrg";
    expect(audience, "AzureADMultipleOrgs", MorePermissive, &["sign_in_audience_widened widens"]);
    let both = ["sign_in_audience_narrowed breaks", "sign_in_audience_widened widens"];
    expect(audience, "PersonalMicrosoftAccount", Incomparable, &both);
    for claim in ["idtyp", "xms_act_fct", "xms_sub_fct", "xms_par_app_azp"] {
        let claim = format!("{{\"name\": \"{claim}\"}}");
        let changes = ["claim_dropped widens", "optional_claim_changed tokens"];
        expect(&claim, "{\"name\": \"email\"}", MorePermissive, &changes);
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
    let scope = "20000000-0000-4000-8000-000000000001";
    expect(scope, &scope.replace("20", "29"), Equal, &["scope_id_changed breaks"]);
    expect(scope, "placeholder", Equal, &["scope_id_unknown text"]);
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
    // Nobody gets a consent for a scope that is disabled.
    let off = MANIFEST.replace(consent, &disabled);
    let admin = state(&off, MAPPING);
    let user = state(&off.replace("\"Admin\"", "\"User\""), MAPPING);
    let one = |before: &State, after: &State| ids(&compare(before, after).changes);
    assert_eq!(one(&admin, &user), ["scope_user_consent text".to_owned()].into());
    assert_eq!(one(&user, &admin), ["scope_admin_consent text".to_owned()].into());
}

#[test]
fn a_reused_id_gives_its_holders_another_value() {
    use Verdict::{Incomparable, MorePermissive};
    let swapped = MANIFEST.replace("\"Orders.Read\"", "\"_\"");
    let swapped = swapped.replace("\"Orders.Write\"", "\"Orders.Read\"");
    let swapped = swapped.replace("\"_\"", "\"Orders.Write\"");
    let compared = |before: &str, after: &str, mapping: &str| {
        let comparison = compare(&state(before, mapping), &state(after, mapping));
        let ids: Vec<_> = ids(&comparison.changes).into_iter().collect();
        let messages: Vec<_> = comparison
            .changes
            .into_iter()
            .map(|change| change.into_item("").message)
            .collect();
        (comparison.verdict, ids.join(", "), messages)
    };
    // Nobody could use `Orders.Write`, so only the other direction gives a role to holders of it.
    let (verdict, ids, messages) = compared(MANIFEST, &swapped, MAPPING);
    assert_eq!(verdict, Incomparable);
    assert_eq!(
        ids,
        "role_id_changed breaks, role_id_reused text, role_id_reused widens, role_text_changed text"
    );
    let message = "everybody who holds app role `Orders.Write` now holds `Orders.Read`";
    assert!(messages.iter().any(|it| it == message), "{messages:?}");
    // A new value with the id of a value that gets a new one.
    let added = r#"{"id": "30000000-0000-4000-8000-000000000001", "value": "Orders.All",
        "allowedMemberTypes": ["Application"]},
        {"id": "30000000-0000-4000-8000-000000000009", "value": "Orders.Read""#;
    let first = r#"{"id": "30000000-0000-4000-8000-000000000001", "value": "Orders.Read""#;
    let (verdict, ids, _) = compared(MANIFEST, &MANIFEST.replace(first, added), MAPPING);
    assert_eq!(verdict, Incomparable);
    assert_eq!(ids, "role_added widens, role_id_changed breaks, role_id_reused widens");
    // A scope.
    let scope = r#"{"id": "20000000-0000-4000-8000-000000000001", "value": "Shop.Read""#;
    let added = r#"{"id": "20000000-0000-4000-8000-000000000001", "value": "Shop.All"},
        {"id": "20000000-0000-4000-8000-000000000002", "value": "Shop.Read""#;
    let (verdict, ids, messages) = compared(MANIFEST, &MANIFEST.replace(scope, added), MAPPING);
    assert_eq!(verdict, Incomparable);
    assert_eq!(ids, "scope_added widens, scope_id_changed breaks, scope_id_reused widens");
    let message = "every client that was granted scope `Shop.Read` now has `Shop.All`";
    assert!(messages.iter().any(|it| it == message), "{messages:?}");
    assert_ne!(verdict, MorePermissive);
}

#[test]
fn each_registration_is_compared_with_its_files() {
    let other = MANIFEST.replace("10000000-", "90000000-").replace("Shop\"", "Prod\"");
    let changes_of = |from: &str, to: &str| {
        let state = |other: &str| {
            let memory = Memory::default().with("one.json", MANIFEST).with("other.json", other);
            let environments = r#"manifest = "one.json", environments = ["other.json"]"#;
            memory.state(&format!("{environments}, scopes = {MAPPING}"))
        };
        assert!(other.contains(from));
        let comparison = compare(&state(&other), &state(&other.replace(from, to)));
        let mut lines = vec![comparison.verdict.name().to_owned()];
        for change in comparison.changes {
            let class = change.class.unwrap().name();
            let id = change.id;
            lines.push(format!("{id} {class}: {}", change.into_item("").message));
        }
        lines
    };
    let id = |last: u8| format!("30000000-0000-4000-8000-00000000000{last}");
    let changed = "role_id_changed breaks: app role `Orders.Read` has another id in the \
        registration of `Prod`";
    assert_eq!(changes_of(&id(1), &id(9)), ["equal", changed]);
    let name = "role_text_changed text: app role `Orders.Read` has another name or description in \
        the registration of `Prod`";
    assert_eq!(changes_of("\"Read\"", "\"R\""), ["equal", name]);
    let reused = "role_id_reused widens: everybody who holds app role `Orders.Write` now holds \
        `Orders.Read` in the registration of `Prod`";
    let swap = |text: &str| text.replace(&id(1), "_").replace(&id(2), &id(1)).replace('_', &id(2));
    let roles = &other[other.find("\"appRoles\"").unwrap()..];
    let lines = changes_of(roles, &swap(roles));
    assert_eq!(lines[0], "incomparable");
    assert!(lines.contains(&reused.to_owned()), "{lines:?}");
}

#[test]
fn an_entry_that_another_registration_disables_can_change_silently() {
    let off = MANIFEST.replacen("\"isEnabled\": true", "\"isEnabled\": false", 1);
    let prod = |text: &str| text.replace("10000000-", "90000000-");
    let state = |other: &str| {
        let memory = Memory::default().with("one.json", &off).with("other.json", &prod(other));
        memory.state(&format!(
            "manifest = \"one.json\", environments = [\"other.json\"], scopes = {MAPPING}"
        ))
    };
    let comparison = compare(&state(MANIFEST), &state(&off));
    assert_eq!(comparison.verdict, Verdict::Equal);
    assert_eq!(ids(&comparison.changes), ["scope_switched text".to_owned()].into());
    let user = MANIFEST.replace("\"Admin\"", "\"User\"");
    let both = compare(&state(&user), &state(&user.replace("\"User\"", "null")));
    assert!(!both.changes.is_empty());
}

#[test]
fn clients_that_no_argument_names_need_consent_or_not() {
    let client = "c0000000-0000-4000-8000-000000000001";
    let added = format!(
        r#""api": {{"preAuthorizedApplications": [{{"appId": "{client}",
        "delegatedPermissionIds": ["20000000-0000-4000-8000-000000000001"]}}],"#
    );
    let before = state(MANIFEST, MAPPING);
    let after = state(&MANIFEST.replace("\"api\": {", &added), MAPPING);
    let more = compare(&before, &after);
    assert_eq!(more.verdict, Verdict::MorePermissive);
    assert_eq!(ids(&more.changes), ["client_pre_authorized widens".to_owned()].into());
    assert_eq!(
        more.changes[0].clone().into_item("").message,
        format!("the client with the id `{client}` needs no consent for `Shop.Read`")
    );
    let less = compare(&after, &before);
    assert_eq!(less.verdict, Verdict::LessPermissive);
    assert_eq!(ids(&less.changes), ["client_needs_consent breaks".to_owned()].into());
}

#[test]
fn changes_of_further_settings() {
    use Verdict::{Equal, MorePermissive};
    let tokens = ["optional_claim_changed tokens"];
    let acrs = "{\"name\": \"acrs\"}";
    for to in [
        "{\"name\": \"acrs\"}, {\"name\": \"email\"}",
        "{\"name\": \"acrs\", \"essential\": true}",
        "{\"name\": \"acrs\", \"additionalProperties\": [\"x\"]}",
        "{\"name\": \"acrs\", \"source\": \"user\"}",
        "{\"name\": \"acrs\"}, {\"name\": \"aud\", \"essential\": true}",
    ] {
        expect(acrs, to, Equal, &tokens);
    }
    let api = "\"api\": {";
    let mapped = format!("{api}\"acceptMappedClaims\": true, ");
    expect(api, &mapped, MorePermissive, &["mapped_claims_accepted widens"]);
    let back = compare(&state(&MANIFEST.replace(api, &mapped), MAPPING), &state(MANIFEST, MAPPING));
    assert_eq!(back.verdict, Verdict::LessPermissive);
    assert_eq!(ids(&back.changes), ["setting_changed tokens".to_owned()].into());
    expect(api, &format!("{api}\"acceptMappedClaims\": false, "), Equal, &[]);
    let known = format!("{api}\"knownClientApplications\": [\"x\"], ");
    expect(api, &known, Equal, &["setting_changed text"]);
    let groups = format!("\"groupMembershipClaims\": \"All\", {api}");
    expect(api, &groups, Equal, &["setting_changed tokens"]);
    // Two ways to write that there are none.
    expect(api, &groups.replace("All", "None"), Equal, &[]);
    let public = format!("\"isFallbackPublicClient\": true, {api}");
    expect(api, &public, Equal, &["setting_changed text"]);
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

/// A pair that nobody could use is text.
#[test]
fn a_pair_of_a_disabled_role_takes_nothing() {
    let read = "\"Orders.Read\", \"isEnabled\": true";
    let off = MANIFEST.replace(read, "\"Orders.Read\", \"isEnabled\": false");
    let mapped = state(&off, MAPPING);
    let unmapped = state(&off, r#"{ "Shop.Read" => [] }"#);
    let comparison = compare(&mapped, &unmapped);
    assert_eq!(comparison.verdict, Verdict::Equal);
    assert_eq!(ids(&comparison.changes), ["scope_unmapped text".to_owned()].into());
}

/// A role that is gone has a change of its own.
#[test]
fn a_constraint_of_a_role_that_is_gone_is_not_a_change() {
    let values = MANIFEST
        .replace("Orders.Read", "Orders.My")
        .replace("Orders.Write", "Orders.All");
    let state = |manifest: &str, roles: &str| {
        let memory = Memory::default().with("shop.json", manifest);
        memory.state(&format!(
            "manifest = \"shop.json\", constraints = [\"My\", \"All\"], \
             scopes = {{ \"Shop.Read\" => [{roles}] }}"
        ))
    };
    let before = state(&values, "\"Orders.My\", \"Orders.All\"");
    let other = values
        .replace("000000000001\", \"value\": \"Orders.My", "000000000009\", \"value\": \"Other");
    let after = state(&other, "\"Other\", \"Orders.All\"");
    let found = ids(&compare(&before, &after).changes);
    assert!(found.contains("role_removed breaks"), "{found:?}");
    assert!(!found.iter().any(|id| id.starts_with("reach_")), "{found:?}");
}

/// No call has the client id of a blueprint.
#[test]
fn a_client_that_becomes_a_blueprint_is_refused() {
    let client = r#"{"appId": "c0000000-0000-4000-8000-000000000001", "displayName": "Web",
        "requiredResourceAccess": [{"resourceAppId": "10000000-0000-4000-8000-000000000001",
        "resourceAccess": [{"id": "20000000-0000-4000-8000-000000000001", "type": "Scope"}]}]}"#;
    let kind = "{\"@odata.type\": \"#microsoft.graph.agentIdentityBlueprint\", ";
    let state = |client: &str| {
        let memory = Memory::default().with("shop.json", MANIFEST).with("web.json", client);
        memory.state(&format!(
            "manifest = \"shop.json\", clients = {{ Web = \"web.json\" }}, scopes = {MAPPING}"
        ))
    };
    let comparison = compare(&state(client), &state(&client.replacen('{', kind, 1)));
    assert_eq!(comparison.verdict, Verdict::LessPermissive);
    let expected = ["client_changed text", "client_refused breaks"];
    assert_eq!(ids(&comparison.changes).into_iter().collect::<Vec<_>>(), expected);
}

//! Single plans: the number of writes, their order, the ids and the items.

use serde_json::{Value, json};

use super::graph::Graph;
use super::{CLIENT_ID, application};
use crate::plan::ids::name_based;
use crate::plan::{Plan, Registration};

const READ: &str = "40000000-0000-4000-8000-000000000021";

/// A library with two roles, two scopes and no other settings of interest.
fn library() -> Value {
    application("tests/manifests/shapes/graph.json")
}

/// Plans, and fails unless Microsoft Graph accepts all writes.
#[track_caller]
fn accepted(live: &Value, checked_in: &Value) -> Plan {
    let plan = super::plan(live, checked_in).unwrap();
    let mut graph = Graph::new(live);
    for write in &plan.writes {
        graph.patch(&write.body).unwrap();
    }
    assert_eq!(graph.requests, plan.writes.len());
    plan
}

fn purposes(plan: &Plan) -> Vec<String> {
    plan.writes.iter().map(|write| write.purposes.join("; ")).collect()
}

fn ids(plan: &Plan) -> Vec<&'static str> {
    plan.items.iter().map(|item| item.id).collect()
}

#[test]
fn an_enabled_entry_is_disabled_before_it_is_removed() {
    let mut checked_in = library();
    checked_in["appRoles"].as_array_mut().unwrap().remove(0);
    let plan = accepted(&library(), &checked_in);
    let role = "app role `Books.Read.All`";
    assert_eq!(
        purposes(&plan),
        [format!("disables {role} before the next write"), format!("removes {role}")]
    );
    let first = &plan.writes[0].body["appRoles"];
    assert_eq!((&first[0]["isEnabled"], &first[1]["isEnabled"]), (&json!(false), &json!(true)));
    assert_eq!(ids(&plan), ["plan_removes_role"]);
    // An entry that is disabled already needs no write before it.
    let mut live = library();
    live["appRoles"][0]["isEnabled"] = json!(false);
    assert_eq!(accepted(&live, &checked_in).writes.len(), 1);
    // It is not disabled a second time.
    let mut renamed = live.clone();
    renamed["appRoles"][0]["displayName"] = json!("Another");
    assert_eq!(ids(&accepted(&live, &renamed)), [""; 0]);
}

#[test]
fn one_write_has_all_changes_that_need_no_order() {
    let mut checked_in = library();
    checked_in["appRoles"][0]["isEnabled"] = json!(false);
    checked_in["api"]["oauth2PermissionScopes"][0]["isEnabled"] = json!(false);
    checked_in["displayName"] = json!("Library");
    let id = "40000000-0000-4000-8000-0000000000aa";
    let role = json!({ "id": id, "value": "Books.Burn", "allowedMemberTypes": ["User"] });
    checked_in["appRoles"].as_array_mut().unwrap().push(role);
    let plan = accepted(&library(), &checked_in);
    assert_eq!(plan.writes.len(), 1);
    assert_eq!(plan.writes[0].body["appRoles"][2]["id"], id);
    assert_eq!(ids(&plan), ["plan_disables_role", "plan_disables_scope"]);
}

#[test]
fn a_change_of_an_enabled_entry_disables_it_for_one_write() {
    let mut checked_in = library();
    checked_in["api"]["oauth2PermissionScopes"][1]["adminConsentDisplayName"] = json!("New");
    checked_in["appRoles"][0]["allowedMemberTypes"] = json!(["User"]);
    let plan = accepted(&library(), &checked_in);
    assert_eq!(plan.writes.len(), 2);
    assert_eq!(plan.writes[1].body["appRoles"][0]["isEnabled"], json!(true));
    assert_eq!(ids(&plan), ["plan_narrows_role", "plan_pauses_entry"]);
}

#[test]
fn a_value_keeps_its_live_id() {
    let mut checked_in = library();
    checked_in["appRoles"][0]["id"] = json!("40000000-0000-4000-8000-0000000000aa");
    checked_in["appRoles"][1].as_object_mut().unwrap().remove("id");
    let plan = accepted(&library(), &checked_in);
    assert!(plan.writes.is_empty());
    assert_eq!(ids(&plan), ["plan_keeps_live_id"]);
}

#[test]
fn an_id_never_gets_another_value() {
    let mut checked_in = library();
    checked_in["appRoles"][0]["value"] = json!("Books.Burn");
    let plan = accepted(&library(), &checked_in);
    let last = plan.writes.last().unwrap();
    // `uuid.uuid5(uuid.UUID("40000000-…-000000000001"), "Books.Burn")` in Python.
    assert_eq!(last.body["appRoles"][1]["id"], "36ae1c1e-d70c-5597-983f-13501e2640a0");
    assert_eq!(ids(&plan), ["plan_removes_role", "plan_replaces_id"]);
}

#[test]
fn a_new_value_without_an_id_gets_one_that_follows_from_the_value() {
    let mut checked_in = library();
    let role = json!({ "value": "Books.Burn", "allowedMemberTypes": ["User"],
        "displayName": "Burn", "description": "Burn" });
    checked_in["appRoles"].as_array_mut().unwrap().push(role);
    let scope = json!({ "value": "Books.Burn", "adminConsentDisplayName": "Burn",
        "adminConsentDescription": "Burn" });
    checked_in["api"]["oauth2PermissionScopes"].as_array_mut().unwrap().push(scope);
    let plan = accepted(&library(), &checked_in);
    let body = &plan.writes[0].body;
    assert_eq!(body["appRoles"][2]["id"], "36ae1c1e-d70c-5597-983f-13501e2640a0");
    assert_eq!(
        body["api"]["oauth2PermissionScopes"][2]["id"],
        "36ae1c1e-d70c-5597-983f-13501e2640a0"
    );
    assert_eq!(ids(&plan), ["plan_derives_id", "plan_shares_id"]);
    // An example of RFC 9562, A.4.
    let namespace = "6ba7b810-9dad-11d1-80b4-00c04fd430c8".parse().unwrap();
    let id = name_based(namespace, "www.example.com").to_string();
    assert_eq!(id, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

#[test]
fn a_role_and_a_scope_with_one_id_are_disabled_together() {
    let mut live = library();
    let role = live["appRoles"][0].clone();
    let scope = json!({ "id": role["id"], "value": role["value"], "type": "Admin",
        "isEnabled": true, "adminConsentDisplayName": role["displayName"],
        "adminConsentDescription": role["description"] });
    live["api"]["oauth2PermissionScopes"].as_array_mut().unwrap().push(scope);
    // Only the scope goes.
    let plan = accepted(&live, &library());
    assert_eq!(plan.writes[0].body["appRoles"][0]["isEnabled"], json!(false));
    assert_eq!(plan.writes[1].body["appRoles"][0]["isEnabled"], json!(true));
    // If they differ after the writes, Entra would refuse it.
    let mut checked_in = live.clone();
    checked_in["appRoles"][0]["description"] = json!("Another");
    let failure = super::plan(&live, &checked_in).unwrap_err().to_string();
    let expected = "the app role and the scope `Books.Read.All` differ in `description` and \
                    `adminConsentDescription`\n";
    assert!(failure.starts_with(expected), "{failure}");
}

#[test]
fn everything_that_the_manifest_lacks_survives() {
    let mut live = application("tests/manifests/shapes/null_values.json");
    live["appRoles"][0]["futureKey"] = json!({ "level": 1 });
    live["appRoles"][3]["futureKey"] = json!([1]);
    // A fragment with few keys.
    let checked_in = json!({
        "appRoles": [
            { "value": "Books.Read.All", "allowedMemberTypes": ["Application", "User"] },
            { "value": "Loans.Write.Own", "allowedMemberTypes": ["Application"] },
        ],
    });
    let plan = accepted(&live, &checked_in);
    let body = &plan.writes[1].body;
    assert!(body.get("api").is_none(), "{body}");
    let roles = body["appRoles"].as_array().unwrap();
    assert_eq!(roles.len(), 4);
    assert_eq!(roles[0], without_origin(&live["appRoles"][0]));
    assert_eq!(roles[1], without_origin(&live["appRoles"][1]));
    assert_eq!(roles[2], without_origin(&live["appRoles"][2]));
    assert_eq!(roles[3]["futureKey"], json!([1]));
    assert_eq!(roles[3]["description"], live["appRoles"][3]["description"]);
    let expected =
        ["plan_narrows_role", "plan_unidentified_manifest", "plan_pauses_entry", "plan_leaves_out"];
    assert_eq!(ids(&plan), expected, "{:#?}", plan.items);
}

fn without_origin(entry: &Value) -> Value {
    let mut entry = entry.clone();
    entry.as_object_mut().unwrap().remove("origin");
    entry
}

#[test]
fn pre_authorizations_end_before_their_scope_and_begin_after_it() {
    const CLIENT: &str = "60000000-0000-4000-8000-000000000006";
    const NEW: &str = "40000000-0000-4000-8000-0000000000aa";
    let mut live = library();
    live["api"]["preAuthorizedApplications"] =
        json!([{ "appId": CLIENT, "delegatedPermissionIds": [READ] }]);
    let mut checked_in = live.clone();
    let scopes = checked_in["api"]["oauth2PermissionScopes"].as_array_mut().unwrap();
    scopes.remove(0);
    scopes.push(json!({ "id": NEW, "value": "New", "type": "Admin" }));
    checked_in["api"]["preAuthorizedApplications"][0]["delegatedPermissionIds"] = json!([NEW]);
    let plan = accepted(&live, &checked_in);
    assert_eq!(plan.writes.len(), 3);
    assert_eq!(plan.writes[0].body["api"]["preAuthorizedApplications"], json!([]));
    let last = &plan.writes[2].body["api"]["preAuthorizedApplications"];
    assert_eq!(last[0]["delegatedPermissionIds"], json!([NEW]));
    assert_eq!(ids(&plan), ["plan_removes_scope", "plan_removes_pre_authorization"]);
    // A scope that is disabled already needs no write of its own, and its pre-authorization does.
    live["api"]["oauth2PermissionScopes"][0]["isEnabled"] = json!(false);
    checked_in["api"]["oauth2PermissionScopes"].as_array_mut().unwrap().pop();
    checked_in["api"]["preAuthorizedApplications"] = json!([]);
    let plan = accepted(&live, &checked_in);
    assert_eq!(plan.writes.len(), 2);
    let first = plan.writes[0].body["api"].as_object().unwrap();
    assert_eq!(first.keys().collect::<Vec<_>>(), ["preAuthorizedApplications"]);
}

#[test]
fn the_token_version_comes_before_the_uris() {
    let mut version_1 = library();
    version_1["api"]["requestedAccessTokenVersion"] = json!(null);
    let mut version_2 = library();
    version_2["identifierUris"] = json!(["https://free.invalid/mcp"]);
    let plan = accepted(&version_1, &version_2);
    assert_eq!(purposes(&plan), ["sets the access token version to 2", "sets the App ID URIs"]);
    assert_eq!(ids(&plan), ["plan_changes_token_version", "plan_removes_uri"]);
    // Version 1 empties the URIs, so they are written again.
    let plan = accepted(&library(), &version_1);
    assert_eq!(purposes(&plan), ["sets the access token version to 1", "sets the App ID URIs"]);
    assert!(plan.items[0].remarks.iter().any(|remark| remark.text.contains("empties")));
}

/// The first write empties the URIs, and Entra may refuse the second one.
#[test]
fn a_refused_uri_after_version_1_leaves_the_api_without_any() {
    let mut live = library();
    live["identifierUris"] = json!(["https://free.invalid"]);
    let mut checked_in = live.clone();
    checked_in["api"]["requestedAccessTokenVersion"] = json!(1);
    let plan = super::plan(&live, &checked_in).unwrap();
    let says = |plan: &Plan| {
        let item = plan.items.iter().find(|item| item.id == "plan_unverified_uri").unwrap();
        item.remarks.iter().any(|remark| remark.text.contains("the API has none"))
    };
    assert!(says(&plan), "{:?}", plan.items);
    // If the version stays, the URIs stay until the one write.
    live["api"]["requestedAccessTokenVersion"] = json!(1);
    live["identifierUris"] = json!([]);
    assert!(!says(&super::plan(&live, &checked_in).unwrap()));
}

/// Entra has no entry with the id of zeros, which some templates contain.
#[test]
fn the_id_of_zeros_is_never_written() {
    let mut checked_in = library();
    let role = json!({ "id": "00000000-0000-0000-0000-000000000000", "value": "Books.Burn",
        "allowedMemberTypes": ["User"], "displayName": "Burn", "description": "Burn" });
    checked_in["appRoles"].as_array_mut().unwrap().push(role);
    let plan = accepted(&library(), &checked_in);
    let id = &plan.writes[0].body["appRoles"][2]["id"];
    assert_eq!(id, "36ae1c1e-d70c-5597-983f-13501e2640a0");
}

#[test]
fn the_claim_that_allows_a_uri_comes_before_it() {
    let mut live = library();
    live["api"]["requestedAccessTokenVersion"] = json!(1);
    let mut checked_in = live.clone();
    checked_in["identifierUris"] = json!(["https://free.invalid"]);
    checked_in["optionalClaims"]["accessToken"] =
        json!([{ "name": "aud", "additionalProperties": ["use_guid"] }]);
    let plan = accepted(&live, &checked_in);
    assert_eq!(purposes(&plan), ["sets the optional claims", "sets the App ID URIs"]);
    assert_eq!(ids(&plan), ["plan_removes_uri", "plan_removes_claim"]);
    // Without the claim, the domain must be verified.
    checked_in["optionalClaims"] = live["optionalClaims"].clone();
    let plan = super::plan(&live, &checked_in).unwrap();
    assert_eq!(ids(&plan), ["plan_removes_uri", "plan_unverified_uri"]);
}

#[test]
fn a_registration_that_is_too_large_already_needs_no_write() {
    let mut live = library();
    for number in 0..1300 {
        let id = format!("40000000-0000-4000-8000-00000001{number:04}");
        let role = json!({ "id": id, "value": format!("R{number}"), "isEnabled": true,
            "allowedMemberTypes": ["User"] });
        live["appRoles"].as_array_mut().unwrap().push(role);
    }
    assert!(super::plan(&live, &live).unwrap().writes.is_empty());
    let failure = super::plan(&library(), &live).unwrap_err().to_string();
    assert!(failure.starts_with("the registration would have 1304 app roles and scopes\n"));
}

#[test]
fn optional_claims_are_written_with_all_their_lists() {
    let mut live = library();
    live["optionalClaims"]["idToken"] = json!([{ "name": "email" }]);
    let mut checked_in = library();
    checked_in["optionalClaims"] = json!({ "accessToken": [{ "name": "xms_cc" }] });
    let plan = accepted(&live, &checked_in);
    let claims = &plan.writes[0].body["optionalClaims"];
    assert_eq!(claims["idToken"], json!([{ "name": "email" }]));
    assert_eq!(claims["saml2Token"], json!([]));
    assert_eq!(ids(&plan), ["plan_removes_claim"]);
}

#[test]
fn a_list_that_the_live_file_lacks_is_not_replaced() {
    let mut live = library();
    live.as_object_mut().unwrap().remove("appRoles");
    let failure = super::plan(&live, &library()).unwrap_err().to_string();
    assert!(failure.starts_with("`test` does not contain the app roles\n"), "{failure}");
    let mut live = library();
    live["appRoles"][0]["id"] = json!("${{ID}}");
    let failure = super::plan(&live, &library()).unwrap_err().to_string();
    assert!(failure.starts_with("app role `Books.Read.All` of `test` has no id\n"), "{failure}");
}

#[test]
fn placeholders_are_not_written() {
    let mut checked_in = library();
    checked_in["appRoles"][0]["displayName"] = json!("Read {{NAME}}");
    let failure = super::plan(&library(), &checked_in).unwrap_err().to_string();
    assert!(failure.starts_with("`the manifest` has a placeholder: `Read {{NAME}}`\n"));
}

#[test]
fn roles_of_the_tenant_are_not_written() {
    const OF_TENANT: &str = "40000000-0000-4000-8000-0000000000bb";
    let mut live = library();
    let mut role = live["appRoles"][0].clone();
    role["value"] = json!("Of.Tenant");
    role["id"] = json!(OF_TENANT);
    role["origin"] = json!("ServicePrincipal");
    live["appRoles"].as_array_mut().unwrap().push(role);
    let mut checked_in = library();
    checked_in["appRoles"][0]["isEnabled"] = json!(false);
    checked_in["displayName"] = json!("Another");
    let live = Registration::read("live", &live.to_string(), true).unwrap();
    let plan = Plan::new(&live, &super::registration(&checked_in), &|_, _| None).unwrap();
    assert_eq!(plan.writes.len(), 1);
    let body = plan.writes[0].body.as_object().unwrap();
    assert_eq!(body.keys().collect::<Vec<_>>(), ["appRoles"]);
    assert_eq!(body["appRoles"].as_array().unwrap().len(), 2);
    assert_eq!(ids(&plan), ["plan_disables_role", "plan_tenant_role", "plan_leaves_out"]);
    assert_eq!(plan.client_id, CLIENT_ID);
    // The holders of the role in the tenant must not get the new value.
    let mut new = checked_in["appRoles"][1].clone();
    new["id"] = json!(OF_TENANT);
    new["value"] = json!("Books.Burn");
    checked_in["appRoles"].as_array_mut().unwrap().push(new);
    let plan = Plan::new(&live, &super::registration(&checked_in), &|_, _| None).unwrap();
    assert!(!plan.writes.iter().any(|write| write.body.to_string().contains(OF_TENANT)));
    assert!(ids(&plan).contains(&"plan_replaces_id"), "{:?}", ids(&plan));
}

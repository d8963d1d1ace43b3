//! `drift` between a live registration and the one that is checked in.

use crate::repository::summary;
use crate::workspace::{MANIFEST, MODEL, Run, Shop, expect_failure};

fn shop() -> Shop {
    Shop::new(&[("src/main.rs", MODEL)])
}

/// Runs `drift` with a live registration on the standard input.
fn piped(shop: &Shop, live: &[u8], arguments: &[&str]) -> Run {
    shop.run_with_input(&[&["drift"], arguments].concat(), live)
}

#[track_caller]
fn expect(shop: &Shop, live: &str, status: i32, expected: &str) {
    let run = piped(shop, live.as_bytes(), &["--format", "json"]);
    assert_eq!((run.status, summary(&run).as_str()), (status, expected));
}

/// A service principal of the registration, with a role that an administrator added.
fn service_principal() -> String {
    let tenant = r#"{"id": "30000000-0000-4000-8000-000000000009", "value": "Tenant.Only",
        "isEnabled": true, "allowedMemberTypes": ["User", "Application"],
        "origin": "ServicePrincipal"}"#;
    MANIFEST
        .replace("\"api\": {\n    \"requestedAccessTokenVersion\": 2,\n    ", "")
        .replace("\n  },\n  \"appRoles\": [", &format!(",\n  \"appRoles\": [{tenant},"))
        .replace("\"identifierUris\": [", "\"servicePrincipalType\": \"Application\", \"servicePrincipalNames\": [\"10000000-0000-4000-8000-000000000001\", ")
        .replace(",\n  \"optionalClaims\": {\"accessToken\": [{\"name\": \"idtyp\"}]}", "")
}

#[test]
fn a_registration_is_compared_with_the_standard_input_or_a_file() {
    let shop = shop();
    expect(&shop, MANIFEST, 0, "equal");
    let live = MANIFEST.replace("[\"User\"]", "[\"User\", \"Application\"]");
    let place = "more permissive\nrole_applications_added widens";
    expect(&shop, &live, 1, &format!("{place} standard input:13"));
    shop.write("live 1.json", &live);
    let run = shop.run(&["drift", "--live", "live 1.json", "--format", "json"]);
    assert_eq!((run.status, summary(&run)), (1, format!("{place} live 1.json:13")));
    let run = shop.run(&["drift", "--live", "live 1.json", "--fail-on", "breaks"]);
    let first = "warning[role_applications_added]: in the tenant, app role `Orders.Read` can be \
                 held by applications (widens)";
    assert_eq!((run.status, run.stdout.lines().next()), (0, Some(first)));
    let note = "note: a service allows it after it was built with this registration";
    assert!(run.stdout.contains(note), "{}", run.stdout);
}

#[test]
fn files_of_powershell_are_read() {
    let shop = shop();
    let with_mark = [b"\xEF\xBB\xBF", MANIFEST.as_bytes()].concat();
    let utf16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(MANIFEST.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for live in [with_mark, utf16] {
        let run = piped(&shop, &live, &[]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    }
}

#[test]
fn roles_of_the_tenant_are_not_a_drift() {
    let shop = shop();
    // The first line with a mapping matches the role of the tenant, too.
    shop.write("src/main.rs", &MODEL.replace("[\"Orders.Read\"]", "[\"*.Read\", \"Orders.Read\"]"));
    let expected = "equal\ntenant_role - standard input:9\nsettings_not_compared - -:null";
    expect(&shop, &service_principal(), 0, expected);
    // In a list of all applications, the client id chooses.
    let list = format!(
        "[{MANIFEST}, {{\"appId\": \"90000000-0000-4000-8000-000000000001\", \"appRoles\": [], \"displayName\": \"x\"}}]"
    );
    expect(&shop, &list, 0, "equal");
}

#[test]
fn a_role_of_the_tenant_that_the_api_knows_is_granted() {
    let shop = shop();
    let live = service_principal();
    let of_tenant =
        live.replace("\"Orders.Read\",", "\"Orders.Read\", \"origin\": \"ServicePrincipal\",");
    assert_ne!(of_tenant, live);
    let run = piped(&shop, of_tenant.as_bytes(), &["--format", "json"]);
    let text = summary(&run);
    assert!(text.starts_with("more permissive\n"), "{text}");
    assert!(text.contains("\ntenant_role_granted widens "), "{text}");
    assert!(!text.contains("role_disabled"), "{text}");
    assert!(run.stdout.contains("and the API grants it"), "{}", run.stdout);
    // A role that nobody can use is granted to nobody.
    let enabled = "\"isEnabled\": true,\n     \"allowed";
    let disabled = enabled.replace("true", "false");
    shop.write("shop.json", &MANIFEST.replace(enabled, &disabled));
    let run = piped(&shop, of_tenant.replace(enabled, &disabled).as_bytes(), &["--format", "json"]);
    assert!(summary(&run).starts_with("equal\n"), "{run:?}");
}

#[test]
fn consents_and_settings_of_a_service_principal_are_not_known() {
    let shop = shop();
    let consents =
        "\"api\": {\"acceptMappedClaims\": true, \"preAuthorizedApplications\": [{\"appId\":
        \"c0000000-0000-4000-8000-000000000001\", \"delegatedPermissionIds\": [
        \"20000000-0000-4000-8000-000000000001\"]}],";
    let changed = MANIFEST.replace("\"api\": {", consents);
    assert_ne!(changed, MANIFEST);
    let run = piped(&shop, changed.as_bytes(), &["--format", "json"]);
    let text = summary(&run);
    assert!(text.contains("client_pre_authorized widens"), "{text}");
    assert!(text.contains("mapped_claims_accepted widens"), "{text}");
    shop.write("shop.json", &changed);
    let expected = "equal\ntenant_role - standard input:9\nsettings_not_compared - -:null";
    expect(&shop, &service_principal(), 0, expected);
    // The consents are of scopes, which can have other ids there.
    let id = "20000000-0000-4000-8000-000000000001";
    let other = service_principal().replace(id, &id.replace("20", "29"));
    let run = piped(&shop, other.as_bytes(), &["--format", "json"]);
    let text = summary(&run);
    assert!(text.starts_with("equal\n") && text.contains("\nscope_id_changed breaks "), "{text}");
    assert!(!text.contains("client_"), "{text}");
}

#[test]
fn a_service_principal_lists_app_id_uris_in_any_order() {
    let shop = shop();
    let uris = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        text.replace(from, to)
    };
    let both = uris(MANIFEST, "\"api://shop\"", "\"api://shop\", \"https://shop.example\"");
    shop.write("shop.json", &both);
    let live = service_principal();
    let live = uris(&live, "\"api://shop\"", "\"https://shop.example\", \"api://shop\"");
    let expected = "equal\ntenant_role - standard input:9\nsettings_not_compared - -:null";
    expect(&shop, &live, 0, expected);
    let other = uris(&live, "https://shop.example", "https://store.example");
    let changed =
        expected.replace("\nsettings", "\napp_id_uris_changed tokens standard input:4\nsettings");
    expect(&shop, &other, 1, &changed);
    // The order in the list of an application is compared, too.
    let swapped = uris(
        &both,
        "\"api://shop\", \"https://shop.example\"",
        "\"https://shop.example\", \"api://shop\"",
    );
    expect(&shop, &swapped, 1, "equal\napp_id_uris_changed tokens standard input:4");
}

#[test]
fn the_client_id_chooses_the_environment() {
    let prod = MANIFEST
        .replace("8000-000000000001\",\n  \"d", "8000-000000000002\",\n  \"d")
        .replace("\"Shop\"", "\"Shop (prod)\"")
        .replace("\"isEnabled\": true,\n     \"allowed", "\"isEnabled\": false,\n     \"allowed");
    let shop = shop();
    shop.write("prod.json", &prod);
    shop.write(
        "src/main.rs",
        &MODEL.replace("\"shop.json\",", "\"shop.json\", environments = [\"prod.json\"],"),
    );
    expect(&shop, MANIFEST, 0, "equal");
    expect(&shop, &prod, 0, "equal");
    // Without a client id, nothing can choose.
    let nameless = MANIFEST.replace("10000000-0000-4000-8000-000000000001", "{{CLIENT_ID}}");
    let run = piped(&shop, nameless.as_bytes(), &[]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    let first = "error: `standard input` has no client id\n";
    assert!(run.stderr.starts_with(first), "{}", run.stderr);
    let live = prod.replace("\"isEnabled\": false", "\"isEnabled\": true");
    assert_ne!(live, prod);
    expect(&shop, &live, 1, "more permissive\nrole_enabled widens standard input:13");
}

#[test]
fn other_texts_cannot_be_compared() {
    let shop = shop();
    let other = MANIFEST.replace("8000-000000000001\",\n  \"d", "8000-000000000007\",\n  \"d");
    expect_failure(
        &piped(&shop, other.as_bytes(), &[]),
        "error: `standard input` is the registration of another application\n  \
         note: it is `Shop` (`10000000-0000-4000-8000-000000000007`)\n  \
         note: the registrations of the model are `10000000-0000-4000-8000-000000000001` \
         (`Shop`)\n",
    );
    // The model cannot express the setting, so that the states would seem to be equal.
    let key = "\"tokenEncryptionKeyId\": \"50000000-0000-4000-8000-000000000001\"";
    let encrypted = MANIFEST.replace("\"displayName\"", &format!("{key}, \"displayName\""));
    for (text, first) in [
        (encrypted.as_str(), "error: `tokenEncryptionKeyId` makes Entra encrypt all tokens"),
        ("", "error: `standard input` is empty\n"),
        ("ERROR: Please run 'az login'", "error: "),
        ("{\"a\": 1}", "error: `standard input` "),
        ("[]", "error: `standard input` "),
    ] {
        let run = piped(&shop, text.as_bytes(), &[]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{text}: {run:?}");
        assert!(run.stderr.starts_with(first), "{text}: {}", run.stderr);
    }
    let run = shop.run(&["drift", "--live", "missing.json"]);
    expect_failure(&run, "error: cannot read `missing.json`: there is no such file\n");
    let run = shop.run(&["drift", "--live", "src"]);
    expect_failure(&run, "error: cannot read `src`: it is a folder\n");
}

#[test]
fn settings_that_were_changed_by_hand_are_a_drift() {
    let shop = shop();
    let live = MANIFEST
        .replace("{\"name\": \"idtyp\"}", "")
        .replace("api://shop", "api://store");
    expect(
        &shop,
        &live,
        1,
        "more permissive\napp_id_uris_changed tokens standard input:4\n\
         claim_dropped widens standard input:1",
    );
}

/// An export without a client id belongs to the only registration, because nothing contradicts it.
#[test]
fn an_export_without_a_client_id_belongs_to_the_only_registration() {
    let live = MANIFEST.replace("  \"appId\": \"10000000-0000-4000-8000-000000000001\",\n", "");
    assert_ne!(live, MANIFEST);
    expect(&shop(), &live, 0, "equal\nsettings_not_compared - -:null");
}

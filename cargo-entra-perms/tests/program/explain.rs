//! `explain`. The tokens have no valid signature: the test target `runtime` has tokens that do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::workspace::{MANIFEST, MODEL, Run, Shop};

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const API: &str = "10000000-0000-4000-8000-000000000001";
const SIGNATURE: &str = "c2lnbmF0dXJlIG9mIG5vYm9keQ";

/// Returns the claims of a user's token, which never expires.
fn claims() -> Value {
    json!({
        "aud": API, "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
        "iat": 1_700_000_000, "nbf": 1_700_000_000, "exp": 4_102_444_799_u64,
        "azp": "00000001-de70-4000-8000-000000000003", "azpacr": "1",
        "oid": "00000001-de70-4000-8000-000000000001", "tid": TENANT, "ver": "2.0",
        "idtyp": "user", "roles": ["Orders.Read"], "scp": "Shop.Read",
        "name": "Ada Lovelace", "preferred_username": "ada@contoso.example",
        "upn": "ada.upn@contoso.example", "email": "ada.mail@contoso.example",
        "unique_name": "ada.unique@contoso.example", "ipaddr": "192.0.2.77",
    })
}

fn with(changes: &Value) -> String {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    let header = json!({ "alg": "RS256", "typ": "JWT", "kid": "the-key" });
    signed(&header, &claims.to_string())
}

fn signed(header: &Value, payload: &str) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{SIGNATURE}", encode(&header.to_string()), encode(payload))
}

fn shop() -> Shop {
    let guard = |function: &str, role: &str| {
        json!({
            "crate": "shop", "module": "shop", "function": function, "file": "src/main.rs",
            "line": 1, "words": format!("`{role}`"),
            "requirement": { "clauses": [{ "roles": [role], "scopes": [] }] },
        })
    };
    let mut never = guard("only_apps", "Orders.Read");
    never["requirement"]["by"] = "app".into();
    let mut tool = guard("list_tool", "Orders.Read");
    tool["mcp"] = json!({ "kind": "tool", "name": "orders" });
    let guards = json!({ "version": 1, "guards": [guard("list", "Orders.Read"), never, tool] });
    let other = json!({ "version": 1, "guards": [guard("list", "Invoices.Read")] });
    Shop::new(&[
        ("src/main.rs", MODEL),
        ("guards.json", &guards.to_string()),
        ("other.json", &other.to_string()),
    ])
}

/// Explains a token from the standard input. No output may have a part of it.
#[track_caller]
fn explain(shop: &Shop, token: &str, options: &[&str]) -> Run {
    let run = shop.run_with_input(&[&["explain"], options].concat(), token.as_bytes());
    let shown = format!("{}{}", run.stdout, run.stderr);
    for part in token.split(['.', ' ', '\n']).filter(|part| part.len() > 10) {
        assert!(!shown.contains(part), "{part} is in {shown}");
    }
    for personal in ["Ada", "ada", "192.0.2.77"] {
        assert!(!shown.contains(personal), "{personal} is in {shown}");
    }
    assert!(!shown.chars().any(|letter| letter.is_control() && letter != '\n'), "{shown:?}");
    run
}

/// Fails unless a check has a result.
#[track_caller]
fn expect_check(run: &Run, check: &str, result: &str) {
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let checks = document["checks"].as_array().unwrap();
    let found = checks.iter().find(|it| it["id"] == check).unwrap();
    assert_eq!(found["result"], result, "{document:#}");
}

#[test]
fn a_token_is_read_from_a_header_too() {
    let shop = shop();
    let token = with(&json!({}));
    let expected = explain(&shop, &token, &[]);
    assert_eq!((expected.status, expected.stderr.as_str()), (0, ""));
    let unverified = "not refused: the token passes all checks that were made, which do not \
                      include its signature\nUNVERIFIED: anybody may have written this token; \
                      `--keys` checks the signature\n";
    assert!(expected.stdout.starts_with(unverified), "{}", expected.stdout);
    for text in [
        format!("\u{feff} {token}\r\n"),
        format!("Bearer {token}\n"),
        format!("authorization: bearer  {token}\r\n"),
    ] {
        assert_eq!(explain(&shop, &text, &[]).stdout, expected.stdout);
    }
    shop.write("token.txt", &token);
    assert_eq!(shop.run(&["explain", "--token", "token.txt"]).stdout, expected.stdout);
}

/// Other users see the command line in the list of processes, and logs keep messages.
#[test]
fn a_token_on_the_command_line_is_refused_and_not_shown() {
    let shop = shop();
    let token = with(&json!({}));
    let bearer = format!("Bearer {token}");
    let joined = format!("--token={token}");
    for arguments in [
        &["explain", &token][..],
        &["explain", "--token", &token],
        &["explain", &joined],
        &["explain", "--token", &bearer],
        &["explain", "--keys", &token],
        &["explain", "--format", &token],
        &["explian", &token],
    ] {
        let run = shop.run(arguments);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.starts_with("error: an argument has a token in it\n"), "{run:?}");
        for part in token.split('.') {
            assert!(!run.stderr.contains(part), "{run:?}");
        }
    }
}

/// The audience of an ID token is a client, and a client never needs a further audience.
#[test]
fn an_id_token_of_a_client_is_named() {
    const CLIENT: &str = "40000000-0000-4000-8000-000000000001";
    let id_token = |audience: &str| {
        with(&json!({
            "aud": audience, "nonce": "n", "scp": null, "azp": null, "azpacr": null, "idtyp": null,
        }))
    };
    let model = MODEL.replace("\"shop.json\",", "\"shop.json\", clients = { Web = \"web.json\" },");
    let access = json!({ "id": "20000000-0000-4000-8000-000000000001", "type": "Scope" });
    let access = json!([{ "resourceAppId": API, "resourceAccess": [access] }]);
    let client = json!({ "appId": CLIENT, "displayName": "Web", "requiredResourceAccess": access });
    let shop = Shop::new(&[("src/main.rs", &model), ("web.json", &client.to_string())]);
    let help = "  help: send the access token, for a scope of this API\n";
    for (audience, line) in [
        (
            CLIENT,
            "the token is for the client `Web`, and not for the API\n  note: it is probably an ID \
             token",
        ),
        ("40000000-0000-4000-8000-000000000009", "the token is an ID token of another application"),
    ] {
        let run = explain(&shop, &id_token(audience), &[]);
        let expected = format!("error: {line}\n{help}");
        assert_eq!((run.status, run.stderr), (2, expected), "{audience}");
    }
    let run = explain(&shop, &id_token(API), &["--format", "json"]);
    assert_eq!(run.status, 1, "{run:?}");
    expect_check(&run, "access_token", "refused");
}

/// The authority has a name in its host, and its issuer has the tenant.
#[test]
fn the_issuer_of_external_id_follows_from_the_tenant() {
    let shop = shop();
    let issuer = format!("https://{TENANT}.ciamlogin.com/{TENANT}/v2.0");
    let token = with(&json!({ "iss": issuer }));
    let authority = ["--format", "json", "--authority", "https://contoso.ciamlogin.com"];
    let run = explain(&shop, &token, &[&authority[..], &["--tenant", TENANT]].concat());
    assert_eq!(run.status, 0, "{run:?}");
    expect_check(&run, "issuer", "passed");
    let run = explain(&shop, &token, &authority);
    assert_eq!(run.status, 0, "{run:?}");
    expect_check(&run, "issuer", "not_checked");
    // The key was not looked for, and a token without an issuer is refused by every service.
    expect_check(&run, "key_issuer", "not_checked");
    assert!(run.stdout.contains("no_keys"), "{run:?}");
    let none = with(&json!({ "iss": null }));
    let run = explain(&shop, &none, &authority);
    assert_eq!(run.status, 1, "{run:?}");
    expect_check(&run, "issuer", "refused");
    let other = with(&json!({ "iss": "https://login.microsoftonline.com/x/v2.0" }));
    let run = explain(&shop, &other, &[&authority[..], &["--tenant", TENANT]].concat());
    assert_eq!(run.status, 1, "{run:?}");
    expect_check(&run, "issuer", "refused");
}

#[test]
fn what_cannot_be_explained_has_one_line() {
    let shop = shop();
    let header = json!({ "alg": "RS256", "kid": "k" });
    let large = format!("{}.a.b", "a".repeat(250 * 1024));
    let not_json = format!("{}.{}.{SIGNATURE}", URL_SAFE_NO_PAD.encode("{}"), "bm90IGpzb24");
    for (text, line) in [
        ("", "`standard input` is empty"),
        (" \n", "`standard input` is empty"),
        ("Bearer ", "`standard input` is empty"),
        (
            "not a token",
            "`standard input` cannot be explained: not a signed token: it must have \
                         three parts, with dots between them",
        ),
        (
            "aaaaaaaaaaaaa.bbb.cc!",
            "`standard input` cannot be explained: not a signed token: one \
                                   of its parts is not base64url",
        ),
        (
            &not_json,
            "`standard input` cannot be explained: the token's payload is not a JSON object",
        ),
        (
            "aaaaaaaaaaaaa.bb.cc.dd.ee",
            "`standard input` cannot be explained: the token is \
            encrypted (JWE), but this service accepts signed tokens only: the registration of \
            this API probably has a `tokenEncryptionKeyId`, which must be removed",
        ),
        (&large, "`standard input` cannot be explained: the token is larger than 250 KiB"),
        (
            &with(&json!({ "aud": "api://other" })),
            "the token is for another API: its audience is \
                                                   `api://other`",
        ),
        (
            &with(&json!({ "aud": "https://graph.microsoft.com/" })),
            "the token is for Microsoft \
                                                                    Graph",
        ),
        (
            &with(&json!({ "aud": "a\u{1b}[31m\n::error::b" })),
            "the token is for another API: its \
            audience is `a\\u{1b}[31m\\n::error::b`",
        ),
    ] {
        let run = explain(&shop, text, &[]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
        let mut lines = run.stderr.lines();
        assert_eq!(lines.next(), Some(format!("error: {line}").as_str()));
        assert!(lines.all(|line| line.starts_with("  note: ") || line.starts_with("  help: ")));
    }
    let run = shop.run_with_input(&["explain"], b"\xff\xfe");
    let line = "error: `standard input` cannot be explained: not a signed token: it is not text \
                in UTF-8\n";
    assert_eq!((run.status, run.stderr.as_str()), (2, line));
    // A claim that is there twice is a refusal, and not another text.
    let twice = signed(&header, &format!("{}{}", r#"{"aud":"x","#, r#""aud":"x"}"#));
    let run = explain(&shop, &twice, &["--format", "json"]);
    assert_eq!(run.status, 1, "{run:?}");
    expect_check(&run, "claims", "refused");
    expect_check(&run, "audience", "not_checked");
    let no_audience = with(&json!({ "aud": null }));
    let run = explain(&shop, &no_audience, &[]);
    let line = "checks of no registration, because the token names no audience (`aud`),\n";
    assert!(run.status == 1 && run.stdout.contains(line), "{run:?}");
    let run = explain(&shop, &no_audience, &["--format", "json"]);
    expect_check(&run, "audience", "refused");
    assert!(run.stdout.contains("\"registration\": null"), "{run:?}");
}

#[test]
fn bad_options_have_one_line() {
    let shop = shop();
    shop.write("words.json", "ERROR");
    shop.write("empty.json", r#"{"keys": []}"#);
    let guards = std::fs::read_to_string(shop.folder.join("guards.json")).unwrap();
    let endless = "\"requirement\":{\"fresh_seconds\":4294967296,";
    shop.write("endless.json", &guards.replace("\"requirement\":{", endless));
    let token = with(&json!({}));
    for (options, line) in [
        (&["--guards", "other.json"][..], "`other.json` has the guards of another model"),
        (&["--keys", "words.json"], "`words.json` is not a JWKS"),
        (&["--keys", "shop.json"], "`shop.json` is not a JWKS"),
        (&["--keys", "empty.json"], "`empty.json` has no key that can verify a token"),
        (&["--keys", "missing.json"], "cannot read `missing.json`: there is no such file"),
        (
            &["--tenant", "contoso.com"],
            "`--tenant`: `contoso.com` is not a tenant id: it must be \
            a GUID; find it in the Entra admin center under Overview (Tenant ID), or with `az \
            account show --query tenantId`",
        ),
        (
            &["--authority", "http://evil.example"],
            "`--authority` must begin with `https://`: \
            `http://` is for loopback addresses only",
        ),
        (&["--client-id", "shop"], "`--client-id` is not a GUID: `shop`"),
        (&["--guards", "guards.json", "--operation", "lsit"], "no guard is named `lsit`"),
        (
            &["--guards", "endless.json"],
            "`endless.json` has the condition `fresh` of 4294967296 \
            seconds, which is not known",
        ),
        (&["--guards", "-"], "`standard input` is not a file of guards"),
        (&["--format", "sarif"], "`explain` has the formats `text`, `json` and `markdown` only"),
    ] {
        let run = explain(&shop, &token, options);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{options:?}: {run:?}");
        assert_eq!(run.stderr.lines().next(), Some(format!("error: {line}").as_str()));
    }
    let hint = explain(&shop, &token, &["--guards", "guards.json", "--operation", "lsit"]);
    assert!(hint.stderr.ends_with("\n  help: did you mean `list`?\n"), "{hint:?}");
}

#[test]
fn each_check_has_its_own_result() {
    let shop = shop();
    let changes = json!({ "exp": 1_700_000_001, "iss": "https://evil.example", "cnf": {} });
    let run = explain(&shop, &with(&changes), &["--format", "json"]);
    assert_eq!(run.status, 1);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let refused = "the token is from another issuer: `https://evil.example`";
    assert_eq!(document["refused"], json!({ "message": refused, "fault": "client" }));
    for check in ["issuer", "lifetime", "binding"] {
        expect_check(&run, check, "refused");
    }
    for check in ["form", "version", "audience", "permission"] {
        expect_check(&run, check, "passed");
    }
    for check in ["key", "signature", "key_issuer", "tenant", "tenant_filter"] {
        expect_check(&run, check, "not_checked");
    }
    let id_token = json!({ "idtyp": null, "scp": null, "azp": null, "azpacr": null });
    let run = explain(&shop, &with(&id_token), &["--guards", "guards.json"]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.starts_with("refused: the token is an ID token"), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("\nnothing is decided, because the token does not say who calls")
    );
}

#[test]
fn the_settings_of_the_service_decide() {
    let shop = shop();
    let status = |token: &str, options: &[&str]| explain(&shop, token, options).status;
    let token = with(&json!({}));
    assert_eq!(status(&token, &["--tenant", TENANT]), 0);
    assert_eq!(status(&token, &["--tenant", API]), 1);
    assert_eq!(status(&token, &["--tenant", API, "--tenant", TENANT]), 0);
    assert_eq!(status(&token, &["--authority", "https://login.microsoftonline.us"]), 1);
    let government = format!("https://login.microsoftonline.us/{TENANT}/v2.0");
    let token = with(&json!({ "iss": government }));
    assert_eq!(status(&token, &["--authority", "https://login.microsoftonline.us"]), 0);
    let token = with(&json!({ "aud": "urn:further" }));
    assert_eq!(status(&token, &[]), 2);
    assert_eq!(status(&token, &["--audience", "urn:further"]), 0);
    let token = with(&json!({ "aud": TENANT }));
    assert_eq!(status(&token, &["--client-id", TENANT]), 0);
    // The App ID URIs belong to the client id of the manifest.
    let token = with(&json!({ "aud": "api://shop" }));
    assert_eq!((status(&token, &[]), status(&token, &["--client-id", TENANT])), (1, 2));
}

#[test]
fn the_audience_chooses_the_registration() {
    const PROD: &str = "90000000-0000-4000-8000-000000000001";
    let prod = MANIFEST
        .replace("\"10000000-", "\"90000000-")
        .replace("\"Shop\"", "\"Shop (prod)\"");
    let model = MODEL.replace("\"shop.json\",", "\"shop.json\", environments = [\"prod.json\"],");
    let shop = Shop::new(&[("src/main.rs", &model), ("prod.json", &prod)]);
    for (audience, named) in [(API, "`Shop` (`1"), (PROD, "`Shop (prod)` (`9")] {
        let run = explain(&shop, &with(&json!({ "aud": audience })), &[]);
        let line = format!("checks of the registration {named}");
        assert!(run.status == 0 && run.stdout.contains(&line), "{run:?}");
    }
    let run = explain(&shop, &with(&json!({})), &["--client-id", PROD]);
    assert_eq!(run.status, 2, "{run:?}");
    let two = Shop::new(&[("src/main.rs", MODEL), ("tests/api.rs", MODEL)]);
    let run = explain(&two, &with(&json!({})), &[]);
    assert!(run.stderr.starts_with("error: the token belongs to several models\n"), "{run:?}");
    assert_eq!(explain(&two, &with(&json!({})), &["--model", "api"]).status, 0);
}

#[test]
fn an_operation_decides_the_status() {
    let shop = shop();
    let status = |token: &str, operation: &str| {
        explain(&shop, token, &["--guards", "guards.json", "--operation", operation]).status
    };
    let token = with(&json!({}));
    for (operation, expected) in
        [("list", 0), ("shop::list", 0), ("only_apps", 1), ("orders", 0), ("list_tool", 0)]
    {
        assert_eq!(status(&token, operation), expected, "{operation}");
    }
    let options = ["--guards", "guards.json", "--operation", "orders"];
    let run = explain(&shop, &token, &options);
    let shown = "\noperations\n  allowed  shop::list_tool (tool orders)\n\n";
    assert!(run.stdout.contains(shown), "{}", run.stdout);
    assert_eq!(status(&with(&json!({ "exp": 1_700_000_001 })), "list"), 1);
    assert_eq!(status(&with(&json!({ "roles": [] })), "list"), 1);
    let run = explain(&shop, &with(&json!({ "roles": [] })), &["--guards", "guards.json"]);
    let denied = "\n  denied   shop::list\n             lacks_role: the user lacks the role \
                  `Orders.Read`\n";
    assert!(run.status == 0 && run.stdout.contains(denied), "{}", run.stdout);
}

/// Nothing in the claims acts on a terminal, on a job, or as markup.
#[test]
fn hostile_claims_are_visible() {
    let shop = shop();
    let hostile =
        ["\u{1b}[31mred", "\u{202e}\u{9b}x", "a`b|c\n::error::d", "<img src=x> @me **b**"];
    let token = with(&json!({ "roles": hostile, "tid": "x\u{1b}]0;y", "ver": "2.0" }));
    let text = explain(&shop, &token, &[]).stdout;
    assert!(text.contains("`\\u{1b}[31mred`") && !text.contains("\n::error"), "{text}");
    let markdown = explain(&shop, &token, &["--format", "markdown"]).stdout;
    for markup in ["<img", "@me", "::error", "\u{202e}"] {
        let outside: String = markdown.split('`').step_by(2).collect();
        assert!(!outside.contains(markup), "{markup}\n{markdown}");
    }
    assert!(markdown.lines().filter(|line| line.starts_with('|')).count() > 25, "{markdown}");
    let json = explain(&shop, &token, &["--format", "json"]).stdout;
    assert!(json.contains("\\u202e\\u009bx"), "{json}");
    let document: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["caller"]["unknown_values"], json!(hostile));
}

//! `plan`: its script, its JSON, its status and its failures.

use std::process::Command;

use serde_json::{Value, json};

use crate::workspace::{MANIFEST, MODEL, Run, Shop, expect_failure};

const CLIENT_ID: &str = "10000000-0000-4000-8000-000000000001";
const OTHER_ID: &str = "10000000-0000-4000-8000-000000000002";

/// Returns a workspace whose live registration has one more role, with texts that shells expand.
fn shop() -> Shop {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    let role = r#""appRoles": [
    {"id": "30000000-0000-4000-8000-000000000002", "value": "Orders.Read'!`id`", "isEnabled": true,
     "description": "it's $HOME \\ \"é\"! 😀\nJSON\n`id`", "allowedMemberTypes": ["User"]},"#;
    shop.write("live.json", &MANIFEST.replace(r#""appRoles": ["#, role));
    shop
}

fn with_stdin(shop: &Shop, arguments: &[&str], text: &str) -> Run {
    shop.run_with_input(arguments, text.as_bytes())
}

#[test]
fn a_live_registration_as_checked_in_has_the_status_0() {
    let run = with_stdin(&shop(), &["plan", "--live", "-"], MANIFEST);
    let nothing = "# nothing to do: the live registration is as checked in\n";
    assert_eq!((run.status, run.stdout.as_str()), (0, nothing), "{run:?}");
}

#[test]
fn the_plan_is_a_script_with_its_warnings() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    let live = MANIFEST.replace(r#""type": "Admin""#, r#""type": "User""#);
    let run = with_stdin(&shop, &["plan", "--live", "-"], &live);
    let expected = r#"# note[plan_pauses_entry]: between two writes, scope `Shop.Read` cannot be asked for or assigned
#    = note: Microsoft Graph changes an entry only while it is disabled; the next write enables it
#
printf '%s\n' '1 of 2: disables scope `Shop.Read` before the next write' &&
az rest --method PATCH --url "https://graph.microsoft.com/v1.0/applications(appId='10000000-0000-4000-8000-000000000001')" \
  --headers Content-Type=application/json --body @- <<'JSON' && sleep 10 &&
{
  "api": {
    "oauth2PermissionScopes": [
      {
        "id": "20000000-0000-4000-8000-000000000001",
        "isEnabled": false,
        "type": "User",
        "value": "Shop.Read"
      }
    ]
  }
}
JSON
printf '%s\n' '2 of 2: changes scope `Shop.Read`' &&
az rest --method PATCH --url "https://graph.microsoft.com/v1.0/applications(appId='10000000-0000-4000-8000-000000000001')" \
  --headers Content-Type=application/json --body @- <<'JSON'
{
  "api": {
    "oauth2PermissionScopes": [
      {
        "id": "20000000-0000-4000-8000-000000000001",
        "isEnabled": true,
        "type": "Admin",
        "value": "Shop.Read"
      }
    ]
  }
}
JSON
"#;
    assert_eq!((run.stdout.as_str(), run.status), (expected, 1), "{run:?}");
}

/// Programs take the place of `az` and `sleep`. Each call of `az` leaves its URL and its input.
#[cfg(unix)]
#[test]
fn a_shell_sends_the_bodies_of_the_plan() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::{env, fs};

    let shop = shop();
    let json = shop.run(&["plan", "--live", "live.json", "--format", "json"]).stdout;
    let plan: Value = serde_json::from_str(&json).unwrap();
    let run = shop.run(&["plan", "--live", "live.json"]);
    assert_eq!(run.status, 1, "{run:?}");
    let writes = run.stdout.split_once("\nprintf ").unwrap().1;
    assert!(writes.is_ascii() && !writes.replace("Read'\\''!", "").contains('!'), "{writes}");
    shop.write("plan.sh", &run.stdout);
    shop.write("bin/sleep", "#!/bin/sh\n");
    shop.write(
        "bin/az",
        "#!/bin/sh\n{ echo \"$5\"; cat; printf '\\036'; } >> calls\nexit $STATUS\n",
    );
    for program in ["bin/az", "bin/sleep"] {
        fs::set_permissions(shop.folder.join(program), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:{}", shop.folder.join("bin").display(), env::var("PATH").unwrap());
    let calls = |status: &str| {
        let mut shell = Command::new("sh");
        shell.arg("plan.sh").current_dir(&shop.folder);
        let output = shell.env("PATH", &path).env("STATUS", status).output().unwrap();
        let text = fs::read_to_string(shop.folder.join("calls")).unwrap();
        fs::remove_file(shop.folder.join("calls")).unwrap();
        let calls = text.split_terminator('\u{1e}').map(|call| {
            let (url, body) = call.split_once('\n').unwrap();
            json!({ "url": url, "body": serde_json::from_str::<Value>(body).unwrap() })
        });
        (output.status.code().unwrap(), calls.collect::<Vec<_>>())
    };
    let writes = plan["writes"].as_array().unwrap().iter();
    let expected = writes.map(|write| json!({ "url": write["url"], "body": write["body"] }));
    let expected: Vec<_> = expected.collect();
    assert_eq!(expected.len(), 2);
    assert_eq!(calls("0"), (0, expected.clone()));
    // A refused write ends the script.
    assert_eq!(calls("3"), (3, vec![expected[0].clone()]));
}

#[test]
fn json_follows_its_schema() {
    let run = shop().run(&["plan", "--live", "live.json", "--format", "json"]);
    let plan: Value = serde_json::from_str(&run.stdout).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../../src/schemas/plan.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&plan).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{plan:#}");
    assert_eq!(plan["items"][0]["id"], "plan_removes_role");
    // The role is only in the live file.
    assert_eq!(plan["items"][0]["place"]["file"], "live.json");
    for parent in ["", "/writes/0", "/writes/0/body", "/items/0", "/items/0/place"] {
        let mut unknown = plan.clone();
        unknown.pointer_mut(parent).unwrap()["text"] = "x".into();
        assert!(!validator.is_valid(&unknown), "{parent}");
    }
}

#[test]
fn a_registration_is_chosen_by_its_client_id() {
    let prod = MANIFEST.replace(CLIENT_ID, OTHER_ID);
    let model = MODEL.replace("\"shop.json\",", "\"shop.json\", environments = [\"prod.json\"],");
    let shop = Shop::new(&[("src/main.rs", &model), ("prod.json", &prod)]);
    let live = prod.replace("\"Shop\"", "\"Store\"");
    let plan = |arguments: &[&str], text: &str| {
        with_stdin(&shop, &[&["plan", "--live", "-"], arguments].concat(), text)
    };
    let run = plan(&[], &live);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains(&format!("applications(appId='{OTHER_ID}')")), "{run:?}");
    // A list of applications.
    let unknown = MANIFEST.replace(CLIENT_ID, "10000000-0000-4000-8000-000000000009");
    assert_eq!(plan(&[], &format!("[{unknown}, {live}]")).status, 1);
    let both = format!("[{MANIFEST}, {live}]");
    let expected = "error: `standard input` lists several registrations of the model\n  \
                    help: choose one with `--environment`\n";
    expect_failure(&plan(&[], &both), expected);
    assert_eq!(plan(&["--environment", OTHER_ID], &both).status, 1);
    assert_eq!(plan(&["--environment", CLIENT_ID], &both).status, 0);
    let run = plan(&["--environment", CLIENT_ID], &live);
    let expected = format!(
        "error: `standard input` is the registration of another application\n  \
         note: it is `Store` (`{OTHER_ID}`)\n  note: `--environment` is `{CLIENT_ID}`\n"
    );
    expect_failure(&run, &expected);
}

/// A display name can have any character, and a job reads the lines of the message.
#[test]
fn a_name_in_a_failure_or_a_script_is_not_a_command() {
    let name = r"x\n::error::y \u001b[31m \u202e ##vso[a]";
    let live = MANIFEST
        .replace(CLIENT_ID, OTHER_ID)
        .replace("\"Shop\"", &format!("\"{name}\""));
    let run = with_stdin(&shop(), &["plan", "--live", "-"], &live);
    assert_eq!(run.status, 2, "{run:?}");
    let shown = r"it is `x\n\u{3a}:error::y \u{1b}[31m \u{202e} #\u{23}vso[a]`";
    assert!(run.stderr.contains(shown), "{}", run.stderr);
    assert!(!run.stderr.contains(['\u{1b}', '\u{202e}']), "{run:?}");

    let shop = Shop::new(&[
        ("src/main.rs", MODEL),
        ("shop.json", &MANIFEST.replace("\"Shop\"", "\"##vso[a]\"")),
    ]);
    let run = with_stdin(&shop, &["plan", "--live", "-"], MANIFEST);
    assert!(run.stdout.contains(r"#\u{23}vso[a]"), "{run:?}");
    let title = run.stdout.lines().find(|line| line.starts_with("printf ")).unwrap();
    assert!(!title.contains("##"), "{title}");
}

/// A plan can repair a live registration that the build would refuse.
#[test]
fn a_new_registration_and_a_broken_one_can_be_planned() {
    let shop = shop();
    let empty = format!(
        r#"{{"appId": "{CLIENT_ID}", "displayName": "Shop", "appRoles": [], "identifierUris": [],
        "api": {{"oauth2PermissionScopes": [], "requestedAccessTokenVersion": null}}}}"#
    );
    let with_groups = MANIFEST.replace(
        r#"{"name": "idtyp"}"#,
        r#"{"name": "idtyp"}, {"name": "groups", "additionalProperties": ["emit_as_roles"]}"#,
    );
    for (live, purpose) in [
        (empty, "printf '%s\\n' '1 of 2: adds app role `Orders.Read`; adds scope `Shop.Read`; "),
        (with_groups, "\nprintf '%s\\n' '1 of 1: sets the optional claims' &&\n"),
    ] {
        let run = with_stdin(&shop, &["plan", "--live", "-"], &live);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(run.stdout.contains(purpose), "{run:?}");
    }
}

#[test]
fn the_path_may_lead_anywhere() {
    let shop = shop();
    let expected = shop.run(&["plan", "--live", "live.json"]).stdout;
    let folder = shop.folder.join("src");
    let absolute = shop.folder.join("live.json");
    for path in ["../live.json", "./../live.json", absolute.to_str().unwrap()] {
        let run = crate::workspace::run(&folder, &["plan", "--live", path]);
        assert_eq!(run.status, 1, "{path}: {run:?}");
        assert_eq!(run.stdout.replace("../live.json", "live.json"), expected);
    }
    let run = crate::workspace::run(&folder, &["plan", "--live", "."]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
    assert!(run.stderr.starts_with("error: cannot read `.`: it is a folder\n"), "{run:?}");
}

#[test]
fn an_export_that_is_not_of_the_model_is_refused() {
    let shop = shop();
    let other = MANIFEST.replace(CLIENT_ID, OTHER_ID);
    let fragment = r#"{"appRoles": [{"value": "A", "allowedMemberTypes": ["User"]}]}"#;
    let mustache = MANIFEST.replace(CLIENT_ID, "{{APP_ID}}");
    let without_quotes = MANIFEST.replace(&format!("\"{CLIENT_ID}\""), "{{APP_ID}}");
    for (text, line) in [
        ("{}", "error: `standard input` is not an app registration manifest\n"),
        (&without_quotes, "error: `standard input` "),
        (&mustache, "error: `standard input` has no client id\n"),
        (fragment, "error: `standard input` has no client id\n"),
        (
            &other,
            "error: `standard input` is the registration of another application\n  \
             note: it is `Shop` (`10000000-0000-4000-8000-000000000002`)\n  \
             note: the registrations of the model are `10000000-0000-4000-8000-000000000001` \
             (`Shop`)\n",
        ),
        ("", "error: `standard input` is empty\n"),
    ] {
        let run = with_stdin(&shop, &["plan", "--live", "-"], text);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.starts_with(line), "{text}: {}", run.stderr);
    }
}

#[test]
fn bad_arguments_and_manifests_get_one_clear_line() {
    let shop = shop();
    for (arguments, line) in [
        (
            &["--live", "missing.json"][..],
            "error: cannot read `missing.json`: there is no such file\n",
        ),
        (
            &["--live", "live.json", "--environment", "x"],
            "error: the model has no registration `x`\n",
        ),
        (
            &["--live", "live.json", "--format", "sarif"],
            "error: `plan` has the formats `text` and `json` only\n",
        ),
        (
            &["--live", "live.json", "--graph", "https://x/$(id)"],
            "error: `https://x/$(id)` is not the URL of Microsoft Graph\n",
        ),
    ] {
        let run = shop.run(&[&["plan"], arguments].concat());
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.starts_with(line), "{arguments:?}: {}", run.stderr);
    }
    // An error in the manifest is an error of the build, too.
    shop.write("shop.json", &MANIFEST.replace("\"Orders.Read\"", "\"Orders Read\""));
    let run = shop.run(&["plan", "--live", "live.json"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("\n  help: `cargo entra-perms check` shows all findings\n"));
}

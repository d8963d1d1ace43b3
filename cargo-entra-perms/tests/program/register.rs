//! The commands of `docs/guide/register.md`, run in a shell. A program takes the place of `az`: it
//! writes its calls down, and a small tenant answers them and applies them.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::{Value, json};

use crate::workspace::Shop;

const API: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const WEB: &str = "aaaaaaaa-0000-4000-8000-000000000002";
const IMPORT: &str = "aaaaaaaa-0000-4000-8000-000000000003";
/// The client id of the API in the manifests of this repository.
const CHECKED_IN: &str = "86bd2ede-e2b4-43db-8272-e1697192d072";

/// Answers as the tenant does. Object ids are names here, so that a test can tell them apart.
const AZ: &str = r#"#!/bin/sh
case "$*" in *"--body @-"*) input=$(cat) ;; esac
{ for argument in "$@"; do printf '%s\037' "$argument"; done; printf '%s\036' "$input"; } >> calls
case "$*" in
  "ad app create"*Web*) echo $WEB ;;
  "ad app create"*Import*) echo $IMPORT ;;
  "ad app create"*) echo $API ;;
  "ad app show"*"--query appRoles"*)
    value=${7#*"'"}
    sed -n "s/^${value%"'"*} //p" roles ;;
  "ad app show"*) cat "$5.json" ;;
  "ad sp show"*) echo "principal of $5" ;;
  "ad user show"*) echo "user $5" ;;
  "ad group show"*) echo "group $5" ;;
  "login" | "ad sp create --id "* | "ad sp update --id "* | "ad app permission add --id "* | \
    "ad app permission grant --id "* | "rest --method P"*" --body "*) ;;
  *) echo "az: unknown command: $*" >&2; exit 2 ;;
esac
"#;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A call of `az`.
#[derive(Debug)]
struct Call {
    arguments: Vec<String>,
    input: String,
}

impl Call {
    fn is(&self, command: &str) -> bool {
        self.arguments.join(" ").starts_with(command)
    }

    /// Returns the values of an option.
    fn values(&self, option: &str) -> &[String] {
        let mut parts = self.arguments.split(|argument| argument == option);
        let values = parts.nth(1).unwrap();
        values.split(|argument| argument.starts_with("--")).next().unwrap()
    }

    fn value(&self, option: &str) -> &str {
        &self.values(option)[0]
    }
}

/// A user's package with the files that the page names.
struct Package(Shop);

impl Package {
    fn new(page: &str) -> Self {
        let (_, model) = page.split_once("```rust\n").unwrap();
        let (model, _) = model.split_once("```\n").unwrap();
        let shop = Shop::new(&[("src/main.rs", model)]);
        for name in ["crm.json", "crm-web.json", "crm-import.json"] {
            let text = fs::read_to_string(root().join("manifests").join(name)).unwrap();
            shop.write(&format!("manifests/{name}"), &text);
        }
        let command = env!("CARGO_BIN_EXE_cargo-entra-perms");
        let cargo = env!("CARGO");
        let cargo = format!(
            "#!/bin/sh\n[ \"$1\" = entra-perms ] && exec '{command}' \"$@\"\nexec '{cargo}' \"$@\"\n"
        );
        for (name, text) in [("az", AZ), ("cargo", &cargo), ("sleep", "#!/bin/sh\n")] {
            let file = format!("bin/{name}");
            shop.write(&file, text);
            let file = shop.folder.join(file);
            fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self(shop)
    }

    /// Runs a script, and returns the calls of `az`. Its last command must succeed, and none may
    /// complain. `plan` has the status 1 if there are writes.
    #[track_caller]
    fn run(&self, script: &str) -> Vec<Call> {
        let Self(shop) = self;
        let path = format!("{}:{}", shop.folder.join("bin").display(), env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-u", "-c", script]).current_dir(&shop.folder).env("PATH", path);
        let output = shell.envs([("API", API), ("WEB", WEB), ("IMPORT", IMPORT)]).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        let calls = shop.folder.join("calls");
        let text = fs::read_to_string(&calls).unwrap();
        fs::remove_file(calls).unwrap();
        let call = |text: &str| {
            let (arguments, input) = text.rsplit_once('\u{1f}').unwrap();
            let arguments = arguments.split('\u{1f}').map(str::to_owned).collect();
            Call { arguments, input: input.to_owned() }
        };
        text.split_terminator('\u{1e}').map(call).collect()
    }

    fn write_json(&self, file: &str, json: &Value) {
        self.0.write(file, &json.to_string());
    }

    fn manifest(&self, name: &str) -> Value {
        read_json(&self.0.folder.join("manifests").join(name))
    }
}

/// Returns the commands of a section.
fn section<'a>(page: &'a str, heading: &str) -> String {
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1);
    let commands = blocks.map(|block: &'a str| block.split_once("```\n").unwrap().0);
    commands.collect()
}

/// Returns a new registration, as `az ad app create` makes it from these arguments.
fn created(call: &Call, client_id: &str) -> Value {
    let version = call.arguments.iter().any(|one| one == "--requested-access-token-version");
    json!({
        "appId": client_id,
        "displayName": call.value("--display-name"),
        "identifierUris": [],
        "signInAudience": call.value("--sign-in-audience"),
        "api": {
            "requestedAccessTokenVersion": version.then_some(2),
            "oauth2PermissionScopes": [],
            "preAuthorizedApplications": [],
        },
        "appRoles": [],
        "optionalClaims": null,
        "requiredResourceAccess": [],
    })
}

/// Returns whether the calls create the service principal of a registration.
fn has_principal(calls: &[Call], client_id: &str) -> bool {
    calls.iter().any(|call| call.is(&format!("ad sp create --id {client_id}")))
}

/// Applies a `PATCH` of Microsoft Graph: the members of `api` one by one, and the other members.
fn patch(registration: &mut Value, body: &Value) {
    for (key, value) in body.as_object().unwrap() {
        if key == "api" {
            let members = value.as_object().unwrap().clone();
            registration["api"].as_object_mut().unwrap().extend(members);
        } else {
            registration[key] = value.clone();
        }
    }
}

/// Returns `requiredResourceAccess` as the calls of `az ad app permission add` make it.
fn permissions(calls: &[Call], client_id: &str) -> Value {
    let adds = calls.iter().filter(|call| call.is("ad app permission add"));
    let adds = adds.filter(|call| call.value("--id") == client_id);
    let add = |call: &Call| {
        let access = call.values("--api-permissions").iter().map(|permission| {
            let (id, kind) = permission.split_once('=').unwrap();
            json!({ "id": id, "type": kind })
        });
        let access: Vec<_> = access.collect();
        json!({ "resourceAppId": call.value("--api"), "resourceAccess": access })
    };
    adds.map(add).collect()
}

#[test]
fn the_commands_of_the_page_register_the_manifests() {
    let page = fs::read_to_string(root().join("docs/guide/register.md")).unwrap();
    let package = Package::new(&page);
    let Package(shop) = &package;

    // Until the plan is written, the registration is as it was created.
    let api = section(&page, "Register the API");
    let (create, rest) = api.split_once("\nsed ").unwrap();
    let (rename, plan) = rest.split_once("\naz ad app show").unwrap();
    let calls = package.run(create);
    let mut registration = created(calls.last().unwrap(), API);
    package.write_json(&format!("{API}.json"), &registration);
    let calls =
        package.run(&format!("DOMAIN=fabrikam.example\nsed {rename}\naz ad app show{plan}"));
    for call in calls.iter().filter(|call| call.is("rest --method PATCH")) {
        assert!(call.value("--url").ends_with(&format!("/applications(appId='{API}')")));
        patch(&mut registration, &serde_json::from_str(&call.input).unwrap());
    }
    package.write_json(&format!("{API}.json"), &registration);
    assert!(has_principal(&calls, API), "{calls:?}");
    let run = shop.run(&["drift", "--live", &format!("{API}.json")]);
    assert_eq!((run.stderr.as_str(), run.status), ("", 0), "{run:?}");
    let uris = [
        "api://crm-dev.fabrikam.example",
        "https://crm-dev.fabrikam.example",
        "https://crm-dev.fabrikam.example/mcp",
    ];
    assert_eq!(registration["identifierUris"], json!(uris));
    let ids = |manifest: &Value, key: &str| -> Vec<Value> {
        let entries = manifest.pointer(key).unwrap().as_array().unwrap();
        entries.iter().map(|entry| json!([entry["value"], entry["id"]])).collect()
    };
    let checked_in = read_json(&root().join("manifests/crm.json"));
    for (key, count) in [("/appRoles", 12), ("/api/oauth2PermissionScopes", 8)] {
        let ids = [ids(&registration, key), ids(&checked_in, key)];
        assert_eq!((ids[0].len(), &ids[0]), (count, &ids[1]));
    }

    // The clients ask for the permissions that their manifests have.
    for (heading, client_id, name) in [
        ("Register the web app", WEB, "crm-web.json"),
        ("Register the background service", IMPORT, "crm-import.json"),
    ] {
        let calls = package.run(&section(&page, heading));
        assert!(has_principal(&calls, client_id), "{name}: {calls:?}");
        let mut client = created(&calls[0], client_id);
        client["requiredResourceAccess"] = permissions(&calls, client_id);
        let manifest = package.manifest(name);
        for key in ["displayName", "signInAudience", "requiredResourceAccess"] {
            assert_eq!(client[key], manifest[key], "{name}: {key}");
        }
        assert_eq!(client["requiredResourceAccess"][0]["resourceAppId"], API);
        let redirects = manifest["web"]["redirectUris"].as_array().unwrap().iter();
        let redirects: Vec<_> = redirects.map(|uri| uri.as_str().unwrap()).collect();
        if !redirects.is_empty() {
            assert_eq!(calls[0].values("--web-redirect-uris"), redirects);
        }
        package.write_json(&format!("{client_id}.json"), &client);
    }

    // The exports are checked in, and have no finding.
    let calls = package.run(&section(&page, "Check the registrations in"));
    assert_eq!(calls.len(), 3);
    assert_eq!(package.manifest("crm.json")["appId"], API);
    assert!(!package.manifest("crm-web.json").to_string().contains(CHECKED_IN));
}

#[test]
fn the_commands_of_the_page_assign_and_consent() {
    let page = fs::read_to_string(root().join("docs/guide/register.md")).unwrap();
    let package = Package::new(&page);
    let manifest = package.manifest("crm.json");
    let roles = manifest["appRoles"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let lines = roles
        .iter()
        .map(|role| format!("{} {}\n", text(&role["value"]), text(&role["id"])));
    package.0.write("roles", &lines.collect::<String>());

    let assign = section(&page, "Assign app roles");
    let calls = package.run(&format!("DOMAIN=contoso.com\nAPI_PRINCIPAL=crm\n{assign}"));
    let assignments: Vec<_> = calls.iter().filter(|call| call.is("rest --method POST")).collect();
    let mut assigned = Vec::new();
    for call in assignments {
        let url = "https://graph.microsoft.com/v1.0/servicePrincipals/crm/appRoleAssignedTo";
        assert_eq!(call.value("--url"), url);
        let body: Value = serde_json::from_str(call.value("--body")).unwrap();
        assert_eq!(body["resourceId"], "crm");
        let role = roles.iter().find(|role| role["id"] == body["appRoleId"]).unwrap();
        let principal = text(&body["principalId"]);
        let holder = if principal.starts_with(['u', 'g']) { "User" } else { "Application" };
        let holders = role["allowedMemberTypes"].as_array().unwrap();
        assert!(holders.contains(&holder.into()), "{principal}: {role}");
        assigned.push((text(&role["value"]), principal));
    }
    let import = format!("principal of {IMPORT}");
    let expected = [
        ("Contacts.Read.Team", "user ada@contoso.com"),
        ("Contacts.Write.Team", "group CRM Sales"),
        ("Accounts.Read.All", &import),
        ("Contacts.Read.All", &import),
        ("Contacts.Write.All", &import),
        ("Accounts.Read.All", "00000000-0000-0000-0000-000000000000"),
    ];
    assert_eq!(assigned, expected.map(|(role, to)| (role.to_owned(), to.to_owned())));

    // All scopes that the web app asks for.
    let calls = package.run(&section(&page, "Consent to scopes"));
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    assert!(call.is(&format!("ad app permission grant --id {WEB} --api {API} --scope ")));
    let web = package.manifest("crm-web.json");
    let asked = web["requiredResourceAccess"][0]["resourceAccess"].as_array().unwrap().iter();
    let scopes = manifest["api"]["oauth2PermissionScopes"].as_array().unwrap();
    let asked = asked.map(|access| {
        let scope = scopes.iter().find(|scope| scope["id"] == access["id"]).unwrap();
        text(&scope["value"])
    });
    assert_eq!(call.values("--scope"), asked.collect::<Vec<_>>());
}

/// Each mistake of the first table, made in the files of the page.
#[test]
fn the_mistakes_of_the_page_look_as_it_says() {
    const MODEL: &str = "src/main.rs";
    const CRM: &str = "manifests/crm.json";
    let page = fs::read_to_string(root().join("docs/guide/register.md")).unwrap();
    let (_, table) = page.split_once("| mistake | message |\n|---|---|\n").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let messages = table.lines().map(|row| {
        let cell = row.trim_end_matches(" |").rsplit_once(" | ").unwrap().1;
        cell.trim_matches('`').trim()
    });
    let mistakes = [
        (MODEL, "\"Sales.ReadWrite.*\" => [\"Proposals.ReadWrite.*\"],", ""),
        (MODEL, "[\"Proposals.ReadWrite.*\"]", "[\"Proposals.ReadWrite.Team\"]"),
        (MODEL, "[\"Accounts.Read.*\", \"Contacts", "[\"Account.Read.*\", \"Contacts"),
        (CRM, "a443a4ea-246d-4d61-82f0-a215d8289025", "a443a4ea-246d-4d61-82f0-a215d8289026"),
        (
            "manifests/crm-import.json",
            "f18ceeae-59a5-40c3-96f7-7c0404cd50e2",
            "a5983b07-f6cc-4679-939d-d112afd30d33",
        ),
        (CRM, "\"name\": \"idtyp\"", "\"name\": \"acct\""),
        (
            CRM,
            "\"passwordCredentials\": []",
            "\"passwordCredentials\": [{\"secretText\": \"abcdefgh\"}]",
        ),
    ];
    assert_eq!(messages.clone().count(), mistakes.len());
    for (message, (file, from, to)) in messages.zip(mistakes) {
        let Package(shop) = Package::new(&page);
        let text = fs::read_to_string(shop.folder.join(file)).unwrap();
        assert!(text.contains(from), "{from}");
        shop.write(file, &text.replacen(from, to, 1));
        let run = shop.run(&["check"]);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(
            run.stdout.replace('`', "").contains(&message.replace('`', "")),
            "{message}: {run:?}"
        );
    }
}

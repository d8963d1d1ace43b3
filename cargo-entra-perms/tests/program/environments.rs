//! `diff` of a model with two registrations and a client: the registration that changed is named,
//! and each place is in its file.

use std::fmt::Write as _;

use crate::repository::Repository;
use crate::workspace::{MANIFEST, MODEL};

const CLIENTS: &str = "clients = { Web = [\"web.json\", \"web-prod.json\"] }, ";

/// A client that asks for the scope of the API.
fn client(number: u8, api: &str) -> String {
    format!(
        r#"{{
  "displayName": "Web",
  "appId": "40000000-0000-4000-8000-00000000000{number}",
  "requiredResourceAccess": [{{"resourceAppId": "10000000-0000-4000-8000-00000000000{api}",
    "resourceAccess": [{{"id": "20000000-0000-4000-8000-000000000001", "type": "Scope"}}]}}]
}}
"#
    )
}

/// The production has the name `Prod`, and one line more before its entries.
fn repository() -> Repository {
    let prod = MANIFEST
        .replace("8000-000000000001\",\n  \"d", "8000-000000000002\",\n\n  \"d")
        .replace("\"Shop\"", "\"Prod\"");
    let model = MODEL
        .replace("\"shop.json\"", "\"shop.json\", environments = [\"prod.json\"]")
        .replace("scopes", &format!("{CLIENTS}scopes"));
    Repository::new(&[
        ("prod.json", &prod),
        ("web.json", &client(1, "1")),
        ("web-prod.json", &client(2, "2")),
        ("src/main.rs", &model),
    ])
}

/// Returns the verdict, and the message, places and first note of each change of an edit, which is
/// undone.
#[track_caller]
fn changes(repository: &Repository, file: &str, from: &str, to: &str) -> String {
    repository.edit(file, from, to);
    let run = repository.run(&["diff", "HEAD", "--format", "json"]);
    repository.git(&["checkout", "-q", "."]);
    assert_eq!(run.stderr, "");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let mut text = report["verdict"].as_str().unwrap().to_owned();
    for item in report["items"].as_array().unwrap() {
        let place = |place: &serde_json::Value| {
            format!("{}:{}", place["file"].as_str().unwrap(), place["line"])
        };
        write!(text, "\n{} {}", item["message"].as_str().unwrap(), place(&item["place"])).unwrap();
        for related in item["related"].as_array().unwrap() {
            write!(text, " {}", place(related)).unwrap();
        }
        if let Some(note) = item["remarks"].as_array().unwrap().first() {
            write!(text, "\n  {}", note["text"].as_str().unwrap()).unwrap();
        }
    }
    text
}

#[test]
fn an_entry_has_its_line_in_each_registration() {
    let repository = repository();
    let id = "30000000-0000-4000-8000-000000000001";
    let expected = |file: &str, line: u8, name: &str| {
        format!(
            "equal\napp role `Orders.Read` has another id in the registration of `{name}` \
             {file}:{line} HEAD:{file}:{line}\n  \
             Entra assigns by id, so that all earlier assignments are lost"
        )
    };
    let new = id.replace("30", "31");
    assert_eq!(changes(&repository, "prod.json", id, &new), expected("prod.json", 14, "Prod"));
    assert_eq!(changes(&repository, "shop.json", id, &new), expected("shop.json", 13, "Shop"));
}

#[test]
fn the_registration_that_decides_is_named() {
    let repository = repository();
    let only = "  it changed only in the registration of";
    let role = "\"isEnabled\": true,\n     \"allowed";
    let no_role = role.replace("true", "false");
    for (file, line, name) in [("prod.json", 14, "Prod"), ("shop.json", 13, "Shop")] {
        assert_eq!(
            changes(&repository, file, role, &no_role),
            format!(
                "less permissive\napp role `Orders.Read` was disabled {file}:{line} \
                 HEAD:{file}:{line}\n{only} `{name}`"
            )
        );
    }
    assert_eq!(
        changes(&repository, "prod.json", "\"Admin\"", "\"User\""),
        "more permissive\nscope `Shop.Read` no longer needs the consent of an administrator \
         prod.json:9 HEAD:prod.json:9\n  it changed only in the registration of `Prod`"
    );
    // If it changed in all of them, none is named.
    repository.edit("shop.json", role, &no_role);
    assert_eq!(
        changes(&repository, "prod.json", role, &no_role),
        "less permissive\napp role `Orders.Read` was disabled shop.json:13 HEAD:shop.json:13\n  \
         tokens may still carry it, but it is never granted"
    );
    // A client must not ask for a disabled scope.
    repository.edit("src/main.rs", CLIENTS, "");
    repository.commit("no clients");
    let no_delegation = "not_delegated = [\"Orders.Read\"], scopes";
    repository.edit("src/main.rs", "scopes", no_delegation);
    assert_eq!(
        changes(&repository, "prod.json", "\"isEnabled\": true}\n", "\"isEnabled\": false}\n"),
        "less permissive\nscope `Shop.Read` was disabled prod.json:9 HEAD:prod.json:9\n  \
         it changed only in the registration of `Prod`"
    );
    // A registration without a change decided before.
    repository.edit("prod.json", role, &no_role);
    repository.commit("disable");
    let text = changes(&repository, "src/main.rs", ", environments = [\"prod.json\"]", "");
    assert!(text.contains("\n  a registration that was added or removed decides"), "{text}");
}

#[test]
fn a_change_of_a_client_is_in_its_file() {
    let repository = repository();
    let id = "\"40000000-0000-4000-8000-000000000002\"";
    let new = id.replace("02\"", "09\"");
    let plain = |id: &str| id.replace('"', "`");
    assert_eq!(
        changes(&repository, "web-prod.json", id, &new),
        format!(
            "incomparable\n\
             client `Web` of `Prod` has the client id {} web-prod.json:3 HEAD:web-prod.json:3\n  \
             guards with `client = Web` read the client id\n\
             client `Web` of `Prod` no longer has the client id {} web-prod.json:3 \
             HEAD:web-prod.json:3\n  guards with `client = Web` read the client id",
            plain(&new),
            plain(id),
        )
    );
    // Both changes of one client are reported.
    repository.edit("web.json", "\"Web\"", "\"Portal\"");
    let access = "{\"id\": \"20000000-0000-4000-8000-000000000001\", \"type\": \"Scope\"}";
    assert_eq!(
        changes(&repository, "web.json", access, ""),
        "equal\nclient `Web` of `Shop` asks for other permissions web.json:3 HEAD:web.json:3\n  \
         a client may ask for further permissions at run time\n\
         client `Web` of `Shop` has another name web.json:3 HEAD:web.json:3"
    );
    assert_eq!(
        changes(&repository, "src/main.rs", CLIENTS, ""),
        "equal\nclient `Web` was removed HEAD:web.json:3\n  \
         Rust code that names it does not compile"
    );
    repository.write("two.json", &client(3, "1"));
    assert_eq!(
        changes(&repository, "src/main.rs", "clients = {", "clients = { Two = \"two.json\","),
        "equal\nclient `Two` was added two.json:3"
    );
}

/// The client asks for the same permission under another value.
#[test]
fn a_renamed_scope_does_not_change_its_clients() {
    let repository = repository();
    for file in ["shop.json", "prod.json"] {
        repository.edit(file, "\"Shop.Read\"", "\"Shop.List\"");
    }
    assert_eq!(
        changes(&repository, "src/main.rs", "\"Shop.Read\"", "\"Shop.List\""),
        "equal\nscope `Shop.List` was named `Shop.Read` before shop.json:8 HEAD:shop.json:8\n  \
         consents stay, because the id is the same"
    );
}

#[test]
fn a_client_without_consent_is_named_with_the_registration() {
    let repository = repository();
    let pre_authorized = "\"api\": {\"preAuthorizedApplications\": [{\"appId\": \
                          \"40000000-0000-4000-8000-000000000002\", \"delegatedPermissionIds\": \
                          [\"20000000-0000-4000-8000-000000000001\"]}],";
    assert_eq!(
        changes(&repository, "prod.json", "\"api\": {", pre_authorized),
        "more permissive\nclient `Web` needs no consent for `Shop.Read` in the registration of \
         `Prod` prod.json:1 HEAD:prod.json:1"
    );
}

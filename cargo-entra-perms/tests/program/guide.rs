//! The output of commands in the guide, compared with the program.

use std::path::{Path, PathBuf};
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::repository::Repository;
use crate::workspace::run;

/// A line in place of lines that the page does not show, or the end of a line that is too long.
const ELLIPSIS: &str = "…";

/// The pages of the guide that show output, and the number of their blocks with output.
const PAGES: [(&str, usize); 3] = [("command.md", 8), ("explorer.md", 1), ("refused.md", 2)];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Each block of the language `console` has one command. It runs in the root folder, or in a copy
/// of the example if it finds a difference.
#[test]
fn the_pages_show_real_output() {
    for (page, at_least) in PAGES {
        expect_real_output(&format!("docs/guide/{page}"), at_least);
    }
}

/// Fails unless a page has at least this number of blocks, each with real output.
#[track_caller]
fn expect_real_output(page: &str, at_least: usize) {
    let page = fs::read_to_string(root().join(page)).unwrap();
    let checked_in = crm();
    let changed = crm();
    change(&changed);
    let mut checked = 0;
    for block in page.split("```console\n").skip(1) {
        let (block, _) = block.split_once("```\n").unwrap();
        let (command, shown) = block.split_once('\n').unwrap();
        let arguments = command.strip_prefix("$ cargo entra-perms ").unwrap();
        let arguments: Vec<_> = arguments.split(' ').collect();
        let (found, status) = match arguments[0] {
            "diff" => (changed.run(&arguments), 1),
            "drift" | "plan" => (checked_in.run(&arguments), 1),
            "explain" => {
                let found = checked_in.run(&arguments);
                let is_refused = found.stdout.starts_with("refused: ");
                let is_denied = arguments.contains(&"--operation");
                (found, i32::from(is_refused || is_denied))
            }
            _ => (run(&root(), &arguments), 0),
        };
        assert_eq!((found.stderr.as_str(), found.status), ("", status), "{command}");
        let shown_lines: Vec<_> = shown.lines().collect();
        let lines: Vec<_> = found.stdout.lines().collect();
        let is_equal = is_shown(&shown_lines, &lines);
        assert!(is_equal, "{command}\n{shown}\nis not the output:\n{}", found.stdout);
        checked += 1;
    }
    assert!(checked >= at_least, "{checked}");
}

/// Returns the example in a repository of its own. `live.json` is the production registration after
/// somebody changed it by hand.
fn crm() -> Repository {
    let read = |file: &str| fs::read_to_string(root().join(file)).unwrap();
    let package = "[package]\nname = \"example-crm\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let mut files = vec![
        ("Cargo.toml".to_owned(), "[workspace]\nmembers = [\"examples/crm\"]\n".to_owned()),
        ("examples/crm/Cargo.toml".to_owned(), package.to_owned()),
        ("examples/crm/src/lib.rs".to_owned(), "pub mod permissions;\n".to_owned()),
    ];
    let mut copied = vec!["examples/crm/src/permissions.rs".to_owned()];
    for name in ["crm", "crm-web", "crm-import", "crm-assistant"] {
        copied.extend([format!("manifests/{name}.json"), format!("manifests/{name}.prod.json")]);
    }
    files.extend(copied.into_iter().map(|file| (file.clone(), read(&file))));
    let live = read("manifests/crm.prod.json");
    let live = edited(&live, "\"Crm.Read.All\"", "\"type\": \"Admin\"", "\"type\": \"User\"");
    let own = "Read the user's own accounts and contacts";
    let live = live.replace(own, "Read own accounts and contacts");
    files.push(("live.json".to_owned(), live));
    files.push(("guards.json".to_owned(), read("examples/crm/guards.json")));
    files.push(("token.txt".to_owned(), token(1_764_003_600)));
    files.push(("newer.txt".to_owned(), token(4_102_444_800)));
    let files: Vec<_> = files.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    Repository::new(&files)
}

/// Returns a token for a user of the example, which expires at this time. Its signature is not one.
fn token(expires_at: u64) -> String {
    const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let claims = json!({
        "aud": "86bd2ede-e2b4-43db-8272-e1697192d072",
        "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
        "nbf": 1_764_000_000, "exp": expires_at, "tid": TENANT, "ver": "2.0",
        "azp": "2cb85f3f-4a24-439a-9d99-8017f5e2fc57", "azpacr": "1", "idtyp": "user",
        "oid": "3f1d3c1e-9a3b-4c52-8f0e-5d2b6a7c8e90", "name": "Ada Lovelace",
        "roles": ["Contacts.Read.Team", "Contacts.Write.Team"], "scp": "Crm.Read.Team",
    });
    let header = json!({ "alg": "RS256", "kid": "example" });
    let encode = |part: Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}.c2lnbmF0dXJl", encode(header), encode(claims))
}

/// Makes a change of each class in the working tree.
fn change(repository: &Repository) {
    let first = "        \"Crm.Read.*\" ";
    let more = format!("        \"Crm.Read.My\"       => [\"Contacts.Read.Team\"],\n{first}");
    repository.edit("examples/crm/src/permissions.rs", first, &more);
    let uri = "\n    \"https://crm-dev.contoso.example\",";
    repository.edit("manifests/crm.json", uri, "");
    for file in ["manifests/crm.json", "manifests/crm.prod.json"] {
        let text = fs::read_to_string(repository.shop.folder.join(file)).unwrap();
        let enabled = "\"isEnabled\": true";
        let text =
            edited(&text, "\"Accounts.Write.Team\"", enabled, &enabled.replace("true", "false"));
        repository.write(file, &text);
        repository.edit(file, "Read own contacts", "Read contacts of one's own");
    }
}

/// Replaces the last text in front of a value.
fn edited(text: &str, value: &str, from: &str, to: &str) -> String {
    let (before, after) = text.split_once(value).unwrap();
    let (start, end) = before.rsplit_once(from).unwrap();
    format!("{start}{to}{end}{value}{after}")
}

/// Returns whether a text has the lines that a page shows.
fn is_shown(shown: &[&str], text: &[&str]) -> bool {
    match shown {
        [] => text.is_empty(),
        [ELLIPSIS, rest @ ..] => (0..=text.len()).any(|left_out| is_shown(rest, &text[left_out..])),
        [line, rest @ ..] => text.split_first().is_some_and(|(first, others)| {
            let is_equal = match line.strip_suffix(ELLIPSIS) {
                Some(start) => first.starts_with(start),
                None => line == first,
            };
            is_equal && is_shown(rest, others)
        }),
    }
}

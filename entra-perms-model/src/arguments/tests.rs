use proc_macro2::TokenStream;

use super::*;
use crate::test_support::texts;

fn parse_text(input: &str) -> (Arguments, Vec<(String, String)>) {
    let mut errors = Findings::default();
    let arguments = parse(input.parse::<TokenStream>().unwrap(), &mut errors);
    (arguments, texts(&errors.finish()))
}

/// Parses arguments with exactly these errors.
#[track_caller]
fn expect(input: &str, expected: &[(&str, &str)]) -> Arguments {
    let (arguments, errors) = parse_text(input);
    let errors: Vec<_> = errors.iter().map(|(at, text)| (at.as_str(), text.as_str())).collect();
    assert_eq!(errors, expected);
    arguments
}

fn values(literals: &[LitStr]) -> Vec<String> {
    literals.iter().map(LitStr::value).collect()
}

fn scopes(arguments: &Arguments) -> Vec<String> {
    arguments.lines().iter().map(|line| line.scope.value()).collect()
}

#[test]
fn every_argument_is_read() {
    let arguments = expect(
        r#"manifest = "crm.json", app = "CRM",
        environments = ["prod.json", ["roles.json", "scopes.json"]],
        scopes = { "Crm.*" => ["Contacts.*", "Accounts.*",], "None" => [] },
        mcp = ["https://a/mcp", "https://b/mcp"],
        constraints = ["My", "All"],
        not_delegated = ["Jobs.Run"],
        rename = { "a-b" => Ab, },
        allow = [no_idtyp, long_values], crate = ::entra::runtime,"#,
        &[],
    );
    assert!(arguments.is_whole);
    assert_eq!(values(&arguments.manifest), ["crm.json"]);
    assert_eq!(scopes(&arguments), ["Crm.*", "None"]);
    assert_eq!(values(&arguments.lines()[0].roles), ["Contacts.*", "Accounts.*"]);
    assert_eq!(arguments.app.unwrap().value(), "CRM");
    let environments: Vec<_> = arguments.environments.iter().map(|paths| values(paths)).collect();
    assert_eq!(environments, [vec!["prod.json"], vec!["roles.json", "scopes.json"]]);
    assert_eq!(arguments.allow, [Lint::NoIdtyp, Lint::LongValues]);
    assert_eq!(values(&arguments.mcp), ["https://a/mcp", "https://b/mcp"]);
    assert_eq!(values(&arguments.constraints), ["My", "All"]);
    assert_eq!(values(&arguments.not_delegated), ["Jobs.Run"]);
    assert_eq!(arguments.rename[0].name, "Ab");
    assert_eq!(arguments.runtime.unwrap().segments.len(), 2);
}

#[test]
fn the_examples_in_messages_are_correct() {
    for keyword in Keyword::ALL {
        let manifest = match keyword {
            Keyword::Manifest => "",
            _ => "manifest = \"crm.json\",",
        };
        expect(&format!("{manifest} {}", keyword.example()), &[]);
    }
}

#[test]
fn one_url_needs_no_list_and_a_list_is_not_empty() {
    let arguments = expect(r#"manifest = "crm.json", mcp = "https://a/mcp""#, &[]);
    assert_eq!(values(&arguments.mcp), ["https://a/mcp"]);
    let arguments = expect(
        r#"manifest = "crm.json", mcp = []"#,
        &[(
            "[",
            "expected at least one URL for `mcp`\n\
             help: write, for example, `mcp = \"https://mcp.contoso.com/mcp\"`",
        )],
    );
    assert!(!arguments.is_whole);
}

#[test]
fn each_broken_value_is_one_error() {
    let arguments = expect(
        r#"manifest = [], app = crm, scopes = ["x"], constraints = { }, not_delegated = "Jobs.Run",
        environments = [c, [], "e"], rename = { "a" => type, "b" => B }, allow = ["x"],
        mcp = https, crate = "x""#,
        &[
            (
                "[",
                "expected at least one path for `manifest`\n\
                 help: write, for example, `manifest = \"manifests/my-api.json\"`",
            ),
            ("crm", "expected a string for `app`\nhelp: write, for example, `app = \"My API\"`"),
            (
                "[",
                "expected lines in braces for `scopes`\n\
                 help: write, for example, `scopes = { \"Crm.Read.*\" => [\"Contacts.Read.*\"] }`",
            ),
            (
                "{",
                "expected a list in brackets for `constraints`\n\
                 help: write, for example, `constraints = [\"My\", \"Team\", \"All\"]`",
            ),
            (
                r#""Jobs.Run""#,
                "expected a list in brackets for `not_delegated`\n\
                 help: write, for example, `[\"Jobs.Run\"]`",
            ),
            (
                "c",
                "expected a path in quotes in the list, or a list of paths\n\
                 help: write, for example, `environments = [\"manifests/prod.json\"]`",
            ),
            (
                "[",
                "expected at least one path in the list\n\
                 help: write, for example, `environments = [\"manifests/prod.json\"]`",
            ),
            ("type", "`type` is a keyword of Rust\nhelp: choose another identifier"),
            (
                r#""x""#,
                "expected the name of a lint\nhelp: write, for example, `allow = [no_idtyp]`",
            ),
            (
                "https",
                "expected a URL in quotes for `mcp`, or a list of URLs\n\
                 help: write, for example, `mcp = \"https://mcp.contoso.com/mcp\"`",
            ),
            (
                r#""x""#,
                "expected a path for `crate`\n\
                 help: write, for example, `crate = my_framework::entra_perms_runtime`",
            ),
        ],
    );
    assert!(!arguments.is_whole);
    assert!(arguments.manifest.is_empty() && arguments.scopes.is_some());
    assert_eq!(arguments.rename[0].name, "B");
    assert_eq!(arguments.environments.len(), 1);
}

#[test]
fn a_repeated_argument_is_an_error() {
    let arguments = expect(
        r#"manifest = "a.json", constraints = ["My"], manifest = "b.json", constraints = ["All"]"#,
        &[
            (
                "manifest",
                "argument `manifest` is given twice\n\
                 help: write it once, for example `manifest = \"manifests/my-api.json\"`",
            ),
            (
                "constraints",
                "argument `constraints` is given twice\n\
                 help: write it once, for example `constraints = [\"My\", \"Team\", \"All\"]`",
            ),
        ],
    );
    assert!(!arguments.is_whole);
    assert_eq!(values(&arguments.manifest), ["a.json"]);
    assert_eq!(values(&arguments.constraints), ["My"]);
}

#[test]
fn an_unknown_argument_is_an_error() {
    let arguments = expect(
        r#"manifest = "a.json", audience = ["c"]"#,
        &[(
            "audience",
            "unknown argument `audience`\n\
             help: use one of `manifest`, `app`, `environments`, `clients`, `mcp`, `scopes`, `constraints`, \
             `not_delegated`, `never`, `rename`, `allow`, `crate`",
        )],
    );
    assert!(arguments.is_whole);
}

#[test]
fn a_misspelled_argument_is_read_as_the_one_that_was_meant() {
    let arguments = expect(
        r#"manifst = "a.json""#,
        &[("manifst", "unknown argument `manifst`\nhelp: did you mean `manifest`?")],
    );
    assert!(arguments.is_whole && !arguments.manifest.is_empty());
    let arguments = expect(
        r"manifests = [a], scopes = {}",
        &[("manifests", "unknown argument `manifests`\nhelp: did you mean `manifest`?")],
    );
    assert!(!arguments.is_whole && arguments.scopes.is_some());
}

#[test]
fn an_unknown_lint_is_an_error_and_loses_nothing() {
    let arguments = expect(
        r#"manifest = "a.json", allow = [no_idtype, nothing, long_values]"#,
        &[
            ("no_idtype", "unknown lint `no_idtype`\nhelp: did you mean `no_idtyp`?"),
            (
                "nothing",
                "unknown lint `nothing`\n\
                 help: use one of `shared_roles`, `personal_accounts`, `no_idtyp`, \
                 `no_agent_claims`, `no_xms_cc`, `client_lacks_permission`, `long_values`, \
                 `repeated_ids`, `placeholders`, `disabled_elsewhere`, `no_client_id`, \
                 `redundant_line`, `equal_scopes`, `user_consent`",
            ),
        ],
    );
    assert!(arguments.is_whole);
    assert_eq!(arguments.allow, [Lint::LongValues]);
}

#[test]
fn a_list_with_a_broken_path_is_not_empty() {
    let arguments = expect(
        r#"manifest = [["a.json"]]"#,
        &[(
            "[",
            "expected a string in the list\n\
             help: write, for example, `manifest = \"manifests/my-api.json\"`",
        )],
    );
    assert!(!arguments.is_whole);
}

#[test]
fn a_broken_line_hides_no_other_line() {
    let arguments = expect(
        r#"manifest = "a", scopes = { "A" => "x", B => [], "C" [], "D" => ["d"], "E" -> ["e"] },
        rename = { "a" = A, "b" => B }"#,
        &[
            (
                r#""x""#,
                "expected a list of app roles after `=>`\nhelp: write, for example, `[\"x\"]`",
            ),
            (
                "B",
                "expected a string with a scope or a pattern\n\
                 help: write, for example, `\"Crm.Read.*\" => [\"Contacts.Read.*\"]`",
            ),
            ("[", "expected `=>`\nhelp: write, for example, `\"C\" => [\"…\"]`"),
            ("-", "expected `=>`\nhelp: write, for example, `\"E\" => [\"…\"]`"),
            ("=", "expected `=>`\nhelp: write, for example, `\"Contacts.Read\" => ReadContacts`"),
        ],
    );
    assert!(!arguments.is_whole);
    assert_eq!(scopes(&arguments), ["D"]);
    assert_eq!(arguments.rename[0].name, "B");
}

#[test]
fn a_missing_comma_loses_nothing() {
    let arguments = expect(
        r#"manifest = "a" scopes = { "D" => ["d"] "E" => [] }, not_delegated = ["A" "B"]"#,
        &[
            (
                "scopes",
                "expected `,` before `scopes`\n\
                 help: write a comma between two items: \
                 `manifest = \"manifests/my-api.json\", scopes = { … }`",
            ),
            (
                r#""E""#,
                "expected `,` before `\"E\"`\n\
                 help: write a comma between two items: `{ … => …, … => … }`",
            ),
            (
                r#""B""#,
                "expected `,` before `\"B\"`\nhelp: write a comma between two items: `[…, …]`",
            ),
        ],
    );
    assert!(arguments.is_whole);
    assert_eq!(scopes(&arguments), ["D", "E"]);
    assert_eq!(values(&arguments.not_delegated), ["A", "B"]);
}

#[test]
fn a_semicolon_loses_nothing() {
    let semicolon = (";", "expected `,`, found `;`\nhelp: write `,` instead of `;`");
    let arguments = expect(
        r#"manifest = "a"; scopes = { "D" => ["d"; "e"]; "E" => []; }; constraints = ["My"]"#,
        &[semicolon; 5],
    );
    assert!(arguments.is_whole);
    assert_eq!(scopes(&arguments), ["D", "E"]);
    assert_eq!(values(&arguments.lines()[0].roles), ["d", "e"]);
    assert_eq!(values(&arguments.constraints), ["My"]);
}

#[test]
fn a_broken_item_ends_at_a_semicolon() {
    let arguments = expect(
        r#"manifest = "a", other = 1; scopes = { "C" []; "D" => [] }"#,
        &[
            (
                "other",
                "unknown argument `other`\n\
                 help: use one of `manifest`, `app`, `environments`, `clients`, `mcp`, `scopes`, `constraints`, \
                 `not_delegated`, `never`, `rename`, `allow`, `crate`",
            ),
            (";", "expected `,`, found `;`\nhelp: write `,` instead of `;`"),
            ("[", "expected `=>`\nhelp: write, for example, `\"C\" => [\"…\"]`"),
            (";", "expected `,`, found `;`\nhelp: write `,` instead of `;`"),
        ],
    );
    assert!(!arguments.is_whole);
    assert_eq!(scopes(&arguments), ["D"]);
}

#[test]
fn a_path_in_the_place_of_a_value_is_quoted_in_the_remedy() {
    let arguments = expect(
        r#"manifest = [crm.json], scopes = { "A" => [Books::Read::All, "B"], Crm::r#type::* => [] }"#,
        &[
            ("crm", "expected a string in the list\nhelp: write `\"crm.json\"`"),
            ("Books", "expected a string in the list\nhelp: write `\"Books.Read.All\"`"),
            ("Crm", "expected a string with a scope or a pattern\nhelp: write `\"Crm.type.*\"`"),
        ],
    );
    assert!(!arguments.is_whole);
    assert_eq!(values(&arguments.lines()[0].roles), ["B"]);
}

#[test]
fn an_underscore_is_not_called_a_keyword() {
    expect(
        r#"manifest = "a", rename = { "A" => _ }"#,
        &[(
            "_",
            "expected an identifier after `=>`\n\
             help: write, for example, `\"Contacts.Read\" => ReadContacts`",
        )],
    );
}

#[test]
fn text_after_an_item_is_an_error() {
    let arguments = expect(
        r#"manifest = "a", scopes = { "E" => ["e"] + 1, "F" => [] }"#,
        &[(
            "+",
            "expected `,` before `+`\nhelp: write a comma between two items: `{ … => …, … => … }`",
        )],
    );
    assert_eq!(scopes(&arguments), ["E", "F"]);
}

#[test]
fn the_manifest_is_required() {
    let missing = "argument `manifest` is missing\n\
                   note: it is the path of the exported app registration\n\
                   help: add, for example, `manifest = \"manifests/my-api.json\"`";
    expect("", &[("", missing)]);
    expect("constraints = []", &[("", missing)]);
}

#[test]
fn a_path_without_the_name_of_the_argument_is_one_error() {
    expect(
        r#""crm.json""#,
        &[(
            r#""crm.json""#,
            "expected the name of an argument\n\
             help: write, for example, `manifest = \"crm.json\"`",
        )],
    );
}

#[test]
fn an_argument_needs_an_equals_sign() {
    expect(
        r#"manifest: "a""#,
        &[(
            ":",
            "expected `=` after `manifest`\n\
             help: write, for example, `manifest = \"manifests/my-api.json\"`",
        )],
    );
}

#[test]
fn an_argument_may_end_too_early() {
    let (_, errors) = parse_text("manifest =");
    assert_eq!(
        errors[0].1,
        "unexpected end of input, expected a path in quotes for `manifest`, or a list of paths\n\
         help: write, for example, `manifest = \"manifests/my-api.json\"`"
    );
}

#[test]
fn a_promise_has_scopes_or_a_word_on_the_left() {
    let arguments = expect(
        r#"manifest = "a", never = {
            "Crm.*" => ["*.Write.*", "B"], user_consent => ["*.All"], app => ["C"],
        }"#,
        &[],
    );
    let lines = arguments
        .never
        .iter()
        .map(|promise| format!("{} => {}", promise.subject, values(&promise.roles).join(" ")));
    let lines: Vec<_> = lines.collect();
    assert_eq!(lines, [r#""Crm.*" => *.Write.* B"#, "user_consent => *.All", "app => C"]);
}

#[test]
fn a_broken_promise_is_left_out() {
    let subjects = "note: a line of `never` begins with scopes in quotes, `user_consent` or `app`";
    let arguments = expect(
        r#"manifest = "a", never = {
            agents => ["A"], apps => ["A"], Crm::Read => ["A"], "B" => [], "C" ["A"], app => ["A"]
        }"#,
        &[
            (
                "agents",
                &format!(
                    "unknown subject `agents`\n{subjects}\n\
                     note: the token decides what an agent may do, and not the registration\n\
                     help: write `agents = never` in `#[requires]`"
                ),
            ),
            ("apps", &format!("unknown subject `apps`\n{subjects}\nhelp: did you mean `app`?")),
            (
                "Crm",
                "expected a string with scopes, `user_consent` or `app`\n\
                 help: write `\"Crm.Read\"`",
            ),
            (
                "[",
                "expected at least one app role after `=>`\n\
                 help: write, for example, `\"Crm.Read.*\" => [\"*.Write.*\"]`",
            ),
            ("[", "expected `=>`\nhelp: write, for example, `\"C\" => [\"…\"]`"),
        ],
    );
    assert!(!arguments.is_whole);
    assert_eq!(arguments.never.len(), 1);
}

#[test]
fn a_client_has_a_name_and_files() {
    let arguments = expect(
        r#"manifest = "a", clients = { Web = "web.json", Import = ["i.dev.json", "i.prod.json"], }"#,
        &[],
    );
    let clients = arguments.clients.iter();
    let clients: Vec<_> = clients
        .map(|client| format!("{} {}", client.name, values(&client.files).join(" ")))
        .collect();
    assert_eq!(clients, ["Web web.json", "Import i.dev.json i.prod.json"]);
    assert!(arguments.is_whole);
}

#[test]
fn a_broken_client_hides_no_other_client() {
    let example = "help: write, for example, `Web = \"manifests/web.json\"`";
    let arguments = expect(
        r#"manifest = "a", clients = {
            "Web" = "a", B => "b", type = "c", D = [], ALL = "e", F = f, G = "g" H = "h", G = "i"
        }"#,
        &[
            (r#""Web""#, &format!("expected the name of a client\n{example}")),
            ("=", &format!("expected `=` after `B`\n{example}")),
            ("type", "`type` is a keyword of Rust\nhelp: choose another identifier"),
            ("[", &format!("expected at least one path for the client\n{example}")),
            (
                "f",
                &format!("expected a path in quotes for the client, or a list of paths\n{example}"),
            ),
            (
                "H",
                "expected `,` before `H`\n\
                 help: write a comma between two items: `{ … = …, … = … }`",
            ),
            (
                "ALL",
                "`ALL` is a reserved name\n\
                 note: `Client::ALL` is the list of all clients\n\
                 help: choose another name",
            ),
            (
                "G",
                "client `G` is given twice\n\
                 help: write one line for each client, with a list of the files of its \
                 registrations",
            ),
        ],
    );
    assert!(!arguments.is_whole);
    let names: Vec<_> = arguments.clients.iter().map(|client| client.name.to_string()).collect();
    assert_eq!(names, ["G", "H"]);
}

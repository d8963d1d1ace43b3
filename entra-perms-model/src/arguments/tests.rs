use crate::test_support::analysis::spelled_out;
use proc_macro2::TokenStream;

use super::*;

fn parse_text(input: &str) -> (Arguments, Vec<(String, String)>) {
    let mut errors = Findings::default();
    let arguments = parse(input.parse::<TokenStream>().unwrap(), &mut errors);
    (arguments, spelled_out(&errors.finish()))
}

#[track_caller]
fn expect(input: &str, expected: &[(&str, &str)]) -> Arguments {
    let (arguments, errors) = parse_text(input);
    let errors: Vec<_> =
        errors.iter().map(|(at, message)| (at.as_str(), message.as_str())).collect();
    assert_eq!(errors, expected);
    arguments
}

fn values(literals: &[LitStr]) -> Vec<String> {
    literals.iter().map(LitStr::value).collect()
}

#[test]
fn every_argument() {
    let arguments = expect(
        r#"manifest = "crm.json", app = "CRM", environments = ["prod.json", ["roles.json", "scopes.json"]],
        scopes = { "Crm.*" => ["Contacts.*", "Accounts.*",], "None" => [] },
        constraints = ["My", "All"],
        not_delegated = ["Jobs.Run"],
        rename = { "a-b" => Ab, },
        allow = [no_idtyp, long_values], crate = ::entra::runtime,"#,
        &[],
    );
    assert!(arguments.is_whole);
    assert_eq!(values(&arguments.manifest), ["crm.json"]);
    assert_eq!(arguments.app.unwrap().value(), "CRM");
    let environments: Vec<_> = arguments.environments.iter().map(|files| values(files)).collect();
    assert_eq!(environments, [vec!["prod.json"], vec!["roles.json", "scopes.json"]]);
    assert_eq!(arguments.allow, [Lint::NoIdtyp, Lint::LongValues]);
    let lines = arguments.scopes.unwrap().lines;
    assert_eq!(lines.iter().map(|line| line.scope.value()).collect::<Vec<_>>(), ["Crm.*", "None"]);
    assert_eq!(values(&lines[0].roles), ["Contacts.*", "Accounts.*"]);
    assert_eq!(values(&arguments.constraints), ["My", "All"]);
    assert_eq!(values(&arguments.not_delegated), ["Jobs.Run"]);
    assert_eq!(arguments.rename[0].name, "Ab");
    assert_eq!(arguments.runtime.unwrap().segments.len(), 2);
}

#[test]
fn all_defects_in_one_go() {
    let arguments = expect(
        r#"manifest = [], app = crm, scopes = ["x"], constraints = { }, not_delegated = [1, "A" "B"],
        rename = { "a" => type, "b" => B }, crate = "x", manifest = "b.json",
        environments = [c, [], "e"], environments = "f", allow = [no_idtype, nothing, "x"], env = ["c"], "d""#,
        &[
            ("[", "expected the path of at least one manifest"),
            ("crm", "expected a string literal for `app`: a client id, or a display name"),
            ("[", "expected braces for `scopes`: `{ \"…\" => …, … }`"),
            ("{", "expected a list of string literals for `constraints`: `[\"…\", …]`"),
            ("1", "expected a string literal in the list"),
            (r#""B""#, "expected `,`"),
            ("type", "expected an identifier behind `=>`"),
            (r#""x""#, "expected a path for `crate`, such as `my_framework::entra_perms_runtime`"),
            ("manifest", "`manifest` is given twice; expected it once"),
            ("c", "expected a string literal in the list, or a list of them"),
            ("[", "expected the path of at least one manifest"),
            ("environments", "`environments` is given twice; expected it once"),
            ("no_idtype", "no warning `no_idtype`; did you mean `no_idtyp`?"),
            (
                "nothing",
                "no warning `nothing`; expected one of `shared_roles`, `personal_accounts`, `no_idtyp`, `long_values`, `repeated_ids`, \
                 `placeholders`, `disabled_elsewhere`, `no_client_id`",
            ),
            (r#""x""#, "expected the name of a warning, such as `no_idtyp`"),
            (
                "env",
                "unknown argument `env`; expected one of `manifest`, `app`, `environments`, `scopes`, `constraints`, \
                 `not_delegated`, `rename`, `allow`, `crate`",
            ),
            (r#""d""#, "expected an argument, such as `manifest = \"manifests/my-api.json\"`"),
        ],
    );
    assert!(!arguments.is_whole);
    assert!(arguments.manifest.is_empty() && arguments.scopes.is_some());
    assert_eq!(values(&arguments.not_delegated), ["A", "B"]);
    assert_eq!(arguments.rename[0].name, "B");
}

#[test]
fn a_misspelt_argument_is_read_for_what_it_was_meant_to_be() {
    let arguments = expect(
        r#"manifst = "a.json""#,
        &[("manifst", "unknown argument `manifst`; did you mean `manifest`?")],
    );
    assert!(arguments.is_whole && !arguments.manifest.is_empty());
    // A list in which something could not be read is not empty.
    let arguments =
        expect(r#"manifest = [["a.json"]]"#, &[("[", "expected a string literal in the list")]);
    assert!(!arguments.is_whole);
    let arguments = expect(
        r"manifests = [a], scopes = {}",
        &[("manifests", "unknown argument `manifests`; did you mean `manifest`?")],
    );
    assert!(!arguments.is_whole && arguments.scopes.is_some());
}

#[test]
fn broken_lines_hide_no_others() {
    let arguments = expect(
        r#"manifest = "a", scopes = { "A" => "x", B => [], "C" [], "D" => ["d"] "E" => ["e"] + 1, "F" => [] }"#,
        &[
            (r#""x""#, "expected a list of string literals behind `=>`: `[\"…\", …]`"),
            ("B", "expected a string literal that names scopes"),
            ("[", "expected `=>`"),
            (r#""E""#, "expected `,`"),
            ("+", "expected `,`"),
        ],
    );
    let lines = arguments.scopes.unwrap().lines;
    assert_eq!(lines.iter().map(|line| line.scope.value()).collect::<Vec<_>>(), ["D", "E", "F"]);
}

#[test]
fn missing_pieces() {
    expect(
        "",
        &[("", "missing argument `manifest`; expected `manifest = \"manifests/my-api.json\"`")],
    );
    expect(
        "constraints = []",
        &[("", "missing argument `manifest`; expected `manifest = \"manifests/my-api.json\"`")],
    );
    expect(
        r#""crm.json""#,
        &[(
            r#""crm.json""#,
            "expected an argument, such as `manifest = \"manifests/my-api.json\"`",
        )],
    );
    expect(r#"manifest: "a""#, &[(":", "expected `=` after `manifest`")]);
    expect(r#"manifest = "a" scopes = {}"#, &[("scopes", "expected `,`")]);
    let (_, errors) = parse_text("manifest =");
    assert_eq!(
        errors[0].1,
        "unexpected end of input, expected a string literal for `manifest`, or a list of them"
    );
}

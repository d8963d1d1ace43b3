//! Text that is JSON, and text that is not.

use super::*;

#[test]
fn comments_and_trailing_commas_are_json() {
    sound(&format!("// exported\n{{\"appRoles\": [{ROLE},], /* none */ \"api\": null,}}"));
}

#[test]
fn looser_json_is_refused() {
    for text in
        [r"{'appRoles': []}", r"{appRoles: []}", r#"{"appRoles": [] "api": {}}"#, r#"{"a": 0x1}"#]
    {
        let error = error(text);
        assert!(error.starts_with("`crm.json` is not JSON: "), "{error}");
    }
}

#[test]
fn names_are_recovered_from_broken_json() {
    let (manifest, errors) = read(
        r#"{
  "appRoles": [{ "value": "A.B" "x": 1 }, {"value" :
"C"}, {"value": null}"#,
    );
    assert_eq!(
        errors,
        ["`crm.json` is not JSON: expected comma\n\
         note: at crm.json:2:32\n\
         help: write `,` between two entries"]
    );
    let manifest = manifest.unwrap();
    assert_eq!(manifest.damage, Damage::Values);
    assert_eq!(values(manifest.roles()), ["A.B", "C"]);
    assert_eq!(values(manifest.scopes()), ["A.B", "C"]);
    assert_eq!(manifest.place(&manifest.roles()[1]).to_string(), "crm.json:3:2");
    let role = &manifest.roles()[0];
    assert!(role.enabled && role.members.users && role.members.applications);
}

#[test]
fn names_are_recovered_from_keys_in_any_case() {
    let (manifest, errors) =
        read("{\"AppRoles\": [{\"Value\": \"A.B\"} {\"Value\" : \"C\"}, {\"VALUE\": \"D E\"}]}");
    assert_eq!(errors.len(), 1);
    assert_eq!(values(manifest.unwrap().roles()), ["A.B", "C"]);
}

#[test]
fn a_text_without_names_gives_no_manifest() {
    let (manifest, errors) = read("{");
    assert!(manifest.is_none());
    let expected = format!(
        "`crm.json` is not JSON: unterminated object\n\
         note: at crm.json:1:1\n\
         note: the end of the file is missing\n{EXPORT_HELP}"
    );
    assert_eq!(errors, [expected]);
}

#[test]
fn a_template_is_recognized() {
    expect(
        "{\n{{#if}}\"appRoles\": []}",
        &["`crm.json` is not JSON: unexpected token in object\n\
           note: at crm.json:2:1\n\
           note: the file contains `{{`, so it is a template\n\
           help: fill in the placeholders, and name the resulting file"],
    );
    let jinja = error("{% if x %}\n{\"appRoles\": []}");
    assert!(jinja.contains("note: the file contains `{%`, so it is a template"), "{jinja}");
}

#[test]
fn recovered_names_break_no_other_rule() {
    let values: Vec<_> = (0..700).map(|number| format!("{{\"value\": \"V{number}\"}}")).collect();
    // Each counts as an app role and as a scope, which is more than Entra accepts.
    error(&format!("{{\"appRoles\": [{}", values.join(",")));
}

#[test]
fn deep_nesting_is_refused() {
    let error = error(&"[".repeat(1 << 20));
    let expected = "`crm.json` is not JSON: maximum nesting depth exceeded";
    assert!(error.starts_with(expected) && error.contains("crm.json:1:513"), "{error}");
}

#[test]
fn a_file_that_ends_with_a_comment_is_not_cut_off() {
    expect(
        "{\"appRoles\": [}] // roles",
        &["`crm.json` is not JSON: unexpected close brace\nnote: at crm.json:1:15"],
    );
}

#[test]
fn other_output_formats_of_az_are_recognized() {
    for (text, output, column) in [
        ("AppId    DisplayName\n-------  -----------\nx        CRM\n", "a table", 1),
        ("appId: x\nappRoles:\n- value: A\n", "YAML", 1),
        ("- allowedMemberTypes:\n  - User\n  value: A\n", "YAML", 2),
        ("x\tCRM\tAzureADMyOrg\n", "TSV", 1),
    ] {
        let message = format!(
            "`crm.json` is not JSON: it is {output}\n\
             note: at crm.json:1:{column}\n\
             note: `az` writes {output} if `-o` or `core.output` selects it\n{EXPORT_HELP}"
        );
        expect(text, &[&message]);
    }
}

#[test]
fn terminal_colors_are_recognized() {
    let roles = "[{\"value\": \"A\", \"allowedMemberTypes\": [\"User\"]}]";
    let (manifest, errors) = read(&format!("{{\u{1b}[94m\"appRoles\"\u{1b}[39m: {roles}}}"));
    assert_eq!(errors.len(), 1);
    let first = "`crm.json` is not JSON: it contains the colors of a terminal\n";
    assert!(errors[0].starts_with(first), "{errors:?}");
    assert!(errors[0].contains("note: `az … -o jsonc` writes colors\n"), "{errors:?}");
    assert_eq!(values(manifest.unwrap().roles()), ["A"]);
}

#[test]
fn clixml_is_recognized() {
    for text in
        ["#< CLIXML\n<Objs />", "<Objs xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"/>"]
    {
        let message = format!(
            "`crm.json` is CLIXML (`Export-Clixml`), not JSON\n\
             help: write it with `ConvertTo-Json -Depth 10`\n{EXPORT_HELP}"
        );
        expect(text, &[&message]);
    }
}

/// The text may be a secret.
#[test]
fn text_that_does_not_begin_like_json_is_not_shown() {
    const REMOVE: &str = "help: remove all text around the manifest\n";
    for (text, remedy) in [
        ("ERROR: Please run 'az login'.\nx", ""),
        ("WARNING: old\n{\"appRoles\": []}", REMOVE),
        ("WARNING: old\n{\n  \"appId\": \"x\",\n  \"appRoles\": []\n}", REMOVE),
        ("SECRET=hunter2", ""),
    ] {
        let message = format!(
            "`crm.json` is not JSON: it does not begin with `{{` or `[`\n\
             note: at crm.json:1:1\n{remedy}{EXPORT_HELP}"
        );
        expect(text, &[&message]);
    }
}

#[test]
fn a_fragment_without_its_brackets_is_recognized() {
    let braces = "its outer braces are missing\n\
        HERE\nhelp: add `{` at the beginning of the file, and `}` at the end";
    let brackets = "its outer brackets are missing\n\
        HERE\nhelp: add `[` at the beginning of the file, and `]` at the end";
    for (text, problem) in [
        (format!("\"appRoles\": [{ROLE}],\n"), braces),
        (format!("// roles\n\"appRoles\": [{ROLE}]"), braces),
        (format!("\"appRoles\": [{ROLE}], \"api\": {{}} // the end"), braces),
        (format!("{ROLE},\n{}", ROLE.replace('A', "B")), brackets),
    ] {
        let (manifest, errors) = read(&text);
        assert_eq!(errors.len(), 1, "{errors:?}");
        let (first, help) = problem.split_once("HERE").unwrap();
        assert!(errors[0].starts_with(&format!("`crm.json` is not JSON: {first}")), "{errors:?}");
        assert!(errors[0].ends_with(help), "{errors:?}");
        // Its names are recovered.
        assert!(!manifest.unwrap().roles().is_empty());
    }
}

#[test]
fn text_after_the_manifest_is_named() {
    let app = format!(r#"{{"appRoles": [{ROLE}]}}"#);
    for follower in ["}", "]", &app, "done"] {
        let (manifest, errors) = read(&format!("{app}\n{follower}"));
        assert_eq!(
            errors,
            ["`crm.json` is not JSON: text follows the manifest\n\
              note: at crm.json:2:1\n\
              help: remove this text, or the bracket that ends the manifest too early"]
        );
        assert_eq!(values(manifest.unwrap().roles()), ["A"]);
    }
}

#[test]
fn a_merge_conflict_is_named() {
    let conflict = format!("<<<<<<< HEAD\n{ROLE}\n=======\n{ROLE}\n>>>>>>> main\n");
    for text in [conflict.clone(), format!("{{\"appRoles\": [\n{conflict}]}}")] {
        let error = error(&text);
        assert!(error.starts_with("`crm.json` is not JSON: it contains a merge conflict\n"));
        assert!(error.contains("\nhelp: resolve it, and remove the lines"), "{error}");
    }
    // Lines of a heading are not a conflict.
    assert!(error("{\n=======\n}").contains("unexpected token"));
}

#[test]
fn single_quotes_have_a_remedy() {
    let error = error("{'appRoles': []}");
    assert!(error.ends_with("\nhelp: write double quotes"), "{error}");
}

#[test]
fn files_in_other_formats_are_recognized() {
    for (text, format) in [
        ("extension microsoftGraphV1\n\nvar displayName = 'CRM'\n", "Bicep"),
        ("param name string\n\nvar x = {\n  displayName: name\n}\n", "Bicep"),
        ("// CRM\nresource app 'Microsoft.Graph/applications@v1.0' = {\n", "Bicep"),
        ("# CRM\nresource \"azuread_application\" \"crm\" {\n", "Terraform configuration"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "a pointer of Git LFS"),
        ("\nDisplayName : CRM\nappRoles    : {}\n", "a list of PowerShell (`Format-List`)"),
        ("00000003-0000-0000-c000-000000000000\n", "a GUID"),
    ] {
        let error = error(text);
        let first = format!("`crm.json` is not JSON: it is {format}\n");
        assert!(error.starts_with(&first), "{error}");
        assert!(!error.contains("remove all text"), "{error}");
    }
    assert!(error("version https://git-lfs.github.com/spec/v1").ends_with("run `git lfs pull`"));
    let list = error("AppId : x");
    assert!(list.contains("\nhelp: write it with `ConvertTo-Json -Depth 10`\n"), "{list}");
}

#[test]
fn a_comment_above_a_broken_manifest_is_not_its_format() {
    let broken = error("//\tCRM\n// -----\n/*\n-----\nappId : x\n*/\n{\"appRoles\": [}]}");
    assert!(broken.starts_with("`crm.json` is not JSON: unexpected close brace\n"), "{broken}");
    // The text does not begin with a manifest.
    let fragment = error("// CRM\n\"appRoles\": [] \"api\": {}");
    assert!(!fragment.contains("text follows the manifest"), "{fragment}");
}

/// The text has lines like `displayName: "CRM"`.
#[test]
fn a_program_is_not_called_yaml() {
    let error = error("new Application(\"crm\", {\n  displayName: \"CRM\",\n});\n");
    assert!(error.contains("it does not begin with `{` or `[`"), "{error}");
}

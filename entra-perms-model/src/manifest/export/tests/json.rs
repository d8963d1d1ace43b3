//! Text that is JSON, or not.

use super::*;

#[test]
fn comments_and_trailing_commas() {
    sound(&format!("// exported\n{{\"appRoles\": [{ROLE},], /* none */ \"api\": null,}}"));
}

#[test]
fn looser_json_is_not_json() {
    for text in
        [r"{'appRoles': []}", r"{appRoles: []}", r#"{"appRoles": [] "api": {}}"#, r#"{"a": 0x1}"#]
    {
        let (_, errors) = read(text);
        assert_eq!(errors.len(), 1, "{text}");
        assert!(errors[0].contains(": not JSON: "), "{errors:?}");
    }
}

#[test]
fn names_are_recovered_from_broken_json() {
    let (manifest, errors) = read(
        "{\n  \"appRoles\": [{ \"value\": \"A.B\" \"x\": 1 }, {\"value\" :\n\"C\"}, {\"value\": null}",
    );
    assert_eq!(errors, ["crm.json:2:32: not JSON: expected comma"]);
    let manifest = manifest.unwrap();
    assert_eq!(manifest.damage, Damage::Values);
    let values = |entries: &[crate::manifest::Registered]| {
        entries.iter().map(|e| e.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(values(&manifest.registration.roles), ["A.B", "C"]);
    assert_eq!(values(&manifest.registration.scopes), ["A.B", "C"]);
    let role = &manifest.registration.roles[0];
    assert!(role.enabled && role.members.users && role.members.applications);
}

#[test]
fn broken_json_without_names() {
    let (manifest, errors) = read("{");
    assert!(manifest.is_none());
    assert_eq!(
        errors,
        [
            "crm.json:1:1: not JSON: unterminated object; the file ends in the middle: export it again: `az ad app show --id <app id> -o json > manifest.json`"
        ]
    );
}

#[test]
fn templates_say_what_they_are() {
    expect(
        "{\n{{#if}}\"appRoles\": []}",
        &[
            "crm.json:2:1: not JSON: unexpected token in object; the file is a template (`{{`): expected what is made of it when its placeholders are filled in",
        ],
    );
}

#[test]
fn other_templates_say_so_too() {
    assert!(read("{% if x %}\n{\"appRoles\": []}").1[0].contains("is a template (`{%`)"));
}

#[test]
fn what_is_guessed_breaks_no_other_rule() {
    let values: Vec<_> = (0..700).map(|number| format!("{{\"value\": \"V{number}\"}}")).collect();
    // Each counts as a role and as a scope.
    let (_, errors) = read(&format!("{{\"appRoles\": [{}", values.join(",")));
    assert_eq!(errors.len(), 1, "{errors:?}");
}

#[test]
fn what_is_nested_without_end() {
    let (_, errors) = read(&"[".repeat(1 << 20));
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].starts_with("crm.json:1:513: not JSON: maximum nesting depth exceeded"),
        "{}",
        errors[0]
    );
}

#[test]
fn names_of_broken_json_in_any_case() {
    let (manifest, errors) =
        read("{\"AppRoles\": [{\"Value\": \"A.B\"} {\"Value\" : \"C\"}, {\"VALUE\": \"D E\"}]}");
    assert_eq!(errors.len(), 1);
    let roles = manifest.unwrap().registration.roles;
    assert_eq!(roles.iter().map(|role| role.value.as_str()).collect::<Vec<_>>(), ["A.B", "C"]);
}

#[test]
fn a_comment_at_the_end_is_no_end_in_the_middle() {
    expect("{\"appRoles\": [}] // roles", &["crm.json:1:15: not JSON: unexpected close brace"]);
}

#[test]
fn other_outputs_of_az_are_named() {
    const ROLES: &str = "[{\"value\": \"A\", \"allowedMemberTypes\": [\"User\"]}]";
    let export = "`az ad app show --id <app id> -o json > manifest.json`";
    for (text, output) in [
        ("AppId    DisplayName\n-------  -----------\nx        CRM\n", "a table"),
        ("appId: x\nappRoles:\n- value: A\n", "YAML"),
        ("- allowedMemberTypes:\n  - User\n  value: A\n", "YAML"),
        ("x\tCRM\tAzureADMyOrg\n", "TSV"),
    ] {
        let (_, errors) = read(text);
        assert_eq!(errors.len(), 1, "{errors:?}");
        let problem = format!(
            ": not JSON: the file is {output}, which `az` writes if `-o` or `core.output` says so; export it as JSON: {export}"
        );
        assert!(errors[0].ends_with(&problem), "{errors:?}");
    }
    let colored = format!("{{\u{1b}[94m\"appRoles\"\u{1b}[39m: {ROLES}}}");
    let (manifest, errors) = read(&colored);
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].contains(
            "not JSON: the file has the colors of a terminal in it, as `az … -o jsonc` writes them; "
        ),
        "{errors:?}"
    );
    assert_eq!(manifest.unwrap().registration.roles.len(), 1);
    for clixml in
        ["#< CLIXML\n<Objs />", "<Objs xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"/>"]
    {
        assert!(read(clixml).1[0].starts_with("`crm.json` is CLIXML (`Export-Clixml`); "));
    }
}

#[test]
fn a_part_that_was_copied_out_is_told() {
    let braces = "the file is a fragment of a manifest without its braces; put `{` before it and `}` behind it";
    let brackets = "the file is a list without its brackets; put `[` before it and `]` behind it";
    for (text, problem) in [
        (format!("\"appRoles\": [{ROLE}],\n"), braces),
        (format!("// roles\n\"appRoles\": [{ROLE}]"), braces),
        (format!("\"appRoles\": [{ROLE}], \"api\": {{}} // the end"), braces),
        (format!("{ROLE},\n{}", ROLE.replace('A', "B")), brackets),
    ] {
        let (manifest, errors) = read(&text);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].ends_with(&format!("not JSON: {problem}")), "{errors:?}");
        // Its names are known all the same.
        assert!(!manifest.unwrap().registration.roles.is_empty());
    }
    assert!(read(&format!("{ROLE}\n{ROLE}")).1[0].contains("more than one JSON value"));
}

use std::path::PathBuf;

use super::input::{Home, Input, Storage};
use super::{first_reading, source, trial};

/// Returns the source for manifests, or the message of the failure.
fn init(manifests: &[(&str, &str)], app: Option<&str>) -> Result<String, String> {
    let home = Home::of_folder(PathBuf::from("/home/of/init"));
    let inputs: Vec<_> = manifests
        .iter()
        .map(|(name, text)| Input {
            shown: (*name).to_owned(),
            written: (*name).to_owned(),
            bytes: text.as_bytes().to_vec(),
            storage: Storage::Missing(home.folder.join(name)),
        })
        .collect();
    let reading =
        first_reading::read(&inputs, app, &home).map_err(|failure| failure.to_string())?;
    let trial =
        trial::accepted_draft(&reading, &inputs, &home).map_err(|failure| failure.to_string())?;
    Ok(source::render(&trial, &reading.files, &inputs))
}

/// Returns the lines of the source without comments, each without its indentation.
#[track_caller]
fn code(roles: &[&str], scopes: &[&str], name: &str) -> Vec<String> {
    lines(&init(&[("m.json", &manifest(roles, scopes, name))], None).unwrap())
}

fn lines(source: &str) -> Vec<String> {
    let lines = source.lines().map(str::trim).skip_while(|line| !line.starts_with("manifest"));
    lines.filter(|line| !line.starts_with("//")).map(str::to_owned).collect()
}

/// Returns a manifest whose app roles users can hold.
fn manifest(roles: &[&str], scopes: &[&str], name: &str) -> String {
    let entries = |values: &[&str]| {
        let entries = values
            .iter()
            .map(|value| format!(r#"{{"value": {value:?}, "allowedMemberTypes": ["User"]}}"#));
        entries.collect::<Vec<_>>().join(", ")
    };
    format!(
        r#"{{"displayName": {name:?}, "appRoles": [{}], "oauth2Permissions": [{}]}}"#,
        entries(roles),
        entries(scopes)
    )
}

#[test]
fn equal_values_are_mapped_by_one_line() {
    let values = ["Carts.Fill", "Orders.Read", "Orders.Write", "Users.Read", "admin"];
    let expected = [r#"manifest = "m.json","#, "scopes = {", r#""*" => ["*"],"#, "},", "}"];
    assert_eq!(code(&values, &values, "Shop"), expected);
}

/// `"*"` also covers values that are added to the registration later.
#[test]
fn few_equal_values_are_written_out() {
    let values = ["Carts.Fill", "Orders.Pay", "Users.Read", "admin"];
    let lines = code(&values, &values, "Shop");
    let expected = values.map(|value| format!("{value:?} => [{value:?}],"));
    assert_eq!(lines[2..6], expected);
}

#[test]
fn every_guessed_line_has_its_mark() {
    let roles = ["Orders.Read", "Users.Read", "Orders.Pay", "Users.Find"];
    let scopes = ["Shop.Orders.Read", "Shop.Users.Read", "Shop.Orders.Pay", "Shop.Users.Find"];
    let source = init(&[("m.json", &manifest(&roles, &scopes, "Shop"))], None).unwrap();
    let lines: Vec<_> = source.lines().collect();
    let guessed = lines.windows(2).filter(|pair| pair[1].trim().starts_with("\"Shop."));
    let marks: Vec<_> = guessed.map(|pair| pair[0].contains("// Guessed")).collect();
    assert!(marks.len() > 1 && marks.iter().all(|is_marked| *is_marked), "{source}");
}

/// `"a.*" => ["*.a"]` would be as short, and would not be equal for a value that is added later.
#[test]
fn equal_values_have_equal_patterns() {
    let values = ["a.a", "a.a.a"];
    assert_eq!(code(&values, &values, "")[2], r#""a.*" => ["a.*"],"#);
}

#[test]
fn the_name_of_the_api_stands_for_each_resource() {
    let roles = ["Orders.Read.My", "Orders.Read.All", "Users.Read.All"];
    let scopes = ["Shop.Read.My", "Shop.Read.All"];
    let expected = [
        r#"manifest = "m.json","#,
        "scopes = {",
        r#""Shop.Read.*" => ["Orders.Read.*", "Users.Read.*"],"#,
        "},",
        r#"constraints = ["My", "All"],"#,
        "}",
    ];
    assert_eq!(code(&roles, &scopes, "The shop"), expected);
    // Without its name, all scopes begin with it, and the app roles with several words.
    assert_eq!(code(&roles, &scopes, ""), expected);
}

/// `Orders` is not the name of the API, so that nothing follows.
#[test]
fn another_resource_is_left_for_a_decision() {
    let source = init(&[("m.json", &manifest(&["Users.Read"], &["Orders.Read"], "Shop"))], None);
    let source = source.unwrap();
    let expected = [
        r#"manifest = "m.json","#,
        "scopes = {",
        r#""Orders.Read" => [],"#,
        "},",
        r#"not_delegated = ["Users.Read"],"#,
        "}",
    ];
    assert_eq!(lines(&source), expected);
    assert!(source.contains("        // \"Orders.Read\" => [\"Users.Read\"]\n"), "{source}");
}

/// If two scopes claim an app role, neither leads to it.
#[test]
fn an_ambiguous_name_is_left_for_a_decision() {
    let roles = ["Orders.Read", "Users.Read"];
    let expected = [
        r#"manifest = "m.json","#,
        "scopes = {",
        r#""*" => [],"#,
        "},",
        r#"not_delegated = ["Orders.Read", "Users.Read"],"#,
        "}",
    ];
    let found = code(&roles, &["Shop.Read", "Sales.Read"], "Shop");
    assert_eq!(found[..2], expected[..2]);
    assert!(found.contains(&r#""Shop.Read" => [],"#.to_owned()), "{found:#?}");
    assert!(found.contains(&r#""Sales.Read" => [],"#.to_owned()), "{found:#?}");
    assert_eq!(found[found.len() - 2..], expected[4..]);
}

#[test]
fn read_write_contains_its_parts_unless_a_role_has_the_whole() {
    let mapping = |roles: &[&str]| code(roles, &["Orders.ReadWrite"], "Shop")[2].clone();
    let both = r#""Orders.ReadWrite" => ["Orders.Read", "Orders.Write"],"#;
    assert_eq!(mapping(&["Orders.Read", "Orders.Write"]), both);
    let whole = r#""Orders.ReadWrite" => ["Orders.ReadWrite"],"#;
    assert_eq!(mapping(&["Orders.Read", "Orders.ReadWrite"]), whole);
    // The reverse would widen: a scope for writing never leads to reading.
    assert_eq!(code(&["Orders.ReadWrite"], &["Orders.Write"], "")[2], r#""Orders.Write" => [],"#);
}

#[test]
fn the_name_of_the_api_may_precede_the_value() {
    let found = code(&["Orders.Read", "Users.Read"], &["Shop.Orders.Read"], "Shop");
    assert_eq!(found[2], r#""Shop.Orders.Read" => ["Orders.Read"],"#);
}

#[test]
fn a_scope_without_a_reach_is_left_for_a_decision() {
    let roles = ["Orders.Read.My", "Orders.Read.All"];
    let source = init(&[("m.json", &manifest(&roles, &["Orders.Read"], ""))], None).unwrap();
    assert_eq!(lines(&source)[2], r#""Orders.Read" => [],"#);
    let similar = r#"// "Orders.Read" => ["Orders.Read.My", "Orders.Read.All"]"#;
    assert!(source.contains(similar), "{source}");
}

/// The pattern would be read as the value.
#[test]
fn a_value_with_a_star_is_taken_literally() {
    let values = ["a.*", "a.b", "a.c", "d", "e"];
    let found = code(&values, &values, "");
    assert_eq!(found[2], r#""*" => ["*"],"#);
    let values = ["*", "a", "b"];
    let expected = [r#""*" => ["*"],"#, r#""a" => ["a"],"#, r#""b" => ["b"],"#];
    assert_eq!(code(&values, &values, "")[2..5], expected);
    // One side is enough.
    let roles = ["Orders.Read.My", "Orders.Read.All", "Users.Read.My"];
    let found = code(&roles, &["Shop.Read.My", "Shop.Read.All", "Shop.Read.*"], "Shop");
    assert_eq!(found[2], r#""Shop.Read.My" => ["Orders.Read.My", "Users.Read.My"],"#);
    let roles = ["Orders.Read.My", "Orders.Read.All", "Orders.Read.*"];
    let found = code(&roles, &["Shop.Read.My", "Shop.Read.All"], "Shop");
    assert_eq!(found[2], r#""Shop.Read.My" => ["Orders.Read.My"],"#);
}

#[test]
fn words_of_one_reach_have_no_order() {
    let with = |roles: &[&str]| code(roles, &[], "").join("\n").contains("constraints");
    assert!(with(&["Orders.Read.Own", "Orders.Read.All"]));
    assert!(!with(&["Orders.Read.Own", "Orders.Read.My"]));
    assert!(!with(&["Orders.Read.Own", "Users.Read.All"]));
    assert!(!with(&["Orders.Read", "Orders.Write"]));
}

#[test]
fn values_that_collide_get_names() {
    let found = code(&["orders-read", "orders_read"], &["orders.read"], "");
    let rename = found.iter().position(|line| line == "rename = {").unwrap();
    assert_eq!(found[rename + 1], r#""orders_read" => OrdersRead2,"#);
}

/// `constraints` would add the items `ANY` and `widest` to the module `Orders::Read`.
#[test]
fn a_reserved_name_of_a_constraint_is_renamed() {
    let found = code(&["Orders.Read.My", "Orders.Read.All", "Orders.Read.ANY"], &[], "");
    assert!(found.contains(&r#"constraints = ["My", "All"],"#.to_owned()), "{found:#?}");
    assert!(found.contains(&r#""Orders.Read.ANY" => OrdersReadAny,"#.to_owned()), "{found:#?}");
}

/// Two permissions would have one module, which no name can change.
#[test]
fn constraints_that_cannot_work_are_left_out() {
    let found = code(&["Orders-.My", "Orders-.All", "Orders_.My", "Orders_.All"], &[], "");
    assert!(!found.join("\n").contains("constraints"), "{found:#?}");
}

#[test]
fn a_disabled_entry_has_no_line() {
    let text = manifest(&["Orders.Read"], &["Orders.Read"], "");
    let disabled = text
        .replace(r#""oauth2Permissions": [{"#, r#""oauth2Permissions": [{"isEnabled": false, "#);
    let found = lines(&init(&[("m.json", &disabled)], None).unwrap());
    let expected =
        [r#"manifest = "m.json","#, "scopes = {", "},", r#"not_delegated = ["Orders.Read"],"#, "}"];
    assert_eq!(found, expected);
}

/// A disabled app role needs no decision.
#[test]
fn a_disabled_role_is_left_out() {
    let text = manifest(&["Orders.Read"], &["Orders.Read"], "");
    let disabled = text.replacen("[{", r#"[{"isEnabled": false, "#, 1);
    let found = lines(&init(&[("m.json", &disabled)], None).unwrap());
    let expected = [r#"manifest = "m.json","#, "scopes = {", r#""Orders.Read" => [],"#, "},", "}"];
    assert_eq!(found, expected);
}

/// A wildcard leads an enabled scope to a disabled app role, and this scope needs no other line.
#[test]
fn a_scope_of_a_disabled_role_is_covered_by_a_wildcard() {
    let values = ["Orders.Pack", "Orders.Read", "Orders.Ship"];
    let text = manifest(&values, &values, "");
    let disabled = text.replacen("[{", r#"[{"isEnabled": false, "#, 1);
    let found = lines(&init(&[("m.json", &disabled)], None).unwrap());
    let expected =
        [r#"manifest = "m.json","#, "scopes = {", r#""Orders.*" => ["Orders.*"],"#, "},", "}"];
    assert_eq!(found, expected);
}

/// A pattern for scopes without app roles matches no scope that has some.
#[test]
fn scopes_without_roles_are_grouped_alone() {
    let roles = ["Orders.Read", "Users.Read"];
    let found = code(&roles, &["Orders.Read", "Orders.Ship", "Orders.Pack"], "");
    let expected = [r#""Orders.Pack" => [],"#, r#""Orders.Ship" => [],"#];
    assert!(expected.iter().all(|line| found.contains(&(*line).to_owned())), "{found:#?}");
    let found = code(&roles, &["Orders.Read", "Parcels.Ship", "Parcels.Pack"], "");
    assert!(found.contains(&r#""Parcels.*" => [],"#.to_owned()), "{found:#?}");
}

/// A guess covers further reaches of a permission, and no further actions.
#[test]
fn a_guessed_wildcard_stands_for_the_last_segment() {
    let roles = ["Orders.Read.My", "Orders.Write.My", "Users.Read.My", "Users.Write.My"];
    let found = code(&roles, &["Shop.Read.My", "Shop.Write.My"], "Shop");
    let expected = [
        r#""Shop.Read.My" => ["Orders.Read.My", "Users.Read.My"],"#,
        r#""Shop.Write.My" => ["Orders.Write.My", "Users.Write.My"],"#,
    ];
    assert_eq!(found[2..4], expected);
    // Also if a segment occurs twice.
    let roles = ["Orders.Read.Read", "Users.Read.My", "Users.Read.Read"];
    let found = code(&roles, &["Shop.Read.Read", "Shop.Read.My"], "Shop");
    assert_eq!(found[2], r#""Shop.Read.*" => ["Orders.Read.*", "Users.Read.*"],"#);
}

/// Environments define the same values, so files with one half each are parts of one registration.
#[test]
fn complementary_files_are_fragments() {
    let roles = r#"{"appRoles": [{"value": "Orders.Read", "allowedMemberTypes": ["User"]}]}"#;
    let scopes = r#"{"oauth2PermissionScopes": [{"value": "Orders.Read"}]}"#;
    let found = lines(&init(&[("roles.json", roles), ("scopes.json", scopes)], None).unwrap());
    let expected = [
        r#"manifest = ["roles.json", "scopes.json"],"#,
        "scopes = {",
        r#""Orders.Read" => ["Orders.Read"],"#,
        "},",
        "}",
    ];
    assert_eq!(found, expected);
}

#[test]
fn environments_must_be_one_api() {
    let one = manifest(&["Orders.Read"], &[], "").replacen(
        '{',
        r#"{"appId": "10000000-0000-4000-8000-000000000001", "#,
        1,
    );
    let two = one.replace("000000000001", "000000000002");
    let found = lines(&init(&[("a.json", &one), ("b.json", &two)], None).unwrap());
    assert_eq!(found[1], r#"environments = ["b.json"],"#);
    let other = two.replace("Orders.Read", "Orders.Write");
    let failure = init(&[("a.json", &one), ("b.json", &other)], None).unwrap_err();
    assert!(failure.starts_with("app role `Orders.Read` is missing in `b.json`"), "{failure}");
}

#[test]
fn one_of_several_applications_is_chosen() {
    let app = |name: &str| manifest(&["Orders.Read"], &[], name);
    let list = format!("[{}, {}]", app("Shop"), app("Store"));
    let failure = init(&[("apps.json", &list)], None).unwrap_err();
    let expected = "`apps.json` lists 2 applications\n  note: it lists `Shop`\n  note: it lists \
                    `Store`\n  help: choose one by its client id or display name: `--app \"Contoso \
                    CRM\"`";
    assert_eq!(failure, expected);
    let found = lines(&init(&[("apps.json", &list)], Some("Store")).unwrap());
    assert_eq!(found[1], r#"app = "Store","#);
    let failure = init(&[("apps.json", &list)], Some("Shpo")).unwrap_err();
    assert!(failure.ends_with("help: did you mean `Shop`?"), "{failure}");
}

#[test]
fn comments_and_lists_fit_the_page() {
    let roles: Vec<_> = (0..40).map(|index| format!("Orders{index}.Read.All")).collect();
    let roles: Vec<_> = roles.iter().map(String::as_str).collect();
    let source = init(&[("m.json", &manifest(&roles, &["read"], ""))], None).unwrap();
    assert!(source.lines().all(|line| line.chars().count() <= 100), "{source}");
}

//! Cargo builds a crate again if a file that `permissions!` names has changed, and only then.

use crate::scratch::Scratch;

/// A crate, a file that its `permissions!` names, and the result of a change of that file.
struct Case<'a> {
    name: &'static str,
    /// The arguments of `permissions!` that name files.
    arguments: &'a str,
    /// The other files that the arguments name.
    others: &'a [(&'a str, String)],
    /// The file that changes.
    watched: &'a str,
    sound: String,
    /// The changed content of the file, and a part of the error that follows.
    unsound: String,
    error: &'a str,
}

#[test]
fn the_manifest() {
    check(&Case {
        name: "manifest",
        arguments: r#"manifest = "files.json""#,
        others: &[],
        watched: "files.json",
        sound: manifest(1, &["Files.Read", "Files.Write"], &["Files.All"]),
        unsound: manifest(1, &["Files.Read"], &["Files.All"]),
        error: "roles::Files::Write",
    });
}

#[test]
fn the_roles_of_a_manifest_in_two_files() {
    check(&Case {
        name: "manifest-roles",
        arguments: r#"manifest = ["roles.json", "scopes.json"]"#,
        others: &[("scopes.json", object(&[scopes(&["Files.All"])]))],
        watched: "roles.json",
        sound: object(&[roles(&["Files.Read", "Files.Write"])]),
        unsound: object(&[roles(&["Files.Read"])]),
        error: "roles::Files::Write",
    });
}

#[test]
fn the_scopes_of_a_manifest_in_two_files() {
    check(&Case {
        name: "manifest-scopes",
        arguments: r#"manifest = ["roles.json", "scopes.json"]"#,
        others: &[("roles.json", object(&[roles(&["Files.Read", "Files.Write"])]))],
        watched: "scopes.json",
        sound: object(&[scopes(&["Files.All"])]),
        unsound: object(&[scopes(&["Files.All", "Unmapped"])]),
        error: "`Unmapped`",
    });
}

#[test]
fn another_environment() {
    let sound = |number| manifest(number, &["Files.Read", "Files.Write"], &["Files.All"]);
    check(&Case {
        name: "environments",
        arguments: r#"manifest = "dev.json", environments = ["prod.json"]"#,
        others: &[("dev.json", sound(1))],
        watched: "prod.json",
        sound: sound(2),
        unsound: manifest(2, &["Files.Read", "Files.Write", "Files.Share"], &["Files.All"]),
        error: "`Files.Share`",
    });
}

fn check(case: &Case<'_>) {
    let mut scratch = Scratch::new(case.name);
    scratch.write("src/lib.rs", &source(case.arguments));
    for (file, text) in case.others {
        scratch.write(file, text);
    }

    scratch.write(case.watched, &case.sound);
    builds(&mut scratch, "for the first time");
    is_fresh(&mut scratch, "nothing has changed");

    scratch.write("unnamed.json", &case.unsound);
    is_fresh(&mut scratch, "a file came that is not named");
    scratch.delete("unnamed.json");
    is_fresh(&mut scratch, "a file went that is not named");

    scratch.write(case.watched, &case.unsound);
    fails(&mut scratch, case.error, "the file was changed");
    scratch.write(case.watched, &case.sound);
    builds(&mut scratch, "the file was changed back");

    scratch.replace(case.watched, &case.unsound);
    fails(&mut scratch, case.error, "the file was replaced");
    scratch.replace(case.watched, &case.sound);
    builds(&mut scratch, "the file was replaced by the first");

    scratch.delete(case.watched);
    fails(&mut scratch, &format!("cannot find `{}`", case.watched), "the file was deleted");
    scratch.write(case.watched, &case.sound);
    builds(&mut scratch, "the file is there again");

    scratch.write(case.watched, case.sound.trim_end_matches('}'));
    fails(&mut scratch, &format!("{}:", case.watched), "the file was broken");
    scratch.write(case.watched, &case.sound);
    builds(&mut scratch, "the file was mended");
    is_fresh(&mut scratch, "nothing has changed since");
}

fn builds(scratch: &mut Scratch, when: &str) {
    let build = scratch.cargo(&["check"]);
    assert!(!scratch.is_fresh(&build), "{when}: the crate was not built again");
}

fn is_fresh(scratch: &mut Scratch, when: &str) {
    let build = scratch.cargo(&["check"]);
    assert!(scratch.is_fresh(&build), "{when}: the crate was built again");
}

fn fails(scratch: &mut Scratch, with: &str, when: &str) {
    let errors = scratch.cargo(&["check"]).errors();
    let errors = errors.unwrap_or_else(|| panic!("{when}: the build succeeded"));
    assert!(errors.contains(with), "{when}: expected `{with}` in\n{errors}");
}

/// Returns a library with a guard that names a role, so that the crate depends on the role.
fn source(arguments: &str) -> String {
    format!(
        r#"
pub mod permissions {{
    entra_perms_runtime::permissions! {{
        {arguments},
        scopes = {{ "Files.All" => ["Files.*"] }},
    }}
}}
use permissions::roles;

#[entra_perms_runtime::requires(roles::Files::Write)]
pub fn write(caller: &permissions::Caller) -> Result<(), entra_perms_runtime::Denied> {{
    Ok(())
}}
"#
    )
}

fn manifest(app: usize, role_values: &[&str], scope_values: &[&str]) -> String {
    let app = format!(r#""appId": "{}""#, id(app));
    let api = format!(r#""api": {}"#, object(&[scopes(scope_values)]));
    object(&[app, roles(role_values), api])
}

fn roles(values: &[&str]) -> String {
    let role = |(number, value)| {
        let id = id(100 + number);
        format!(
            r#"{{ "id": "{id}", "value": "{value}", "isEnabled": true, "allowedMemberTypes": ["User"] }}"#
        )
    };
    list("appRoles", values.iter().enumerate().map(role))
}

fn scopes(values: &[&str]) -> String {
    let scope = |(number, value)| {
        let id = id(200 + number);
        format!(r#"{{ "id": "{id}", "value": "{value}", "isEnabled": true }}"#)
    };
    list("oauth2PermissionScopes", values.iter().enumerate().map(scope))
}

fn list(name: &str, items: impl Iterator<Item = String>) -> String {
    format!("\"{name}\": [{}]", items.collect::<Vec<_>>().join(",\n"))
}

fn object(members: &[String]) -> String {
    format!("{{\n{}\n}}", members.join(",\n"))
}

fn id(number: usize) -> String {
    format!("30000000-0000-4000-8000-{number:012}")
}

//! Constraints: app roles that are one permission with several reaches.

use syn::{Ident, LitStr};

use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Manifest, Shown};
use crate::model::{Group, Reach};
use crate::names::{path_of, path_text};
use crate::suggestion::{closest, listed};

/// The argument `constraints`, applied to the app roles.
pub(crate) struct Constraints {
    /// The valid constraints, narrowest first.
    pub(crate) names: Vec<String>,
    /// The app roles that end in a constraint, by permission.
    pub(crate) groups: Vec<Group>,
}

/// Reads the constraints, and groups the app roles that end in one.
pub(crate) fn group(
    manifest: &Manifest,
    literals: &[LitStr],
    errors: &mut Findings,
) -> Constraints {
    let names = constraints(manifest, literals, errors);
    let permissions = permissions(manifest, &names);
    if let Some(first) = literals.first() {
        for error in shared_modules(&permissions) {
            errors.push(error.at(first.span()));
        }
    }
    let groups = permissions.into_iter().map(|permission| permission.ordered(&names)).collect();
    Constraints { names, groups }
}

/// Reads the constraints. Reports and leaves out those that are not valid.
fn constraints(manifest: &Manifest, literals: &[LitStr], errors: &mut Findings) -> Vec<String> {
    let mut last_segments: Vec<&str> = Vec::new();
    for role in &manifest.registration.roles {
        if let Some((_, last)) = role.value.rsplit_once('.')
            && !last_segments.contains(&last)
        {
            last_segments.push(last);
        }
    }
    let mut names: Vec<String> = Vec::new();
    for literal in literals {
        let text = literal.value();
        let error = if names.contains(&text) {
            repeated(&text)
        } else if !last_segments.contains(&text.as_str()) {
            unknown(&text, &last_segments, manifest)
        } else if syn::parse_str::<Ident>(&text).is_err() {
            not_an_identifier(&text)
        } else {
            names.push(text);
            continue;
        };
        errors.push(error.at(literal.span()));
    }
    names
}

fn repeated(text: &str) -> Finding {
    Finding::new(Rule::InvalidConstraint, format!("constraint `{}` is given twice", Shown(text)))
        .help("remove one of the two; the narrowest constraint comes first")
}

fn unknown(text: &str, last_segments: &[&str], manifest: &Manifest) -> Finding {
    let error =
        Finding::new(Rule::InvalidConstraint, format!("no app role ends in `.{}`", Shown(text)));
    let meant = closest(text, last_segments.iter().copied());
    if meant.is_some() {
        return error.did_you_mean(meant);
    }
    if last_segments.is_empty() {
        return error.help("remove `constraints`, or add app roles such as `Contacts.Read.Team`");
    }
    let known = listed(last_segments.iter().copied().map(Shown));
    error.note(format_args!("the app roles of {} end in {known}", manifest.name()))
}

fn not_an_identifier(text: &str) -> Finding {
    let message = format!("`{}` is not a Rust identifier", Shown(text));
    Finding::new(Rule::InvalidConstraint, message)
        .note("each constraint becomes a variant of the enum `Constraint`")
        .help("remove it, or give the app roles another last segment, such as `Team`")
}

/// The app roles of one permission.
struct Permission<'a> {
    /// The value without its last segment.
    value: &'a str,
    /// The module of the permission.
    path: Vec<String>,
    /// For each app role: the index of its constraint, and its own index.
    roles: Vec<(usize, usize)>,
}

/// Groups the app roles that end in one of the constraints.
fn permissions<'a>(manifest: &'a Manifest, constraints: &[String]) -> Vec<Permission<'a>> {
    let mut permissions: Vec<Permission<'_>> = Vec::new();
    for (role, entry) in manifest.registration.roles.iter().enumerate() {
        // A value with one segment is not a permission with a reach: its group would have no name.
        let Some((value, last)) = entry.value.rsplit_once('.') else { continue };
        let Some(rank) = constraints.iter().position(|name| name == last) else { continue };
        match permissions.iter_mut().find(|permission| permission.value == value) {
            Some(permission) => permission.roles.push((rank, role)),
            None => permissions.push(Permission {
                value,
                path: path_of(value),
                roles: vec![(rank, role)],
            }),
        }
    }
    permissions
}

impl Permission<'_> {
    /// Returns the group of the permission, narrowest app role first.
    fn ordered(mut self, constraints: &[String]) -> Group {
        self.roles.sort_unstable();
        let mut reaches = Vec::new();
        for (rank, role) in self.roles {
            if let Some(constraint) = constraints.get(rank) {
                reaches.push(Reach { constraint: constraint.clone(), role });
            }
        }
        Group { path: self.path, reaches }
    }
}

/// Returns an error for each permission whose module is the module of another one: an app role of
/// the one would grant the other.
fn shared_modules(permissions: &[Permission<'_>]) -> Vec<Finding> {
    let mut errors = Vec::new();
    for (index, permission) in permissions.iter().enumerate() {
        let mut earlier = permissions.iter().take(index);
        if let Some(first) = earlier.find(|first| first.path == permission.path) {
            errors.push(shared_module(first, permission));
        }
    }
    errors
}

fn shared_module(first: &Permission<'_>, second: &Permission<'_>) -> Finding {
    let module = path_text(&second.path);
    let message = format!("module `{}` has two permissions", Shown(&module));
    Finding::new(Rule::TakenName, message)
        .note(format_args!(
            "`{}` and `{}` become it, so an app role of one would grant the other",
            Shown(first.value),
            Shown(second.value)
        ))
        .help("give the app roles of one permission other values in Entra")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::analysis::{analyze_text, manifest};
    use crate::test_support::expect_errors;

    const ROLES: &[&str] = &[
        "Contacts.Read.All app",
        "Contacts.Read.My app",
        "All app",
        "Contacts.Read app",
        "a/b.self.Team app",
    ];

    #[test]
    fn the_roles_of_a_group_begin_with_the_narrowest() {
        let arguments = r#"constraints = ["My", "Team", "All"]"#;
        let analysis = analyze_text(&manifest(ROLES, &[]), arguments);
        assert!(!analysis.has_errors());
        let model = analysis.model.unwrap();
        assert_eq!(model.constraints, ["My", "Team", "All"]);
        let groups = model.groups.iter().map(|group| {
            let reaches = group.reaches.iter().map(|reach| (reach.constraint.as_str(), reach.role));
            (path_text(&group.path), reaches.collect())
        });
        assert_eq!(
            groups.collect::<Vec<_>>(),
            [
                ("Contacts::Read".to_owned(), vec![("My", 1), ("All", 0)]),
                ("a::b::self_".to_owned(), vec![("Team", 4)])
            ]
        );
    }

    #[test]
    fn there_are_no_groups_without_constraints() {
        assert!(analyze_text(&manifest(ROLES, &[]), "").model.unwrap().groups.is_empty());
    }

    #[test]
    fn a_constraint_is_given_once() {
        expect_errors(
            &analyze_text(&manifest(ROLES, &[]), r#"constraints = ["My", "My"]"#),
            &[(
                r#""My""#,
                "constraint `My` is given twice\n\
                 help: remove one of the two; the narrowest constraint comes first",
            )],
        );
    }

    #[test]
    fn a_constraint_is_the_last_segment_of_an_app_role() {
        expect_errors(
            &analyze_text(&manifest(ROLES, &[]), r#"constraints = ["my", "Everything"]"#),
            &[
                (r#""my""#, "no app role ends in `.my`\nhelp: did you mean `My`?"),
                (
                    r#""Everything""#,
                    "no app role ends in `.Everything`\n\
                     note: the app roles of `crm.json` end in `All`, `My`, `Read` and `Team`",
                ),
            ],
        );
        expect_errors(
            &analyze_text(&manifest(&["All app"], &[]), r#"constraints = ["All"]"#),
            &[(
                r#""All""#,
                "no app role ends in `.All`\n\
                 help: remove `constraints`, or add app roles such as `Contacts.Read.Team`",
            )],
        );
    }

    #[test]
    fn a_constraint_is_an_identifier() {
        let text = |constraint: &str| {
            format!(
                "`{constraint}` is not a Rust identifier\n\
                 note: each constraint becomes a variant of the enum `Constraint`\n\
                 help: remove it, or give the app roles another last segment, such as `Team`"
            )
        };
        expect_errors(
            &analyze_text(
                &manifest(&["A.type app", "A.b-c app"], &[]),
                r#"constraints = ["type", "b-c"]"#,
            ),
            &[(r#""type""#, &text("type")), (r#""b-c""#, &text("b-c"))],
        );
    }

    #[test]
    fn two_permissions_cannot_share_a_module() {
        expect_errors(
            &analyze_text(
                &manifest(&["a-b.My app", "a_b.All app"], &[]),
                r#"constraints = ["My", "All"]"#,
            ),
            &[(
                r#""My""#,
                "module `a_b` has two permissions\n\
                 note: `a-b` and `a_b` become it, so an app role of one would grant the other\n\
                 help: give the app roles of one permission other values in Entra",
            )],
        );
    }
}

//! Roles that are one permission with several reaches.

use syn::{Ident, LitStr};

use crate::finding::{Finding, Findings, Rule};
use crate::manifest::Manifest;
use crate::model::{Group, Reach};
use crate::names::{path_of, path_text};
use crate::suggestion::{closest, did_you_mean};

/// The reaches that are valid, narrowest first, and the groups of the roles that end in one.
pub(super) fn group(
    manifest: &Manifest,
    written: &[LitStr],
    errors: &mut Findings,
) -> (Vec<String>, Vec<Group>) {
    let reaches = reaches(manifest, written, errors);
    let names = reaches.clone();
    let mut groups: Vec<Grouped<'_>> = Vec::new();
    for (role, entry) in manifest.registration.roles.iter().enumerate() {
        // A value of one segment is no permission with a reach: nothing is left to name the group.
        let Some((permission, last)) = entry.value.rsplit_once('.') else { continue };
        let Some(rank) = reaches.iter().position(|reach| reach == last) else { continue };
        match groups.iter_mut().find(|group| group.permission == permission) {
            Some(group) => group.roles.push((rank, role)),
            None => groups.push(Grouped {
                permission,
                path: path_of(permission),
                roles: vec![(rank, role)],
            }),
        }
    }
    check_modules(written, &groups, errors);
    (names, groups.into_iter().map(|group| group.ordered(&reaches)).collect())
}

struct Grouped<'a> {
    /// The value without its last segment.
    permission: &'a str,
    path: Vec<String>,
    /// The rank of the reach, and the role.
    roles: Vec<(usize, usize)>,
}

impl Grouped<'_> {
    fn ordered(mut self, reaches: &[String]) -> Group {
        self.roles.sort_unstable();
        let reach = |(rank, role): (usize, usize)| {
            Some(Reach { constraint: reaches.get(rank)?.clone(), role })
        };
        Group { path: self.path, reaches: self.roles.into_iter().filter_map(reach).collect() }
    }
}

fn reaches(manifest: &Manifest, written: &[LitStr], errors: &mut Findings) -> Vec<String> {
    let values = manifest
        .registration
        .roles
        .iter()
        .filter_map(|role| role.value.rsplit_once('.'));
    let ends: Vec<_> = values.map(|(_, last)| last).collect();
    let mut reaches: Vec<String> = Vec::new();
    for literal in written {
        let text = literal.value();
        let problem = if reaches.iter().any(|reach| *reach == text) {
            format!("`{text}` is given twice; expected each constraint once, narrowest first")
        } else if !ends.contains(&text.as_str()) {
            let meant = closest(&text, ends.iter().copied());
            format!("no app role in {} ends in `.{text}`{}", manifest.name(), did_you_mean(meant))
        } else if let Ok(reach) = syn::parse_str::<Ident>(&text) {
            reaches.push(reach.to_string());
            continue;
        } else {
            format!("`{text}` is not an identifier; expected a constraint such as `Team`")
        };
        errors.push(Finding::from(problem).at(literal.span()));
    }
    reaches
}

/// Two permissions in one module would pass for one another: a reach of the one would grant the other.
fn check_modules(written: &[LitStr], groups: &[Grouped<'_>], errors: &mut Findings) {
    let Some(span) = written.first().map(LitStr::span) else { return };
    for (index, group) in groups.iter().enumerate() {
        if let Some(first) = groups.iter().take(index).find(|first| first.path == group.path) {
            errors.push(Finding::new(Rule::TakenName, format!(
                    "the permissions `{}` and `{}` both become the module `{}`, so their reaches cannot be told apart; give one of them another value in Entra",
                    first.permission,
                    group.permission,
                    path_text(&group.path)
                )).at(span));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::analysis::{analyse, expect_errors, manifest};

    const ROLES: &[&str] = &[
        "Contacts.Read.All app",
        "Contacts.Read.My app",
        "All app",
        "Contacts.Read app",
        "a/b.self.Team app",
    ];

    fn expect(written: &str, expected: &[(&str, &str)]) {
        expect_errors(&manifest(ROLES, &[]), &format!("constraints = {written}"), expected);
    }

    #[test]
    fn groups_are_ordered_from_the_narrowest() {
        let analysis = analyse(&manifest(ROLES, &[]), r#"constraints = ["My", "Team", "All"]"#);
        assert!(!analysis.has_errors());
        let model = analysis.model.unwrap();
        assert_eq!(model.constraints, ["My", "Team", "All"]);
        let groups = model.groups.iter().map(|group| {
            let reaches = group.reaches.iter().map(|reach| (reach.constraint.clone(), reach.role));
            (path_text(&group.path), reaches.collect::<Vec<_>>())
        });
        assert_eq!(
            groups.collect::<Vec<_>>(),
            [
                ("Contacts::Read".to_owned(), vec![("My".to_owned(), 1), ("All".to_owned(), 0)]),
                ("a::b::self_".to_owned(), vec![("Team".to_owned(), 4)])
            ]
        );
    }

    #[test]
    fn no_constraints_no_groups() {
        assert!(analyse(&manifest(ROLES, &[]), "").model.unwrap().groups.is_empty());
    }

    #[test]
    fn defects() {
        expect(
            r#"["My", "My"]"#,
            &[(r#""My""#, "`My` is given twice; expected each constraint once, narrowest first")],
        );
        expect(
            r#"["my", "Everything"]"#,
            &[
                (r#""my""#, "no app role in `crm.json` ends in `.my`; did you mean `My`?"),
                (r#""Everything""#, "no app role in `crm.json` ends in `.Everything`"),
            ],
        );
        expect_errors(
            &manifest(&["A.type app", "A.b-c app"], &[]),
            r#"constraints = ["type", "b-c"]"#,
            &[
                (r#""type""#, "`type` is not an identifier; expected a constraint such as `Team`"),
                (r#""b-c""#, "`b-c` is not an identifier; expected a constraint such as `Team`"),
            ],
        );
    }

    #[test]
    fn permissions_that_become_one_module() {
        expect_errors(
            &manifest(&["a-b.My app", "a_b.All app"], &[]),
            r#"constraints = ["My", "All"]"#,
            &[(
                r#""My""#,
                "the permissions `a-b` and `a_b` both become the module `a_b`, so their reaches cannot be told apart; give one of them another value in Entra",
            )],
        );
    }
}

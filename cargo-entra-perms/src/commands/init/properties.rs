//! Properties of all registrations, checked with generated ones.

use std::collections::BTreeSet;
use std::path::PathBuf;

use entra_perms_model::{Analysis, Lookup, Model, analyze};
use proptest::prelude::*;
use proptest::sample::select;

use super::input::{Home, Input, Preview, Storage};
use super::{first_reading, source, trial};

/// The first segments of most scopes, of most app roles, and further segments of both.
const OF_SCOPES: &[&str] = &["Crm", "Sales"];
const OF_ROLES: &[&str] = &["Contacts", "Accounts"];
const ACTIONS: &[&str] = &["Read", "Write", "ReadWrite"];
const REACHES: &[&str] = &["My", "All"];

/// Segments with a meaning in patterns, in Rust or in generated code, and some of the others.
const ANY: &[&str] = &[
    "*",
    "read",
    "type",
    "ANY",
    "widest",
    "Constraint",
    "a/b",
    "~",
    "",
    "Crm",
    "Contacts",
    "Read",
    "ReadWrite",
    "My",
];

#[derive(Clone, Debug)]
struct Permission {
    value: String,
    members: &'static str,
    enabled: bool,
}

fn value(heads: &'static [&'static str]) -> impl Strategy<Value = String> {
    let usual = (select(heads), select(ACTIONS), prop::option::weighted(0.7, select(REACHES)))
        .prop_map(|(head, action, reach)| match reach {
            Some(reach) => format!("{head}.{action}.{reach}"),
            None => format!("{head}.{action}"),
        });
    let with_api_name = (select(OF_SCOPES), select(OF_ROLES), select(ACTIONS))
        .prop_map(|(api, head, action)| format!("{api}.{head}.{action}"));
    let unusual = prop::collection::vec(select(ANY), 1..4).prop_map(|parts| parts.join("."));
    prop_oneof![6 => usual, 1 => with_api_name, 1 => unusual]
        .prop_filter("a value that Entra accepts", |value| {
            !value.is_empty() && !value.starts_with('.')
        })
}

fn permissions(heads: &'static [&'static str]) -> impl Strategy<Value = Vec<Permission>> {
    let value = prop_oneof![9 => value(heads), 1 => value(OF_ROLES)];
    let members = select(vec![r#""User""#, r#""Application""#, r#""User", "Application""#]);
    let permission = (value, members, prop::bool::weighted(0.9))
        .prop_map(|(value, members, enabled)| Permission { value, members, enabled });
    prop::collection::vec(permission, 0..12).prop_map(|mut permissions| {
        let mut seen = BTreeSet::new();
        permissions.retain(|permission| seen.insert(permission.value.clone()));
        permissions
    })
}

fn manifest(roles: &[Permission], scopes: &[Permission], name: &str) -> String {
    let entries = |permissions: &[Permission]| {
        let entries = permissions.iter().map(|Permission { value, members, enabled }| {
            format!(
                r#"{{"value": {value:?}, "allowedMemberTypes": [{members}], "isEnabled": {enabled}}}"#
            )
        });
        entries.collect::<Vec<_>>().join(",\n")
    };
    format!(
        r#"{{"displayName": {name:?}, "appRoles": [{}], "oauth2Permissions": [{}]}}"#,
        entries(roles),
        entries(scopes)
    )
}

/// The result of `init` for a manifest.
struct Written {
    source: String,
    /// The model of the source.
    model: Model,
    warnings: BTreeSet<&'static str>,
}

fn init(manifest: &str) -> Written {
    let (home, inputs) = workspace(manifest);
    let reading = first_reading::read(&inputs, None, &home).unwrap();
    let trial = trial::accepted_draft(&reading, &inputs, &home).unwrap();
    let source = source::render(&trial, &reading.files, &inputs);
    let analysis = analysis_of(&source, &inputs, &home);
    assert!(!analysis.has_errors(), "{source}\n{:?}", analysis.findings);
    Written { source, model: analysis.model.unwrap(), warnings: trial.warnings }
}

/// Returns the model of a source with another manifest.
fn model_of(source: &str, manifest: &str) -> Model {
    let (home, inputs) = workspace(manifest);
    analysis_of(source, &inputs, &home).model.unwrap()
}

fn analysis_of(source: &str, inputs: &[Input], home: &Home) -> Analysis {
    let (_, arguments) = source.split_once("permissions! {").unwrap();
    let (arguments, _) = arguments.rsplit_once('}').unwrap();
    let preview = Preview::of_disk(inputs, home);
    let lookup = Lookup::new(&preview, Some(home.folder.clone()), None);
    analyze(arguments.parse().unwrap(), &lookup)
}

/// Returns a package with a manifest.
fn workspace(manifest: &str) -> (Home, [Input; 1]) {
    let home = Home::of_folder(PathBuf::from("/home/of/init"));
    let input = Input {
        shown: "m.json".to_owned(),
        written: "m.json".to_owned(),
        bytes: manifest.as_bytes().to_vec(),
        storage: Storage::Missing(home.folder.join("m.json")),
    };
    (home, [input])
}

/// Returns the app roles that may follow from a scope, by the rule of `names`. In contrast to that
/// module, this function builds the names of app roles instead of comparing two names.
fn following_roles(scope: &str, model: &Model, name: &str) -> BTreeSet<String> {
    let values = |entries: Vec<&str>| entries.into_iter().map(str::to_owned).collect();
    let roles: BTreeSet<String> =
        values(model.roles.iter().map(|role| role.entry.value.as_str()).collect());
    let scopes: BTreeSet<String> =
        values(model.scopes.iter().map(|scope| scope.entry.value.as_str()).collect());
    let mut following = BTreeSet::from([scope.to_owned()]);
    let Some((head, tail)) = scope.split_once('.') else { return following };

    let begins = |value: &String, head: &str| value.starts_with(&format!("{head}."));
    let heads = |values: &BTreeSet<String>| -> BTreeSet<String> {
        values
            .iter()
            .filter_map(|value| Some(value.split_once('.')?.0.to_owned()))
            .collect()
    };
    let begins_a_role = roles.contains(head) || roles.iter().any(|role| begins(role, head));
    let is_only = heads(&scopes).len() == 1 && heads(&roles).len() > 1;
    let in_name = name.split(' ').any(|word| word.eq_ignore_ascii_case(head));
    let is_api_name = !begins_a_role && (is_only || in_name);

    // One of these names must be an app role.
    let mut wanted = vec![scope.to_owned()];
    if is_api_name {
        wanted.push(tail.to_owned());
        for other in heads(&roles) {
            let mut claims = scopes.iter().filter(|claim| {
                !begins(claim, head)
                    && claim.split_once('.').is_some_and(|(claim_head, claim_tail)| {
                        let is_role_head = roles.contains(claim_head)
                            || roles.iter().any(|role| begins(role, claim_head));
                        !is_role_head
                            && model.roles.iter().any(|role| {
                                role.users && role.entry.value == format!("{other}.{claim_tail}")
                            })
                    })
            });
            if claims.next().is_none() && !scopes.iter().any(|scope| begins(scope, &other)) {
                wanted.push(format!("{other}.{tail}"));
            }
        }
    }
    for name in wanted {
        let segments: Vec<_> = name.split('.').collect();
        for index in 0..segments.len() {
            if segments[index] == "ReadWrite" && !roles.contains(&name) {
                for part in ["Read", "Write"] {
                    let mut parts = segments.clone();
                    parts[index] = part;
                    following.insert(parts.join("."));
                }
            }
        }
        following.insert(name);
    }
    following
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The build accepts each result, and no scope leads to an app role that its name does not
    /// justify.
    #[test]
    fn a_mapping_follows_from_names(
        roles in permissions(OF_ROLES),
        scopes in permissions(OF_SCOPES),
        name in select(vec!["Contoso CRM", "Orders"]),
    ) {
        prop_assume!(!roles.is_empty() || !scopes.is_empty());
        let Written { source, model, warnings } = init(&manifest(&roles, &scopes, name));
        for scope in &model.scopes {
            let following = following_roles(&scope.entry.value, &model, name);
            for role in &scope.roles {
                let role = &model.roles[*role];
                prop_assert!(role.users);
                prop_assert!(
                    following.contains(&role.entry.value),
                    "{} => {}\n{}", scope.entry.value, role.entry.value, source
                );
            }
        }
        prop_assert!(!warnings.contains("redundant_line"), "{}", source);
    }

    /// An app role that is added later is covered by a scope with the same last segment only.
    #[test]
    fn a_wildcard_covers_few_later_roles(
        roles in permissions(OF_ROLES),
        scopes in permissions(OF_SCOPES),
        new in permissions(OF_ROLES),
    ) {
        prop_assume!(!roles.is_empty() || !scopes.is_empty());
        let before = init(&manifest(&roles, &scopes, "Contoso CRM"));
        let mut more = roles.clone();
        // A value that is the text of a pattern takes its place: the line then names the value.
        let is_new = |new: &Permission| {
            !new.value.contains('*') && !roles.iter().any(|role| role.value == new.value)
        };
        more.extend(new.into_iter().filter(is_new));
        let after = model_of(&before.source, &manifest(&more, &scopes, "Contoso CRM"));
        for role in after.roles.iter().skip(roles.len()) {
            for scope in &role.scopes {
                let scope = &after.scopes[*scope].entry.value;
                let last = |value: &str| value.rsplit('.').next().map(str::to_owned);
                prop_assert_eq!(last(scope), last(&role.entry.value), "{}", before.source);
            }
        }
    }
}

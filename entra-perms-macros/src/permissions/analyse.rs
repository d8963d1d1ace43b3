//! Argument tokens and the manifests → a checked model.

use std::path::PathBuf;

use proc_macro2::TokenStream;
use syn::LitStr;

use super::input::{self, Arguments};
use super::{constraints, mapping, names};
use crate::errors::Errors;
use crate::manifest::model::{App, Entry, Model, Name, Role, Scope};
use crate::manifest::source::{LoadError, Lookup, Source};
use crate::manifest::{Damage, Manifest, Registered, Wanted, environments};
use crate::warnings::{Lint, Warnings};

/// All that one `permissions!` says, and all that is wrong with it.
pub(crate) struct Analysis {
    /// As complete as could be read, also where there are errors; `None` where nothing could be read.
    pub model: Option<Model>,
    /// Every file that was read, absolute, also where reading it failed.
    pub files: Vec<PathBuf>,
    /// `crate = path`.
    pub runtime: Option<syn::Path>,
    /// The defects. With any, less may lead to a role in the model than the user meant.
    pub errors: Errors,
    /// What is legal and unwise, without what the user allows.
    pub warnings: Warnings,
}

/// Analyses the arguments of `permissions!` and the manifests that they name.
pub(super) fn analyse(input: TokenStream, lookup: &Lookup) -> Analysis {
    let mut errors = Errors::default();
    let arguments = input::parse(input, &mut errors);
    let wanted = |always| arguments.app.as_ref().map(|app| Wanted { app, always });
    let mut reader = Reader { lookup, files: Vec::new(), errors };
    let mut warnings = Warnings::default();
    let first = reader.read(&arguments.manifest, wanted(true), &mut warnings);
    let others = arguments.environments.iter().map(|files| {
        let mut found = Warnings::default();
        // The application has another name, and another client id, in each environment.
        let manifest = reader.read(files, wanted(false), &mut found);
        // Values and their holders are the same everywhere, and so is what there is to say about them.
        found.allow(&[Lint::SharedRoles, Lint::LongValues, Lint::Placeholders]);
        warnings.extend(found);
        manifest
    });
    // Where the first cannot be read, another one has the names, and one mistake stays one error.
    let mut manifests: Vec<_> = [first].into_iter().chain(others).flatten().collect();
    let Reader { files, mut errors, .. } = reader;
    environments::agree(&mut manifests, &mut errors, &mut warnings);
    warnings.allow(&arguments.allow);

    let apps = manifests.iter().map(|manifest| manifest.registration.app.clone()).collect();
    let first = manifests.into_iter().next();
    let model = first.map(|manifest| model(manifest, apps, &arguments, &mut errors));
    Analysis { model, files, runtime: arguments.runtime, errors, warnings }
}

/// Reads manifests from disk.
struct Reader<'a> {
    lookup: &'a Lookup,
    /// The files that were found so far.
    files: Vec<PathBuf>,
    errors: Errors,
}

impl Reader<'_> {
    /// The manifest that is kept in these files.
    fn read(
        &mut self,
        literals: &[LitStr],
        wanted: Option<Wanted<'_>>,
        warnings: &mut Warnings,
    ) -> Option<Manifest> {
        let sources: Vec<_> = literals.iter().filter_map(|literal| self.load(literal)).collect();
        // Of a manifest without one of its fragments, half the names would seem not to exist.
        let is_whole = !literals.is_empty() && sources.len() == literals.len();
        let manifest = Manifest::read(sources, wanted, &mut self.errors, warnings);
        manifest.map(|manifest| if is_whole { manifest } else { manifest.damaged() })
    }

    fn load(&mut self, literal: &LitStr) -> Option<Source> {
        match Source::load(literal, self.lookup) {
            Ok(source) => self.is_first(literal, source.absolute.clone()).then_some(source),
            Err(LoadError { message, found }) => {
                if found.is_none_or(|found| self.is_first(literal, found)) {
                    self.errors.push(literal.span(), message);
                }
                None
            }
        }
    }

    /// Notes a file that was found; where it had been found before, that is the error.
    fn is_first(&mut self, literal: &LitStr, file: PathBuf) -> bool {
        let is_first = !self.files.contains(&file);
        if is_first {
            self.files.push(file);
        } else {
            let written = literal.value();
            let message = format!(
                "`{written}` is given twice; expected each file once, and each application in a file of its own"
            );
            self.errors.push(literal.span(), message);
        }
        is_first
    }
}

fn model(manifest: Manifest, apps: Vec<App>, arguments: &Arguments, errors: &mut Errors) -> Model {
    let mut found = Errors::default();
    let (mapping, findings) = mapping::map(&manifest, arguments);
    found.extend(findings.literals);
    let (constraints, groups) = constraints::group(&manifest, &arguments.constraints, &mut found);
    let (role_names, scope_names) =
        names::assign(&manifest, &arguments.rename, &groups, &mut found);

    // A value that could not be read is unknown wherever it is named.
    if manifest.damage < Damage::Values {
        errors.extend(found);
    }
    if manifest.damage == Damage::Nothing && arguments.is_whole {
        errors.extend(findings.coverage);
    }

    let registration = manifest.registration;
    let roles = registration.roles.into_iter().zip(role_names).enumerate();
    let scopes = registration.scopes.into_iter().zip(scope_names).enumerate();
    Model {
        apps,
        roles: roles
            .map(|(index, (role, name))| Role {
                users: role.members.users,
                applications: role.members.applications,
                entry: entry(role, name),
                scopes: mapping.scopes_of(index),
            })
            .collect(),
        scopes: scopes
            .map(|(index, (scope, name))| Scope {
                entry: entry(scope, name),
                roles: mapping.roles_of(index),
            })
            .collect(),
        groups,
        constraints,
    }
}

fn entry(registered: Registered, name: Name) -> Entry {
    let Registered {
        value,
        id,
        display_name,
        description,
        enabled,
        disabled_at: _,
        members: _,
        at: _,
    } = registered;
    Entry { value, id, display_name, description, enabled, name }
}

#[cfg(test)]
mod tests {
    use super::super::test_analysis::{analyse, errors, expect_errors, manifest};
    use super::*;
    use crate::manifest::source::Workspace;
    use crate::manifest::test_folder::TestFolder;

    fn in_folder(folder: &TestFolder, input: &str) -> Analysis {
        super::analyse(input.parse().unwrap(), &Lookup::in_package(folder.path()))
    }

    #[test]
    fn a_sound_input() {
        let text = manifest(&["Contacts.Read both", "Jobs.Run app off"], &["Crm.Read"]);
        let analysis = analyse(
            &text,
            r#"scopes = { "Crm.Read" => ["Contacts.Read"] }, crate = crate::auth::perms"#,
        );
        assert!(analysis.errors.is_empty());
        assert!(analysis.runtime.is_some_and(|path| path.segments.len() == 3));
        assert_eq!(analysis.files.len(), 1);
        assert!(analysis.files[0].is_absolute() && analysis.files[0].ends_with("crm.json"));
        let model = analysis.model.unwrap();
        let [contacts, jobs] = model.roles.as_slice() else { panic!("two roles") };
        assert!(contacts.users && contacts.applications && contacts.entry.enabled);
        assert!(!jobs.users && jobs.applications && !jobs.entry.enabled);
        assert_eq!(
            (contacts.scopes.as_slice(), jobs.scopes.as_slice()),
            ([0].as_slice(), [].as_slice())
        );
        assert_eq!(model.scopes[0].roles, [0]);
    }

    #[test]
    fn a_manifest_that_is_missing() {
        let analysis = in_folder(&TestFolder::workspace(), r#"manifest = "crm.json""#);
        assert!(analysis.model.is_none() && analysis.files.is_empty());
        let errors = analysis.errors.spelled_out();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].0, r#""crm.json""#);
        assert!(errors[0].1.starts_with("cannot find `crm.json`"));
    }

    #[test]
    fn all_arguments_that_name_files_look_them_up_alike() {
        let folder = TestFolder::new();
        folder.write("root/crm.json", manifest(&["A app"], &[]));
        folder.write("root/api/Cargo.toml", "[package]\n");
        let (root, api) = (folder.path().join("root"), folder.path().join("root/api"));
        let workspace = Workspace {
            members: vec![api.clone()],
            target: root.join("target"),
            root: root.clone(),
        };
        let lookup = Lookup::new(Some(api), None, move |_| Some(workspace.clone()));
        for arguments in [
            r#"manifest = "FILE""#,
            r#"manifest = ["FILE"]"#,
            r#"manifest = "crm.json", environments = ["FILE"]"#,
            r#"manifest = "crm.json", environments = [["FILE"]]"#,
        ] {
            let errors = |file| {
                let input = arguments.replace("FILE", file).parse().unwrap();
                super::analyse(input, &lookup).errors.spelled_out()
            };
            let told =
                |file| errors(file).into_iter().map(|(_, message)| message).collect::<String>();
            assert!(!told("../crm.json").contains("find") && !told("crm.json").contains("find"));
            assert!(
                told("../../crm.json").starts_with("`../../crm.json` leads out of the workspace")
            );
            assert!(
                told("crn.json").starts_with("cannot find `crn.json`; did you mean `crm.json`?")
            );
        }
    }

    #[test]
    fn a_manifest_that_fails_is_tracked() {
        let folder = TestFolder::workspace();
        folder.write("crm.json", b"\xFF\xFE{\0");
        let analysis = in_folder(&folder, r#"manifest = "crm.json", scopes = { "A" => ["B"] }"#);
        assert_eq!(analysis.files, [folder.path().join("crm.json")]);
        assert_eq!(analysis.errors.spelled_out().len(), 1);
    }

    #[test]
    fn broken_json_is_one_error_and_keeps_the_names() {
        let text =
            manifest(&["Contacts.Read"], &["Crm.Read"]).replace("\"isEnabled\"", "isEnabled");
        let analysis = analyse(
            &text,
            r#"scopes = { "Crm.Raed" => [] }, constraints = ["My"], rename = { "X" => X }"#,
        );
        assert_eq!(analysis.errors.spelled_out().len(), 1);
        let model = analysis.model.unwrap();
        assert_eq!(model.roles.len(), 2);
        assert_eq!(model.roles[0].entry.name.variant, "ContactsRead");
    }

    #[test]
    fn what_an_unreadable_argument_held_is_not_also_left_out() {
        let text = manifest(&["A"], &["S"]);
        expect_errors(&text, r#"scopes = { "S" -> ["A"] }"#, &[("-", "expected `=>`")]);
        // An argument that exists nowhere held nothing, and a misspelt one is read.
        assert_eq!(errors(&text, r#"surroundings = ["prod.json"]"#).len(), 2);
        expect_errors(
            &text,
            r#"scope = { "S" => ["A"] }"#,
            &[("scope", "unknown argument `scope`; did you mean `scopes`?")],
        );
    }

    #[test]
    fn doubtful_members_do_not_hide_an_unknown_name() {
        let text = manifest(&["A", "A app"], &["S"]);
        let found = errors(&text, r#"scopes = { "Sales" => ["A"] }"#);
        let at: Vec<_> = found.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(at, [r#""crm.json""#, r#""Sales""#]);
    }
}

//! Arguments and manifests → a checked model and its findings.

#[cfg(test)]
mod many_findings;
#[cfg(test)]
mod properties;

use std::path::PathBuf;

use proc_macro2::{Span, TokenStream};
use syn::LitStr;

use crate::arguments::{self, Arguments};
use crate::files::{Lookup, Source};
use crate::finding::{Finding, Findings, Lint, Rule, Severity};
use crate::manifest::{AppChoice, Damage, Manifest, Registered};
use crate::model::{App, Entry, Model, Name, Role, Scope};
use crate::{constraints, environments, mapping, names};

/// The result of [`analyze`].
#[non_exhaustive]
pub struct Analysis {
    /// The model, as complete as the manifest could be read. `None` if nothing could be read.
    ///
    /// If there are errors, the mapping may lack lines that the user meant.
    pub model: Option<Model>,
    /// Every file that was found, as an absolute path, even if it could not be read. A build must
    /// run again if one of them changes.
    pub files: Vec<PathBuf>,
    /// The path of the runtime, from `crate = path`.
    pub runtime: Option<syn::Path>,
    /// The findings, in the order in which they were found, without the lints that the user allows.
    pub findings: Vec<Finding>,
}

impl Analysis {
    /// Returns whether a finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity() == Severity::Error)
    }
}

/// Analyzes the arguments of `permissions!` and the manifests that they name.
///
/// `arguments` are the tokens between the braces of `permissions! { … }`.
#[must_use]
pub fn analyze(arguments: TokenStream, lookup: &Lookup<'_>) -> Analysis {
    let mut findings = Findings::default();
    let arguments = arguments::parse(arguments, &mut findings);
    let app = |always| arguments.app.as_ref().map(|app| AppChoice { app, always });
    let mut reader = Reader { lookup, files: Vec::new(), findings };
    let mut manifests = Vec::new();
    manifests.extend(reader.read(&arguments.manifest, app(true)));
    for files in &arguments.environments {
        // The application has another name, and another client id, in each environment.
        manifests.extend(reader.read_environment(files, app(false)));
    }
    let Reader { files, mut findings, .. } = reader;
    environments::agree(&mut manifests, &mut findings);

    let apps = manifests.iter().map(|manifest| manifest.registration.app.clone()).collect();
    // If the first manifest cannot be read, another one has the names, and one mistake gives one
    // error.
    let first = manifests.into_iter().next();
    let model = first.map(|manifest| model(manifest, apps, &arguments, &mut findings));
    findings.allow(&arguments.allow);
    Analysis { model, files, runtime: arguments.runtime, findings: findings.finish() }
}

/// The result of [`read_manifest`].
#[non_exhaustive]
pub struct Reading {
    /// The manifest, as far as it could be read. `None` if nothing could be read.
    pub manifest: Option<Manifest>,
    /// Every file that was found, as an absolute path, even if it could not be read.
    pub files: Vec<PathBuf>,
    /// The findings, in the order in which they were found.
    pub findings: Vec<Finding>,
}

/// Reads a manifest without a mapping.
///
/// `paths` are the files of the manifest, as in `manifest = […]`. If a file lists several
/// applications, `app` names one by its client id or its display name.
#[must_use]
pub fn read_manifest(paths: &[&str], app: Option<&str>, lookup: &Lookup<'_>) -> Reading {
    let literal = |text: &&str| LitStr::new(text, Span::call_site());
    let literals: Vec<_> = paths.iter().map(literal).collect();
    let app = app.map(|app| LitStr::new(app, Span::call_site()));
    let app = app.as_ref().map(|app| AppChoice { app, always: true });
    let mut reader = Reader { lookup, files: Vec::new(), findings: Findings::default() };
    let manifest = reader.read(&literals, app);
    Reading { manifest, files: reader.files, findings: reader.findings.finish() }
}

/// Reads the files of manifests.
struct Reader<'r, 'a> {
    lookup: &'r Lookup<'a>,
    /// The files that were found so far.
    files: Vec<PathBuf>,
    findings: Findings,
}

impl Reader<'_, '_> {
    /// Reads the manifest in these files.
    fn read(&mut self, literals: &[LitStr], app: Option<AppChoice<'_>>) -> Option<Manifest> {
        let sources: Vec<_> = literals.iter().filter_map(|literal| self.load(literal)).collect();
        // Without one of its fragments, half of the names of a manifest would seem to be unknown.
        let is_whole = !literals.is_empty() && sources.len() == literals.len();
        let manifest = Manifest::read(sources, app, &mut self.findings)?;
        Some(if is_whole { manifest } else { manifest.damaged() })
    }

    /// Reads the manifest of another environment. Values and holders are equal in all environments,
    /// so the warnings about them are not repeated.
    fn read_environment(
        &mut self,
        literals: &[LitStr],
        app: Option<AppChoice<'_>>,
    ) -> Option<Manifest> {
        let earlier = std::mem::take(&mut self.findings);
        let manifest = self.read(literals, app);
        let mut found = std::mem::replace(&mut self.findings, earlier);
        found.allow(&[Lint::SharedRoles, Lint::LongValues, Lint::Placeholders]);
        self.findings.extend(found);
        manifest
    }

    fn load(&mut self, literal: &LitStr) -> Option<Source> {
        match self.read_new(literal) {
            Ok(source) => source,
            Err(finding) => {
                self.findings.push(finding.at(literal.span()));
                None
            }
        }
    }

    /// Reads a file, or returns `None` if it was read before.
    fn read_new(&mut self, literal: &LitStr) -> Result<Option<Source>, Finding> {
        let path = self.lookup.find(&literal.value())?;
        // A file that cannot be read is recorded, too: the build must run again when it changes.
        if self.is_first(literal, path.clone()) {
            Source::read(literal, &path, self.lookup.files()).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Records a file, and reports it if it was recorded before.
    fn is_first(&mut self, literal: &LitStr, file: PathBuf) -> bool {
        let is_first = !self.files.contains(&file);
        if is_first {
            self.files.push(file);
        } else {
            let message = format!("`{}` is given twice", literal.value());
            let finding = Finding::new(Rule::RepeatedFile, message)
                .help("give each file once, and each application a file of its own");
            self.findings.push(finding.at(literal.span()));
        }
        is_first
    }
}

fn model(
    manifest: Manifest,
    apps: Vec<App>,
    arguments: &Arguments,
    findings: &mut Findings,
) -> Model {
    let mut found = Findings::default();
    let (mapping, defects) = mapping::map(&manifest, arguments);
    found.extend(defects.literals);
    let (constraints, groups) = constraints::group(&manifest, &arguments.constraints, &mut found);
    let (role_names, scope_names) =
        names::assign(&manifest, &arguments.rename, &groups, &mut found);

    // A value that could not be read is unknown wherever it is named.
    if manifest.damage < Damage::Values {
        findings.extend(found);
    }
    if manifest.damage == Damage::Nothing && arguments.is_whole {
        findings.extend(defects.coverage);
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
    use super::*;
    use crate::files::Workspace;
    use crate::test_support::analysis::{
        analyse, analyze_in, errors, expect_errors, manifest, spelled_out,
    };
    use crate::test_support::{Disk, TestFolder, text};

    #[test]
    fn a_sound_input() {
        let text = manifest(&["Contacts.Read both", "Jobs.Run app off"], &["Crm.Read"]);
        let analysis = analyse(
            &text,
            r#"scopes = { "Crm.Read" => ["Contacts.Read"] }, crate = crate::auth::perms"#,
        );
        assert!(!analysis.has_errors());
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
        let analysis = analyze_in(&TestFolder::workspace(), r#"manifest = "crm.json""#);
        assert!(analysis.model.is_none() && analysis.files.is_empty());
        let errors = spelled_out(&analysis.findings);
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
        let lookup = Lookup::new(Disk::new(move |_| Some(workspace.clone())), Some(api), None);
        for arguments in [
            r#"manifest = "FILE""#,
            r#"manifest = ["FILE"]"#,
            r#"manifest = "crm.json", environments = ["FILE"]"#,
            r#"manifest = "crm.json", environments = [["FILE"]]"#,
        ] {
            let texts = |file| {
                let input = arguments.replace("FILE", file).parse().unwrap();
                analyze(input, &lookup).findings.iter().map(text).collect::<String>()
            };
            assert!(!texts("../crm.json").contains("cannot find"));
            assert!(!texts("crm.json").contains("cannot find"));
            let outside = texts("../../crm.json");
            assert!(outside.starts_with("`../../crm.json` leads out of the workspace\n"));
            let misspelled = texts("crn.json");
            assert!(misspelled.starts_with("cannot find `crn.json`\n"));
            assert!(misspelled.contains("\nhelp: did you mean `crm.json`?"));
        }
    }

    #[test]
    fn a_manifest_that_fails_is_tracked() {
        let folder = TestFolder::workspace();
        folder.write("crm.json", b"\xFF\xFE{\0");
        let analysis = analyze_in(&folder, r#"manifest = "crm.json", scopes = { "A" => ["B"] }"#);
        assert_eq!(analysis.files, [folder.path().join("crm.json")]);
        assert_eq!(spelled_out(&analysis.findings).len(), 1);
    }

    #[test]
    fn broken_json_is_one_error_and_keeps_the_names() {
        let text =
            manifest(&["Contacts.Read"], &["Crm.Read"]).replace("\"isEnabled\"", "isEnabled");
        let analysis = analyse(
            &text,
            r#"scopes = { "Crm.Raed" => [] }, constraints = ["My"], rename = { "X" => X }"#,
        );
        assert_eq!(spelled_out(&analysis.findings).len(), 1);
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

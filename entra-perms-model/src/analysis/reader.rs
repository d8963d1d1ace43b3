//! The files of manifests, each read once.

use std::path::PathBuf;

use syn::LitStr;

use crate::arguments::{Arguments, ClientFiles};
use crate::clients::ClientSource;
use crate::files::{Lookup, Source};
use crate::finding::{Finding, Findings, Lint, Rule};
use crate::manifest::{AppChoice, ClientManifest, Manifest, Shown};

/// Reads manifests, and records their files.
pub(super) struct ManifestReader<'r, 'a> {
    lookup: &'r Lookup<'a>,
    /// The files that were found so far.
    pub(super) files: Vec<PathBuf>,
}

impl<'r, 'a> ManifestReader<'r, 'a> {
    pub(super) fn new(lookup: &'r Lookup<'a>) -> Self {
        Self { lookup, files: Vec::new() }
    }

    /// Reads the manifest and the manifests of the other environments. Leaves out those that cannot
    /// be read. `is_named` says whether the only application of the first manifest must have the
    /// name in `app`.
    pub(super) fn read_all(
        &mut self,
        arguments: &Arguments,
        is_named: bool,
        findings: &mut Findings,
    ) -> Vec<Manifest> {
        let app = |always| arguments.app.as_ref().map(|app| AppChoice { app, always });
        let mut manifests = Vec::new();
        manifests.extend(self.read(&arguments.manifest, app(is_named), findings));
        for literals in &arguments.environments {
            // In each environment, the application has another name and another client id.
            manifests.extend(self.read_environment(literals, app(false), findings));
        }
        manifests
    }

    /// Reads the files of the clients. Leaves out those that cannot be read.
    pub(super) fn read_clients(
        &mut self,
        arguments: &Arguments,
        findings: &mut Findings,
    ) -> Vec<ClientSource> {
        let mut clients = Vec::new();
        for ClientFiles { name, files } in &arguments.clients {
            let mut manifests = Vec::new();
            for literal in files {
                let file = self.load(literal, findings);
                manifests.extend(file.and_then(|file| ClientManifest::read(file, findings)));
            }
            clients.push(ClientSource { name: name.clone(), manifests });
        }
        clients
    }

    /// Reads the manifest in these files.
    pub(super) fn read(
        &mut self,
        literals: &[LitStr],
        app: Option<AppChoice<'_>>,
        findings: &mut Findings,
    ) -> Option<Manifest> {
        let mut sources = Vec::new();
        for literal in literals {
            sources.extend(self.load(literal, findings));
        }
        // Without one of its files, half of the names of a manifest would seem to be unknown.
        let is_whole = !literals.is_empty() && sources.len() == literals.len();
        let manifest = Manifest::read(sources, app, findings)?;
        Some(if is_whole { manifest } else { manifest.damaged() })
    }

    /// Reads the manifest of another environment. Values and holders are equal in all environments,
    /// so the lints about them are not repeated.
    fn read_environment(
        &mut self,
        literals: &[LitStr],
        app: Option<AppChoice<'_>>,
        findings: &mut Findings,
    ) -> Option<Manifest> {
        let mut found = Findings::default();
        let manifest = self.read(literals, app, &mut found);
        found.allow(&[Lint::SharedRoles, Lint::LongValues, Lint::Placeholders]);
        findings.extend(found);
        manifest
    }

    fn load(&mut self, literal: &LitStr, findings: &mut Findings) -> Option<Source> {
        let path = match self.lookup.find(&literal.value()) {
            Ok(path) => path,
            Err(error) => {
                findings.push(error.at(literal.span()));
                return None;
            }
        };
        // A file that cannot be read is recorded, too: the build must run again when it changes.
        if !self.record(literal, path.clone(), findings) {
            return None;
        }
        match Source::read(literal, &path, self.lookup.files()) {
            Ok(source) => Some(source),
            Err(error) => {
                findings.push(error.at(literal.span()));
                None
            }
        }
    }

    /// Records a file. Reports a file that was recorded before, and then returns `false`.
    fn record(&mut self, literal: &LitStr, file: PathBuf, findings: &mut Findings) -> bool {
        let is_first = !self.files.contains(&file);
        if is_first {
            self.files.push(file);
        } else {
            let message = format!("`{}` is given twice", Shown(&literal.value()));
            let error = Finding::new(Rule::RepeatedFile, message)
                .help("give each file once, and each application a file of its own");
            findings.push(error.at(literal.span()));
        }
        is_first
    }
}

//! The files of one manifest → one registration: `export` (one file → entries with places) →
//! `fragments` (the files of one application) → `registration` (the rules of a registration).
//! `report` collects the findings on the way, and `value` checks values of app roles and scopes.
//! `client`: the file of a client of the API. `places`: the places of entries and settings.

mod client;
mod export;
mod fragments;
mod places;
mod registration;
mod report;
mod value;

use proc_macro2::Span;

pub(crate) use self::client::ClientManifest;
pub use self::export::Form;
pub(crate) use self::export::{AppChoice, IdentifierUris, Kind, Request};
use self::export::{Part, PreAuthorized, graph_json};
pub(crate) use self::places::ManifestPlaces;
pub(crate) use self::registration::Registration;
pub use self::registration::{Members, Registered};
use self::report::Report;
pub(crate) use self::report::{Damage, FileRange, Shown};
use crate::files::{self, Source};
use crate::finding::{Finding, Findings, Place};
use crate::model::App;

/// The manifest of one app registration: the app roles and scopes that it defines.
///
/// [`read_manifest`](crate::read_manifest) returns a manifest even if there are errors. It then
/// contains everything that could be read. Without errors, it is complete.
#[derive(Debug)]
pub struct Manifest {
    files: Vec<Source>,
    /// The string literal that names the first file.
    span: Span,
    pub(crate) forms: Vec<Form>,
    /// The bytes of each file that were read.
    documents: Vec<(Form, FileRange)>,
    pub(crate) registration: Registration,
    /// The part that errors leave unknown. Later checks of this part would only repeat the errors.
    pub(crate) damage: Damage,
    /// `false` if there is an error in the files, or if one of them is missing. A setting that
    /// seems to be absent may then be in the part that could not be read.
    is_sound: bool,
}

impl Manifest {
    /// Reads the files of a manifest. If they list several applications, `app` names one.
    ///
    /// Returns `None` if there is no file, or if the files do not contain any names.
    pub(crate) fn read(
        files: Vec<Source>,
        app: Option<AppChoice<'_>>,
        findings: &mut Findings,
    ) -> Option<Self> {
        let span = files.first()?.span;
        let mut report = Report::new(&files)?;
        let exports = report.read_files(|file| export::read(app, file));
        let forms = exports.iter().map(|export| export.form).collect();
        let documents = exports.iter().filter_map(|export| Some((export.form, export.document?)));
        let documents = documents.collect();
        let registration = fragments::merge(exports, &mut report)
            .map(|merged| registration::resolve(merged, &mut report));
        let (found, damage) = report.finish();
        let is_sound = !found.has_errors();
        findings.extend(found);
        let registration = registration?;
        Some(Self { files, span, forms, documents, registration, damage, is_sound })
    }

    /// Splits the manifest into its registration and the places in its files.
    pub(crate) fn into_parts(self) -> (Registration, ManifestPlaces) {
        let Self { files, documents, mut registration, .. } = self;
        let places = ManifestPlaces::new(files, documents, &mut registration);
        (registration, places)
    }

    /// Returns the application that the manifest registers.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.registration.app
    }

    /// Returns the app roles in the order of the files. Each value occurs once.
    #[must_use]
    pub fn roles(&self) -> &[Registered] {
        &self.registration.roles
    }

    /// Returns the scopes in the order of the files. Each value occurs once.
    #[must_use]
    pub fn scopes(&self) -> &[Registered] {
        &self.registration.scopes
    }

    /// Returns the ids of the scopes for which the client with this client id needs no consent.
    pub(crate) fn pre_authorized(&self, client_id: &str) -> impl Iterator<Item = u128> {
        let clients = self.registration.pre_authorized.iter();
        let client = clients.filter(move |client| client.client_id == client_id);
        client.flat_map(|client| client.scopes.iter().map(|(id, _)| *id))
    }

    /// Returns the form of export of each file that could be read.
    #[must_use]
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// Returns the registration as JSON in the form of Microsoft Graph v1.0, as far as the files
    /// contain it.
    ///
    /// - It has `appId`, `displayName`, `signInAudience`, `identifierUris`, `optionalClaims`,
    ///   `groupMembershipClaims`, `isFallbackPublicClient` and `appRoles`. In `api`, it has
    ///   `requestedAccessTokenVersion`, `acceptMappedClaims`, `knownClientApplications`,
    ///   `oauth2PermissionScopes` and `preAuthorizedApplications`. A key is absent if the files do
    ///   not have it.
    /// - Unlike [`roles`](Self::roles) and [`scopes`](Self::scopes), the lists contain entries
    ///   without a value, and repeated entries. Each entry keeps its unknown keys.
    /// - The known keys have the spelling of Microsoft Graph. Keys of entries that only other forms
    ///   of export have, such as `lang`, are left out, and so are all other parts of the files.
    ///
    /// The JSON of a manifest with errors may lack entries.
    #[must_use]
    pub fn graph_json(&self) -> String {
        graph_of(&self.files, &self.documents, &self.registration.pre_authorized)
    }

    /// Returns the place of an entry of this manifest. Returns `None` if the entry is from a
    /// manifest with more files.
    #[must_use]
    pub fn entry_place(&self, entry: &Registered) -> Option<Place> {
        entry.at.find_place(&self.files)
    }

    /// Returns the place of an entry of this manifest.
    pub(crate) fn place(&self, entry: &Registered) -> Place {
        entry.at.place(&self.files)
    }

    /// Returns the place that decides who may consent to a scope of this manifest.
    pub(crate) fn consent_place(&self, scope: &Registered) -> Place {
        match &scope.consented_at {
            Some(elsewhere) => elsewhere.clone(),
            None => scope.consent_at.place(&self.files),
        }
    }

    /// Returns whether entries may exist whose names could not be read. The names in a text that is
    /// not JSON are known.
    pub(crate) fn lacks_names(&self) -> bool {
        let is_text = self.forms.iter().any(|form| form.kind() == Kind::Broken);
        self.damage == Damage::Values && !is_text
    }

    /// Marks the manifest as incomplete, because one of its files is missing.
    pub(crate) fn damaged(self) -> Self {
        Self { damage: Damage::Values, is_sound: false, ..self }
    }

    /// Returns whether every setting of the files is known.
    pub(crate) fn is_sound(&self) -> bool {
        self.is_sound
    }

    /// Returns the App ID URIs, with their places.
    pub(crate) fn identifier_uris(&self) -> &IdentifierUris {
        &self.registration.identifier_uris
    }

    /// Returns the string literal that names the first file.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// Returns the string literal that names the file of an entry.
    pub(crate) fn span_of(&self, entry: &Registered) -> Span {
        entry.at.source(&self.files).span
    }

    /// Adds the place of an entry to a finding.
    pub(crate) fn locate(&self, entry: &Registered, finding: Finding) -> Finding {
        finding.in_manifest(self.place(entry))
    }

    /// Puts a finding at bytes of the files.
    pub(crate) fn at(&self, at: FileRange, finding: Finding) -> Finding {
        finding.in_manifest(at.place(&self.files)).at(at.source(&self.files).span)
    }

    /// Puts a finding at the whole manifest.
    pub(crate) fn whole(&self, finding: Finding) -> Finding {
        finding.at(self.span)
    }

    /// Returns the paths of the files, as the user wrote them.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.written.as_str())
    }

    /// Returns the names of the files for a message.
    pub(crate) fn name(&self) -> String {
        files::names(&self.files)
    }
}

/// Writes the documents of a manifest in the form of Microsoft Graph.
fn graph_of(
    files: &[Source],
    documents: &[(Form, FileRange)],
    pre_authorized: &[PreAuthorized],
) -> String {
    let parts = documents.iter().map(|(form, at)| {
        let text = at.source(files).text.get(at.bytes()).unwrap_or_default();
        Part { form: *form, text }
    });
    graph_json(&parts.collect::<Vec<_>>(), pre_authorized)
}

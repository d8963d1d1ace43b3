//! The registration of a client of the API, in one file.

use super::export::{self, Form, Kind, RawClient, Request};
use super::report::{FileRange, Report};
use crate::files::{self, Source};
use crate::finding::{Finding, Findings};

/// The registration of a client of the API.
#[derive(Debug)]
pub(crate) struct ClientManifest {
    file: Source,
    form: Form,
    client: RawClient,
    /// `false` if there is an error in the file. Later checks could only repeat it.
    is_sound: bool,
}

impl ClientManifest {
    /// Reads the file of a client. Returns `None` after an error.
    pub(crate) fn read(file: Source, findings: &mut Findings) -> Option<Self> {
        let files = [file];
        let mut report = Report::new(&files)?;
        let read = report.read_files(export::read_client);
        let (found, _) = report.finish();
        let is_sound = found.is_empty();
        findings.extend(found);
        let (form, client) = read.into_iter().next()?;
        let [file] = files;
        Some(Self { file, form, client, is_sound })
    }

    /// Returns whether the file has no errors.
    pub(crate) fn is_sound(&self) -> bool {
        self.is_sound
    }

    /// Returns the client id, or `None` if the file has none, or a placeholder.
    pub(crate) fn client_id(&self) -> Option<&str> {
        self.client.client_id.as_ref().map(|id| id.text.as_str())
    }

    /// Returns the name in the portal.
    pub(crate) fn display_name(&self) -> Option<&str> {
        self.client.display_name.as_ref().map(|name| name.text.as_str())
    }

    /// Returns the form of export.
    pub(crate) fn form(&self) -> Form {
        self.form
    }

    /// Returns whether the file is the service principal of the client, which does not say which
    /// permissions the client asks for.
    pub(crate) fn is_service_principal(&self) -> bool {
        self.form.kind() == Kind::ServicePrincipal
    }

    /// Returns whether Entra gives tokens to the client without a proof of its identity.
    pub(crate) fn is_public(&self) -> bool {
        self.client.is_public
    }

    /// Returns whether the client is a blueprint of AI agents.
    pub(crate) fn is_blueprint(&self) -> bool {
        self.client.is_blueprint
    }

    /// Returns whether the client asks for permissions of the API with this client id.
    pub(crate) fn names(&self, api: &str) -> bool {
        self.client.requests.iter().any(|requests| requests.client_id == api)
    }

    /// Returns the client ids of the APIs whose permissions the client asks for. A template may
    /// have other texts.
    pub(crate) fn apis(&self) -> impl Iterator<Item = &str> {
        self.client.requests.iter().map(|requests| requests.client_id.as_str())
    }

    /// Returns the permissions of the API with this client id that the client asks for.
    pub(crate) fn requests(&self, api: &str) -> impl Iterator<Item = &Request> {
        let requests = self.client.requests.iter().filter(move |it| it.client_id == api);
        requests.flat_map(|requests| &requests.permissions)
    }

    /// Reports an error at bytes of the file.
    pub(crate) fn report(&self, at: FileRange, finding: Finding, findings: &mut Findings) {
        // To find a place in a long line takes time.
        if findings.is_full(finding.rule()) {
            findings.count(finding.rule(), self.file.span, 1);
        } else {
            findings.push(finding.in_manifest(self.file.place(at.bytes())).at(self.file.span));
        }
    }

    /// Puts a finding at the file. The message continues after its name.
    pub(crate) fn whole(&self, finding: Finding) -> Finding {
        finding.about(&self.name()).at(self.file.span)
    }

    /// Returns the name of the file for a message.
    pub(crate) fn name(&self) -> String {
        files::name(&self.file.written)
    }
}

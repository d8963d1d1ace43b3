//! URLs of a server, and the App ID URIs of the registrations.

use super::difference::NearMiss;
use super::url::ServerUrl;
use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Manifest, Shown};
use crate::suggestion::listed;

/// The registrations of the API.
#[derive(Clone, Copy)]
pub(super) struct Registrations<'a> {
    /// The registrations whose App ID URIs are known.
    pub(super) known: &'a [&'a Manifest],
    /// `false` if there are others. They may have any URL.
    pub(super) are_all: bool,
}

impl Registrations<'_> {
    fn have(self, url: &ServerUrl) -> bool {
        self.known.iter().any(|manifest| has(manifest, url))
    }
}

/// Checks that each registration has one of the URLs, and that each URL has a registration.
pub(super) fn check(urls: &[ServerUrl], registrations: Registrations<'_>, findings: &mut Findings) {
    let unregistered: Vec<_> = urls.iter().filter(|url| !registrations.have(url)).collect();
    // A loopback address cannot be registered, so no registration lacks it.
    let candidates: Vec<_> = urls
        .iter()
        .filter(|url| registrations.have(url) || !url.is_loopback())
        .collect();
    let open: Vec<_> = unregistered.iter().copied().filter(|url| !url.is_loopback()).collect();
    let mut explained = Explained::default();
    if !candidates.is_empty() {
        for manifest in registrations.known {
            if urls.iter().any(|url| has(manifest, url)) {
                continue;
            }
            let miss = NearMiss::of_spelling(&candidates, manifest)
                .or_else(|| NearMiss::of_letters(&open, manifest));
            findings.push(explained.add(miss, &candidates, manifest));
        }
    }
    if registrations.are_all {
        for url in unregistered {
            if !explained.contains(url) {
                findings.push(unregistered_url(url, registrations.known));
            }
        }
    }
}

/// The URLs without a registration for which there is a finding at a registration.
#[derive(Default)]
struct Explained<'a> {
    urls: Vec<&'a str>,
    /// `true` if a registration lacks a URL, and it is unknown which one.
    has_any: bool,
}

impl<'a> Explained<'a> {
    /// Words the finding that a registration does not have any of the URLs.
    fn add(
        &mut self,
        miss: Option<NearMiss<'a>>,
        urls: &[&'a ServerUrl],
        manifest: &Manifest,
    ) -> Finding {
        let finding = without_url(urls, manifest);
        let Some(miss) = miss else {
            self.has_any = true;
            return with_other_uris(finding, urls, manifest);
        };
        self.urls.push(&miss.url.text);
        // The line of the manifest is in the text, and the URL is the other half of the mistake.
        miss.describe(manifest.at(miss.at, finding).at(miss.url.span))
    }

    fn contains(&self, url: &ServerUrl) -> bool {
        let may_be_missing = self.has_any && !url.is_loopback();
        may_be_missing || self.urls.contains(&url.text.as_str())
    }
}

/// Returns whether the URL is an App ID URI of a registration, character for character.
fn has(manifest: &Manifest, url: &ServerUrl) -> bool {
    manifest.identifier_uris().uris.iter().any(|uri| uri.text == url.text)
}

fn without_url(urls: &[&ServerUrl], manifest: &Manifest) -> Finding {
    let name = manifest.name();
    let message = match urls {
        [_] => format!("the URL of the MCP server is not an App ID URI of {name}"),
        _ => format!("no URL of the MCP server is an App ID URI of {name}"),
    };
    Finding::new(Rule::McpAppIdUri, message)
}

/// Adds the App ID URIs of the registration. They are not similar to the URLs.
fn with_other_uris(finding: Finding, urls: &[&ServerUrl], manifest: &Manifest) -> Finding {
    let known = manifest.identifier_uris();
    let finding = match known.at {
        Some(at) => manifest.at(at, finding),
        None => manifest.whole(finding),
    };
    let finding = if known.uris.is_empty() {
        finding.note("it has no App ID URI")
    } else {
        let texts = known.uris.iter().map(|uri| Shown(&uri.text));
        finding.note(format_args!("its App ID URIs: {}", listed(texts)))
    };
    let finding = finding.note(
        "MCP clients send the URL of the server to Entra, which refuses a URL that is not an App \
         ID URI (AADSTS9010010)",
    );
    match urls {
        [url] => finding.help(format_args!("add `{}` {TO_URIS}", url.text)),
        _ => finding.help(format_args!("add the URL of this environment {TO_URIS}")),
    }
}

/// The end of the remedy for a missing URL.
const TO_URIS: &str =
    "to `identifierUris` under Manifest in Entra, and export the registration again";

/// Words the finding that no registration has a URL, although each has another one.
fn unregistered_url(url: &ServerUrl, manifests: &[&Manifest]) -> Finding {
    let message = format!("no registration has the App ID URI `{}`", Shown(&url.text));
    let finding = Finding::new(Rule::McpAppIdUri, message).at(url.span);
    for manifest in manifests {
        if let Some(miss) = NearMiss::of_spelling(&[url], manifest) {
            return miss.describe(manifest.at(miss.at, finding).at(url.span));
        }
    }
    if url.is_loopback() {
        return finding
            .note("Entra does not accept a loopback address as an App ID URI")
            .help("remove it from `mcp`, and test with the URL of an environment");
    }
    finding
        .note("MCP clients that send this URL to Entra get an error (AADSTS9010010)")
        .help(format_args!("add it {TO_URIS}"))
        .help("or remove it from `mcp`")
}

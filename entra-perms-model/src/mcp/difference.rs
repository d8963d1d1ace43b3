//! An App ID URI that is almost the URL of a server: the difference, and the side to change.

use super::url::{Parts, ServerUrl, may_be_in_url, without_slash};
use crate::finding::Finding;
use crate::manifest::{FileRange, Manifest};
use crate::suggestion::{distance, in_words};

/// The typing mistakes in a URL. The URLs of two environments often differ in a few letters.
const MAX_EDITS: usize = 2;

/// A URL, and an App ID URI that is almost equal to it.
pub(super) struct NearMiss<'a> {
    pub(super) url: &'a ServerUrl,
    uri: &'a str,
    pub(super) at: FileRange,
}

impl<'a> NearMiss<'a> {
    /// Returns an App ID URI of the manifest that names the same place as one of these URLs, in
    /// another spelling.
    pub(super) fn of_spelling(urls: &[&'a ServerUrl], manifest: &'a Manifest) -> Option<Self> {
        Self::find(urls, manifest, has_one_meaning)
    }

    /// Returns an App ID URI of the manifest with a typing mistake, or for which one of these URLs
    /// has a typing mistake.
    pub(super) fn of_letters(urls: &[&'a ServerUrl], manifest: &'a Manifest) -> Option<Self> {
        Self::find(urls, manifest, |url, uri| {
            distance(url, uri).is_some_and(|edits| edits <= MAX_EDITS)
        })
    }

    fn find(
        urls: &[&'a ServerUrl],
        manifest: &'a Manifest,
        is_near: impl Fn(&str, &str) -> bool,
    ) -> Option<Self> {
        for url in urls {
            for uri in &manifest.identifier_uris().uris {
                // A message can show such a text unchanged.
                let is_plain = uri.text.chars().all(may_be_in_url);
                if is_plain && is_near(&url.text, &uri.text) {
                    return Some(Self { url, uri: &uri.text, at: uri.at });
                }
            }
        }
        None
    }

    /// Adds the difference to a finding, and the side to change.
    pub(super) fn describe(&self, finding: Finding) -> Finding {
        let Self { url, uri, .. } = self;
        let url = &url.text;
        let differences = differences(url, uri);
        let finding = if differences.is_empty() {
            finding.note(format_args!("it has the App ID URI `{uri}`"))
        } else {
            finding.note(format_args!("App ID URI `{uri}` {}", in_words(&differences, "and")))
        };
        let finding = finding.note("Entra compares both character for character");
        let in_entra = format!(
            "change it to `{url}` in `identifierUris` under Manifest in Entra, and export the \
             registration again"
        );
        match (is_as_sent(url), is_as_sent(uri)) {
            (_, false) => finding.help(in_entra),
            (false, true) => finding
                .note("many clients write a host in lower case, and leave out the default port")
                .help(format_args!("write `{uri}` in `mcp`")),
            (true, true) => finding
                .did_you_mean(Some(uri))
                .help(format_args!("or, if the App ID URI is wrong, {in_entra}")),
        }
    }
}

/// Returns whether two URLs differ only in ways that people overlook.
fn has_one_meaning(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (Parts::of(one), Parts::of(other)) else { return false };
    let is_web = |parts: &Parts<'_>| is_scheme(parts, "https") || is_scheme(parts, "http");
    let one_path = without_slash(one.path);
    let other_path = without_slash(other.path);
    is_web(&one)
        && is_web(&other)
        && without_default_port(&one).eq_ignore_ascii_case(without_default_port(&other))
        && one_path.eq_ignore_ascii_case(other_path)
}

/// Says how an App ID URI differs from the URL of a server. Returns nothing for another text.
fn differences(url: &str, uri: &str) -> Vec<String> {
    let mut differences = Vec::new();
    if !has_one_meaning(url, uri) {
        return differences;
    }
    let (Some(url), Some(uri)) = (Parts::of(url), Parts::of(uri)) else { return differences };
    if !url.scheme.eq_ignore_ascii_case(uri.scheme) {
        differences.push(format!("begins with `{}://`", uri.scheme));
    }
    match (default_port(&url), default_port(&uri)) {
        (None, Some(port)) => differences.push(format!("names the default port `:{port}`")),
        (Some(port), None) => differences.push(format!("lacks the default port `:{port}`")),
        _ => {}
    }
    let is_same_case = without_default_port(&url) == without_default_port(&uri)
        && without_slash(url.path) == without_slash(uri.path)
        && (url.scheme == uri.scheme || !url.scheme.eq_ignore_ascii_case(uri.scheme));
    if !is_same_case {
        differences.push("differs in upper and lower case".to_owned());
    }
    if uri.path.ends_with('/') {
        differences.push("ends with `/`".to_owned());
    }
    differences
}

/// Returns whether a URL is written as most clients send it: they write the scheme and the host in
/// lower case, and leave out the default port. `http` is for loopback addresses.
fn is_as_sent(url: &str) -> bool {
    let Some(parts) = Parts::of(url) else { return false };
    let is_lower = !format!("{}{}", parts.scheme, parts.authority).contains(is_upper);
    let has_scheme = parts.scheme == "https" || parts.is_loopback_http();
    is_lower && has_scheme && default_port(&parts).is_none() && !url.ends_with('/')
}

fn is_upper(character: char) -> bool {
    character.is_ascii_uppercase()
}

fn is_scheme(parts: &Parts<'_>, scheme: &str) -> bool {
    parts.scheme.eq_ignore_ascii_case(scheme)
}

/// Returns the port if it is the one that the scheme implies.
fn default_port<'u>(parts: &Parts<'u>) -> Option<&'u str> {
    let (_, port) = parts.host_and_port();
    let default = if is_scheme(parts, "https") { "443" } else { "80" };
    port.filter(|port| *port == default)
}

fn without_default_port<'u>(parts: &Parts<'u>) -> &'u str {
    match default_port(parts) {
        Some(_) => parts.host_and_port().0,
        None => parts.authority,
    }
}

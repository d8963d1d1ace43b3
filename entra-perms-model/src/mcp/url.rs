//! The rule for the URL of an MCP server.
//!
//! The runtime has a rule for the URL that it serves a document about: `challenge/resource_url.rs`.
//! The two must agree: the runtime must accept each URL that is accepted here. This rule is
//! stricter: it also refuses a slash at the end, which Entra would compare.

use std::net::{Ipv4Addr, Ipv6Addr};

use proc_macro2::Span;
use syn::LitStr;

use crate::finding::{Finding, Findings, Rule};

/// The URLs of an MCP server.
pub(super) struct ServerUrls {
    pub(super) list: Vec<ServerUrl>,
    /// `false` if one of the URLs is unknown, because of an error.
    pub(super) are_complete: bool,
}

/// A URL of an MCP server, which keeps the rule.
pub(super) struct ServerUrl {
    pub(super) text: String,
    pub(super) span: Span,
}

impl ServerUrl {
    /// Returns whether the host is this machine.
    pub(super) fn is_loopback(&self) -> bool {
        Parts::of(&self.text).is_some_and(|parts| is_loopback(parts.host_and_port().0))
    }
}

/// Reads the URLs. Reports those that break the rule.
pub(super) fn read(literals: &[LitStr], findings: &mut Findings) -> ServerUrls {
    let mut urls = ServerUrls { list: Vec::new(), are_complete: true };
    for literal in literals {
        let span = literal.span();
        let written = literal.value();
        if let Some(problem) = problem(&written) {
            findings.push(problem.at(span));
            urls.are_complete = false;
            continue;
        }
        // The other checks continue with the URL that the help line names.
        let text = without_slash(&written).to_owned();
        if text != written {
            findings.push(slash(&text).at(span));
        }
        if urls.list.iter().any(|url| url.text == text) {
            findings.push(repeated().at(span));
        } else {
            urls.list.push(ServerUrl { text, span });
        }
    }
    urls
}

/// Returns the URL without slashes at its end.
pub(super) fn without_slash(url: &str) -> &str {
    url.trim_end_matches('/')
}

fn slash(text: &str) -> Finding {
    let finding = must("not end with `/`")
        .note("Entra compares the URL with the App ID URIs character for character")
        .help(format_args!("write `{text}`"));
    match Parts::of(text) {
        Some(parts) if parts.path.is_empty() => finding.help(format_args!(
            "better choose a URL with a path, such as `{text}/mcp`: many clients add a slash to a \
             URL without a path"
        )),
        _ => finding,
    }
}

fn repeated() -> Finding {
    Finding::new(Rule::McpUrl, "the URL of the MCP server is given twice").help("remove one")
}

fn must(rule: &str) -> Finding {
    Finding::new(Rule::McpUrl, format_args!("the URL of the MCP server must {rule}"))
}

/// Returns the finding that a text is not the URL of a server. The texts in it have no user name,
/// because a message must not show a password.
fn problem(url: &str) -> Option<Finding> {
    if let Some((start, _)) = url.split_once('#') {
        return Some(excess("fragment", start));
    }
    if let Some((start, _)) = url.split_once('?') {
        return Some(excess("query", start));
    }
    if let Some(character) = url.chars().find(|character| !may_be_in_url(*character)) {
        return Some(unencoded(character));
    }
    let Some(parts) = Parts::of(url) else {
        return Some(must("begin with `https://`").help(EXAMPLE));
    };
    if parts.authority.contains('@') {
        return Some(must("not name a user").help("remove the text up to `@`"));
    }
    scheme_problem(&parts).or_else(|| authority_problem(&parts))
}

fn unencoded(character: char) -> Finding {
    let bytes = character.to_string().into_bytes();
    let encoded: Vec<_> = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
    let encoded = encoded.concat();
    must("be percent-encoded (RFC 3986)")
        .note(format_args!("it has the character `{}`", character.escape_debug()))
        .help(format_args!("write `{encoded}` in its place"))
}

/// The remedy for a text that is far from a URL.
const EXAMPLE: &str = "write, for example, `https://mcp.contoso.com/mcp`";

fn excess(part: &str, rest: &str) -> Finding {
    let finding = must(&format!("not have a {part}"));
    // The rest may have other errors, and is then not a remedy.
    if problem(rest).is_some() {
        return finding.help("remove it");
    }
    finding.help(format_args!("write `{}`", without_slash(rest)))
}

fn scheme_problem(parts: &Parts<'_>) -> Option<Finding> {
    if parts.scheme == "https" || parts.is_loopback_http() {
        return None;
    }
    let Parts { authority, path, .. } = *parts;
    let finding = must("begin with `https://`");
    let is_http = parts.scheme.eq_ignore_ascii_case("http");
    if !is_http && !parts.scheme.eq_ignore_ascii_case("https") {
        return Some(finding.help(EXAMPLE));
    }
    let finding =
        if is_http { finding.note("`http://` is for loopback addresses only") } else { finding };
    Some(finding.help(format_args!("write `https://{authority}{path}`")))
}

/// Accepts only hosts and ports that the runtime accepts, too.
fn authority_problem(parts: &Parts<'_>) -> Option<Finding> {
    let (host, port) = parts.host_and_port();
    if !is_host(host) {
        return Some(must("have a host, such as `mcp.contoso.com`"));
    }
    let is_port = port.is_none_or(|port| port.parse().is_ok_and(|number: u16| number > 0));
    (!is_port).then(|| must("have a port from 1 to 65535, or none"))
}

fn is_host(host: &str) -> bool {
    if let Some(address) = in_brackets(host) {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let may_be_in_host = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    !host.is_empty() && host.chars().all(may_be_in_host)
}

/// Checks whether a host is this machine.
fn is_loopback(host: &str) -> bool {
    if let Some(address) = in_brackets(host) {
        return address.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback());
    }
    let is_address = host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback());
    is_address || host.eq_ignore_ascii_case("localhost")
}

fn in_brackets(host: &str) -> Option<&str> {
    host.strip_prefix('[')?.strip_suffix(']')
}

/// Checks whether a URL may contain this character (RFC 3986, section 2).
pub(super) fn may_be_in_url(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(character)
}

/// The parts of an absolute URL without a query and a fragment.
pub(super) struct Parts<'u> {
    pub(super) scheme: &'u str,
    pub(super) authority: &'u str,
    /// Empty, or a text that begins with `/`.
    pub(super) path: &'u str,
}

impl<'u> Parts<'u> {
    /// Returns the parts, or `None` if the URL has no scheme.
    pub(super) fn of(url: &'u str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Some(Self { scheme, authority, path })
    }

    /// Returns whether the URL is one of this machine, for which `http` is accepted.
    pub(super) fn is_loopback_http(&self) -> bool {
        let (host, _) = self.host_and_port();
        self.scheme == "http" && is_loopback(host)
    }

    /// Returns the host, and the text behind its colon.
    pub(super) fn host_and_port(&self) -> (&'u str, Option<&'u str>) {
        match self.authority.rsplit_once(':') {
            // A colon in brackets is a part of the address.
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (self.authority, None),
        }
    }
}

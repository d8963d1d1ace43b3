//! The URL of an API, as clients see it, and the URL of the document about it.

use http::Uri;

use crate::caller::ApiFacts;
use crate::validator::{AppIdUris, is_loopback, trusted_url};

/// The path of the document (RFC 9728, section 3), in front of the path of the resource.
const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// The URL of an API, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ResourceUrl {
    pub(super) url: String,
    /// The URL of the document.
    pub(super) metadata_url: String,
    /// True if the host is this machine.
    pub(super) is_loopback: bool,
    /// The path of the document: [`WELL_KNOWN`], and the path of the resource behind it.
    path: String,
}

/// The error for a URL that cannot be the URL of an API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResourceError {
    /// The text is not an absolute `https` URL. `http` is accepted for loopback addresses only.
    #[error("the resource `{url}` {problem}")]
    #[non_exhaustive]
    InvalidUrl {
        /// The given URL.
        url: String,
        /// The rest of the sentence.
        problem: &'static str,
    },
    /// The URL has a query or a fragment, which clients do not send to Entra.
    #[error("the resource `{url}` must not have a {part}: remove it")]
    #[non_exhaustive]
    ExcessPart {
        /// The given URL.
        url: String,
        /// `query` or `fragment`.
        part: &'static str,
    },
    /// The URL ends with a `/`, and is an App ID URI of this API without it. Entra compares both
    /// character for character.
    #[error("the resource `{url}` ends with `/`, but the App ID URI does not: remove the `/`")]
    #[non_exhaustive]
    TrailingSlash {
        /// The given URL.
        url: String,
    },
}

impl ResourceUrl {
    /// Reads the URL of an API with these App ID URIs, for each of its registrations.
    ///
    /// The argument `mcp` of `permissions!` has a rule for the same URL: `mcp/url.rs` of the model
    /// crate. A URL that passes there must pass here, or a service that builds could not start.
    pub(super) fn parse(url: &str, app_id_uris: &[&AppIdUris]) -> Result<Self, ResourceError> {
        if let Some(part) = excess_part(url) {
            return Err(ResourceError::ExcessPart { url: url.to_owned(), part });
        }
        let invalid = |problem| ResourceError::InvalidUrl { url: url.to_owned(), problem };
        if !url.chars().all(may_be_in_url) {
            return Err(invalid("has a character that must be percent-encoded (RFC 3986)"));
        }
        if let Some(url) = without_user(url) {
            let problem = "must not name a user";
            return Err(ResourceError::InvalidUrl { url, problem });
        }
        let uri = trusted_url(url).map_err(invalid)?;
        let are_known = |uri: &str| app_id_uris.iter().any(|uris| uris.contain(uri));
        if url.strip_suffix('/').is_some_and(are_known) && !are_known(url) {
            return Err(ResourceError::TrailingSlash { url: url.to_owned() });
        }
        Ok(Self::new(url, &uri))
    }

    /// Inserts the well-known path between the host and the path of the resource (RFC 9728, section
    /// 3.1).
    fn new(url: &str, uri: &Uri) -> Self {
        let resource_path = match uri.path() {
            "/" => "",
            path => path,
        };
        let origin = url.strip_suffix(uri.path()).unwrap_or(url);
        let path = format!("{WELL_KNOWN}{resource_path}");
        Self {
            url: url.to_owned(),
            metadata_url: format!("{origin}{path}"),
            is_loopback: uri.host().is_some_and(is_loopback),
            path,
        }
    }

    /// Returns the facts for clients of the registration with these App ID URIs: the URL, if it is
    /// one of them, or else the first one.
    pub(super) fn api_facts(&self, app_id_uris: &AppIdUris) -> ApiFacts {
        let is_registered = app_id_uris.contain(&self.url);
        let uri = if is_registered { self.url.as_str() } else { app_id_uris.first() };
        ApiFacts { metadata_url: Some(self.metadata_url.clone()), ..ApiFacts::new(uri) }
    }

    /// Returns the two paths of the document: with the path of the resource, and without it. They
    /// are equal if the resource has no path.
    pub(super) fn paths(&self) -> [&str; 2] {
        [&self.path, WELL_KNOWN]
    }
}

fn excess_part(url: &str) -> Option<&'static str> {
    if url.contains('#') {
        Some("fragment")
    } else if url.contains('?') {
        Some("query")
    } else {
        None
    }
}

/// Returns the URL without its user name and password, if it has them. Messages must not show a
/// password.
fn without_user(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (_, host) = authority.rsplit_once('@')?;
    Some(format!("{scheme}://{host}{path}"))
}

/// Checks whether a URL may contain this character (RFC 3986, section 2).
fn may_be_in_url(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(character)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::AppRegistration;

    fn parse(url: &str) -> Result<ResourceUrl, ResourceError> {
        const REGISTRATION: AppRegistration = AppRegistration::new(
            None,
            &[
                "api://crm",
                "https://api.example/crm",
                "https://api.example/own/",
                "https://api.example/both",
                "https://api.example/both/",
            ],
            None,
        );
        ResourceUrl::parse(url, &[&AppIdUris::new(Uuid::nil(), &REGISTRATION, &[])])
    }

    #[test]
    fn the_path_of_the_resource_is_behind_the_well_known_path() {
        for (url, metadata_url, path) in [
            (
                "https://api.example/crm",
                "https://api.example/.well-known/oauth-protected-resource/crm",
                "/.well-known/oauth-protected-resource/crm",
            ),
            (
                "https://api.example:8443/a/b/",
                "https://api.example:8443/.well-known/oauth-protected-resource/a/b/",
                "/.well-known/oauth-protected-resource/a/b/",
            ),
            (
                "http://127.0.0.1:80",
                "http://127.0.0.1:80/.well-known/oauth-protected-resource",
                WELL_KNOWN,
            ),
            (
                "https://API.example/",
                "https://API.example/.well-known/oauth-protected-resource",
                WELL_KNOWN,
            ),
        ] {
            let parsed = parse(url).unwrap();
            assert_eq!(parsed.url, url);
            assert_eq!(parsed.metadata_url, metadata_url);
            assert_eq!(parsed.paths(), [path, WELL_KNOWN]);
        }
    }

    #[test]
    fn the_host_and_not_the_scheme_makes_a_loopback_address() {
        for (url, is_loopback) in [
            ("http://127.0.0.1:80", true),
            ("https://localhost/crm", true),
            ("https://[::1]/crm", true),
            ("https://api.example/localhost", false),
        ] {
            assert_eq!(parse(url).unwrap().is_loopback, is_loopback, "{url}");
        }
    }

    #[test]
    fn each_bad_url_has_its_own_message() {
        for (url, message) in [
            ("api.example/crm", "is not a URL"),
            ("/crm", "must begin with `https://`"),
            ("", "is not a URL"),
            ("api://crm", "must begin with `https://`"),
            ("http://api.example/crm", "must begin with `https://`: `http://` is for loopback"),
            ("https://api.example/crm?a", "must not have a query"),
            ("https://api.example/crm#a?b", "must not have a fragment"),
            ("https://api.example/{id}", "has a character that must be percent-encoded"),
            ("https://api.example/ü", "has a character that must be percent-encoded"),
            ("https://api.example/crm/", "ends with `/`, but the App ID URI does not"),
        ] {
            let error = parse(url).unwrap_err().to_string();
            assert!(error.starts_with(&format!("the resource `{url}` {message}")), "{error}");
        }
    }

    #[test]
    fn the_message_does_not_show_a_password() {
        let error = parse("https://user:secret@api.example/crm@7").unwrap_err().to_string();
        assert_eq!(error, "the resource `https://api.example/crm@7` must not name a user");
        assert!(parse("https://api.example/crm@7").is_ok());
    }

    #[test]
    fn a_slash_at_the_end_is_refused_only_beside_an_app_id_uri_without_it() {
        assert!(parse("https://api.example/other/").is_ok());
        assert!(parse("https://api.example/own/").is_ok());
        assert!(parse("https://api.example/own").is_ok());
        assert!(parse("https://api.example/both").is_ok());
        assert!(parse("https://api.example/both/").is_ok());
    }
}

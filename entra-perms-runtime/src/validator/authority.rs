//! The authority that issues the tokens: its base URL, and the issuers in its tokens.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;

use crate::validator::build_error::BuildError;

/// The placeholder for the tenant in the issuers of an authority.
pub(crate) const TENANT_PLACEHOLDER: &str = "{tenantid}";

/// The base URL of an authority, without a slash at the end. Its host is in lower case, and it has
/// no default port, so that equal URLs are equal texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authority {
    url: String,
    host: String,
}

/// The issuers of an authority, with [`TENANT_PLACEHOLDER`] in place of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Issuers {
    pub(crate) v1: String,
    pub(crate) v2: String,
}

impl Authority {
    /// Microsoft Entra ID in the global cloud.
    pub(crate) const GLOBAL: &str = "https://login.microsoftonline.com";

    /// Returns Microsoft Entra ID in the global cloud.
    #[cfg(any(feature = "testing", feature = "__internals"))]
    pub(crate) fn global() -> Self {
        let host = "login.microsoftonline.com".to_owned();
        Self { url: Self::GLOBAL.to_owned(), host }
    }

    /// Returns the authority that a development issuer serves on a loopback address.
    #[cfg(feature = "testing")]
    pub(crate) fn loopback(address: std::net::SocketAddr) -> Self {
        Self { url: format!("http://{address}"), host: address.ip().to_string() }
    }

    /// Reads the base URL of an authority.
    pub(crate) fn parse(authority: &str) -> Result<Self, BuildError> {
        match Self::from_base_url(authority) {
            Ok(authority) => Ok(authority),
            Err(problem) => {
                Err(BuildError::InvalidAuthority { authority: authority.to_owned(), problem })
            }
        }
    }

    fn from_base_url(authority: &str) -> Result<Self, &'static str> {
        let uri = trusted_url(authority)?;
        // A tenant or a version behind the host is a common mistake. The validator appends them.
        if uri.path() != "/" || uri.query().is_some() {
            return Err("must be a base URL, without tenant or path behind the host");
        }
        let scheme = uri.scheme_str().ok_or(NO_HOST)?;
        let host = uri.host().ok_or(NO_HOST)?.to_ascii_lowercase();
        // The issuers begin with this URL, and are compared as texts (RFC 3986, section 6.2.3).
        let url = match (port(&uri)?, scheme) {
            (None, _) | (Some(443), "https") | (Some(80), "http") => format!("{scheme}://{host}"),
            (Some(port), _) => format!("{scheme}://{host}:{port}"),
        };
        Ok(Self { url, host })
    }

    /// Returns the issuers in tokens of this authority, if its metadata is not fetched.
    ///
    /// The table:
    /// <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud>.
    pub(crate) fn issuers(&self) -> Issuers {
        let v1 = match self.host.as_str() {
            "login.microsoftonline.com" | "login.microsoftonline.us" => "https://sts.windows.net",
            "login.partner.microsoftonline.cn" => "https://sts.chinacloudapi.cn",
            _ => &self.url,
        };
        Issuers {
            v1: format!("{v1}/{TENANT_PLACEHOLDER}/"),
            v2: format!("{}/{TENANT_PLACEHOLDER}/v2.0", self.url),
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// Returns the port of a URL, if it has one.
fn port(url: &Uri) -> Result<Option<u16>, &'static str> {
    let authority = url.authority().ok_or(NO_HOST)?;
    match authority.as_str().strip_prefix(authority.host()) {
        None | Some("") => Ok(None),
        Some(_) => url.port_u16().map(Some).ok_or("has an invalid port"),
    }
}

/// Describes a URL without a scheme or a host.
const NO_HOST: &str = "must begin with `https://`";

/// Reads a URL whose responses can only come from its host: its scheme is `https`, or its host is a
/// loopback address.
pub(crate) fn trusted_url(url: &str) -> Result<Uri, &'static str> {
    let uri: Uri = url.parse().map_err(|_| "is not a URL")?;
    let authority = uri.authority().ok_or(NO_HOST)?;
    // A user name has no use here. In front of the host, it misleads the reader of the URL.
    if authority.as_str().contains('@') {
        return Err("must not name a user");
    }
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if is_loopback(authority.host()) => Ok(uri),
        Some("http") => Err("must begin with `https://`: `http://` is for loopback addresses only"),
        _ => Err(NO_HOST),
    }
}

/// Checks whether a host is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    if host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return address.is_loopback();
    }
    let v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    v6.is_some_and(|host| host.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_accepted_for_loopback_addresses_only() {
        for good in [
            "https://login.microsoftonline.com",
            "https://contoso.ciamlogin.com/",
            "http://127.0.0.1:8080",
            "http://127.8.9.1",
            "http://[::1]:9",
            "http://localhost:1",
            "http://LOCALHOST",
        ] {
            assert!(Authority::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://login.microsoftonline.com",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "http://127.0.0.1@evil.example",
            "https://user@login.microsoftonline.com",
            "http://127.0.0.1\\@evil.example",
            "http://[::2]",
            "http://[::ffff:10.0.0.1]",
            "ftp://localhost",
            "login.microsoftonline.com",
            "/login",
            "",
            "https://",
            "https://login.microsoftonline.com/common",
            "https://login.microsoftonline.com/?x",
            "https://login.microsoftonline.com:",
            "https://login.microsoftonline.com:99999",
            "http://[::1]:",
        ] {
            let error = Authority::parse(bad).unwrap_err().to_string();
            assert!(error.contains(&format!("`{bad}`")), "{error}");
        }
        let error = Authority::parse("http://10.0.0.1").unwrap_err().to_string();
        assert!(error.ends_with("`http://` is for loopback addresses only"), "{error}");
    }

    #[test]
    fn issuers_depend_on_the_cloud() {
        for (authority, v1, v2) in [
            (
                "https://login.microsoftonline.com/",
                "https://sts.windows.net/{tenantid}/",
                "https://login.microsoftonline.com/{tenantid}/v2.0",
            ),
            (
                "https://login.microsoftonline.us",
                "https://sts.windows.net/{tenantid}/",
                "https://login.microsoftonline.us/{tenantid}/v2.0",
            ),
            (
                "https://login.partner.microsoftonline.cn",
                "https://sts.chinacloudapi.cn/{tenantid}/",
                "https://login.partner.microsoftonline.cn/{tenantid}/v2.0",
            ),
            (
                "HTTPS://Login.MicrosoftOnline.COM:443/",
                "https://sts.windows.net/{tenantid}/",
                "https://login.microsoftonline.com/{tenantid}/v2.0",
            ),
            (
                "https://Contoso.ciamlogin.com:8443",
                "https://contoso.ciamlogin.com:8443/{tenantid}/",
                "https://contoso.ciamlogin.com:8443/{tenantid}/v2.0",
            ),
            (
                "http://LOCALHOST:80",
                "http://localhost/{tenantid}/",
                "http://localhost/{tenantid}/v2.0",
            ),
            (
                "http://[::1]:443/",
                "http://[::1]:443/{tenantid}/",
                "http://[::1]:443/{tenantid}/v2.0",
            ),
            (
                "http://127.0.0.1:7000",
                "http://127.0.0.1:7000/{tenantid}/",
                "http://127.0.0.1:7000/{tenantid}/v2.0",
            ),
        ] {
            let issuers = Authority::parse(authority).unwrap().issuers();
            assert_eq!((issuers.v1.as_str(), issuers.v2.as_str()), (v1, v2), "{authority}");
        }
    }
}

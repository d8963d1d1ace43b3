//! The readers of values. Each returns the value, or the kind of value that it expected.

use core::net::SocketAddr;
use core::time::Duration;
use std::path::PathBuf;

use axum::http::{HeaderValue, Uri};
use entra_perms_runtime::{Tenants, Uuid};

use super::Roots;
use super::mistake::Expected;

pub(super) fn address(text: &str) -> Result<SocketAddr, Expected> {
    let help = "for example `127.0.0.1:8080`, or `0.0.0.0:8080` for all addresses of the machine";
    text.parse().map_err(|_| Expected { noun: "an address with a port", help })
}

pub(super) fn text(text: &str) -> Result<String, Expected> {
    let help = "remove the setting if you want the default";
    if text.trim().is_empty() {
        return Err(Expected { noun: "a value", help });
    }
    Ok(text.to_owned())
}

pub(super) fn path(file: &str) -> Result<PathBuf, Expected> {
    text(file).map(PathBuf::from)
}

pub(super) fn tenant(text: &str) -> Result<String, Expected> {
    let help = "the overview of the tenant in Entra shows its id, a GUID";
    match Tenants::single(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(Expected { noun: "the id of a tenant", help }),
    }
}

pub(super) fn client_id(text: &str) -> Result<String, Expected> {
    let help = "the overview of the app registration shows its client id, a GUID";
    match text.parse::<Uuid>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(Expected { noun: "a client id", help }),
    }
}

pub(super) fn roots(text: &str) -> Result<Roots, Expected> {
    match text {
        "true" => Ok(Roots::Bundled),
        "false" => Ok(Roots::Machine),
        _ => Err(Expected { noun: "`true` or `false`", help: "remove it for `false`" }),
    }
}

/// Reads origins that are separated by commas.
pub(super) fn origins(text: &str) -> Result<Vec<HeaderValue>, Expected> {
    let origins = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
    origins.map(origin).collect()
}

/// Reads an origin as browsers send it: lower case, without a path, and without the default port.
fn origin(text: &str) -> Result<HeaderValue, Expected> {
    let help = "for example `https://crm.contoso.example`: lower case, no path, no final `/`, \
                no default port";
    let expected = Expected { noun: "origins", help };
    let uri: Uri = text.parse().map_err(|_| expected)?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(expected);
    };
    let sent = format!("{scheme}://{}", authority.as_str().to_ascii_lowercase());
    let is_default_port =
        matches!((scheme, authority.port_u16()), ("https", Some(443)) | ("http", Some(80)));
    if !matches!(scheme, "http" | "https") || sent != text || is_default_port {
        return Err(expected);
    }
    HeaderValue::from_str(text).map_err(|_| expected)
}

pub(super) fn bytes(text: &str) -> Result<usize, Expected> {
    let help = "for example `65536`";
    match text.parse() {
        Ok(0) => Err(Expected { noun: "at least one byte", help }),
        Err(_) => Err(Expected { noun: "a number of bytes", help }),
        Ok(bytes) => Ok(bytes),
    }
}

pub(super) fn seconds(text: &str) -> Result<Duration, Expected> {
    /// A day. A longer time is a mistake in the unit.
    const MAX_SECONDS: u32 = 86_400;
    match text.parse() {
        Ok(seconds @ 0..=MAX_SECONDS) => Ok(Duration::from_secs(seconds.into())),
        _ => Err(Expected { noun: "whole seconds, 86400 at most", help: "for example `10`" }),
    }
}

/// Reads a time that is not zero.
pub(super) fn some_seconds(text: &str) -> Result<Duration, Expected> {
    match seconds(text)? {
        Duration::ZERO => Err(Expected { noun: "at least one second", help: "for example `10`" }),
        time => Ok(time),
    }
}

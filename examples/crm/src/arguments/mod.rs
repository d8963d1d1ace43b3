//! The command line.

use core::net::{Ipv4Addr, SocketAddr};
use std::ffi::OsString;

use entra_perms_runtime::Tenants;
use lexopt::prelude::*;

pub const USAGE: &str = "\
Usage: example-crm [OPTIONS]

Serves the CRM until Ctrl-C.

Options:
  --listen ADDR       address to listen on (default: 127.0.0.1:8080)
  --url URL           URL at which clients see the API, such as the URL of a reverse proxy
                      (default: the address that the API listens on)
  --authority URL     authority that issues the tokens, such as https://login.microsoftonline.com
                      (default: accept tokens of `cargo entra-perms token`, and print some)
  --tenant GUID       tenant of the callers; required with --authority
                      (default: the tenant of those tokens)
  --client-id GUID    app registration of this environment; must be one that the program was
                      built for (default: the registration in manifests/crm.json)
  -h, --help          print this help";

/// The client id in `manifests/crm.json`, the app registration for development.
pub const DEVELOPMENT_CLIENT_ID: &str = "86bd2ede-e2b4-43db-8272-e1697192d072";

#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Serve(ServeOptions),
}

#[derive(Debug, PartialEq, Eq)]
pub struct ServeOptions {
    pub listen: SocketAddr,
    /// The URL at which clients see the API. `None` for the address that it listens on.
    pub url: Option<String>,
    pub client_id: String,
    pub tokens: TokenSource,
}

/// The issuer of the accepted tokens. Each `tenant` is a valid GUID.
#[derive(Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// The development issuer that shares its key with `cargo entra-perms token`.
    Development { tenant: Option<String> },
    /// An authority that already runs, such as Entra.
    Authority { url: String, tenant: String },
}

impl Command {
    /// Parses the arguments that follow the program's name.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, lexopt::Error> {
        parse_options(&mut lexopt::Parser::from_args(arguments))
    }
}

fn parse_options(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
    let mut url = None;
    let mut client_id = DEVELOPMENT_CLIENT_ID.to_owned();
    let mut authority = None;
    let mut tenant = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("listen") => listen = parse_address(&parser.value()?.string()?)?,
            Long("url") => url = Some(parser.value()?.string()?),
            Long("authority") => authority = Some(parser.value()?.string()?),
            Long("client-id") => client_id = parser.value()?.string()?,
            Long("tenant") => tenant = Some(parse_tenant(parser.value()?.string()?)?),
            other => return Err(other.unexpected()),
        }
    }
    let tokens = match (authority, tenant) {
        // Everyone who can read the key of the development issuer can call the API as anybody.
        (None, _) if !listen.ip().is_loopback() => {
            let needs = "an address that other machines can reach needs `--authority`";
            return Err(format!("{needs} and `--tenant`: {listen}").into());
        }
        (None, tenant) => TokenSource::Development { tenant },
        (Some(url), Some(tenant)) => TokenSource::Authority { url, tenant },
        (Some(_), None) => return Err("`--authority` requires `--tenant`".into()),
    };
    Ok(Command::Serve(ServeOptions { listen, url, client_id, tokens }))
}

fn parse_address(value: &str) -> Result<SocketAddr, lexopt::Error> {
    value.parse().map_err(|_| {
        format!("`--listen` takes an address and a port, such as 127.0.0.1:8080, not `{value}`")
            .into()
    })
}

fn parse_tenant(value: String) -> Result<String, lexopt::Error> {
    Tenants::single(&value).map_err(|error| format!("`--tenant`: {error}"))?;
    Ok(value)
}

//! The command line.

use core::net::{Ipv4Addr, SocketAddr};
use std::ffi::OsString;

use entra_perms_runtime::Tenants;
use lexopt::prelude::*;

pub(crate) const USAGE: &str = "\
Usage: crm                     play the scenario: an API, its callers, and what each may do
       crm serve [OPTIONS]     serve the API until Ctrl-C

Options of serve:
  --listen ADDR       where to listen; 127.0.0.1:8080 unless told
  --authority URL     whose tokens to take, such as https://login.microsoftonline.com;
                      unless told, a development issuer is started, and tokens are printed
  --tenant GUID       the tenant that callers come from; needed with --authority
  --client-id GUID    the app registration of this environment, one of those that the program was
                      built for; that of manifests/crm.json unless told
  -h, --help          this text";

/// The client id in `manifests/crm.json`: the registration of development.
pub(crate) const DEVELOPMENT: &str = "86bd2ede-e2b4-43db-8272-e1697192d072";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Play,
    Serve(Serve),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Serve {
    pub(crate) listen: SocketAddr,
    pub(crate) client_id: String,
    pub(crate) tokens: Tokens,
}

/// Whose tokens are taken. The tenant is known to be a GUID.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Tokens {
    /// Those of a development issuer that is started along.
    Development {
        tenant: Option<String>,
    },
    Authority {
        url: String,
        tenant: String,
    },
}

impl Command {
    /// Reads the arguments behind the program's name.
    pub(crate) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, lexopt::Error> {
        let mut parser = lexopt::Parser::from_args(arguments);
        match parser.next()? {
            None => Ok(Self::Play),
            Some(Short('h') | Long("help")) => Ok(Self::Help),
            Some(Value(command)) if command == "serve" => serve(&mut parser),
            Some(Value(command)) => Err(format!("unknown command `{}`", command.display()).into()),
            Some(option) => Err(option.unexpected()),
        }
    }
}

fn serve(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let (mut listen, mut authority, mut tenant) =
        (SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)), None, None);
    let mut client_id = DEVELOPMENT.to_owned();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("listen") => listen = address(&parser.value()?.string()?)?,
            Long("authority") => authority = Some(parser.value()?.string()?),
            Long("client-id") => client_id = parser.value()?.string()?,
            Long("tenant") => tenant = Some(guid(parser.value()?.string()?)?),
            other => return Err(other.unexpected()),
        }
    }
    let tokens = match (authority, tenant) {
        (None, tenant) => Tokens::Development { tenant },
        (Some(url), Some(tenant)) => Tokens::Authority { url, tenant },
        (Some(_), None) => {
            return Err("`--authority` needs `--tenant`: whose users may call?".into());
        }
    };
    Ok(Command::Serve(Serve { listen, client_id, tokens }))
}

fn address(value: &str) -> Result<SocketAddr, lexopt::Error> {
    let message =
        || format!("`--listen` takes an address and a port such as 127.0.0.1:8080, not `{value}`");
    value.parse().map_err(|_| message().into())
}

fn guid(value: String) -> Result<String, lexopt::Error> {
    Tenants::single(&value).map_err(|error| format!("`--tenant`: {error}"))?;
    Ok(value)
}

#[cfg(test)]
mod tests;

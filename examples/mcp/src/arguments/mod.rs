//! The command line.

use core::net::{Ipv4Addr, SocketAddr};
use std::ffi::OsString;

use lexopt::prelude::*;

#[cfg(test)]
mod tests;

pub(crate) const USAGE: &str = "\
Usage: example-mcp                     play the scenario: MCP clients call the tools, step by step
       example-mcp serve [OPTIONS]     serve the tools until Ctrl-C, and print requests to try

Options of serve:
  --listen ADDR       loopback address to listen on (default: 127.0.0.1:8081)
  -h, --help          print this help";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Play,
    Serve { listen: SocketAddr },
}

impl Command {
    /// Parses the arguments that follow the program's name.
    pub(crate) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, lexopt::Error> {
        let mut parser = lexopt::Parser::from_args(arguments);
        match parser.next()? {
            None => Ok(Self::Play),
            Some(Short('h') | Long("help")) => Ok(Self::Help),
            Some(Value(command)) if command == "serve" => parse_serve(&mut parser),
            Some(Value(command)) => Err(format!("unknown command `{}`", command.display()).into()),
            Some(option) => Err(option.unexpected()),
        }
    }
}

fn parse_serve(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 8081));
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("listen") => listen = parse_address(&parser.value()?.string()?)?,
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Serve { listen })
}

/// Only programs of this machine may reach the server: it trusts a development issuer, and prints
/// tokens.
fn parse_address(value: &str) -> Result<SocketAddr, lexopt::Error> {
    let address: Option<SocketAddr> = value.parse().ok();
    address.filter(|address| address.ip().is_loopback()).ok_or_else(|| {
        format!("`--listen` takes a loopback address, such as 127.0.0.1:8081, not `{value}`").into()
    })
}

//! The command line.

use std::ffi::OsString;
use std::net::SocketAddr;

use entra_perms_runtime::Uuid;
use lexopt::{Arg, Parser, ValueExt as _};

pub const USAGE: &str = "\
usage: crm                          play the example, and compare each answer with the model
       crm serve [options]          serve until stopped

options of serve:
  --listen ADDR                     where to listen (127.0.0.1:8080)
  --authority URL                   whose tokens to take, such as https://login.microsoftonline.com;
                                    without it, a development issuer is started
  --tenant GUID                     the tenant that issues them (needed with --authority)";

#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Play,
    Serve(Serve),
    Help,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Serve {
    pub listen: SocketAddr,
    pub authority: Option<String>,
    pub tenant: Option<Uuid>,
}

pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let mut parser = Parser::from_iter(arguments);
    match parser.next()? {
        None => Ok(Command::Play),
        Some(Arg::Short('h') | Arg::Long("help")) => Ok(Command::Help),
        Some(Arg::Value(command)) if command == "serve" => serve(&mut parser),
        Some(other) => Err(other.unexpected()),
    }
}

fn serve(parser: &mut Parser) -> Result<Command, lexopt::Error> {
    let mut options =
        Serve { listen: SocketAddr::from(([127, 0, 0, 1], 8080)), authority: None, tenant: None };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("listen") => options.listen = parser.value()?.parse()?,
            Arg::Long("authority") => options.authority = Some(parser.value()?.string()?),
            Arg::Long("tenant") => options.tenant = Some(parser.value()?.parse()?),
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    if options.authority.is_some() && options.tenant.is_none() {
        return Err("with --authority, --tenant says whose tokens to take".into());
    }
    Ok(Command::Serve(options))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn without_arguments_the_example_is_played() {
        assert_eq!(parsed("crm"), Ok(Command::Play));
        assert_eq!(parsed("crm --help"), Ok(Command::Help));
    }

    #[test]
    fn serve_takes_its_options() {
        let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
        let line = format!("crm serve --listen 127.0.0.1:99 --authority=https://a.example --tenant {tenant}");
        let Ok(Command::Serve(options)) = parsed(&line) else { panic!("{line}") };
        assert_eq!(options.listen.port(), 99);
        assert_eq!(options.authority.as_deref(), Some("https://a.example"));
        assert_eq!(options.tenant.unwrap().to_string(), tenant);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, named) in [
            ("crm server", "server"),
            ("crm serve --liste 1", "--liste"),
            ("crm serve --listen here", "here"),
            ("crm serve --tenant contoso", "contoso"),
            ("crm serve --authority https://a.example", "--tenant"),
        ] {
            let problem = parsed(line).unwrap_err();
            assert!(problem.contains(named), "{line}: {problem}");
        }
    }
}

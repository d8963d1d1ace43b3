//! The sources are arguments of [`Settings::read`], so no test reads or changes this process.

mod mistakes;
mod precedence;
mod values;

use super::*;

/// The texts that the user writes at each place.
#[derive(Clone, Copy, Default)]
struct Sources<'a> {
    arguments: &'a [&'a str],
    variables: &'a [(&'a str, &'a str)],
    /// The file `crm.toml`, which the sources must name.
    file: Option<&'a str>,
}

fn invocation(sources: Sources<'_>) -> Result<Invocation, Mistake> {
    let arguments = sources.arguments.iter().map(OsString::from);
    let variables = sources.variables.iter();
    let variables = variables.map(|(name, value)| (OsString::from(name), OsString::from(value)));
    Settings::read(arguments, variables, |file| match sources.file {
        Some(content) if file == Path::new("crm.toml") => Ok(content.to_owned()),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    })
}

fn read(sources: Sources<'_>) -> Result<Settings, String> {
    match invocation(sources) {
        Ok(Invocation::Serve(settings)) => Ok(*settings),
        Ok(Invocation::Help) => panic!("help"),
        Err(mistake) => Err(mistake.to_string()),
    }
}

/// The arguments that every program needs. Without a development issuer, it needs an authority.
#[cfg(feature = "development")]
const REQUIRED: &[&str] = &[];
#[cfg(not(feature = "development"))]
const REQUIRED: &[&str] =
    &["--authority=https://a.example", "--tenant", TENANT, "--client-id", CLIENT_ID];

const TENANT: &str = "3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61";
const CLIENT_ID: &str = "5a4d1c0e-8f3b-4e26-9d17-c0a6b2e9f384";

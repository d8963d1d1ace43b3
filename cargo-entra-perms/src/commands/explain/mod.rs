//! `explain`: why a token is accepted or refused, and what it may do. In data order:
//!
//! - `token`: a file or the standard input → the text of a token;
//! - `registration`: the audience of the token → the model and the registration that it is for;
//! - `explanation`: the checks of the runtime, and the decisions → one plain struct;
//! - `text`, `markdown`, `document`: the struct in each format; `time`: a time in words.
//!
//! Only `token` and `explanation` see the token. The formats cannot show it.

mod document;
mod explanation;
mod markdown;
mod registration;
mod text;
mod time;
mod token;

use std::path::Path;

use entra_perms_runtime::explanation::KnownService;
use entra_perms_runtime::{BuildError, InvalidTenant, Jwks, Tenants};

use self::explanation::{Explanation, index_of};
use self::registration::Registrations;
use crate::arguments::{ExplainArguments, Format, GlobalArguments};
use crate::error::Failure;
use crate::guards::Guards;
use crate::input::InputFile;
use crate::models::Models;
use crate::output;
use crate::report::Outcome;

pub(super) fn run(
    arguments: &ExplainArguments,
    global: &GlobalArguments,
) -> Result<Outcome, Failure> {
    if matches!(global.format, Format::Github | Format::Sarif) {
        return Err(super::no_such_format("explain"));
    }
    let service = service(arguments)?;
    let guards = arguments.guards.as_deref().map(Guards::read).transpose()?;
    let models = Models::find(global)?;
    let chosen = match (&guards, arguments.operation.as_deref()) {
        (Some(guards), Some(name)) => Some(index_of(guards, name)?),
        _ => None,
    };
    let token = token::read(&arguments.token)?;
    let registrations = Registrations::find(&models, arguments)?;
    let registration = registrations.of(&token)?;
    let mut explanation = Explanation::new(&token, &registration, &service, guards.as_ref())?;
    if let Some(index) = chosen {
        explanation.keep_operation(index);
    }
    let text = match global.format {
        Format::Json => document::of(&explanation)?,
        Format::Markdown => markdown::of(&explanation),
        Format::Text | Format::Github | Format::Sarif => text::of(&explanation),
    };
    output::print(&text)?;
    let is_allowed = chosen.is_none() || explanation.allows_all();
    let is_fine = explanation.is_accepted() && is_allowed;
    Ok(if is_fine { Outcome::Nothing } else { Outcome::Something })
}

/// Returns the settings of the service that the command line has.
fn service(arguments: &ExplainArguments) -> Result<KnownService, Failure> {
    let tenants = tenants(&arguments.tenant)?;
    let keys = arguments.keys.as_deref().map(keys).transpose()?;
    KnownService::new(tenants, arguments.authority.as_deref(), keys).map_err(|error| match error {
        BuildError::InvalidAuthority { problem, .. } => {
            Failure::new(format_args!("`--authority` {problem}"))
        }
        other => Failure::new(other),
    })
}

fn tenants(ids: &[String]) -> Result<Option<Tenants>, Failure> {
    match Tenants::any_of(ids) {
        Ok(tenants) => Ok(Some(tenants)),
        Err(InvalidTenant::Empty) => Ok(None),
        Err(error) => Err(Failure::new(format_args!("`--tenant`: {error}"))),
    }
}

fn keys(file: &Path) -> Result<Jwks, Failure> {
    let InputFile { name, bytes } = InputFile::read(file)?;
    Jwks::from_json(bytes).map_err(|error| {
        let failure = match error {
            BuildError::NoKeys { .. } => {
                Failure::new(format_args!("`{name}` has no key that can verify a token"))
            }
            _ => Failure::new(format_args!("`{name}` is not a JWKS")),
        };
        failure.help(
            "save the keys as the authority publishes them: \
             `https://login.microsoftonline.com/<tenant id>/discovery/v2.0/keys`",
        )
    })
}

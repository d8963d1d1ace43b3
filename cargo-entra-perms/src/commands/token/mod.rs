//! `token`: a token of the development issuer that services of this workspace share. In data order:
//!
//! - `guid`: the ids of the command line;
//! - `registration` and `client`: the API and the client, as the token has them;
//! - `lifetime`: the time after which the token expires;
//! - `request`: the arguments → checked values of the model → the contents of the token;
//! - `effect`: the permissions that the token gives, and the values without effect;
//! - `script`: the lines for a shell.

mod client;
mod effect;
mod guid;
mod lifetime;
mod registration;
mod request;
mod script;

use std::path::{Path, PathBuf};

use entra_perms_runtime::signing::{SharedKeyError, Signer, shared_key};

use self::effect::Effect;
use self::request::Request;
use crate::arguments::{GlobalArguments, TokenArguments};
use crate::error::Failure;
use crate::models::Models;
use crate::output;
use crate::place::shown;
use crate::report::Outcome;

pub(super) fn run(
    arguments: &TokenArguments,
    global: &GlobalArguments,
) -> Result<Outcome, Failure> {
    let url = script::url(&arguments.url)?;
    let models = Models::find(global)?;
    let model = models.model(models.only("token")?)?;
    let request = Request::read(arguments, &model)?;
    let effect = Effect::of(&request, &model);
    let target = arguments.target_dir.as_deref().unwrap_or(&models.target);
    let token = Signer::global(request.contents.tenant, key(target)?).sign(&request.contents);
    if arguments.quiet {
        for line in &effect.warnings {
            output::notice(&format!("{}warning{:#}: {line}\n", output::WARNING, output::WARNING))?;
        }
        output::print(&format!("{token}\n"))?;
    } else {
        output::print(&script::render(&request, &effect, &arguments.expires_in, url, &token))?;
    }
    Ok(Outcome::Nothing)
}

/// Reads or makes the key. Messages show its path from the current folder.
fn key(target: &Path) -> Result<entra_perms_runtime::signing::SigningKey, Failure> {
    let target = PathBuf::from(shown(&std::path::absolute(target)?));
    // Cargo marks a target folder only if cargo makes it. Services find it by that mark.
    if !target.is_dir() {
        let message = format_args!("there is no target folder `{}`", target.display()).to_string();
        return Err(Failure::new(message).help("build the service first, with `cargo build`"));
    }
    shared_key(&target).map_err(|error| failure(&error))
}

fn failure(error: &SharedKeyError) -> Failure {
    let failure = Failure::new(error.defect());
    match error.remedy() {
        Some(remedy) => failure.help(remedy),
        None => failure,
    }
}

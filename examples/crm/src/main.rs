//! Serves the CRM: `cargo run -p example-crm`.

use core::fmt::Display;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use entra_perms_runtime::ResourceError;
use example_crm::api::Api;
#[cfg(feature = "development")]
use example_crm::development;
use example_crm::operators;
use example_crm::permissions::TokenValidator;
use example_crm::service::{self, Ended, Listeners, Metrics, Service, StopRequests};
use example_crm::settings::{self, Invocation, Mistake, Settings, TokenSource};
use example_crm::store::Crm;
#[cfg(feature = "development")]
use example_crm::store::seed::Seed;
use tokio::time::timeout;

/// The exit status if the user must change a setting.
const USAGE_ERROR: u8 = 2;
/// The time to close the database. It is short, because a second Ctrl-C does not count then.
const MAX_CLOSE: Duration = Duration::from_secs(1);

#[tokio::main]
#[expect(clippy::print_stderr, reason = "tells the user why the program failed")]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let read_file = |file: &Path| fs::read_to_string(file);
    let settings = match Settings::read(arguments, std::env::vars_os(), read_file) {
        Ok(Invocation::Serve(settings)) => settings,
        Ok(Invocation::Help) => {
            say(settings::help());
            return ExitCode::SUCCESS;
        }
        Err(mistake) => {
            eprintln!("error: {mistake}");
            return ExitCode::from(USAGE_ERROR);
        }
    };
    match serve(*settings).await {
        // `TimedOut` is the end that `shutdown_timeout` asks for. The log has a warning.
        Ok(Ended::Finished | Ended::TimedOut) => ExitCode::SUCCESS,
        Ok(Ended::AtOnce) => ExitCode::FAILURE,
        Err(error) => {
            // The alternate form prints the error and its causes in one line.
            eprintln!("error: {error:#}");
            ExitCode::from(if error.is::<Mistake>() { USAGE_ERROR } else { 1 })
        }
    }
}

#[cfg_attr(not(feature = "development"), expect(unused_mut, reason = "for the sample page"))]
async fn serve(mut settings: Settings) -> anyhow::Result<Ended> {
    service::start_log(&settings.log)?;
    let metrics = Metrics::install()?;
    let stop = StopRequests::of_process()?;

    let listeners = Listeners::bind(settings.listen, settings.operators_listen).await?;
    let api_url = listeners.api_url()?;
    let operators_url = listeners.operators_url()?;
    let (validator, requests) = validator(&settings, &api_url).await?;

    let crm = open_database(&settings).await?;
    let url = settings.url.as_deref().unwrap_or(&api_url);
    let mut api = Api::new(crm.clone(), validator.clone(), url).map_err(url_mistake)?;
    #[cfg(feature = "development")]
    if let TokenSource::Development { .. } = settings.tokens {
        // The page on the second address calls the API from there.
        settings.origins.extend(development::origins_of(&operators_url)?);
        development::accept_pasted_tokens(&mut api.document);
    }
    let is_page_allowed = settings.origins.iter().any(|origin| origin == operators_url.as_str());
    let service = Service {
        listeners,
        api: api.router,
        operators: operators::router(metrics.clone(), validator.clone(), api.document),
        validator,
        metrics,
        limits: settings.limits,
        origins: settings.origins,
        shutdown: settings.shutdown,
    };
    say(format_args!("listening on {api_url} until Ctrl-C"));
    let docs = if is_page_allowed {
        "is a page to try the API"
    } else {
        "describes the API; to try the API there, add the origin of that page to `origins`"
    };
    say(format_args!("{operators_url}/docs {docs}"));
    say(format_args!(
        "{operators_url}/permissions shows who may do what, {operators_url}/metrics numbers"
    ));
    if let Some(requests) = requests {
        say(requests);
    }
    let ended = service.run(stop).await;
    // A request that has not ended may hold a connection, and closing would wait for it.
    if ended == Ended::Finished {
        // SQLite repairs a file that was not closed, so an error or a delay loses nothing.
        let _ = timeout(MAX_CLOSE, crm.close()).await;
    }
    say("stopped");
    Ok(ended)
}

/// Writes a line for the user. The service goes on if nobody reads it, for example behind `head`.
fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

async fn open_database(settings: &Settings) -> anyhow::Result<Crm> {
    let crm = match &settings.database {
        Some(file) => Crm::open(file).await.map_err(|cause| {
            Mistake::new(format!("`database`: cannot open `{}`", file.display()))
                .note(cause.to_string())
                .help(
                    "its folder must exist and be writable, and no other process may lock the file",
                )
        })?,
        None => Crm::in_memory().await?,
    };
    // Give an authority another file: a file that was filled once keeps the invented records.
    #[cfg(feature = "development")]
    if let TokenSource::Development { .. } = settings.tokens {
        crm.fill(Seed::five_users()).await?;
    }
    Ok(crm)
}

/// Returns the validator, and requests to try if there is a development issuer.
#[cfg_attr(not(feature = "development"), expect(unused_variables, reason = "for the requests"))]
async fn validator(
    settings: &Settings,
    api_url: &str,
) -> anyhow::Result<(TokenValidator, Option<String>)> {
    match &settings.tokens {
        TokenSource::Authority { url, tenant, client_id } => {
            Ok((service::validator(url, tenant, client_id, settings.roots).await?, None))
        }
        #[cfg(feature = "development")]
        TokenSource::Development { tenant, client_id } => {
            let issuer = development::shared_issuer(tenant.as_deref())?;
            let validator = issuer.validator().client_id(client_id).build().await;
            let validator = validator.map_err(Mistake::from)?;
            Ok((validator, Some(development::requests(&issuer, client_id, api_url))))
        }
    }
}

/// Names the key if the API refuses its URL.
fn url_mistake(error: anyhow::Error) -> anyhow::Error {
    if !error.is::<ResourceError>() {
        return error;
    }
    let mistake = Mistake::new(format!("`url`: {error}"));
    mistake.help("set `url` to the URL at which clients see the API").into()
}

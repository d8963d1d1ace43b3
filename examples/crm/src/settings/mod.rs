//! The settings of the service.
//!
//! The path of the data:
//!
//! - `key`: the table of keys, which the other modules and the help follow;
//! - `file`, `environment`, `command_line`: the texts at each place. The file counts least;
//! - `text`: the text that counts for each key;
//! - `value`, `log`: the text -> its value;
//! - `mistake`: the place, the value and the remedy of a mistake.

mod command_line;
mod environment;
mod file;
mod help;
mod key;
mod log;
mod mistake;
#[cfg(test)]
mod tests;
mod text;
mod value;

use core::net::SocketAddr;
use core::time::Duration;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use axum::http::HeaderValue;

use self::command_line::CommandLine;
pub use self::help::help;
use self::key::Key;
pub use self::log::{Log, LogFormat};
pub use self::mistake::Mistake;
use self::text::Texts;

/// The client id in `manifests/crm.json`, the app registration for development.
pub const DEVELOPMENT_CLIENT_ID: &str = "86bd2ede-e2b4-43db-8272-e1697192d072";

/// The request of the user who starts the program.
#[derive(Debug)]
pub enum Invocation {
    /// Print the help.
    Help,
    /// Serve the API.
    Serve(Box<Settings>),
}

/// The settings, checked as far as they can be without the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The address of the API.
    pub listen: SocketAddr,
    /// The second address, which needs no token: keep it away from clients.
    pub operators_listen: SocketAddr,
    /// The URL at which clients see the API. `None` for the address that it listens on.
    pub url: Option<String>,
    /// The file of the database. `None` for a database in memory.
    pub database: Option<PathBuf>,
    /// The issuer of the accepted tokens.
    pub tokens: TokenSource,
    /// The root certificates for connections to the authority.
    pub roots: Roots,
    /// The origins of web pages that may call the API.
    pub origins: Vec<HeaderValue>,
    /// The log.
    pub log: Log,
    /// The limits of a request.
    pub limits: Limits,
    /// The times of a shutdown.
    pub shutdown: ShutdownTimes,
}

/// The issuer of the accepted tokens. Each `tenant` and each `client_id` is a valid GUID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// The development issuer that shares its key with `cargo entra-perms token`.
    #[cfg(feature = "development")]
    Development {
        /// The tenant of the tokens. `None` for the default of that command.
        tenant: Option<String>,
        /// The registration that the tokens are for.
        client_id: String,
    },
    /// An authority that others run, such as Entra.
    Authority {
        /// The base URL of the authority.
        url: String,
        /// The tenant whose callers are let in.
        tenant: String,
        /// The registration of this environment.
        client_id: String,
    },
}

/// The root certificates for connections to the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roots {
    /// The certificates of the machine.
    Machine,
    /// Mozilla's certificates, which are compiled into the program.
    Bundled,
}

/// The limits of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The size of a body, in bytes.
    pub max_body: usize,
    /// The time until the response.
    pub request_timeout: Duration,
}

/// The times of a shutdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutdownTimes {
    /// The time in which the service still accepts requests, but says that it is not ready. A load
    /// balancer needs it to notice.
    pub drain: Duration,
    /// The time that open requests have after that.
    pub timeout: Duration,
}

impl Default for Limits {
    /// Returns the limits that the table of keys has, too.
    fn default() -> Self {
        Self { max_body: 64 * 1024, request_timeout: Duration::from_secs(10) }
    }
}

impl Default for ShutdownTimes {
    /// Returns the times that the table of keys has, too.
    fn default() -> Self {
        Self { drain: Duration::ZERO, timeout: Duration::from_secs(10) }
    }
}

impl Settings {
    /// Reads the settings. `arguments` follow the program's name.
    ///
    /// All sources are parameters, so that tests do not change the state of their process.
    ///
    /// # Errors
    /// Returns the first mistake.
    pub fn read(
        arguments: impl IntoIterator<Item = OsString>,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
        read_file: impl FnOnce(&Path) -> io::Result<String>,
    ) -> Result<Invocation, Mistake> {
        let (config, options) = match command_line::read(arguments)? {
            CommandLine::Help => return Ok(Invocation::Help),
            CommandLine::Serve { config, options } => (config, options),
        };
        let environment = environment::read(variables)?;

        let mut texts = Texts::default();
        if let Some(config) = config.or(environment.config) {
            texts.override_with(file::read(&config, read_file)?);
        }
        texts.override_with(environment.texts);
        texts.override_with(options);
        Ok(Invocation::Serve(Box::new(Self::from_texts(&texts)?)))
    }

    fn from_texts(texts: &Texts) -> Result<Self, Mistake> {
        let settings = Self {
            listen: texts.required(Key::Listen, value::address)?,
            operators_listen: texts.required(Key::OperatorsListen, value::address)?,
            url: texts.optional(Key::Url, value::text)?,
            database: texts.optional(Key::Database, value::path)?,
            tokens: token_source(texts)?,
            roots: texts.required(Key::BundledRoots, value::roots)?,
            origins: texts.required(Key::Origins, value::origins)?,
            log: Log {
                filter: texts.required(Key::Log, log::filter)?,
                format: texts.required(Key::LogFormat, log::format)?,
            },
            limits: Limits {
                max_body: texts.required(Key::MaxBody, value::bytes)?,
                request_timeout: texts.required(Key::RequestTimeout, value::some_seconds)?,
            },
            shutdown: ShutdownTimes {
                drain: texts.required(Key::Drain, value::seconds)?,
                timeout: texts.required(Key::ShutdownTimeout, value::seconds)?,
            },
        };
        check_addresses(&settings, texts)?;
        Ok(settings)
    }
}

fn token_source(texts: &Texts) -> Result<TokenSource, Mistake> {
    let authority = texts.optional(Key::Authority, value::text)?;
    match authority {
        Some(url) => {
            let tenant = texts.required(Key::Tenant, value::tenant)?;
            // The registration for development would be a guess.
            let client_id = texts.required(Key::ClientId, value::client_id)?;
            Ok(TokenSource::Authority { url, tenant, client_id })
        }
        #[cfg(feature = "development")]
        None => {
            let tenant = texts.optional(Key::Tenant, value::tenant)?;
            let client_id = texts.optional(Key::ClientId, value::client_id)?;
            let client_id = client_id.unwrap_or_else(|| DEVELOPMENT_CLIENT_ID.to_owned());
            Ok(TokenSource::Development { tenant, client_id })
        }
        // A program for production must not start with keys that are on a developer's disk.
        #[cfg(not(feature = "development"))]
        None => Err(Mistake::missing(Key::Authority)
            .note("the program was built without the feature `development`, which has an issuer")),
    }
}

fn check_addresses(settings: &Settings, texts: &Texts) -> Result<(), Mistake> {
    #[cfg(feature = "development")]
    if let TokenSource::Development { .. } = settings.tokens {
        check_loopback(Key::Listen, settings.listen, texts)?;
        check_loopback(Key::OperatorsListen, settings.operators_listen, texts)?;
    }
    // The system chooses different ports for port 0.
    if settings.listen == settings.operators_listen && settings.listen.port() != 0 {
        let place = texts.place(Key::OperatorsListen);
        return Err(Mistake::new(format!(
            "{place} is the address of the API: {}",
            settings.listen
        ))
        .help("clients must not reach the second address: choose another port"));
    }
    Ok(())
}

/// Refuses an address that other machines can reach. Everybody who can read the key of the
/// development issuer can call the API as anybody.
#[cfg(feature = "development")]
fn check_loopback(key: Key, address: SocketAddr, texts: &Texts) -> Result<(), Mistake> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    let place = texts.place(key);
    let defect = format!("{place} is an address that other machines can reach: {address}");
    Err(Mistake::new(defect)
        .note("tokens of the development issuer are accepted without `authority`")
        .help("set `authority`, `tenant` and `client_id`, or listen on 127.0.0.1"))
}

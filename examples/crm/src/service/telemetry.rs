//! The log of the program, on stderr.

use std::io;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};
use tracing_subscriber::{Layer as _, fmt, registry};

use crate::settings::{Log, LogFormat};

/// Starts the log of this process.
///
/// The runtime's events say why a token was refused or a caller denied. No line has a token.
///
/// # Errors
/// Returns an error if the process already has a log.
pub fn start_log(log: &Log) -> Result<(), TryInitError> {
    let layer = fmt::layer().with_ansi(false).with_writer(io::stderr);
    let layer = match log.format {
        LogFormat::Text => layer.boxed(),
        // One object for each line, with the facts of its request under `span`.
        LogFormat::Json => layer.json().flatten_event(true).with_span_list(false).boxed(),
    };
    registry().with(layer.with_filter(log.filter.clone())).try_init()
}

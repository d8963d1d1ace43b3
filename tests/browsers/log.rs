//! Everything that the process logs, to find tokens and tickets in it.

use std::io::{self, Write};
use std::sync::{Mutex, Once};

use tracing::Level;

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Writer;

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins to keep the log of all levels and crates.
pub(crate) fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let log = tracing_subscriber::fmt().with_max_level(Level::TRACE);
        log.with_ansi(false).with_writer(|| Writer).init();
    });
}

pub(crate) fn text() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned()
}

/// Checks that the log contains no part of a token, and no ticket.
pub(crate) fn assert_without(secrets: &[&str]) {
    let log = text();
    // The first part of a token is equal in all tokens of an issuer.
    for secret in secrets.iter().flat_map(|secret| secret.rsplit('.').take(2)) {
        assert!(secret.len() > 40 && !log.contains(secret), "the log contains `{secret}`");
    }
}

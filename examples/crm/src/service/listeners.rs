//! The sockets of the service.

use core::net::SocketAddr;
use std::io;

use tokio::net::TcpListener;

use crate::settings::Mistake;

/// The sockets of the service. They are open before the routes exist, because the API must know the
/// URL at which clients see it.
#[derive(Debug)]
pub struct Listeners {
    pub(super) api: TcpListener,
    pub(super) operators: TcpListener,
}

impl Listeners {
    /// Opens both sockets.
    ///
    /// # Errors
    /// Returns an error if another program has one of the addresses, for example.
    pub async fn bind(api: SocketAddr, operators: SocketAddr) -> Result<Self, Mistake> {
        let api = open("listen", api).await?;
        let operators = open("operators_listen", operators).await?;
        Ok(Self { api, operators })
    }

    /// Returns the URL of the API on this machine.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn api_url(&self) -> io::Result<String> {
        Ok(format!("http://{}", self.api.local_addr()?))
    }

    /// Returns the URL of the second address.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn operators_url(&self) -> io::Result<String> {
        Ok(format!("http://{}", self.operators.local_addr()?))
    }
}

async fn open(key: &str, address: SocketAddr) -> Result<TcpListener, Mistake> {
    TcpListener::bind(address).await.map_err(|error| {
        let option = key.replace('_', "-");
        let defect = format!("`{key}`: cannot listen on `{address}`");
        match error.kind() {
            io::ErrorKind::AddrInUse => Mistake::new(defect)
                .help(format!("another program uses it: choose another with `--{option}`")),
            _ => Mistake::new(format!("{defect}: {error}"))
                .help(format!("choose another address or port with `--{option}`")),
        }
    })
}

//! The sockets of the service.

use core::net::SocketAddr;

use anyhow::Context as _;
use tokio::net::TcpListener;

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
    pub async fn bind(api: SocketAddr, operators: SocketAddr) -> anyhow::Result<Self> {
        let api = open("listen", api).await?;
        let operators = open("operators_listen", operators).await?;
        Ok(Self { api, operators })
    }

    /// Returns the URL of the API on this machine.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn api_url(&self) -> std::io::Result<String> {
        Ok(format!("http://{}", self.api.local_addr()?))
    }

    /// Returns the URL of the second address.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn operators_url(&self) -> std::io::Result<String> {
        Ok(format!("http://{}", self.operators.local_addr()?))
    }
}

async fn open(key: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.with_context(|| format!("cannot listen on {address}, the value of `{key}`"))
}

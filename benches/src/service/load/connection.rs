//! A persistent connection to the service.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::response;

/// The longest response, in bytes: far longer than a page of a list.
const MAX_RESPONSE: usize = 128 * 1024;
/// The time that a client waits for a response. The service gives up earlier.
const MAX_WAIT: Duration = Duration::from_secs(15);

pub struct Connection {
    address: SocketAddr,
    /// `None` before the first request, and after a failed one.
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Connection {
    /// Returns a connection that the first request opens.
    pub fn to(address: SocketAddr) -> Self {
        Self { address, stream: None, buffer: vec![0; MAX_RESPONSE] }
    }

    /// Opens the connection, so that the next request does not.
    pub async fn open(&mut self) -> io::Result<()> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        Ok(())
    }

    /// Sends a request, and reads the response. Returns its status, or `None` if the service did
    /// not respond.
    pub async fn exchange(&mut self, request: &[u8]) -> Option<u16> {
        let exchanged = timeout(MAX_WAIT, self.send(request)).await;
        let status = exchanged.ok().and_then(io::Result::ok);
        if status.is_none() {
            // A late response must not count for the next request.
            self.stream = None;
        }
        status
    }

    async fn send(&mut self, request: &[u8]) -> io::Result<u16> {
        self.open().await?;
        let stream = self.stream.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        stream.write_all(request).await?;
        let mut read = 0;
        loop {
            let more = stream.read(&mut self.buffer[read..]).await?;
            if more == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            read += more;
            if let Some(status) = response::complete(&self.buffer[..read]) {
                return Ok(status);
            }
        }
    }
}

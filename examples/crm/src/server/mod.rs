//! `crm serve`: the token validator, the listener, and the API behind them.

#[cfg(test)]
mod tests;

use anyhow::Context as _;
use axum::Router;
use core::net::SocketAddr;
use entra_perms_runtime::Tenants;
use entra_perms_runtime::testing::DevIssuer;
use tokio::net::TcpListener;

use crate::api::Api;
use crate::arguments::{ServeOptions, TokenSource};
use crate::permissions::TokenValidator;
use crate::store::{Crm, seed};

/// Serves the API until Ctrl-C.
#[expect(clippy::print_stdout, reason = "tells the user where the API listens and how to call it")]
pub async fn run(options: ServeOptions) -> anyhow::Result<()> {
    // The log says why a token was refused or a caller denied.
    tracing_subscriber::fmt().with_ansi(false).with_writer(std::io::stderr).init();

    let ServeOptions { listen, url, client_id, tokens } = options;
    match tokens {
        TokenSource::Authority { url: authority, tenant } => {
            let validator = validator(&authority, &tenant, &client_id).await?;
            let server = Server::bind(listen, url, validator).await?;
            println!("listening on {} until Ctrl-C", server.address);
            server.run().await?;
        }
        TokenSource::Development { tenant } => {
            // The command `cargo entra-perms token` signs with the same key.
            let issuer = match tenant {
                Some(tenant) => DevIssuer::shared_for(tenant)?,
                None => DevIssuer::shared()?,
            };
            let validator = issuer.validator().client_id(&client_id).build().await?;
            let server = Server::bind(listen, url, validator).await?;
            println!("listening on {} until Ctrl-C", server.address);
            server.run().await?;
        }
    }
    println!("stopped");
    Ok(())
}

/// Builds the validator of the app registration with this client id.
async fn validator(
    authority: &str,
    tenant: &str,
    client_id: &str,
) -> anyhow::Result<TokenValidator> {
    // The registration's manifest supplies the other expected claims, such as the audience.
    let builder = TokenValidator::builder(Tenants::single(tenant)?).client_id(client_id);
    Ok(builder.authority(authority).build().await?)
}

struct Server {
    socket: TcpListener,
    /// The URL of the address that the server listens on.
    address: String,
    router: Router,
}

impl Server {
    /// `url` is the URL at which clients see the API, if it differs from the address.
    async fn bind(
        address: SocketAddr,
        url: Option<String>,
        validator: TokenValidator,
    ) -> anyhow::Result<Self> {
        let socket = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}"))?;
        let address = format!("http://{}", socket.local_addr()?);
        let url = url.unwrap_or_else(|| address.clone());
        let crm = Crm::in_memory().await?;
        crm.fill(seed::Seed::five_users()).await?;
        let router = Api::new(crm, validator, &url)
            .context("give `--url` the URL at which clients see the API")?;
        Ok(Self { socket, address, router: router.router })
    }

    async fn run(self) -> std::io::Result<()> {
        axum::serve(self.socket, self.router).with_graceful_shutdown(interrupt()).await
    }
}

/// Completes at Ctrl-C.
async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a signal handler, Ctrl-C ends the process directly.
        core::future::pending::<()>().await;
    }
}

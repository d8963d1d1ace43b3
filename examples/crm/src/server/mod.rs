//! `crm serve`: the token validator, the listener, and the API behind them.

mod curl;

use core::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use entra_perms_runtime::Tenants;
use entra_perms_runtime::testing::DevIssuer;
use tokio::net::TcpListener;

use crate::api;
use crate::arguments::{ServeOptions, TokenSource};
use crate::permissions::TokenValidator;
use crate::scenario::CONTOSO;
use crate::store::{Crm, seed};

/// Serves the API until Ctrl-C.
#[expect(clippy::print_stdout, reason = "tells the user where the API listens and how to call it")]
pub(crate) async fn run(options: ServeOptions) -> anyhow::Result<()> {
    // The log says why a token was refused or a caller denied.
    tracing_subscriber::fmt().with_ansi(false).with_writer(std::io::stderr).init();

    let ServeOptions { listen, client_id, tokens } = options;
    match tokens {
        TokenSource::Authority { url: authority, tenant } => {
            let validator = validator(&authority, &tenant, &client_id).await?;
            let listener = Listener::bind(listen).await?;
            println!("listening on {} until Ctrl-C", listener.url);
            listener.serve(validator).await?;
        }
        TokenSource::Development { tenant } => {
            let tenant = tenant.unwrap_or_else(|| CONTOSO.to_string());
            // The issuer serves its keys until it is dropped, so it must outlive the API.
            let issuer = DevIssuer::start(&tenant).await?;
            let validator = validator(issuer.authority(), &tenant, &client_id).await?;
            let listener = Listener::bind(listen).await?;
            println!("listening on {} until Ctrl-C", listener.url);
            println!("{}", curl::requests(&issuer, &client_id, &listener.url));
            listener.serve(validator).await?;
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

struct Listener {
    socket: TcpListener,
    url: String,
}

impl Listener {
    async fn bind(address: SocketAddr) -> anyhow::Result<Self> {
        let socket = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}"))?;
        let url = format!("http://{}", socket.local_addr()?);
        Ok(Self { socket, url })
    }

    async fn serve(self, validator: TokenValidator) -> std::io::Result<()> {
        let crm = Arc::new(Crm::new(seed::directory()));
        let router = api::router(crm, validator, &self.url);
        axum::serve(self.socket, router).with_graceful_shutdown(interrupt()).await
    }
}

/// Completes at Ctrl-C.
async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a signal handler, Ctrl-C ends the process directly.
        core::future::pending::<()>().await;
    }
}

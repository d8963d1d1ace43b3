//! The MCP server: its tools, the token validator, and the layers.

mod curl;
mod store;
mod tools;

use core::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use entra_perms_runtime::mcp::SessionLayer;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, Tenants};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;

pub(crate) use self::store::ADELE;
use self::tools::CrmServer;
use crate::permissions::{Model, Scope, TokenValidator};
use crate::scenario::CONTOSO;

/// The path of the server. Clients normalize URLs without a path, so a server should have one.
const PATH: &str = "/mcp";

/// Serves the tools until Ctrl-C.
#[expect(clippy::print_stdout, reason = "tells the user where the server listens")]
pub(crate) async fn run(listen: SocketAddr) -> anyhow::Result<()> {
    // The log says why a token was refused or a caller denied.
    tracing_subscriber::fmt().with_ansi(false).with_writer(std::io::stderr).init();

    // The issuer serves its keys until it is dropped, so it must outlive the server.
    let issuer = DevIssuer::start(CONTOSO.to_string()).await?;
    let server = Server::bind(listen, validator(&issuer).await?).await?;
    println!("listening on {} until Ctrl-C", server.url);
    println!("{}", curl::requests(&issuer, &server.url));
    axum::serve(server.socket, server.router)
        .with_graceful_shutdown(interrupt())
        .await?;
    println!("stopped");
    Ok(())
}

/// Builds the validator. With Entra, leave out `authority`.
pub(crate) async fn validator(issuer: &DevIssuer) -> anyhow::Result<TokenValidator> {
    let builder = TokenValidator::builder(Tenants::single(&CONTOSO.to_string())?);
    Ok(builder.authority(issuer.authority()).build().await?)
}

pub(crate) struct Server {
    pub(crate) socket: TcpListener,
    /// The URL at which clients see the server.
    pub(crate) url: String,
    pub(crate) router: Router,
}

impl Server {
    pub(crate) async fn bind(
        address: SocketAddr,
        validator: TokenValidator,
    ) -> anyhow::Result<Self> {
        let socket = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}"))?;
        let url = format!("http://{}{PATH}", socket.local_addr()?);
        let router = router(validator, &url)?;
        Ok(Self { socket, url, router })
    }
}

/// Returns the server behind its layers. `url` is the URL at which clients see it.
fn router(validator: TokenValidator, url: &str) -> anyhow::Result<Router> {
    let server = CrmServer::new()?;
    let entra = EntraLayer::new(validator)
        // Clients without a token learn where to get one, and with which scope to begin.
        .resource(url)?
        .basic_scopes([Scope::CrmReadMy])
        // Clients that lack a scope for a tool learn which one, before the body is read.
        .tools(server.tools());
    // Without sessions, any instance of the server can respond to any request. rmcp accepts
    // loopback hosts only: a public server names its hosts with `with_allowed_hosts`.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    let sessions = Arc::new(LocalSessionManager::default());
    let mcp = StreamableHttpService::new(move || Ok(server.clone()), sessions, config);
    // Event streams end with the token of their caller.
    let mcp = SessionLayer::<Model>::new().around(mcp);
    // The layer is at the root, so that it can serve the document about the server.
    Ok(Router::new().nest_service(PATH, mcp).layer(entra))
}

/// Completes at Ctrl-C.
async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a signal handler, Ctrl-C ends the process directly.
        core::future::pending::<()>().await;
    }
}

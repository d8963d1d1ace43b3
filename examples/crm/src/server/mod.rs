//! `crm serve`: a validator, a listener, and the API.

mod curl;

use std::error::Error;
use std::sync::Arc;

use entra_perms_runtime::Tenants;
use entra_perms_runtime::testing::DevIssuer;
use tokio::net::TcpListener;

use crate::api;
use crate::arguments::{Serve, Tokens};
use crate::permissions::TokenValidator;
use crate::scenario::CONTOSO;
use crate::store::{Crm, seed};

/// Serves until Ctrl-C.
#[expect(clippy::print_stdout, reason = "a program says on the terminal what it does")]
pub(crate) async fn run(options: Serve) -> Result<(), Box<dyn Error>> {
    // Why a token is refused, or a caller denied, is in the log.
    tracing_subscriber::fmt().with_ansi(false).with_writer(std::io::stderr).init();

    let (validator, development) = validator(&options.client_id, options.tokens).await?;
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", options.listen))?;
    let url = format!("http://{}", listener.local_addr()?);

    println!("listening on {url}, until Ctrl-C");
    if let Some(issuer) = &development {
        println!("{}", curl::requests(issuer, &options.client_id, &url));
    }
    let crm = Arc::new(Crm::new(seed::directory()));
    axum::serve(listener, api::router(crm, validator, &url))
        .with_graceful_shutdown(interrupted())
        .await?;
    println!("stopped");
    Ok(())
}

/// The validator, and the development issuer that it trusts, which serves its keys until it is dropped.
async fn validator(
    client_id: &str,
    tokens: Tokens,
) -> Result<(TokenValidator, Option<DevIssuer>), Box<dyn Error>> {
    let (issuer, authority, tenant) = match tokens {
        Tokens::Authority { url, tenant } => (None, url, tenant),
        Tokens::Development { tenant } => {
            let tenant = tenant.unwrap_or_else(|| CONTOSO.to_string());
            let issuer = DevIssuer::start(&tenant).await?;
            let authority = issuer.authority().to_owned();
            (Some(issuer), authority, tenant)
        }
    };
    // All else that a token must say comes from the manifest of that registration.
    let builder = TokenValidator::builder(Tenants::single(&tenant)?).client_id(client_id);
    let validator = builder.authority(authority).build().await?;
    Ok((validator, issuer))
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Nothing can be waited for, so it ends as any other program does.
        core::future::pending::<()>().await;
    }
}

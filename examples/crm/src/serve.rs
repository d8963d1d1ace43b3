//! `crm serve`

use std::error::Error;

use entra_perms_runtime::Tenant;
use entra_perms_runtime::testing::DevIssuer;

use crate::api;
use crate::arguments::Serve;
use crate::crm::Crm;
use crate::permissions::TokenValidator;
use crate::scenario::{Player, TENANT};

pub async fn run(options: Serve) -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let listener = tokio::net::TcpListener::bind(options.listen).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let tenant = options.tenant.map_or_else(|| TENANT.to_owned(), |tenant| tenant.to_string());

    // The development issuer lives as long as the server.
    let (authority, _issuer) = if let Some(authority) = options.authority {
        (authority, None)
    } else {
        let issuer = DevIssuer::start(tenant.as_str()).await?;
        show_calls(&base, &issuer);
        (issuer.authority().to_owned(), Some(issuer))
    };
    let validator = TokenValidator::builder(Tenant::single(&tenant)?).authority(authority).build().await?;
    let app = api::router(Crm::with_some_records(), validator, &base);
    announce(&base);
    axum::serve(listener, app).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

async fn stopped() {
    // Where no signal can be waited for, the server runs until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[expect(clippy::print_stdout, reason = "it is a command line program")]
fn announce(base: &str) {
    println!("listening on {base}; stop with Ctrl-C");
}

/// Lines to paste, with tokens that are good for an hour.
#[expect(clippy::print_stdout, reason = "it is a command line program")]
fn show_calls(base: &str, issuer: &DevIssuer) {
    println!("a development issuer signs the tokens: {}\n", issuer.authority());
    for player in Player::all() {
        let Some(token) = player.token(issuer) else { continue };
        println!("# {}\ncurl -i {base}/me -H 'Authorization: Bearer {token}'\n", player.about);
    }
    println!("# without a token\ncurl -i {base}/contacts\n");
}

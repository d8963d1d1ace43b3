//! How the authority responds. It writes HTTP itself, because a library prevents misbehavior.

use std::io;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::published::{jwks, key};

/// How the authority responds to a request for a document.
#[derive(Clone, Debug)]
pub(super) enum Behavior {
    /// Sends the document.
    Good,
    /// Sends the document and this document in turn, like endpoints that disagree.
    Alternates(Value),
    /// Sends this text in place of the document.
    Instead(String),
    /// Sends this status.
    Status(u16),
    /// Sends this status and the URL of a copy of the document.
    Redirects(u16),
    /// Sends nothing.
    Hangs,
    /// Sends a byte of the document each second, so that no single read takes long.
    Drips,
    /// Disconnects in the middle of the document.
    HangsUp,
    /// Sends 10 MB of white space and then the document. A chunked response does not state its
    /// length.
    Huge { chunked: bool },
}

/// Returns the behaviors that are bad for every document.
pub(super) fn misbehaviors() -> Vec<Behavior> {
    use Behavior::*;
    let statuses = [400, 401, 403, 404, 429, 500, 502, 503].map(Status);
    let redirects = [301, 302, 303, 307, 308].map(Redirects);
    let not_json = [
        "",
        "<html><body>Sign in to the captive portal</body></html>",
        "{\"keys\": [{\"kty\": \"RSA\", \"k",
    ];
    let wrong_shape = [
        "null",
        "[]",
        "{}",
        "\"keys\"",
        "{\"keys\": {}, \"issuer\": 7}",
        "{\"keys\": []}",
        "{\"keys\": [7]}",
    ];
    let mut all = vec![Hangs, Drips, HangsUp, Huge { chunked: false }, Huge { chunked: true }];
    all.extend(statuses);
    all.extend(redirects);
    all.extend(not_json.into_iter().chain(wrong_shape).map(|text| Instead(text.to_owned())));
    all.push(Instead("[".repeat(10_000)));
    all
}

/// Returns key sets without a usable key.
pub(super) fn unusable_key_sets() -> Vec<Value> {
    let good = |number| jwks(&[key(number)])["keys"][0].clone();
    let changed = |member: &str, value: Value| {
        let mut key = good(0);
        key[member] = value;
        json!({ "keys": [key] })
    };
    let mut twice = good(1);
    twice["kid"] = good(0)["kid"].clone();
    vec![
        changed("use", json!("enc")),
        changed("kty", json!("EC")),
        changed("alg", json!("HS256")),
        changed("n", json!("AQAB")),
        json!({ "keys": [good(0), twice] }),
    ]
}

const TEN_MB: usize = 10 * 1024 * 1024;

impl Behavior {
    pub(super) async fn respond(
        &self,
        client: &mut (impl AsyncWrite + Unpin),
        path: &str,
        document: Value,
    ) -> io::Result<()> {
        let document = document.to_string();
        match self {
            Self::Good | Self::Alternates(_) => client.write_all(ok(&document).as_bytes()).await,
            Self::Instead(text) => client.write_all(ok(text).as_bytes()).await,
            // With the document, which the client must ignore.
            Self::Status(status) => {
                client.write_all(response(*status, "", &document).as_bytes()).await
            }
            Self::Redirects(status) => {
                let location = format!("Location: /elsewhere{path}\r\n");
                client.write_all(response(*status, &location, "").as_bytes()).await
            }
            Self::Hangs => core::future::pending().await,
            Self::Drips => drip(client, &ok(&document), document.len()).await,
            Self::HangsUp => {
                let whole = ok(&document);
                client.write_all(&whole.as_bytes()[..whole.len() - document.len() / 2]).await
            }
            Self::Huge { chunked: false } => {
                client
                    .write_all(ok(&format!("{}{document}", " ".repeat(TEN_MB))).as_bytes())
                    .await
            }
            Self::Huge { chunked: true } => huge_in_chunks(client, &document).await,
        }
    }
}

fn ok(body: &str) -> String {
    response(200, "Content-Type: application/json\r\n", body)
}

fn response(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} -\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// Sends the head at once, so that only a limit for the whole response ends this.
async fn drip(client: &mut (impl AsyncWrite + Unpin), whole: &str, body: usize) -> io::Result<()> {
    let (head, body) = whole.as_bytes().split_at(whole.len() - body);
    client.write_all(head).await?;
    for byte in body {
        client.write_all(&[*byte]).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

async fn huge_in_chunks(client: &mut (impl AsyncWrite + Unpin), document: &str) -> io::Result<()> {
    client
        .write_all(b"HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        .await?;
    let white_space = chunk(&" ".repeat(TEN_MB / 1024));
    for _ in 0..1024 {
        client.write_all(white_space.as_bytes()).await?;
    }
    client.write_all(chunk(document).as_bytes()).await?;
    client.write_all(b"0\r\n\r\n").await
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

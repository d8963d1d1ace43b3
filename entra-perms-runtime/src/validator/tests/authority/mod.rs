//! A simulated authority that misbehaves as a real one may, and its effect on tokens.
//!
//! - `behavior`: how the authority responds;
//! - `calls`: concurrent calls with tokens;
//! - `published`: the keys of the authority, and its documents;
//! - `frozen_time`: the clock of the tests;
//! - `start`: the result of `build` for each behavior;
//! - `without_keys`: a start before the authority can be reached;
//! - `missing_metadata`: a start without one of two metadata documents;
//! - `tls`: root certificates, given or the machine's;
//! - `issuers`: the requested documents, and the accepted issuers;
//! - `good_tokens`: callers with good tokens notice nothing;
//! - `flood`: tokens with invented keys;
//! - `unknown_keys`: the unknown keys that are found, and the error for other keys;
//! - `rollover`: keys are published and withdrawn, and endpoints disagree;
//! - `several`: two authorities at one API;
//! - `two_documents`: keys of v1.0 and v2.0 metadata, with a failure of one document;
//! - `background`: background refreshes;
//! - `fetches`: the numbers of fetches of keys;
//! - `proxy`: proxies in the environment, tested in processes of their own (`process`).

mod background;
mod behavior;
mod calls;
mod fetches;
mod flood;
mod frozen_time;
mod good_tokens;
mod issuers;
mod missing_metadata;
mod process;
mod proxy;
mod published;
mod rollover;
mod several;
mod start;
mod tls;
mod two_documents;
mod unknown_keys;
mod without_keys;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::AbortHandle;

use self::behavior::Behavior;
pub(super) use self::published::with_invented_key;
use self::published::{jwks, metadata, metadata_of_v1};
use crate::test_support::model::{TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{Tenants, TokenError, TokenValidator, TokenValidatorBuilder};

/// A document that is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Document {
    Metadata,
    Keys,
    /// The metadata for v1.0 tokens, which few tests need.
    MetadataOfV1,
    KeysOfV1,
    /// The requested document, at the target of a redirect.
    Elsewhere,
}

/// An authority at a free port of 127.0.0.1, until it is dropped. Each connection serves one
/// request, so that a behavior does not affect the next request.
struct SimulatedAuthority {
    shared: Arc<Shared>,
    accepting: AbortHandle,
}

struct Shared {
    url: String,
    served: Mutex<[Served; 4]>,
    requests: [AtomicUsize; 5],
    /// The path and query of each request.
    targets: Mutex<Vec<String>>,
    /// The number of requests whose response is not complete.
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    abandoned: AtomicUsize,
}

/// A document, and the behavior that serves it.
struct Served {
    path: String,
    document: Value,
    behavior: Behavior,
    calls: usize,
}

impl SimulatedAuthority {
    /// Starts an authority that publishes these keys, and behaves well.
    fn start(keys: &[&DevIssuer]) -> Self {
        let listener = listener();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = |path: &str, document| Served {
            path: format!("/{TENANT}/{path}"),
            document,
            behavior: Behavior::Good,
            calls: 0,
        };
        let key_url = |path: &str| format!("{url}/{TENANT}/{path}");
        let documents = [
            served(
                "v2.0/.well-known/openid-configuration",
                metadata(&key_url("discovery/v2.0/keys")),
            ),
            served("discovery/v2.0/keys", jwks(keys)),
            served(".well-known/openid-configuration", metadata_of_v1(&key_url("discovery/keys"))),
            served("discovery/keys", jwks(keys)),
        ];
        let shared = Arc::new(Shared {
            served: Mutex::new(documents),
            url,
            requests: Default::default(),
            targets: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            most_in_flight: AtomicUsize::new(0),
            abandoned: AtomicUsize::new(0),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared))).abort_handle();
        Self { shared, accepting }
    }

    fn builder(&self) -> TokenValidatorBuilder<TestModel> {
        TokenValidator::builder(Tenants::single(TENANT).unwrap()).authority(&self.shared.url)
    }

    async fn validator(&self) -> TokenValidator<TestModel> {
        let validator = self.builder().build().await.unwrap();
        // The first hour begins when the background task starts.
        frozen_time::settle().await;
        validator
    }

    fn publish(&self, keys: &[&DevIssuer]) {
        self.publish_in(Document::Keys, keys);
    }

    fn publish_in(&self, document: Document, keys: &[&DevIssuer]) {
        self.change(document, |served| served.document = jwks(keys));
    }

    /// Moves the keys to another path. The path before responds with 404.
    fn move_keys(&self, path: &str) {
        self.change(Document::Keys, |keys| path.clone_into(&mut keys.path));
        let document = metadata(&format!("{}{path}", self.shared.url));
        self.change(Document::Metadata, |metadata| metadata.document = document);
    }

    /// Replaces the metadata and its path.
    fn publish_metadata(&self, path: &str, document: Value) {
        self.change(Document::Metadata, |served| {
            path.clone_into(&mut served.path);
            served.document = document;
        });
    }

    /// Returns the URL of the keys.
    fn key_url(&self) -> String {
        format!(
            "{}{}",
            self.shared.url,
            self.shared.served.lock().unwrap()[Document::Keys as usize].path
        )
    }

    fn behave(&self, document: Document, behavior: Behavior) {
        self.change(document, |served| served.behavior = behavior);
    }

    fn change(&self, document: Document, change: impl FnOnce(&mut Served)) {
        change(&mut self.shared.served.lock().unwrap()[document as usize]);
    }

    /// Returns the number of requests for a document.
    fn requests(&self, document: Document) -> usize {
        self.shared.requests[document as usize].load(Ordering::SeqCst)
    }

    /// Returns the path and query of each request.
    fn targets(&self) -> Vec<String> {
        self.shared.targets.lock().unwrap().clone()
    }

    fn in_flight(&self) -> usize {
        self.shared.in_flight.load(Ordering::SeqCst)
    }

    /// Returns the maximum number of requests at one time.
    fn most_in_flight(&self) -> usize {
        self.shared.most_in_flight.load(Ordering::SeqCst)
    }

    /// Returns the number of responses that the client did not read to the end.
    fn abandoned(&self) -> usize {
        self.shared.abandoned.load(Ordering::SeqCst)
    }
}

impl Drop for SimulatedAuthority {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Has a small send buffer, so that a response that nobody reads does not vanish in it.
fn listener() -> TcpListener {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(64 * 1024).unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    socket.listen(64).unwrap()
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&shared)));
        }
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    let Some(target) = read_request(&mut stream).await else { return };
    let path = target.split('?').next().unwrap().to_owned();
    shared.targets.lock().unwrap().push(target);
    let (mut from_client, mut to_client) = stream.split();
    let (behavior, document) = shared.requested(&path);
    let _in_flight = InFlight::begin(&shared).await;
    // A client sends nothing after its request. So a read ends when the client disconnects.
    let end = &mut [0];
    tokio::select! {
        biased;
        sent = behavior.respond(&mut to_client, &path, document) => {
            let complete = match sent {
                Ok(()) => to_client.shutdown().await.is_ok(),
                Err(_) => false,
            };
            if !complete {
                shared.abandoned.fetch_add(1, Ordering::SeqCst);
            }
        }
        _ = from_client.read(end) => {
            shared.abandoned.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Reads a request, and returns its path and query. Returns `None` if there is no request.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let byte = stream.read_u8().await.ok()?;
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let target = head.strip_prefix("GET ").unwrap().split(' ').next().unwrap();
    Some(target.to_owned())
}

impl Shared {
    /// Counts a request, and returns the behavior and the document that serve it.
    fn requested(&self, path: &str) -> (Behavior, Value) {
        let count =
            |document: Document| self.requests[document as usize].fetch_add(1, Ordering::SeqCst);
        let mut served = self.served.lock().unwrap();
        if let Some(original) = path.strip_prefix("/elsewhere") {
            count(Document::Elsewhere);
            let document =
                served.iter().find(|served| served.path == original).unwrap().document.clone();
            return (Behavior::Good, document);
        }
        let document =
            [Document::Metadata, Document::Keys, Document::MetadataOfV1, Document::KeysOfV1]
                .into_iter()
                .find(|document| served[*document as usize].path == path);
        let Some(document) = document else { return (Behavior::Status(404), Value::Null) };
        count(document);
        let served = &mut served[document as usize];
        served.calls += 1;
        match &served.behavior {
            Behavior::Alternates(other) if served.calls.is_multiple_of(2) => {
                (Behavior::Good, other.clone())
            }
            behavior => (behavior.clone(), served.document.clone()),
        }
    }
}

/// A request whose response is not complete.
struct InFlight(Arc<Shared>);

impl InFlight {
    /// Begins a request after the requests before have ended, or after a while. If a client
    /// abandons a request and sends the next, the next may arrive before the end of the first is
    /// noticed.
    async fn begin(shared: &Arc<Shared>) -> Self {
        for _ in 0..100 {
            if shared.in_flight.load(Ordering::SeqCst) == 0 {
                break;
            }
            tokio::task::yield_now().await;
        }
        let now = shared.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        shared.most_in_flight.fetch_max(now, Ordering::SeqCst);
        Self(Arc::clone(shared))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Checks that a token was refused because its key is not in use, for either reason.
fn no_key(error: &TokenError) -> bool {
    matches!(error, TokenError::UnknownKey | TokenError::KeysUnavailable { .. })
}

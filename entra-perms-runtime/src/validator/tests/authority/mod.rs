//! A simulated authority, which does what a real one does on its worst days, and what then becomes of tokens.
//!
//! - `behaviour`: how it answers;
//! - `published`: the keys that it has, and the documents that it publishes;
//! - `frozen_time`: the clock of the tests;
//! - `start`: what `build` makes of each behaviour;
//! - `issuers`: what is asked for, and which issuers are then believed;
//! - `good_tokens`: what callers notice of them, which is nothing;
//! - `flood`: tokens with made-up keys;
//! - `unknown_keys`: which unknown keys are found, and what the others are told;
//! - `rollover`: keys come and go, and endpoints disagree;
//! - `two_documents`: keys of v1.0 and v2.0, of which one fails;
//! - `background`: what is read again, and when;
//! - `proxy`: the way to it, in the environment of a process of its own (`process`).

mod background;
mod behaviour;
mod flood;
mod frozen_time;
mod good_tokens;
mod issuers;
mod process;
mod proxy;
mod published;
mod rollover;
mod start;
mod two_documents;
mod unknown_keys;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::AbortHandle;

use self::behaviour::Behaviour;
pub(super) use self::published::made_up;
use self::published::{jwks, metadata, metadata_of_v1};
use crate::test_support::model::{TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{Tenants, TokenError, TokenValidator, TokenValidatorBuilder};

/// What the authority is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Document {
    Metadata,
    Keys,
    /// Of v1.0 tokens, which few of the tests are about.
    MetadataOfV1,
    KeysOfV1,
    /// Where redirects lead to, with the document that was asked for.
    Elsewhere,
}

/// An authority at a free port of 127.0.0.1, until it is dropped. Each connection is for one request, so that nothing of a
/// behaviour is left for the next request.
struct SimulatedAuthority {
    shared: Arc<Shared>,
    accepting: AbortHandle,
}

struct Shared {
    url: String,
    served: Mutex<[Served; 4]>,
    requests: [AtomicUsize; 5],
    /// Path and query of each request.
    targets: Mutex<Vec<String>>,
    /// Requests that wait for the end of their answer.
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    abandoned: AtomicUsize,
}

/// A document, and how it is served.
struct Served {
    path: String,
    document: Value,
    behaviour: Behaviour,
    calls: usize,
}

impl SimulatedAuthority {
    /// One that publishes these keys, and behaves.
    fn start(keys: &[&DevIssuer]) -> Self {
        let listener = listener();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = |path: &str, document| Served {
            path: format!("/{TENANT}/{path}"),
            document,
            behaviour: Behaviour::Good,
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
        // The first hour begins when its task does.
        frozen_time::settle().await;
        validator
    }

    fn publish(&self, keys: &[&DevIssuer]) {
        self.publish_in(Document::Keys, keys);
    }

    fn publish_in(&self, document: Document, keys: &[&DevIssuer]) {
        self.change(document, |served| served.document = jwks(keys));
    }

    /// From now on the keys are at another path, and nothing is at the path before.
    fn move_keys(&self, path: &str) {
        self.change(Document::Keys, |keys| path.clone_into(&mut keys.path));
        let document = metadata(&format!("{}{path}", self.shared.url));
        self.change(Document::Metadata, |metadata| metadata.document = document);
    }

    /// From now on this is the metadata, at this path.
    fn publish_metadata(&self, path: &str, document: Value) {
        self.change(Document::Metadata, |served| {
            path.clone_into(&mut served.path);
            served.document = document;
        });
    }

    /// Where the keys are.
    fn key_url(&self) -> String {
        format!(
            "{}{}",
            self.shared.url,
            self.shared.served.lock().unwrap()[Document::Keys as usize].path
        )
    }

    fn behave(&self, document: Document, behaviour: Behaviour) {
        self.change(document, |served| served.behaviour = behaviour);
    }

    fn change(&self, document: Document, change: impl FnOnce(&mut Served)) {
        change(&mut self.shared.served.lock().unwrap()[document as usize]);
    }

    /// How often it was asked.
    fn requests(&self, document: Document) -> usize {
        self.shared.requests[document as usize].load(Ordering::SeqCst)
    }

    /// Path and query of each request.
    fn targets(&self) -> Vec<String> {
        self.shared.targets.lock().unwrap().clone()
    }

    fn in_flight(&self) -> usize {
        self.shared.in_flight.load(Ordering::SeqCst)
    }

    /// The most requests that it had to answer at one time.
    fn most_in_flight(&self) -> usize {
        self.shared.most_in_flight.load(Ordering::SeqCst)
    }

    /// How many answers it could not bring to their end, because nobody was there any more.
    fn abandoned(&self) -> usize {
        self.shared.abandoned.load(Ordering::SeqCst)
    }
}

impl Drop for SimulatedAuthority {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// It sends little at a time: what nobody reads must not vanish in buffers.
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
    let Some(target) = requested(&mut stream).await else { return };
    let path = target.split('?').next().unwrap().to_owned();
    shared.targets.lock().unwrap().push(target);
    let (mut from_client, mut to_client) = stream.split();
    let (behaviour, document) = shared.asked(&path);
    let _in_flight = InFlight::begin(&shared).await;
    // A client has nothing more to say: what ends here is the connection.
    let end = &mut [0];
    tokio::select! {
        biased;
        sent = behaviour.answer(&mut to_client, &path, document) => {
            let whole = match sent {
                Ok(()) => to_client.shutdown().await.is_ok(),
                Err(_) => false,
            };
            shared.abandoned.fetch_add(usize::from(!whole), Ordering::SeqCst);
        }
        _ = from_client.read(end) => {
            shared.abandoned.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Path and query of a request; none where nothing was asked.
async fn requested(stream: &mut TcpStream) -> Option<String> {
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
    fn asked(&self, path: &str) -> (Behaviour, Value) {
        let count =
            |document: Document| self.requests[document as usize].fetch_add(1, Ordering::SeqCst);
        let mut served = self.served.lock().unwrap();
        if let Some(original) = path.strip_prefix("/elsewhere") {
            count(Document::Elsewhere);
            let document =
                served.iter().find(|served| served.path == original).unwrap().document.clone();
            return (Behaviour::Good, document);
        }
        let document =
            [Document::Metadata, Document::Keys, Document::MetadataOfV1, Document::KeysOfV1]
                .into_iter()
                .find(|document| served[*document as usize].path == path);
        let Some(document) = document else { return (Behaviour::Status(404), Value::Null) };
        count(document);
        let served = &mut served[document as usize];
        served.calls += 1;
        match &served.behaviour {
            Behaviour::Alternates(other) if served.calls.is_multiple_of(2) => {
                (Behaviour::Good, other.clone())
            }
            behaviour => (behaviour.clone(), served.document.clone()),
        }
    }
}

/// A request that is being answered.
struct InFlight(Arc<Shared>);

impl InFlight {
    /// A client that gave up one request and makes the next makes one at a time, whichever of the two is heard of first.
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

/// Refused because there is no key for it: whether the authority could be asked is another question.
fn no_key(error: &TokenError) -> bool {
    matches!(error, TokenError::UnknownKey | TokenError::KeysUnavailable)
}

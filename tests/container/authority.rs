//! An authority behind TLS, whose certificate a root of its own has signed.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use axum::{Json, Router};
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_tests::crm::{Model, Role, Scope};
use http::header::HOST;
use http::{HeaderMap, StatusCode, Uri};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

type Root = CertifiedIssuer<'static, KeyPair>;

pub(crate) const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

/// The names of this machine in the certificate.
const NAMES: [&str; 2] = ["127.0.0.1", "localhost"];

pub(crate) struct Authority {
    port: u16,
    root: Root,
    issuer: Arc<DevIssuer>,
}

impl Authority {
    pub(crate) async fn start() -> Self {
        let root = root();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let issuer = Arc::new(DevIssuer::new(TENANT).unwrap());
        let listener = TlsListener { socket, acceptor: acceptor(&root) };
        let router = Router::new().fallback(document).with_state(Arc::clone(&issuer));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, root, issuer }
    }

    /// Returns the URL of the authority at a name of this machine.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("https://{name}:{}", self.port)
    }

    /// Returns the root certificate in PEM.
    pub(crate) fn certificate(&self) -> String {
        self.root.pem()
    }

    /// Returns a token of a user who may read and write contacts.
    pub(crate) fn token(&self) -> String {
        let user = self.issuer.user::<Model>();
        let user = user.roles([Role::ContactsReadAll, Role::ContactsWriteAll]);
        user.scopes([Scope::CrmReadAll, Scope::CrmReadWriteAll]).sign()
    }
}

/// Serves the metadata and the keys.
async fn document(State(issuer): State<Arc<DevIssuer>>, headers: HeaderMap, uri: Uri) -> Response {
    let keys = format!("/{TENANT}/discovery/v2.0/keys");
    if uri.path() == keys {
        let keys: Value = serde_json::from_str(&issuer.jwks_json()).unwrap();
        return Json(keys).into_response();
    }
    if uri.path() != format!("/{TENANT}/v2.0/.well-known/openid-configuration") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let host = headers[HOST].to_str().unwrap();
    let jwks_uri = format!("https://{host}{keys}");
    Json(json!({ "issuer": issuer, "jwks_uri": jwks_uri })).into_response()
}

/// Accepts connections with a certificate.
struct TlsListener {
    socket: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.socket.accept().await.unwrap();
            // The client ends the handshake if it does not trust the certificate.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.socket.local_addr()
    }
}

fn root() -> Root {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Serves a certificate that the root has signed.
fn acceptor(root: &Root) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(NAMES.map(str::to_owned)).unwrap();
    let certificate = params.signed_by(&key, root).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

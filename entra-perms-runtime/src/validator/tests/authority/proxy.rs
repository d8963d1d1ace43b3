//! The proxy in the environment is used, and not bypassed.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::process::alone;
use crate::test_support::model::{TENANT, TestModel};
use crate::validator::{BuildError, Tenants, TokenValidator};

/// The variable with the URL of the authority, for a test that runs in its own process.
const AUTHORITY: &str = "ENTRA_PERMS_TEST_AUTHORITY";

/// Records the first bytes of each connection, and responds with 502.
struct Listener {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Listener {
    /// Starts a listener that runs until the process ends.
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&received);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().filter_map(Result::ok) {
                record.lock().unwrap().push(first_bytes(&mut stream));
                let _ = stream
                    .write_all(b"HTTP/1.1 502 -\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        Self { address, received }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn received(&self) -> Vec<Vec<u8>> {
        self.received.lock().unwrap().clone()
    }
}

fn first_bytes(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = vec![0; 1024];
    // A connection that fails has sent nothing.
    let length = stream.read(&mut bytes).unwrap_or(0);
    bytes.truncate(length);
    bytes
}

/// Builds a validator for an authority that is a [`Listener`], or is behind one.
#[tokio::test]
#[ignore = "the tests below run it in other environments"]
async fn requests_metadata() {
    let Ok(authority) = std::env::var(AUTHORITY) else { return };
    let builder = TokenValidator::<TestModel>::builder(Tenants::single(TENANT).unwrap());
    let error = builder.authority(authority).build().await.unwrap_err();
    assert!(matches!(error, BuildError::Unreachable { .. }), "{error}");
}

fn ask(authority: &str, environment: &[(&str, &str)]) {
    let test = concat!(module_path!(), "::requests_metadata");
    alone(test, &[environment, &[(AUTHORITY, authority)]].concat());
}

#[test]
fn requests_use_the_proxy_of_the_environment() {
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let proxy = Listener::start();
        ask("https://login.microsoftonline.com", &[(variable, &proxy.url())]);
        let [connect] = proxy.received().try_into().unwrap();
        assert!(
            connect.starts_with(b"CONNECT login.microsoftonline.com:443 HTTP/1.1\r\n"),
            "{variable}"
        );
    }
}

/// Connecting to 0.0.0.0 reaches this machine, but it is not a loopback address. So no request
/// leaves the machine.
#[test]
fn hosts_in_no_proxy_are_requested_directly() {
    let proxy = Listener::start();
    let authority = Listener::start();
    let host = format!("0.0.0.0:{}", authority.address.port());
    let https = format!("https://{host}");
    ask(&https, &[("HTTPS_PROXY", &proxy.url()), ("NO_PROXY", "example.com")]);
    let [connect] = proxy.received().try_into().unwrap();
    assert!(connect.starts_with(format!("CONNECT {host} HTTP/1.1\r\n").as_bytes()));
    assert!(authority.received().is_empty());

    ask(&https, &[("HTTPS_PROXY", &proxy.url()), ("NO_PROXY", "example.com, 0.0.0.0")]);
    let [hello] = authority.received().try_into().unwrap();
    // The first byte of TLS (RFC 8446, section 5.1: a handshake).
    assert_eq!(hello.first(), Some(&22));
    assert_eq!(proxy.received().len(), 1);
}

#[test]
fn a_loopback_authority_is_requested_directly() {
    let proxy = Listener::start();
    let url = proxy.url();
    for host in ["127.0.0.1", "localhost"] {
        let authority = Listener::start();
        let environment = [("HTTP_PROXY", url.as_str()), ("http_proxy", &url), ("ALL_PROXY", &url)];
        ask(&format!("http://{host}:{}", authority.address.port()), &environment);
        let [request] = authority.received().try_into().unwrap();
        assert!(
            request.starts_with(format!("GET /{TENANT}/v2.0/.well-known/").as_bytes()),
            "{host}"
        );
    }
    assert!(proxy.received().is_empty());
}

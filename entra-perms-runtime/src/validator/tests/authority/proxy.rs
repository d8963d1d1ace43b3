//! The proxy that the environment names is used, and nothing is asked of an authority behind its back.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::process::alone;
use crate::test_support::model::{TENANT, TestModel};
use crate::validator::{BuildError, Tenants, TokenValidator};

/// Where a test that runs alone finds the authority.
const AUTHORITY: &str = "ENTRA_PERMS_TEST_AUTHORITY";

/// Hears what it is told first on each connection, and helps nobody.
struct Listener {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Listener {
    /// It listens as long as the process lives.
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&heard);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().filter_map(Result::ok) {
                record.lock().unwrap().push(first_words(&mut stream));
                let _ = stream
                    .write_all(b"HTTP/1.1 502 -\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        Self { address, heard }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn heard(&self) -> Vec<Vec<u8>> {
        self.heard.lock().unwrap().clone()
    }
}

fn first_words(stream: &mut TcpStream) -> Vec<u8> {
    let mut words = vec![0; 1024];
    let length = stream.read(&mut words).unwrap_or_default();
    words.truncate(length);
    words
}

/// Builds for an authority that cannot be reached, and shows its way there.
#[tokio::test]
#[ignore = "the tests below run it, each in another environment"]
async fn asks_an_authority() {
    let Ok(authority) = std::env::var(AUTHORITY) else { return };
    let builder = TokenValidator::<TestModel>::builder(Tenants::single(TENANT).unwrap());
    let error = builder.authority(authority).build().await.unwrap_err();
    assert!(matches!(error, BuildError::Unreachable { .. }), "{error}");
}

fn ask(authority: &str, environment: &[(&str, &str)]) {
    let test = concat!(module_path!(), "::asks_an_authority");
    alone(test, &[environment, &[(AUTHORITY, authority)]].concat());
}

#[test]
fn the_authority_is_asked_through_the_proxy() {
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let proxy = Listener::start();
        ask("https://login.microsoftonline.com", &[(variable, &proxy.url())]);
        let [connect] = proxy.heard().try_into().unwrap();
        assert!(
            connect.starts_with(b"CONNECT login.microsoftonline.com:443 HTTP/1.1\r\n"),
            "{variable}"
        );
    }
}

/// 0.0.0.0 is this machine for who connects to it, and yet no loopback address: nothing leaves the machine here.
#[test]
fn what_needs_no_proxy_is_asked_without() {
    let (proxy, authority) = (Listener::start(), Listener::start());
    let host = format!("0.0.0.0:{}", authority.address.port());
    let https = format!("https://{host}");
    ask(&https, &[("HTTPS_PROXY", &proxy.url()), ("NO_PROXY", "example.com")]);
    let [connect] = proxy.heard().try_into().unwrap();
    assert!(connect.starts_with(format!("CONNECT {host} HTTP/1.1\r\n").as_bytes()));
    assert!(authority.heard().is_empty());

    ask(&https, &[("HTTPS_PROXY", &proxy.url()), ("NO_PROXY", "example.com, 0.0.0.0")]);
    let [hello] = authority.heard().try_into().unwrap();
    // The first byte of TLS (RFC 8446, section 5.1: a handshake).
    assert_eq!(hello.first(), Some(&22));
    assert_eq!(proxy.heard().len(), 1);
}

#[test]
fn a_loopback_authority_is_asked_without_a_proxy() {
    let proxy = Listener::start();
    let url = proxy.url();
    for host in ["127.0.0.1", "localhost"] {
        let authority = Listener::start();
        let environment = [("HTTP_PROXY", url.as_str()), ("http_proxy", &url), ("ALL_PROXY", &url)];
        ask(&format!("http://{host}:{}", authority.address.port()), &environment);
        let [request] = authority.heard().try_into().unwrap();
        assert!(
            request.starts_with(format!("GET /{TENANT}/v2.0/.well-known/").as_bytes()),
            "{host}"
        );
    }
    assert!(proxy.heard().is_empty());
}

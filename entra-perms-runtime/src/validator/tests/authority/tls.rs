//! The root certificates that TLS connections must verify against: the given ones, or else the
//! machine's.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::process::alone;
use super::published::{key, metadata, token};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::{TENANT, TestModel};
use crate::validator::keys::discovery::fetch::with_sources;
use crate::validator::{BuildError, Tenants, TokenValidator, TokenValidatorBuilder};

type Root = CertifiedIssuer<'static, KeyPair>;

/// An authority behind TLS, at 127.0.0.1.
struct TlsAuthority {
    url: String,
    root: Root,
    _plain: SimulatedAuthority,
}

fn root() -> Root {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

impl TlsAuthority {
    async fn start() -> Self {
        let root = root();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let plain = SimulatedAuthority::start(&[key(0)]);
        let document = metadata(&format!("{url}/{TENANT}/discovery/v2.0/keys"));
        plain.change(Document::Metadata, |served| served.document = document);
        let behind = plain.shared.url.strip_prefix("http://").unwrap().to_owned();
        let acceptor = acceptor(&root);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                let behind = behind.clone();
                tokio::spawn(async move {
                    // The client ends the handshake if it does not trust the certificate.
                    let Ok(mut client) = acceptor.accept(stream).await else { return };
                    let mut authority = TcpStream::connect(behind).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut authority).await;
                });
            }
        });
        Self { url, root, _plain: plain }
    }

    fn builder(&self) -> TokenValidatorBuilder<TestModel> {
        TokenValidator::builder(Tenants::single(TENANT).unwrap()).authority(&self.url)
    }
}

/// Serves a certificate for 127.0.0.1 that the root has signed.
fn acceptor(root: &Root) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
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

async fn is_trusted(builder: TokenValidatorBuilder<TestModel>) -> bool {
    match builder.build().await {
        Ok(validator) => validator.validate(&token(key(0))).await.is_ok(),
        Err(error) => {
            assert!(matches!(error, BuildError::Unreachable { .. }), "{error}");
            let error = with_sources(&error);
            assert!(error.contains("invalid peer certificate"), "{error}");
            false
        }
    }
}

#[tokio::test]
async fn an_authority_is_trusted_only_if_its_root_is_given() {
    let authority = TlsAuthority::start().await;
    let pem = authority.root.pem();
    assert!(is_trusted(authority.builder().only_root_certificates(&pem)).await);
    assert!(is_trusted(authority.builder().only_root_certificates(authority.root.der())).await);
    // Further certificates in the file do not matter.
    let other = root().pem();
    let both = format!("{other}\n# a comment\n{pem}");
    assert!(is_trusted(authority.builder().only_root_certificates(both)).await);
    assert!(!is_trusted(authority.builder().only_root_certificates(&other)).await);
}

#[tokio::test]
async fn only_the_last_root_certificates_are_trusted() {
    let authority = TlsAuthority::start().await;
    let pem = authority.root.pem();
    let other = root().pem();
    let twice = |first: &str, last: &str| {
        authority.builder().only_root_certificates(first).only_root_certificates(last)
    };
    assert!(is_trusted(twice(&other, &pem)).await);
    assert!(!is_trusted(twice(&pem, &other)).await);
    #[cfg(feature = "bundled-roots")]
    {
        let bundled = || authority.builder().only_bundled_root_certificates();
        assert!(is_trusted(bundled().only_root_certificates(&pem)).await);
        let given = authority.builder().only_root_certificates(&pem);
        assert!(!is_trusted(given.only_bundled_root_certificates()).await);
    }
}

#[cfg(feature = "bundled-roots")]
#[tokio::test]
async fn bundled_roots_replace_those_of_the_machine() {
    let authority = TlsAuthority::start().await;
    assert!(!is_trusted(authority.builder().only_bundled_root_certificates()).await);
}

#[tokio::test]
async fn root_certificates_that_cannot_be_used_are_a_build_error() {
    let authority = TlsAuthority::start().await;
    let build = async |bytes: &[u8]| {
        let builder = authority.builder().only_root_certificates(bytes);
        builder.build().await.unwrap_err()
    };
    let key = KeyPair::generate().unwrap().serialize_pem();
    for none in ["", "no certificate", key.as_str()] {
        assert_eq!(build(none.as_bytes()).await, BuildError::NoRootCertificateGiven, "{none}");
    }
    let pem = authority.root.pem();
    let der = authority.root.der();
    let not_base64 = pem.replacen("MII", "%II", 1);
    let not_a_certificate = key.replace("PRIVATE KEY", "CERTIFICATE");
    let bad: [&[u8]; 4] =
        [not_base64.as_bytes(), not_a_certificate.as_bytes(), &der[..der.len() / 2], b"0"];
    for bytes in bad {
        let error = build(bytes).await;
        assert!(matches!(error, BuildError::InvalidRootCertificates { .. }), "{error}");
    }
    // A loopback authority without TLS does not hide them.
    let plain = SimulatedAuthority::start(&[super::published::key(0)]);
    let error = plain.builder().only_root_certificates(b"0").build().await.unwrap_err();
    assert!(matches!(error, BuildError::InvalidRootCertificates { .. }), "{error}");
}

/// Runs where the variable names a file that does not exist, as on a machine without certificates.
#[tokio::test]
#[ignore = "the test below runs it in another environment"]
async fn without_root_certificates() {
    let plain = SimulatedAuthority::start(&[key(0)]);
    assert!(is_trusted(plain.builder()).await, "a loopback authority over `http` needs none");
    let authority = TlsAuthority::start().await;
    for builder in [authority.builder(), authority.builder().start_without_keys()] {
        let error = builder.build().await.unwrap_err();
        assert!(matches!(error, BuildError::NoRootCertificates { .. }), "{error}");
        let text = with_sources(&error);
        for part in [
            authority.url.as_str(),
            "`ca-certificates`",
            "`SSL_CERT_FILE`",
            "`only_root_certificates`",
            "`bundled-roots`",
            "No CA certificates were loaded from the system",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    let pem = authority.root.pem();
    assert!(is_trusted(authority.builder().only_root_certificates(pem)).await);
    // The keys are at another place than the loopback authority, with TLS.
    let document = metadata(&format!("{}/{TENANT}/discovery/v2.0/keys", authority.url));
    plain.change(Document::Metadata, |served| served.document = document);
    let error = plain.builder().build().await.unwrap_err();
    assert!(matches!(error, BuildError::NoRootCertificates { .. }), "{error}");
    let pem = authority.root.pem();
    assert!(is_trusted(plain.builder().only_root_certificates(pem)).await);
}

#[cfg(all(unix, not(any(target_os = "android", target_vendor = "apple"))))]
#[test]
fn a_machine_without_root_certificates_is_a_build_error_that_names_the_remedies() {
    let missing = concat!(env!("CARGO_MANIFEST_DIR"), "/no-such-file.pem");
    let test = concat!(module_path!(), "::without_root_certificates");
    alone(test, &[("SSL_CERT_FILE", missing), ("SSL_CERT_DIR", "")]);
}

/// Runs where the variable names the root of an authority, whose key this process does not have.
#[tokio::test]
#[ignore = "the test below runs it in another environment"]
async fn with_the_root_of_another_authority() {
    let authority = TlsAuthority::start().await;
    assert!(!is_trusted(authority.builder()).await);
    assert!(is_trusted(authority.builder().only_root_certificates(authority.root.pem())).await);
}

#[cfg(all(unix, not(any(target_os = "android", target_vendor = "apple"))))]
#[test]
fn the_roots_of_the_machine_apply_unless_others_are_given() {
    let file = std::env::temp_dir().join(format!("entra-perms-roots-{}.pem", std::process::id()));
    std::fs::write(&file, root().pem()).unwrap();
    let test = concat!(module_path!(), "::with_the_root_of_another_authority");
    alone(test, &[("SSL_CERT_FILE", file.to_str().unwrap()), ("SSL_CERT_DIR", "")]);
    std::fs::remove_file(file).unwrap();
}

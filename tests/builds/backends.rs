//! Every backend gives equal results for tokens, and nothing panics, even if other crates of the
//! program change the process for `jsonwebtoken`.
//!
//! Features hold for the whole program, so each set of features is a program. The tokens are
//! fixed, because the feature `testing` would enable AWS-LC.

use std::process::Command;

use crate::scratch::Scratch;

/// Tokens of a user, v2.0, valid at 1,800,000,000 s. A script made them once and threw the keys
/// away. The secret of the token with an HMAC is the public key as OpenSSL writes it (PEM).
const TOKENS: &str = include_str!("tokens.json");

const MANIFEST: &str = r#"{
    "appId": "30000000-0000-4000-8000-000000000001",
    "signInAudience": "AzureADMyOrg",
    "appRoles": [{
        "id": "30000000-0000-4000-8000-000000000101",
        "value": "Files.Read",
        "isEnabled": true,
        "allowedMemberTypes": ["User"]
    }],
    "api": {
        "requestedAccessTokenVersion": 2,
        "oauth2PermissionScopes": [{
            "id": "30000000-0000-4000-8000-000000000201",
            "value": "Files.All",
            "isEnabled": true
        }]
    }
}"#;

/// Prints the result for each token, after another crate did the thing that the argument names.
const PROGRAM: &str = r#"
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifest.json",
        scopes = { "Files.All" => ["Files.*"] },
    }
}

fn main() {
    other::before(&std::env::args().nth(1).unwrap());
    let file: serde_json::Value = serde_json::from_str(include_str!("../tokens.json")).unwrap();
    let keys = match entra_perms_runtime::Jwks::from_json(file["jwks"].to_string()) {
        Ok(keys) => keys,
        Err(error) => return println!("{error}"),
    };
    let tenant = entra_perms_runtime::Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let builder = permissions::TokenValidator::builder(tenant).jwks(keys).clock(move || now);
    let validator = match at_once(builder.build()) {
        Ok(validator) => validator,
        Err(error) => return println!("{error}"),
    };
    for token in file["tokens"].as_array().unwrap() {
        let answer = match at_once(validator.validate(token["token"].as_str().unwrap())) {
            Ok(caller) => format!("{:?}", caller.effective()),
            Err(error) => error.to_string(),
        };
        println!("{}: {answer}", token["is"].as_str().unwrap());
    }
}

fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}
"#;

/// Things that another crate of the program does before tokens are verified. All of them change
/// the whole process.
const BEFORE: [&str; 4] =
    ["nothing", "decode a token", "install what panics", "install what takes all"];

const OTHER: &str = r#"
use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::signature::{Error, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};

static PANICS: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| panic!("the provider of the process was asked"),
    verifier_factory: |_, _| panic!("the provider of the process was asked"),
    key_utils: KeyUtils::new_unimplemented(),
};

static TAKES_ALL: CryptoProvider = CryptoProvider {
    signer_factory: PANICS.signer_factory,
    verifier_factory: |_, _| Ok(Box::new(Taken)),
    key_utils: KeyUtils::new_unimplemented(),
};

struct Taken;

impl Verifier<Vec<u8>> for Taken {
    fn verify(&self, _: &[u8], _: &Vec<u8>) -> Result<(), Error> {
        Ok(())
    }
}

impl JwtVerifier for Taken {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

pub fn before(what: &str) {
    match what {
        "nothing" => {}
        "decode a token" => {
            // This chooses the provider of the process. It panics unless exactly one is compiled
            // in.
            let decoded = std::panic::catch_unwind(|| {
                let key = DecodingKey::from_secret(b"secret");
                jsonwebtoken::decode::<()>("eyJhbGciOiJIUzI1NiJ9.e30.e30", &key, &Validation::default()).is_ok()
            });
            assert!(!decoded.unwrap_or_default());
            PANICS.install_default().expect_err("nothing was settled");
        }
        "install what panics" => PANICS.install_default().unwrap(),
        "install what takes all" => TAKES_ALL.install_default().unwrap(),
        _ => panic!("{what}"),
    }
}
"#;

/// The output of a program with a backend.
const VERIFIED: &str = r#"good: {"Files.Read"}
a bit of the signature flipped: the token's signature is wrong
the signature cut short: the token's signature is wrong
signed with another key: the token's signature is wrong
signed with a key of 1024 bits: the token is signed with a key that the issuer does not publish; if the registration has its own signing keys, use `custom_signing_keys`
the public key as an HMAC secret: the token is not signed with RS256
not signed, and says so: not a signed token: one of its parts is empty
says that it is not signed, and has a signature: the token is not signed with RS256
"#;

/// The output of a program without a backend.
const NO_BACKEND: &str = "\
no cryptography is compiled in: enable the feature `aws-lc-rs` or `rust-crypto` of entra-perms-runtime
";

#[test]
#[ignore = "builds a dependency tree; `.ci/run` includes it"]
fn aws_lc_alone() {
    check("backends-aws-lc", &["aws-lc-rs"], &[], VERIFIED);
}

#[test]
#[ignore = "builds a dependency tree; `.ci/run` includes it"]
fn rust_crypto_alone() {
    check("backends-rust-crypto", &["rust-crypto"], &[], VERIFIED);
}

#[test]
#[ignore = "builds a dependency tree; `.ci/run` includes it"]
fn both() {
    check("backends-both", &["aws-lc-rs", "rust-crypto"], &[], VERIFIED);
}

#[test]
#[ignore = "builds a dependency tree; `.ci/run` includes it"]
fn aws_lc_with_rust_crypto_of_another_crate() {
    check("backends-aws-lc-other", &["aws-lc-rs"], &["rust_crypto"], VERIFIED);
}

#[test]
#[ignore = "builds a dependency tree; `.ci/run` includes it"]
fn rust_crypto_with_aws_lc_of_another_crate() {
    check("backends-rust-crypto-other", &["rust-crypto"], &["aws_lc_rs"], VERIFIED);
}

#[test]
#[ignore = "builds a dependency tree; `.ci/run` includes it"]
fn none() {
    check("backends-none", &[], &[], NO_BACKEND);
}

/// The backend of the other crate is not used: it could disappear with that crate.
#[test]
#[ignore = "builds a dependency tree; `.ci/run` includes it"]
fn no_backend_but_one_of_another_crate() {
    check("backends-none-other", &[], &["rust_crypto"], NO_BACKEND);
}

/// TLS has cryptography of its own, for fetching keys. The whole process shares it.
#[test]
#[ignore = "builds a dependency tree; `.ci/run` includes it"]
fn tls_that_another_crate_has_chosen() {
    let mut scratch = Scratch::depending(
        "backends-tls",
        &["macros", "rust-crypto", "discovery"],
        "rustls = { version = \"0.23\", default-features = false, features = [\"ring\", \"std\"] }\n\
         tokio = { version = \"1\", features = [\"rt\", \"net\", \"time\"] }\n",
    );
    scratch.write("manifest.json", MANIFEST);
    scratch.write("src/main.rs", FETCHES);
    let build = scratch.cargo(&["build"]);
    let program = scratch.program(&build);
    for chosen in ["nothing", "ring"] {
        let output = Command::new(&program).arg(chosen).env("NO_PROXY", "*").output().unwrap();
        let (said, failed) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{chosen}: {}\n{failed}", output.status);
        assert!(said.contains("cannot be read: error sending request"), "{chosen}: {said}");
    }
}

/// Asks an authority for its keys over TLS, at a port of this machine that never completes a
/// handshake.
const FETCHES: &str = r#"
mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifest.json",
        scopes = { "Files.All" => ["Files.*"] },
    }
}

fn main() {
    if std::env::args().nth(1).unwrap() == "ring" {
        rustls::crypto::ring::default_provider().install_default().unwrap();
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let hello = &mut [0; 1];
            std::io::Read::read_exact(&mut stream.unwrap(), hello).unwrap();
            assert_eq!(hello, &[22], "a handshake of TLS");
        }
    });
    let tenant = entra_perms_runtime::Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
    let build = permissions::TokenValidator::builder(tenant).authority(authority).build();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(build).unwrap_err();
    println!("{error}: {}", std::error::Error::source(&error).unwrap());
}
"#;

/// Builds a program with backends of the runtime and with features of `jsonwebtoken` that another
/// crate enables. Runs it once for each thing that the other crate may do before.
fn check(name: &'static str, backends: &[&str], of_other: &[&str], expected: &str) {
    let features = [&["macros"], backends].concat();
    let mut scratch =
        Scratch::depending(name, &features, "serde_json = \"1\"\nother = { path = \"other\" }\n");
    scratch.write("manifest.json", MANIFEST);
    scratch.write("tokens.json", TOKENS);
    scratch.write("src/main.rs", PROGRAM);
    scratch.write(
        "other/Cargo.toml",
        &format!(
            "[package]\nname = \"other\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n\
             jsonwebtoken = {{ version = \"11.1\", default-features = false, features = {of_other:?} }}\n"
        ),
    );
    scratch.write("other/src/lib.rs", OTHER);

    let build = scratch.cargo(&["build"]);
    let program = scratch.program(&build);
    for before in BEFORE {
        let output = Command::new(&program).arg(before).output().unwrap();
        let (said, failed) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{name}, {before}: {}\n{failed}", output.status);
        assert_eq!(said, expected, "{name}, {before}");
    }
}

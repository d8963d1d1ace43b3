//! The validators, and the values that they must require in a token.

use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use entra_perms_runtime::{Jwks, Tenants, TokenVersion};

use super::permissions::TokenValidator;

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const OTHER_TENANT: &str = "5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11";
const PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
pub const DEV: &str = "8f0cbb4e-6a0c-4a3f-9a8c-2f3a1b0c9d11";
pub const PROD: &str = "620539d0-bd16-4c89-b6c4-32fc0414e29f";
pub const NOW: u32 = 1_800_000_000;
pub const SKEW: u32 = 60;

/// A key that OpenSSL made for this target only. It signed one token; its private part was deleted.
const KEYS: &str = include_str!("../../seeds/jwks/entra.json");
pub const GENUINE: &str = include_str!("../../seeds/token/genuine");

/// The time since which Entra marks app-only tokens for the one service with `idtyp_since`.
pub const SINCE: u32 = NOW;

/// A validator, and the values that it must require in a token.
pub struct Service {
    pub validator: TokenValidator,
    pub key_issuers: Vec<String>,
    pub admits: fn(&str) -> bool,
    pub versions: &'static [&'static str],
    pub client_id: &'static str,
    pub uri: &'static str,
    pub further: Option<&'static str>,
    pub marks_app_only: bool,
    /// The earliest `iat` of tokens that have the claims about agents. `None` if the manifest does
    /// not request them, and 0 if a token without `iat` has them, too.
    pub agent_claims_since: Option<u32>,
}

pub static SERVICES: LazyLock<[Service; 3]> = LazyLock::new(|| {
    let builder = |tenant, client_id: &str| {
        let keys = Jwks::from_json(KEYS).unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW.into());
        TokenValidator::builder(tenant)
            .client_id(client_id)
            .jwks(keys)
            .keep_claims()
            .clock(move || now)
    };
    let single = builder(Tenants::single(TENANT).unwrap(), DEV).token_version(TokenVersion::V2);
    let since = SystemTime::UNIX_EPOCH + Duration::from_secs(SINCE.into());
    let any = builder(Tenants::any_organization(), PROD)
        .token_version(TokenVersion::V1)
        .idtyp_since(since);
    let two = builder(Tenants::any_of([TENANT, OTHER_TENANT]).unwrap(), DEV)
        .audience("urn:further")
        .agent_claims_since(since);
    let services = [
        Service {
            validator: at_once(single.build()).unwrap(),
            key_issuers: Vec::new(),
            admits: |tid| tid == TENANT,
            versions: &["2.0"],
            client_id: DEV,
            uri: "api://crm",
            further: None,
            marks_app_only: false,
            agent_claims_since: Some(0),
        },
        Service {
            validator: at_once(any.build()).unwrap(),
            key_issuers: vec!["https://sts.windows.net/{tenantid}/".to_owned()],
            admits: |tid| tid != PERSONAL_ACCOUNTS,
            versions: &["1.0"],
            client_id: PROD,
            uri: "https://crm.example",
            further: None,
            marks_app_only: true,
            agent_claims_since: None,
        },
        Service {
            validator: at_once(two.build()).unwrap(),
            key_issuers: vec!["https://login.microsoftonline.com/{tenantid}/v2.0".to_owned()],
            admits: |tid| tid == TENANT || tid == OTHER_TENANT,
            versions: &["1.0", "2.0"],
            client_id: DEV,
            uri: "api://crm",
            further: Some("urn:further"),
            marks_app_only: false,
            agent_claims_since: Some(SINCE),
        },
    ];
    assert!(
        at_once(services[0].validator.validate(GENUINE)).is_ok(),
        "the genuine token is accepted"
    );
    services
});

/// Returns the output of a future that does not wait: the validators have fixed keys.
pub fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("fixed keys are not fetched"),
    }
}

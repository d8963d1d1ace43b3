//! A token of Entra's, and what can be changed about it: claims, text, signature, and the whole.

use std::sync::LazyLock;

use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::super::signed_tokens::{self, ISSUER, now};
use crate::model::TokenVersion;
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::{DevIssuer, TokenBuilder};

/// Who has keys of its own, which nobody publishes for our tenant.
pub(super) static STRANGER: LazyLock<DevIssuer> = LazyLock::new(|| DevIssuer::new(TENANT).unwrap());

/// When all tokens of the table are looked at.
pub(super) const NOW: u64 = 1_800_000_000;
pub(super) const CLIENT: &str = "00000001-de70-4000-8000-000000000003";

/// A token as Entra would have made it, and what becomes of it.
pub(super) struct Token {
    good: String,
    header: Part,
    payload: Part,
    sign: Sign,
    change: Box<dyn FnOnce(&str) -> String>,
}

/// From a message to its signature.
type Sign = Box<dyn FnOnce(&[u8]) -> Vec<u8>>;

enum Part {
    Json(Map<String, Value>),
    Bytes(Vec<u8>),
    /// What stands between the dots.
    Encoded(String),
}

/// A client that acts for a user, v2.0.
pub(super) fn user() -> Token {
    static USER: LazyLock<String> = LazyLock::new(|| signed_tokens::user().sign());
    Token::signed_once(&USER)
}

/// An application that acts as itself, v2.0.
pub(super) fn app() -> Token {
    static APP: LazyLock<String> = LazyLock::new(|| signed_tokens::app().sign());
    Token::signed_once(&APP)
}

pub(super) fn v1_user() -> Token {
    static USER: LazyLock<String> =
        LazyLock::new(|| signed_tokens::user().version(TokenVersion::V1).sign());
    Token::signed_once(&USER)
}

pub(super) fn v1_app() -> Token {
    static APP: LazyLock<String> =
        LazyLock::new(|| signed_tokens::app().version(TokenVersion::V1).sign());
    Token::signed_once(&APP)
}

/// The same user, as another issuer would have it, whose keys are its own.
pub(super) fn stranger() -> TokenBuilder<'static, TestModel> {
    STRANGER
        .user()
        .roles([Role::ReadTeam, Role::Console])
        .scopes([Scope::Crm])
        .issued_at(now())
}

impl Token {
    pub(super) fn of(good: TokenBuilder<'static, TestModel>) -> Self {
        Self::signed_once(&good.sign())
    }

    /// From a token as it is sent. Most rows begin with the same few, and signing takes a while.
    fn signed_once(good: &str) -> Self {
        let mut parts = good
            .split('.')
            .map(|part| serde_json::from_slice(&decode(part)).unwrap_or_default());
        let (header, payload) =
            (Part::Json(parts.next().unwrap()), Part::Json(parts.next().unwrap()));
        let (sign, change) = (by(&ISSUER), Box::new(str::to_owned));
        Self { good: good.to_owned(), header, payload, sign, change }
    }

    /// What was done so far is how the token was good: what follows makes it bad.
    pub(super) fn but(self) -> Self {
        Self::signed_once(&self.sent().1)
    }

    pub(super) fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.payload.json_mut().insert(name.to_owned(), value.into());
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        assert!(self.payload.json_mut().remove(name).is_some(), "there is no `{name}`");
        self
    }

    pub(super) fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.json_mut().insert(name.to_owned(), value.into());
        self
    }

    pub(super) fn without_header(mut self, name: &str) -> Self {
        assert!(self.header.json_mut().remove(name).is_some(), "there is no `{name}`");
        self
    }

    /// Changes the JSON of the payload as text, before it is signed.
    pub(super) fn payload_text<T: Into<Vec<u8>>>(
        mut self,
        change: impl FnOnce(String) -> T,
    ) -> Self {
        self.payload = Part::Bytes(change(self.payload.text()).into());
        self
    }

    pub(super) fn header_text<T: Into<Vec<u8>>>(
        mut self,
        change: impl FnOnce(String) -> T,
    ) -> Self {
        self.header = Part::Bytes(change(self.header.text()).into());
        self
    }

    /// One more member, as text, behind all that are there.
    pub(super) fn and(self, member: &str) -> Self {
        self.payload_text(|text| append(&text, member))
    }

    pub(super) fn and_in_header(self, member: &str) -> Self {
        self.header_text(|text| append(&text, member))
    }

    /// Changes what stands between the dots, before it is signed.
    pub(super) fn encoded_payload(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.payload = Part::Encoded(change(&self.payload.encoded()));
        self
    }

    pub(super) fn encoded_header(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.header = Part::Encoded(change(&self.header.encoded()));
        self
    }

    pub(super) fn signed_by(self, issuer: &'static DevIssuer) -> Self {
        Self { sign: by(issuer), ..self }
    }

    /// Signs in another way.
    pub(super) fn signed(self, sign: impl FnOnce(&[u8]) -> Vec<u8> + 'static) -> Self {
        Self { sign: Box::new(sign), ..self }
    }

    /// Changes the token when it was signed.
    pub(super) fn then(self, change: impl FnOnce(&str) -> String + 'static) -> Self {
        Self { change: Box::new(change), ..self }
    }

    /// Changes one part of the token when it was signed.
    pub(super) fn then_part(
        self,
        part: usize,
        change: impl FnOnce(&str) -> String + 'static,
    ) -> Self {
        self.then(move |token| {
            let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
            parts[part] = change(&parts[part]);
            parts.join(".")
        })
    }

    /// The token as it was good, and as it is now.
    pub(super) fn sent(self) -> (String, String) {
        let message = format!("{}.{}", self.header.encoded(), self.payload.encoded());
        let signature = encode((self.sign)(message.as_bytes()));
        (self.good, (self.change)(&format!("{message}.{signature}")))
    }
}

impl Part {
    fn json_mut(&mut self) -> &mut Map<String, Value> {
        let Self::Json(json) = self else { panic!("it is text already") };
        json
    }

    fn text(&self) -> String {
        match self {
            Self::Json(json) => Value::Object(json.clone()).to_string(),
            Self::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
            Self::Encoded(_) => panic!("it is encoded already"),
        }
    }

    fn encoded(&self) -> String {
        match self {
            Self::Json(json) => encode(Value::Object(json.clone()).to_string()),
            Self::Bytes(bytes) => encode(bytes),
            Self::Encoded(text) => text.clone(),
        }
    }
}

fn by(issuer: &'static DevIssuer) -> Sign {
    Box::new(|message| issuer.sign_raw(&RSA_PKCS1_SHA256, message))
}

fn append(object: &str, member: &str) -> String {
    format!("{},{member}}}", object.strip_suffix('}').unwrap())
}

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn decode(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).unwrap()
}

/// The key that signs, as it is published.
pub(super) fn published(issuer: &DevIssuer) -> Value {
    let mut document: Value = serde_json::from_str(&issuer.jwks_json()).unwrap();
    document["keys"][0].take()
}

pub(super) fn kid(issuer: &DevIssuer) -> String {
    published(issuer)["kid"].as_str().unwrap().to_owned()
}

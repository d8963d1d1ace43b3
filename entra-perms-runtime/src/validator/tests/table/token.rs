//! A token like Entra's, with methods that change its claims, text, signature or encoding.

use std::sync::LazyLock;

use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::super::signed_tokens::{self, ISSUER, now};
use crate::model::TokenVersion;
use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::{DevIssuer, TokenBuilder};

/// An issuer with its own key, which is not published for our tenant.
pub(super) static STRANGER: LazyLock<DevIssuer> = LazyLock::new(|| DevIssuer::new(TENANT).unwrap());

/// The time at which all tokens of the table are validated, in seconds.
pub(super) const NOW: u64 = 1_800_000_000;
pub(super) const CLIENT: &str = "00000001-de70-4000-8000-000000000003";

/// A good token, and the changes that are made to it.
pub(super) struct Token {
    good: String,
    header: Part,
    payload: Part,
    sign: Sign,
    edit: Edit,
}

/// A function that returns the signature of a message.
type Sign = Box<dyn FnOnce(&[u8]) -> Vec<u8>>;

/// A function that changes a signed token.
type Edit = Box<dyn FnOnce(&str) -> String>;

enum Part {
    Json(Map<String, Value>),
    Bytes(Vec<u8>),
    /// The text between the dots.
    Encoded(String),
}

/// Returns a v2.0 delegated token.
pub(super) fn user() -> Token {
    static USER: LazyLock<String> = LazyLock::new(|| signed_tokens::user().sign());
    Token::parse(&USER)
}

/// Returns a v2.0 app-only token.
pub(super) fn app() -> Token {
    static APP: LazyLock<String> = LazyLock::new(|| signed_tokens::app().sign());
    Token::parse(&APP)
}

pub(super) fn v1_user() -> Token {
    static USER: LazyLock<String> =
        LazyLock::new(|| signed_tokens::user().version(TokenVersion::V1).sign());
    Token::parse(&USER)
}

pub(super) fn v1_app() -> Token {
    static APP: LazyLock<String> =
        LazyLock::new(|| signed_tokens::app().version(TokenVersion::V1).sign());
    Token::parse(&APP)
}

/// Returns the claims of [`user`], to be signed with the stranger's key.
pub(super) fn stranger() -> TokenBuilder<'static, TestModel> {
    STRANGER
        .user()
        .roles([Role::ReadTeam, Role::Console])
        .scopes([Scope::Crm])
        .issued_at(now())
}

impl Token {
    pub(super) fn from_builder(good: TokenBuilder<'static, TestModel>) -> Self {
        Self::parse(&good.sign())
    }

    /// Parses a signed token. Most rows share a few good tokens, because signing is slow.
    fn parse(good: &str) -> Self {
        let mut parts = good.split('.').map(|part| serde_json::from_slice(&decode(part)).unwrap());
        Self {
            good: good.to_owned(),
            header: Part::Json(parts.next().unwrap()),
            payload: Part::Json(parts.next().unwrap()),
            sign: rs256_with(&ISSUER),
            edit: Box::new(str::to_owned),
        }
    }

    /// Makes the token as changed so far the good one. Later changes make it bad.
    pub(super) fn good_so_far(self) -> Self {
        Self::parse(&self.build().1)
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

    /// Appends a claim to the payload as text, so that it can be a duplicate.
    pub(super) fn append_claim(self, member: &str) -> Self {
        self.payload_text(|text| append(&text, member))
    }

    pub(super) fn append_header(self, member: &str) -> Self {
        self.header_text(|text| append(&text, member))
    }

    /// Changes the encoded payload, before it is signed.
    pub(super) fn encoded_payload(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.payload = Part::Encoded(change(&self.payload.encoded()));
        self
    }

    pub(super) fn encoded_header(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.header = Part::Encoded(change(&self.header.encoded()));
        self
    }

    pub(super) fn sign_as(self, issuer: &'static DevIssuer) -> Self {
        Self { sign: rs256_with(issuer), ..self }
    }

    /// Replaces the signature.
    pub(super) fn sign_with(self, sign: impl FnOnce(&[u8]) -> Vec<u8> + 'static) -> Self {
        Self { sign: Box::new(sign), ..self }
    }

    /// Changes the token after it is signed.
    pub(super) fn edit_token(self, change: impl FnOnce(&str) -> String + 'static) -> Self {
        Self { edit: Box::new(change), ..self }
    }

    /// Changes one part of the token after it is signed.
    pub(super) fn edit_part(
        self,
        part: usize,
        change: impl FnOnce(&str) -> String + 'static,
    ) -> Self {
        self.edit_token(move |token| {
            let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
            parts[part] = change(&parts[part]);
            parts.join(".")
        })
    }

    /// Returns the good token and the changed one, both signed.
    pub(super) fn build(self) -> (String, String) {
        let message = format!("{}.{}", self.header.encoded(), self.payload.encoded());
        let signature = encode((self.sign)(message.as_bytes()));
        (self.good, (self.edit)(&format!("{message}.{signature}")))
    }
}

impl Part {
    fn json_mut(&mut self) -> &mut Map<String, Value> {
        let Self::Json(json) = self else { panic!("the part is already text") };
        json
    }

    fn text(&self) -> String {
        match self {
            Self::Json(json) => Value::Object(json.clone()).to_string(),
            Self::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
            Self::Encoded(_) => panic!("the part is already encoded"),
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

fn rs256_with(issuer: &'static DevIssuer) -> Sign {
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

/// Returns the public key of the issuer as a JWK.
pub(super) fn published(issuer: &DevIssuer) -> Value {
    let mut document: Value = serde_json::from_str(&issuer.jwks_json()).unwrap();
    document["keys"][0].take()
}

pub(super) fn kid(issuer: &DevIssuer) -> String {
    published(issuer)["kid"].as_str().unwrap().to_owned()
}

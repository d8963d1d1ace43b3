//! From plain data to a signed token, without the types of a model: the development issuer and the
//! command `cargo entra-perms token` sign with this module. In data order:
//!
//! - `agent`, `api`, `client`: the actor of a token, the API that it is for, and its client;
//! - `contents`: all of these, with the roles and scopes as values;
//! - `claims`: the contents as the claims that Entra writes;
//! - `key`: an RSA key; `key_file`: the key that the programs of a target folder share;
//! - `signer`: the keys of an issuer, which sign the contents.

mod agent;
mod api;
mod claims;
mod client;
mod contents;
mod key;
mod key_file;
mod signer;

pub use agent::TokenActor;
pub use api::TokenApi;
pub use client::{ClientProof, TokenClient};
pub use contents::{
    AGENT_ACCOUNT, BLUEPRINT, CLIENT, DEVELOPMENT_TENANT, SERVICE, TokenContents, USER,
};
pub use key::SigningKey;
pub use key_file::{SharedKeyError, shared_key, target_folder};
pub use signer::Signer;

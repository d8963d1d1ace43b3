//! A development issuer: signs access tokens shaped like Entra's, and can serve the metadata and keys that they are
//! verified with. **For tests and local development only**: whoever trusts it trusts everyone who can reach it.
//!
//! - `issuer`: the issuer and its key;
//! - `token`: what it signs;
//! - `server`: what it serves.
//!
//! In a test, without a network and without an async runtime:
//!
//! ```
//! # entra_perms_runtime::permissions! { manifest = "manifests/crm.json", scopes = {
//! #     "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
//! #     "Crm.ReadWrite.*" => ["Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*"],
//! #     "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
//! # } }
//! # use entra_perms_runtime::{Tenant, testing::DevIssuer};
//! # const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! let issuer = DevIssuer::new(TENANT)?;
//! let validator = TokenValidator::builder(Tenant::single(TENANT)?).jwks(issuer.jwks()).build().await?;
//! let token = issuer.user::<Model>().roles([Role::ContactsReadTeam]).scopes([Scope::CrmReadTeam]).sign();
//! assert!(validator.validate(&token).await?.can(Role::ContactsReadTeam));
//! # Ok(())
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     tokio::runtime::Builder::new_current_thread().build()?.block_on(test())
//! # }
//! ```
//!
//! Where the program was built for the app registrations of several environments, tokens are for the first, the one of
//! `manifest`, unless [`registration`](TokenBuilder::registration) says otherwise, with what the validator's
//! [`client_id`](crate::TokenValidatorBuilder::client_id) was told.

mod issuer;
mod server;
mod token;

pub use issuer::{DevIssuer, DevIssuerError};
pub use token::TokenBuilder;

//! Support for MCP servers that are made with [rmcp](https://docs.rs/rmcp), the official SDK for
//! Rust: guards on single tools and prompts.
//!
//! This module needs the feature `rmcp`. It gives you:
//!
//! - `#[requires]` above `#[tool]` and `#[prompt]`: rmcp passes the caller on to the guard;
//! - [`GuardedTools`] and [`GuardedPrompts`], which show each caller the tools and prompts that it
//!   may use, and find those without a guard;
//! - [`EntraLayer::tools`], which asks a client for the scopes of one tool before the body is read;
//! - [`SessionLayer`], which binds sessions to their callers, and ends streams with the token;
//! - [`Denied`](crate::Denied), which converts into an [`ErrorData`](::rmcp::ErrorData).
//!
//! # Example
//!
//! The module `permissions` invokes [`permissions!`](macro@crate::permissions), as in the
//! [crate documentation](crate).
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use std::sync::Arc;
//!
//! use axum::Router;
//! use entra_perms_runtime::mcp::{GuardedTools, SessionLayer};
//! use entra_perms_runtime::{EntraLayer, requires};
//! use permissions::{Model, TokenValidator, roles::*};
//! use rmcp::model::{ListToolsResult, PaginatedRequestParams};
//! use rmcp::service::RequestContext;
//! use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
//! use rmcp::transport::streamable_http_server::{
//!     StreamableHttpServerConfig, StreamableHttpService,
//! };
//! use rmcp::{ErrorData, RoleServer, ServerHandler, tool, tool_handler, tool_router};
//!
//! #[derive(Clone)]
//! struct Contacts {
//!     tools: GuardedTools<Self, Model>,
//! }
//!
//! #[tool_router]
//! impl Contacts {
//!     /// Lists the contacts of the user's team.
//!     #[requires(permissions::roles::Contacts::Read::Team)]
//!     #[tool]
//!     async fn list_contacts(&self) -> Result<String, ErrorData> {
//!         Ok("Ada, Grace".to_owned())
//!     }
//! }
//!
//! #[tool_handler(router = self.tools)]
//! impl ServerHandler for Contacts {
//!     // The tools that this caller may call.
//!     async fn list_tools(
//!         &self,
//!         _: Option<PaginatedRequestParams>,
//!         context: RequestContext<RoleServer>,
//!     ) -> Result<ListToolsResult, ErrorData> {
//!         Ok(self.tools.list(&context))
//!     }
//! }
//!
//! # fn main() {}
//! fn app(validator: TokenValidator) -> Result<Router, Box<dyn std::error::Error>> {
//!     let tools = GuardedTools::new(Contacts::tool_router())?;
//!     let entra = EntraLayer::new(validator)
//!         .resource("https://mcp.contoso.com/mcp")?
//!         .tools(&tools);
//!     let server = Contacts { tools };
//!     let sessions = Arc::new(LocalSessionManager::default());
//!     let config = StreamableHttpServerConfig::default()
//!         .with_allowed_hosts(["mcp.contoso.com"])
//!         .with_legacy_session_mode(false);
//!     let mcp = StreamableHttpService::new(move || Ok(server.clone()), sessions, config);
//!     let mcp = SessionLayer::<Model>::new().around(mcp);
//!     Ok(Router::new().nest_service("/mcp", mcp).layer(entra))
//! }
//! ```
//!
//! # Tools and prompts
//!
//! Put `#[requires]` **above** `#[tool]` or `#[prompt]`. The function returns a
//! `Result<_, rmcp::ErrorData>`, or with another error type that is `From<Denied>` and that rmcp
//! accepts. The attribute adds a parameter that rmcp fills from the request, so it needs no
//! `caller = …`. To use the caller in the function, take the
//! [`RequestContext`](::rmcp::service::RequestContext) and name it: `caller = context`. Then
//! [`Caller::from_request(&context)?`](crate::Caller::from_request) returns the caller.
//!
//! - [`GuardedTools::new`] is an error if two guards name one tool, or if a guard names a tool that
//!   the router does not have. If a program has several servers, put each into a module of its own,
//!   and use [`GuardedTools::in_module`].
//! - A tool that is added to the router by hand has no attribute. Name its requirement with
//!   [`GuardedTools::require`].
//! - A tool without a guard is open to every caller that the layer lets in. Let a test list them:
//!   [`GuardedTools::unguarded`].
//! - Resources and completions are not functions in rmcp. Guard `read_resource` and `complete` with
//!   `caller = context`, or call [`Caller::require`](crate::Caller::require) in them.
//! - A list has one page, as in rmcp.
//!
//! # Refusals
//!
//! | a call | response |
//! |---|---|
//! | without a valid token | 401 of the layer, with the URL of the document (RFC 9728) |
//! | without any token, behind an optional layer, if headers name a guarded tool | 401 of the layer |
//! | that further scopes would permit, if headers name the tool | 403 of the layer, with the scopes of this tool |
//! | that is denied for another reason, or whose headers do not name the tool | 200 with an error of JSON-RPC: code -32003, the reason in `message`, and `data` for the client |
//! | over a transport other than HTTP, such as stdio | error of JSON-RPC: code -32603; the log says that there is no caller |
//!
//! A denial is checked before the arguments of the tool are read, so that it tells nothing about
//! them.

mod caller;
mod error;
mod layer;
mod list;
mod prompts;
mod sessions;
mod tools;

pub use self::caller::McpCaller;
pub use self::prompts::GuardedPrompts;
pub use self::sessions::{SessionBody, SessionLayer, SessionService};
pub use self::tools::GuardedTools;
#[cfg(doc)]
use crate::EntraLayer;
pub use crate::guard::{GuardsError, McpItem, McpKind};

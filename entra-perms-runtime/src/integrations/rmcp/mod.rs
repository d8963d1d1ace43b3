//! MCP servers made with rmcp, the official SDK for Rust: guards on single tools and prompts.

mod caller;
mod error;
mod guards;
mod guards_error;
mod item;
mod prompts;
mod sessions;
mod tools;

pub use self::caller::McpCaller;
pub(crate) use self::guards::McpGuards;
pub use self::guards_error::GuardsError;
pub use self::item::{McpItem, McpKind};
pub use self::prompts::GuardedPrompts;
pub use self::sessions::{SessionBody, SessionLayer, SessionService};
pub use self::tools::GuardedTools;

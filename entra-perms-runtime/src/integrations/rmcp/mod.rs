//! MCP servers made with rmcp, the official SDK for Rust: guards on single tools and prompts.

mod caller;
mod error;
mod item;
mod sessions;
mod tools;
mod tools_error;

pub use self::caller::McpCaller;
pub use self::item::{McpItem, McpKind};
pub use self::sessions::{SessionBody, SessionLayer, SessionService};
pub use self::tools::GuardedTools;
pub(crate) use self::tools::{ToolGuard, ToolGuards};
pub use self::tools_error::ToolsError;

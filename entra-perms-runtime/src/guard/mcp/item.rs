//! A guarded tool or prompt.

use core::fmt;

/// A tool or a prompt of an MCP server that `#[requires]` guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct McpItem {
    kind: McpKind,
    name: &'static str,
}

/// The kind of an [`McpItem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum McpKind {
    /// A function with `#[tool]`.
    Tool,
    /// A function with `#[prompt]`.
    Prompt,
}

/// Writes ``tool `list_contacts` ``.
impl fmt::Display for McpItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            McpKind::Tool => "tool",
            McpKind::Prompt => "prompt",
        };
        write!(f, "{kind} `{}`", self.name)
    }
}

impl McpItem {
    #[doc(hidden)]
    #[must_use]
    pub const fn tool(name: &'static str) -> Self {
        Self { kind: McpKind::Tool, name }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn prompt(name: &'static str) -> Self {
        Self { kind: McpKind::Prompt, name }
    }

    /// Returns the kind.
    #[must_use]
    pub const fn kind(self) -> McpKind {
        self.kind
    }

    /// Returns the name by which clients call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }
}

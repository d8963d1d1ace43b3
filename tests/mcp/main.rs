//! Guards on the tools of an MCP server made with rmcp, over HTTP.

mod calls;
mod client;
mod decisions;
mod headers;
mod lists;
mod prompts;
mod server;
mod sessions;
mod several;
mod streams;
mod without_http;

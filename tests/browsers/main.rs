//! WebSockets and event streams of browsers, which cannot set a header.
//!
//! - `service`: an API with a WebSocket, an event stream and tickets;
//! - `websocket`: a real WebSocket client, over HTTP/1.1 and HTTP/2;
//! - `events`: event streams with tickets;
//! - `seen`: the parts of a request that the service sees, in all frameworks;
//! - `chromium`: a page of another origin, in a real browser;
//! - `log`: everything that the process logs.

mod chromium;
mod events;
mod log;
mod seen;
mod service;
mod websocket;

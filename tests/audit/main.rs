//! What the program knows of its own guards, and which routes none of them covers.

mod functions;
mod routes;

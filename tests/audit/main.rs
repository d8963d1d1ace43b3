//! What the program knows of its own guards, which routes none of them covers, and which guards are lost.

mod functions;
mod routes;
mod sources;

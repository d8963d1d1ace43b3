//! docs/guide/explorer.md. The page has no Rust code. The tests of `cargo-entra-perms` run its
//! commands, and use the page in a browser.

//! docs/guide/refused.md. The page has no Rust code. The tests of `cargo-entra-perms` run its
//! commands.

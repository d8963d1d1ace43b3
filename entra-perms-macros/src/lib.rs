//! The macros of `entra-perms`. Depend on `entra-perms-runtime`, which re-exports and documents them.

//! The warnings are the compiler's, and `deny(warnings)` makes them errors. The user's own
//! `allow(deprecated)` does not silence them.
#![deny(warnings)]
#![allow(deprecated)]

entra_perms_runtime::permissions! { manifest = "tests/manifests/without_idtyp.json" }

fn main() {}

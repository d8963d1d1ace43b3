//! Sets `wording_of_this_rustc` if this version of rustc wrote the expected texts.

use std::env;
use std::process::Command;

/// The version that wrote the files `fail/*.stderr`. Change it when a newer version writes them.
const WORDING_OF: &str = "rustc 1.95.";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(wording_of_this_rustc)");
    let rustc = env::var_os("RUSTC").expect("cargo sets RUSTC");
    let version = Command::new(rustc).arg("--version").output().expect("rustc runs").stdout;
    if version.starts_with(WORDING_OF.as_bytes()) {
        println!("cargo::rustc-cfg=wording_of_this_rustc");
    }
}

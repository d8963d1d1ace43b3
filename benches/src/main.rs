//! What entra-perms costs, beside what one would take instead.
//!
//! ```sh
//! cd benches
//! cargo run --release                    # everything, and `../docs/performance.md` and its chart anew
//! cargo run --release -- verification    # a section or some, on the terminal alone
//! ```

mod measure;
mod permissions;
mod report;
mod tokens;

use std::env;

use self::report::Section;

/// What is measured, in this order.
const SECTIONS: &[(&str, fn() -> Section)] = &[];

fn main() {
    let chosen: Vec<String> = env::args().skip(1).collect();
    for (key, section) in SECTIONS {
        if chosen.is_empty() || chosen.iter().any(|chosen| chosen == key) {
            println!("{}", report::markdown(&section()));
        }
    }
}

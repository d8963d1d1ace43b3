//! Builds the program again if a migration is added. The macro that reads them does not notice it.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}

//! The help, which the table of keys generates.

use core::fmt::Write as _;

use super::key::{DefaultValue, Key, Kind};

/// Returns the help.
#[must_use]
pub fn help() -> String {
    let mut help = "\
Usage: example-crm [OPTIONS]

Serves the CRM until Ctrl-C or SIGTERM.

Options:
"
    .to_owned();
    line(&mut help, "--config FILE", "TOML file of settings");
    for key in Key::ALL {
        let row = key.row();
        let option = match row.kind {
            Kind::Text(word) | Kind::Number(word) | Kind::List(word) => {
                format!("--{} {word}", key.option())
            }
            Kind::Flag => format!("--{}", key.option()),
        };
        line(&mut help, &option, row.meaning);
        match row.default {
            DefaultValue::Text("") => {}
            DefaultValue::Text(default) | DefaultValue::Nothing(default) => {
                line(&mut help, "", &format!("(default: {default})"));
            }
        }
    }
    line(&mut help, "-h, --help", "print this help");
    help.push_str(
        "
Each setting is also a variable and a key of the file: `--max-body` is `CRM_MAX_BODY` in the
environment and `max_body` in the file. The option counts most, then the variable, then the file.",
    );
    help
}

fn line(help: &mut String, option: &str, meaning: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(help, "  {option:<27} {meaning}");
}

//! The plan as a script for `sh`, with a line of `az rest` for each write.
//!
//! Each body is a here-document, because a list of entries can be longer than an argument may be,
//! and because nothing in it needs quoting. It is ASCII, so no locale can change it, and it has no
//! `!`, which an interactive shell may expand.

use std::fmt::Write as _;

use super::{Plan, Write};
use crate::error::Failure;
use crate::report::Report;
use crate::report::json;
use crate::shell::quoted;
use crate::visible::visible;

/// The pause between two writes. A server of the directory may not know the write before yet.
const SECONDS: u8 = 10;

/// Writes the plan as a script. `url` is the application in Microsoft Graph: it has single quotes,
/// and nothing that a shell expands inside of double quotes.
pub(crate) fn render(plan: &Plan, url: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let report = Report { items: plan.items.clone(), ..Report::new("plan") };
    for line in report.render_items().lines() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", format!("# {line}").trim_end());
    }
    let count = plan.writes.len();
    if count == 0 {
        text.push_str("# nothing to do: the live registration is as checked in\n");
        return Ok(text);
    }
    for (index, write) in plan.writes.iter().enumerate() {
        let number = index + 1;
        let is_last = number == count;
        add(&mut text, write, &format!("{number} of {count}"), url, is_last)?;
    }
    Ok(text)
}

/// ```text
/// printf '%s\n' '1 of 2: disables …' &&
/// az rest --method PATCH --url "https://…" --headers Content-Type=application/json \
///   --body @- <<'JSON' && sleep 10 &&
/// {…}
/// JSON
/// ```
fn add(
    text: &mut String,
    write: &Write,
    number: &str,
    url: &str,
    is_last: bool,
) -> Result<(), Failure> {
    let purposes = write.purposes.join("; ");
    // `printf` prints it unchanged: the `echo` of some shells would read `\n` in it.
    let title = quoted(&visible(&format!("{number}: {purposes}")));
    let end = if is_last { String::new() } else { format!(" && sleep {SECONDS} &&") };
    let body = ascii(&json::pretty(&write.body)?);
    let _ = write!(
        text,
        "printf '%s\\n' {title} &&\n\
         az rest --method PATCH --url \"{url}\" \\\n  \
         --headers Content-Type=application/json --body @- <<'JSON'{end}\n\
         {body}JSON\n"
    );
    Ok(())
}

/// Escapes characters of JSON that a shell or a locale could change. They occur in strings only.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() && c != '!' {
            text.push(c);
            continue;
        }
        let mut units = [0; 2];
        for unit in c.encode_utf16(&mut units) {
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn json_is_ascii_and_means_what_it_meant() {
        let value = Value::String("é 😀 ! 'x' \"y\" \\ \u{7f}".to_owned());
        let text = ascii(&value.to_string());
        assert!(text.is_ascii() && !text.contains('!'), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}

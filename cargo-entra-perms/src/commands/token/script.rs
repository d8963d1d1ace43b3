//! The lines for a shell: comments about the token, and a `curl` line with it.

use std::fmt::Write as _;

use super::effect::Effect;
use super::request::Request;
use crate::arguments::TokenCaller;
use crate::error::Failure;
use crate::shell::quoted;
use crate::visible::visible;

/// ```text
/// # a client acts for a user
/// # app roles that it can use: Contacts.Read.Team
/// # …
/// curl -g -i 'http://127.0.0.1:8080/' \
///   -H 'Authorization: Bearer …'
/// ```
pub(super) fn render(
    request: &Request,
    effect: &Effect,
    expires_in: &str,
    url: &str,
    token: &str,
) -> String {
    let mut comments = vec![caller(request.caller).to_owned()];
    comments.push(format!("app roles that it can use: {}", list(&effect.roles)));
    if !request.scopes.is_empty() {
        comments.push(format!("scopes that it has: {}", list(&effect.scopes)));
    }
    comments.extend(effect.warnings.iter().map(|warning| format!("warning: {warning}")));
    comments.push(format!("only a service with `DevIssuer::shared` accepts it, for {expires_in}"));
    let mut text = String::new();
    for comment in comments {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# {}", visible(&comment));
    }
    let header = quoted(&format!("Authorization: Bearer {token}"));
    // `-g`: brackets in a URL are not patterns.
    let _ = writeln!(text, "curl -g -i {} \\\n  -H {header}", quoted(url));
    text
}

/// Checks a URL, which becomes a word of a shell.
pub(super) fn url(written: &str) -> Result<&str, Failure> {
    let is_http = ["http://", "https://"].iter().any(|scheme| {
        written
            .strip_prefix(scheme)
            .is_some_and(|rest| rest.starts_with(|c: char| c != '/'))
    });
    if is_http && written.chars().all(|c| c.is_ascii_graphic()) {
        return Ok(written);
    }
    Err(Failure::new(format_args!("`{written}` is not a URL"))
        .help("write the URL of the service, such as `http://127.0.0.1:8080/contacts`"))
}

fn caller(caller: TokenCaller) -> &'static str {
    match caller {
        TokenCaller::User => "a client acts for a user",
        TokenCaller::App => "an application acts as itself",
        TokenCaller::AgentForUser => "an AI agent acts for a user",
        TokenCaller::AgentAsItself => "an AI agent acts as itself",
        TokenCaller::AgentAccount => "an AI agent acts through its own user account",
    }
}

fn list(values: &[String]) -> String {
    if values.is_empty() { "none".to_owned() } else { values.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn a_url_is_one_word_of_http() {
        for good in ["http://127.0.0.1:8080/", "https://a.example/x?y='z'&$(id)"] {
            assert_eq!(url(good).unwrap(), good);
        }
        for bad in
            ["", "contacts", "file:///etc/passwd", "http://", "http:///x", "-o x", "http://a b"]
        {
            assert!(url(bad).is_err(), "{bad}");
        }
        assert!(url("http://a\nb").is_err());
        assert!(url("http://é.example").is_err());
    }
}

//! The lines of `never`.

use std::fmt;

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token};

use super::arrow;
use super::syntax::{Defects, expected, some_strings, string};
use crate::finding::{Finding, Rule};
use crate::manifest::Shown;
use crate::suggestion::closest;

const EXAMPLE: &str = r#""Crm.Read.*" => ["*.Write.*"]"#;

/// The line `SUBJECT => ["role pattern", …]`: the subject never leads to one of these roles.
pub(crate) struct Promise {
    pub(crate) subject: Subject,
    pub(crate) roles: Vec<LitStr>,
}

/// The left side of a [`Promise`].
pub(crate) enum Subject {
    /// `"scope pattern"`: these scopes.
    Scopes(LitStr),
    /// `user_consent`: the scopes to which users may consent.
    UserConsent,
    /// `app`: applications that act as themselves.
    App,
}

impl Subject {
    const USER_CONSENT: &str = "user_consent";
    const APP: &str = "app";
    const KEYWORDS: [&str; 2] = [Self::USER_CONSENT, Self::APP];
}

/// Writes the subject as the user wrote it.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scopes(pattern) => write!(f, "\"{}\"", Shown(&pattern.value())),
            Self::UserConsent => f.write_str(Self::USER_CONSENT),
            Self::App => f.write_str(Self::APP),
        }
    }
}

/// Reads a line of `never`.
pub(super) fn promise(input: ParseStream<'_>, defects: &mut Defects) -> Result<Promise, Finding> {
    let subject = subject(input)?;
    arrow(input, format_args!("{subject} => [\"…\"]"))?;
    let no_role = expected(input, "at least one app role after `=>`", EXAMPLE);
    let list = "a list of app roles after `=>`";
    let roles = some_strings(input, list, EXAMPLE, no_role, defects)?;
    Ok(Promise { subject, roles })
}

fn subject(input: ParseStream<'_>) -> Result<Subject, Finding> {
    // A path like `Crm::Read` is a scope without quotation marks.
    let is_word =
        input.peek(Ident::peek_any) && !input.peek2(Token![::]) && !input.peek2(Token![.]);
    if !is_word {
        let purpose = "with scopes, `user_consent` or `app`";
        return Ok(Subject::Scopes(string(input, purpose, EXAMPLE)?));
    }
    let start = input.span();
    let word = input
        .call(Ident::parse_any)
        .map_err(|error| Finding::new(Rule::Syntax, error))?;
    let word = word.unraw().to_string();
    match word.as_str() {
        Subject::USER_CONSENT => Ok(Subject::UserConsent),
        Subject::APP => Ok(Subject::App),
        _ => Err(unknown_subject(&word).at(start)),
    }
}

fn unknown_subject(word: &str) -> Finding {
    let error = Finding::new(Rule::Syntax, format_args!("unknown subject `{}`", Shown(word)))
        .note("a line of `never` begins with scopes in quotes, `user_consent` or `app`");
    if matches!(word, "agent" | "agents") {
        return error
            .note("the token decides what an agent may do, and not the registration")
            .help("write `agents = never` in `#[requires]`");
    }
    error.did_you_mean(closest(word, Subject::KEYWORDS))
}

//! The arguments of `permissions!`, read with recovery, so that one broken argument hides no other:
//! `keyword` (the names), `syntax` (lists and strings), `clients` and `never` (the lines of these
//! arguments).

mod clients;
mod keyword;
mod never;
mod syntax;
#[cfg(test)]
mod tests;

use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::token::Bracket;
use syn::{LitStr, Path, Token};

pub(crate) use self::clients::ClientFiles;
use self::keyword::Keyword;
pub(crate) use self::never::{Promise, Subject};
use self::syntax::{
    Defects, expected, in_braces, in_brackets, items, list_of_next, skip_to_comma, some_strings,
    string, strings,
};
use crate::finding::{Finding, Findings, Lint, Rule};
use crate::manifest::Shown;
use crate::suggestion::closest;

/// The arguments as the user wrote them.
#[derive(Default)]
pub(crate) struct Arguments {
    /// The files of the manifest. Empty if the argument is missing.
    pub(crate) manifest: Paths,
    /// The client id or display name of the application, if a file lists several applications.
    pub(crate) app: Option<LitStr>,
    /// The manifests of the other environments.
    pub(crate) environments: Vec<Paths>,
    /// The manifests of the clients.
    pub(crate) clients: Vec<ClientFiles>,
    /// The URLs at which clients of the Model Context Protocol (MCP) see the API.
    pub(crate) mcp: Vec<LitStr>,
    pub(crate) scopes: Option<Scopes>,
    pub(crate) constraints: Vec<LitStr>,
    pub(crate) not_delegated: Vec<LitStr>,
    /// The lines of `never`.
    pub(crate) never: Vec<Promise>,
    pub(crate) rename: Vec<Rename>,
    /// The lints that the user allows.
    pub(crate) allow: Vec<Lint>,
    /// The path of the runtime, from `crate = path`.
    pub(crate) runtime: Option<Path>,
    /// `false` if some tokens could not be read. They may contain a line that seems to be missing.
    pub(crate) is_whole: bool,
}

impl Arguments {
    /// Returns the lines of `scopes`.
    pub(crate) fn lines(&self) -> &[Line] {
        self.scopes.as_ref().map_or(&[], |scopes| &scopes.lines)
    }
}

/// The files of one manifest.
pub(crate) type Paths = Vec<LitStr>;

/// The argument `scopes = { … }`.
pub(crate) struct Scopes {
    /// The word `scopes`.
    pub(crate) keyword: Span,
    pub(crate) lines: Vec<Line>,
}

/// The line `"scope pattern" => ["role pattern", …]`.
pub(crate) struct Line {
    pub(crate) scope: LitStr,
    pub(crate) roles: Vec<LitStr>,
}

/// The line `"value" => Ident`.
pub(crate) struct Rename {
    pub(crate) value: LitStr,
    pub(crate) name: Ident,
}

/// Reads the arguments. Reports and leaves out the parts that cannot be read.
pub(crate) fn parse(input: TokenStream, errors: &mut Findings) -> Arguments {
    const EXAMPLE: &str = "manifest = \"manifests/my-api.json\", scopes = { … }";
    let mut reader = ArgumentReader::default();
    let mut defects = Defects::default();
    let parsed = Parser::parse2(
        |input: ParseStream<'_>| {
            items(input, EXAMPLE, &mut defects, |input, defects| reader.argument(input, defects));
            Ok(())
        },
        input,
    );
    if let Err(error) = parsed {
        defects.has_losses = true;
        defects.errors.push_syn(error);
    }
    // A broken argument is not missing. An argument without a name may be any argument.
    if !reader.is_given(Keyword::Manifest) && !reader.has_nameless {
        defects.errors.push(keyword::missing_manifest());
    }
    errors.extend(defects.errors);
    Arguments { is_whole: !defects.has_losses, ..reader.arguments }
}

#[derive(Default)]
struct ArgumentReader {
    arguments: Arguments,
    given: Vec<Keyword>,
    /// `true` if an item does not begin with a name.
    has_nameless: bool,
}

impl ArgumentReader {
    fn is_given(&self, keyword: Keyword) -> bool {
        self.given.contains(&keyword)
    }

    fn argument(&mut self, input: ParseStream<'_>, defects: &mut Defects) -> Result<(), Finding> {
        let Ok(written) = input.call(Ident::parse_any) else {
            self.has_nameless = true;
            return Err(nameless(input));
        };
        let name = written.unraw().to_string();
        let Some(keyword) = Keyword::named(&name) else {
            self.unknown(&name, written.span(), input, defects);
            return Ok(());
        };
        if self.is_given(keyword) {
            return Err(keyword.repeated().at(written.span()));
        }
        self.given.push(keyword);
        self.value(keyword, written.span(), input, defects)
    }

    /// Reports an unknown argument. Reads its value for the argument that was probably meant, so
    /// that the value is not reported as missing.
    fn unknown(&mut self, name: &str, span: Span, input: ParseStream<'_>, defects: &mut Defects) {
        let meant = Keyword::closest(name);
        defects.errors.push(keyword::unknown(name, meant).at(span));
        let Some(keyword) = meant else {
            skip_to_comma(input);
            return;
        };
        // Errors in the value are dropped: the argument has an error.
        let mut dropped = Defects::default();
        let is_repeated = self.is_given(keyword);
        self.given.push(keyword);
        if is_repeated || self.value(keyword, span, input, &mut dropped).is_err() {
            dropped.has_losses = true;
            skip_to_comma(input);
        }
        defects.has_losses |= dropped.has_losses;
    }

    fn value(
        &mut self,
        keyword: Keyword,
        span: Span,
        input: ParseStream<'_>,
        defects: &mut Defects,
    ) -> Result<(), Finding> {
        let name = keyword.name();
        let example = keyword.example();
        if input.parse::<Token![=]>().is_err() {
            return Err(expected(input, format_args!("`=` after `{name}`"), example));
        }
        let list = format!("a list in brackets for `{name}`");
        let braces = format!("lines in braces for `{name}`");
        let arguments = &mut self.arguments;
        match keyword {
            Keyword::Manifest => {
                arguments.manifest = paths(input, "for `manifest`", example, defects)?;
            }
            Keyword::App => arguments.app = Some(string(input, "for `app`", example)?),
            Keyword::Environments => {
                let list_example = list_of_next(input).unwrap_or_else(|| example.to_owned());
                arguments.environments =
                    in_brackets(input, list, &list_example, defects, |input, defects| {
                        paths(input, "in the list", example, defects)
                    })?;
            }
            Keyword::Clients => {
                let clients = in_braces(input, braces, example, defects, clients::client)?;
                arguments.clients = clients::with_own_names(clients, defects);
            }
            Keyword::Mcp => arguments.mcp = texts(input, "URL", "for `mcp`", example, defects)?,
            Keyword::Scopes => {
                // Kept even if its value is broken: errors about missing lines point at the word.
                let scopes = Scopes { keyword: span, lines: Vec::new() };
                let scopes = arguments.scopes.insert(scopes);
                scopes.lines = in_braces(input, braces, example, defects, line)?;
            }
            Keyword::Constraints => {
                arguments.constraints = strings(input, list, example, defects)?;
            }
            Keyword::NotDelegated => {
                arguments.not_delegated = strings(input, list, example, defects)?;
            }
            Keyword::Never => {
                arguments.never = in_braces(input, braces, example, defects, never::promise)?;
            }
            Keyword::Rename => {
                arguments.rename = in_braces(input, braces, example, defects, rename)?;
            }
            Keyword::Allow => {
                let lints = in_brackets(input, list, example, defects, lint)?;
                arguments.allow = lints.into_iter().flatten().collect();
            }
            Keyword::Crate => arguments.runtime = Some(path(input, example)?),
        }
        Ok(())
    }
}

/// Reads `"scope pattern" => ["role pattern", …]`.
fn line(input: ParseStream<'_>, defects: &mut Defects) -> Result<Line, Finding> {
    const EXAMPLE: &str = r#""Crm.Read.*" => ["Contacts.Read.*"]"#;
    let scope = string(input, "with a scope or a pattern", EXAMPLE)?;
    arrow(input, format_args!("{:?} => [\"…\"]", scope.value()))?;
    let roles = strings(input, "a list of app roles after `=>`", EXAMPLE, defects)?;
    Ok(Line { scope, roles })
}

/// Reads `"value" => Ident`.
fn rename(input: ParseStream<'_>, _: &mut Defects) -> Result<Rename, Finding> {
    const EXAMPLE: &str = r#""Contacts.Read" => ReadContacts"#;
    let value = string(input, "with an app role or a scope", EXAMPLE)?;
    arrow(input, EXAMPLE)?;
    match input.parse() {
        Ok(name) => Ok(Rename { value, name }),
        Err(_) => Err(no_identifier(input, "an identifier after `=>`", EXAMPLE)),
    }
}

fn no_identifier(input: ParseStream<'_>, syntax: &str, example: &str) -> Finding {
    // `_` is not an identifier, and not a keyword that a user would know.
    if !input.peek(Token![_])
        && let Some((keyword, _)) = input.cursor().ident()
    {
        return Finding::new(Rule::Syntax, format_args!("`{keyword}` is a keyword of Rust"))
            .help("choose another identifier")
            .at(keyword.span());
    }
    expected(input, syntax, example)
}

fn arrow(input: ParseStream<'_>, example: impl Display) -> Result<(), Finding> {
    match input.parse::<Token![=>]>() {
        Ok(_) => Ok(()),
        Err(_) => Err(expected(input, "`=>`", example)),
    }
}

fn path(input: ParseStream<'_>, example: &str) -> Result<Path, Finding> {
    let start = expected(input, "a path for `crate`", example);
    Path::parse_mod_style(input).map_err(|_| start)
}

/// Reads `"path"`, or `["path", …]` if a manifest consists of several files.
fn paths(
    input: ParseStream<'_>,
    purpose: &str,
    example: &str,
    defects: &mut Defects,
) -> Result<Paths, Finding> {
    texts(input, "path", purpose, example, defects)
}

/// Reads `"text"`, or `["text", …]`. `noun` says what a text is.
fn texts(
    input: ParseStream<'_>,
    noun: &str,
    purpose: &str,
    example: &str,
    defects: &mut Defects,
) -> Result<Vec<LitStr>, Finding> {
    if input.peek(LitStr) {
        return Ok(vec![string(input, purpose, example)?]);
    }
    if !input.peek(Bracket) {
        let syntax = format_args!("a {noun} in quotes {purpose}, or a list of {noun}s");
        return Err(expected(input, syntax, example));
    }
    let no_text = expected(input, format_args!("at least one {noun} {purpose}"), example);
    some_strings(input, format_args!("a list of {noun}s"), example, no_text, defects)
}

/// Reads the name of a lint. An unknown name is reported and gives `None`.
fn lint(input: ParseStream<'_>, defects: &mut Defects) -> Result<Option<Lint>, Finding> {
    let Ok(name) = input.parse::<Ident>() else {
        return Err(expected(input, "the name of a lint", Keyword::Allow.example()));
    };
    let lint = Lint::ALL.into_iter().find(|lint| name == lint.name());
    if lint.is_none() {
        defects.errors.push(unknown_lint(&name));
    }
    Ok(lint)
}

fn nameless(input: ParseStream<'_>) -> Finding {
    let example = match input.cursor().literal() {
        Some((literal, _)) => format!("manifest = {literal}"),
        None => Keyword::Manifest.example().to_owned(),
    };
    expected(input, "the name of an argument", example)
}

fn unknown_lint(name: &Ident) -> Finding {
    let written = name.to_string();
    let message = format!("unknown lint `{}`", Shown(&written));
    let finding = Finding::new(Rule::UnknownLint, message).at(name.span());
    let meant = closest(&written, Lint::ALL.map(Lint::name));
    if meant.is_some() {
        return finding.did_you_mean(meant);
    }
    let names = Lint::ALL.map(|lint| format!("`{}`", lint.name()));
    finding.help(format_args!("use one of {}", names.join(", ")))
}

//! The arguments of `permissions!`, read with recovery (`syntax`): one broken argument hides no other.

mod syntax;

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::token::Bracket;
use syn::{LitStr, Path, Token};

use self::syntax::{Defects, in_braces, in_brackets, items, skip_to_comma, string, strings};
use crate::finding::{Finding, Findings, Lint};
use crate::suggestion::{closest, did_you_mean};

const KNOWN: [&str; 9] = [
    "manifest",
    "app",
    "environments",
    "scopes",
    "constraints",
    "not_delegated",
    "rename",
    "allow",
    "crate",
];

/// The arguments as written.
#[derive(Default)]
pub(crate) struct Arguments {
    /// The files of the manifest; empty where there is no such argument.
    pub(crate) manifest: Files,
    /// Which app, where a file lists several.
    pub(crate) app: Option<LitStr>,
    /// The manifests of the other environments.
    pub(crate) environments: Vec<Files>,
    pub(crate) scopes: Option<Scopes>,
    pub(crate) constraints: Vec<LitStr>,
    pub(crate) not_delegated: Vec<LitStr>,
    pub(crate) rename: Vec<Rename>,
    /// The warnings that are not wanted.
    pub(crate) allow: Vec<Lint>,
    /// `crate = path`.
    pub(crate) runtime: Option<Path>,
    /// Whether all that was written could be read; if not, what seems left out may stand in the rest.
    pub(crate) is_whole: bool,
}

/// The files that one manifest is kept in.
pub(crate) type Files = Vec<LitStr>;

/// `scopes = { … }`.
pub(crate) struct Scopes {
    /// The word `scopes`.
    pub(crate) keyword: Span,
    pub(crate) lines: Vec<Line>,
}

/// `"scope pattern" => ["role pattern", …]`.
pub(crate) struct Line {
    pub(crate) scope: LitStr,
    pub(crate) roles: Vec<LitStr>,
}

/// `"value" => Ident`.
pub(crate) struct Rename {
    pub(crate) value: LitStr,
    pub(crate) name: Ident,
}

/// Reads the arguments; what could not be read is reported and left out.
pub(crate) fn parse(input: TokenStream, errors: &mut Findings) -> Arguments {
    let mut reader = Reader::default();
    let mut defects = Defects::default();
    let parsed = Parser::parse2(
        |input: ParseStream<'_>| {
            items(input, &mut defects, |input, defects| reader.argument(input, defects));
            Ok(())
        },
        input,
    );
    if let Err(error) = parsed {
        defects.lose(error);
    }
    // An argument that is given and broken is not also missing, and one without a name may be any.
    if !reader.is_given("manifest") && !reader.has_nameless {
        let message =
            "missing argument `manifest`; expected `manifest = \"manifests/my-api.json\"`";
        defects.errors.push(Finding::from(message).at(Span::call_site()));
    }
    errors.extend(defects.errors);
    Arguments { is_whole: !defects.has_losses, ..reader.arguments }
}

#[derive(Default)]
struct Reader {
    arguments: Arguments,
    given: Vec<&'static str>,
    has_nameless: bool,
}

impl Reader {
    fn is_given(&self, name: &str) -> bool {
        self.given.contains(&name)
    }

    fn argument(&mut self, input: ParseStream<'_>, defects: &mut Defects) -> syn::Result<()> {
        let Ok(keyword) = input.call(Ident::parse_any) else {
            self.has_nameless = true;
            return Err(
                input.error("expected an argument, such as `manifest = \"manifests/my-api.json\"`")
            );
        };
        let written = keyword.unraw().to_string();
        let exact = KNOWN.into_iter().find(|name| *name == written);
        let Some(name) = exact.or_else(|| closest(&written, KNOWN)) else {
            defects
                .errors
                .push(Finding::from(unknown_argument(&written)).at(keyword.span()));
            skip_to_comma(input);
            return Ok(());
        };
        let is_repeated = self.is_given(name);
        self.given.push(name);
        if exact.is_none() {
            defects
                .errors
                .push(Finding::from(unknown_argument(&written)).at(keyword.span()));
            // Read for what it was meant to be, so that nothing it gives is missed later on; it has its error.
            let mut inner = Defects::default();
            if is_repeated || self.value(name, &keyword, input, &mut inner).is_err() {
                inner.has_losses = true;
                skip_to_comma(input);
            }
            defects.has_losses |= inner.has_losses;
            return Ok(());
        }
        if is_repeated {
            defects.lose(syn::Error::new(
                keyword.span(),
                format!("`{name}` is given twice; expected it once"),
            ));
            skip_to_comma(input);
            return Ok(());
        }
        self.value(name, &keyword, input, defects)
    }

    fn value(
        &mut self,
        name: &str,
        keyword: &Ident,
        input: ParseStream<'_>,
        defects: &mut Defects,
    ) -> syn::Result<()> {
        if !input.peek(Token![=]) {
            return Err(input.error(format!("expected `=` after `{name}`")));
        }
        input.parse::<Token![=]>()?;
        let arguments = &mut self.arguments;
        match name {
            "manifest" => arguments.manifest = files(input, "for `manifest`", defects)?,
            "app" => {
                arguments.app = Some(string(input, "for `app`: a client id, or a display name")?);
            }
            "environments" => {
                let manifests = |input: ParseStream<'_>, defects: &mut Defects| {
                    files(input, "in the list", defects)
                };
                arguments.environments = in_brackets(
                    input,
                    "manifests for `environments`: `[\"…\", …]`",
                    defects,
                    manifests,
                )?;
            }
            "scopes" => {
                // Kept even if what follows is broken: its place is where a missing line belongs.
                let scopes = Scopes { keyword: keyword.span(), lines: Vec::new() };
                let scopes = arguments.scopes.insert(scopes);
                scopes.lines = in_braces(input, name, defects, line)?;
            }
            "constraints" => arguments.constraints = strings(input, "for `constraints`", defects)?,
            "not_delegated" => {
                arguments.not_delegated = strings(input, "for `not_delegated`", defects)?;
            }
            "rename" => arguments.rename = in_braces(input, name, defects, rename)?,
            "allow" => {
                let lints =
                    in_brackets(input, "warnings for `allow`: `[no_idtyp, …]`", defects, lint)?;
                arguments.allow = lints.into_iter().flatten().collect();
            }
            _ => arguments.runtime = Some(path(input)?),
        }
        Ok(())
    }
}

fn unknown_argument(written: &str) -> String {
    match closest(written, KNOWN) {
        Some(meant) => format!("unknown argument `{written}`{}", did_you_mean(Some(meant))),
        None => format!("unknown argument `{written}`; expected one of `{}`", KNOWN.join("`, `")),
    }
}

fn line(input: ParseStream<'_>, defects: &mut Defects) -> syn::Result<Line> {
    let scope = string(input, "that names scopes")?;
    arrow(input)?;
    Ok(Line { scope, roles: strings(input, "behind `=>`", defects)? })
}

fn rename(input: ParseStream<'_>, _: &mut Defects) -> syn::Result<Rename> {
    let value = string(input, "that is a value of the manifest")?;
    arrow(input)?;
    let span = input.span();
    let name = input
        .parse()
        .map_err(|_| syn::Error::new(span, "expected an identifier behind `=>`"))?;
    Ok(Rename { value, name })
}

fn arrow(input: ParseStream<'_>) -> syn::Result<()> {
    let span = input.span();
    let arrow: syn::Result<Token![=>]> = input.parse();
    arrow.map(drop).map_err(|_| syn::Error::new(span, "expected `=>`"))
}

fn path(input: ParseStream<'_>) -> syn::Result<Path> {
    let span = input.span();
    Path::parse_mod_style(input).map_err(|_| {
        syn::Error::new(
            span,
            "expected a path for `crate`, such as `my_framework::entra_perms_runtime`",
        )
    })
}

/// `"path"`, or `["path", …]` where a manifest is kept in fragments.
fn files(input: ParseStream<'_>, purpose: &str, defects: &mut Defects) -> syn::Result<Files> {
    if input.peek(LitStr) {
        return Ok(vec![input.parse()?]);
    }
    if !input.peek(Bracket) {
        return Err(input.error(format!("expected a string literal {purpose}, or a list of them")));
    }
    let span = input.span();
    let had_losses = std::mem::take(&mut defects.has_losses);
    let files = strings(input, purpose, defects)?;
    let is_empty = files.is_empty() && !defects.has_losses;
    defects.has_losses |= had_losses;
    if is_empty {
        return Err(syn::Error::new(span, "expected the path of at least one manifest"));
    }
    Ok(files)
}

/// The name of a warning; `None` where there is no such, which is reported, and loses nothing.
fn lint(input: ParseStream<'_>, defects: &mut Defects) -> syn::Result<Option<Lint>> {
    let span = input.span();
    let name: Ident = input
        .parse()
        .map_err(|_| syn::Error::new(span, "expected the name of a warning, such as `no_idtyp`"))?;
    let lint = Lint::ALL.into_iter().find(|lint| name == lint.name());
    if lint.is_none() {
        let names = Lint::ALL.map(Lint::name);
        let meant = closest(&name.to_string(), names);
        let message = match meant {
            Some(_) => format!("no warning `{name}`{}", did_you_mean(meant)),
            None => format!("no warning `{name}`; expected one of `{}`", names.join("`, `")),
        };
        defects.errors.push(Finding::from(message).at(span));
    }
    Ok(lint)
}

#[cfg(test)]
mod tests;

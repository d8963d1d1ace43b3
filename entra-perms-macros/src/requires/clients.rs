//! `client = …`: the clients that a requirement admits.

use entra_perms_model::Lint;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::spanned::Spanned as _;
use syn::{LitStr, Path, Result, Token, parenthesized, token};

use super::expression::{self, is_argument, path_text};
use super::generated_names::bound_name;
use super::message::Message;
use super::notations::missing_comma;

/// The clients that a requirement admits, as paths of variants of `Client`. rustc alone resolves
/// them. Never empty.
pub(crate) struct Clients {
    paths: Vec<Path>,
}

impl Clients {
    /// Reads `Client::Web` or `any(Client::Web, Client::Import)` behind `client =`.
    pub(crate) fn read(name: &Ident, input: ParseStream<'_>) -> Result<Self> {
        if input.is_empty() || input.peek(Token![,]) {
            return Err(Message::new("expected a client")
                .help("write the path of a client, such as `client = Client::Web`")
                .at(name.span()));
        }
        if !is_word(input) {
            let path = path(input)?;
            refuse_operator(&path, input)?;
            return Ok(Self { paths: vec![path] });
        }
        let word = input.call(Ident::parse_any)?;
        let content;
        parenthesized!(content in input);
        if word != "any" {
            return Err(unknown_word(&word, content.is_empty()));
        }
        if content.is_empty() {
            return Err(Message::new("`any()` is empty")
                .help(format!("write clients in it, such as `{EXAMPLE_OF_SEVERAL}`"))
                .at(word.span()));
        }
        Ok(Self { paths: operands(&content)? })
    }

    pub(crate) fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// Returns the error if the next paths, up to the next argument, are meant as further clients:
    /// `client = Client::Web, Client::Import`.
    pub(crate) fn refuse_others(&self, input: ParseStream<'_>) -> Result<()> {
        let ahead = input.fork();
        let mut paths = self.paths.clone();
        while !ahead.is_empty() && !is_argument(&ahead) {
            match ahead.call(Path::parse_mod_style) {
                Ok(path) if !ahead.peek(token::Paren) && self.could_have(&path) => paths.push(path),
                _ => return Ok(()),
            }
            ahead.parse::<Option<Token![,]>>()?;
        }
        if paths.len() == self.paths.len() {
            return Ok(());
        }
        let message = Message::new(SEVERAL).help(format!("write `{}`", argument(&paths)));
        Err(message.at_next(input))
    }

    /// Returns whether a path looks like these clients: the segment before its name is the same,
    /// such as `Client`.
    fn could_have(&self, path: &Path) -> bool {
        let parent = |path: &Path| Some(path.segments.iter().rev().nth(1)?.ident.to_string());
        self.paths.iter().any(|client| parent(client) == parent(path))
    }

    /// Returns the call for the conditions. `clause` is a clause of the requirement. Its type names
    /// the model, so that rustc refuses the client of another model.
    /// ```text
    /// .with_clients(const { &[(clause).client(Web).__entry()] })
    /// ```
    pub(crate) fn call(&self, clause: &TokenStream) -> TokenStream {
        let entries = self.paths.iter().map(|path| {
            let client = checked(path, clause);
            quote!(#client.__entry())
        });
        quote!(.with_clients(const { &[#(#entries),*] }))
    }

    /// Returns code about which rustc warns if the registration of a client does not ask for what
    /// the guard requires: see the method that `permissions!` generates. The function is never
    /// called.
    /// ```text
    /// const _: () = {
    ///     fn check() {
    ///         const INDEX: usize = (clause).client(Web).__index();
    ///         const LACKS: bool = client_lacks_permission(conditions, &[clause, …], INDEX);
    ///         (clause).client(Web).__asks::<INDEX, LACKS>().client_lacks_permission();
    ///     }
    /// };
    /// ```
    pub(crate) fn lint(
        &self,
        private: &TokenStream,
        clause: &TokenStream,
        conditions: &TokenStream,
        clauses: &TokenStream,
    ) -> TokenStream {
        let index = bound_name("INDEX", Span::mixed_site());
        let lacks = bound_name("LACKS", Span::mixed_site());
        let asks = bound_name("asks", Span::mixed_site());
        let checks = self.paths.iter().map(|path| {
            let client = checked(path, clause);
            let lint = Ident::new(Lint::ClientLacksPermission.name(), path.span());
            quote! {
                {
                    const #index: ::core::primitive::usize = #client.__index();
                    const #lacks: ::core::primitive::bool =
                        #private::client_lacks_permission(#conditions, #clauses, #index);
                    let #asks = #client.__asks::<#index, #lacks>();
                    #[warn(deprecated)]
                    let () = #asks.#lint();
                }
            }
        });
        quote! {
            const _: () = {
                #[allow(dead_code, deprecated, clippy::all, clippy::pedantic)]
                fn check() { #(#checks)* }
            };
        }
    }
}

/// Returns the client, which must be one of the clause's model.
fn checked(path: &Path, clause: &TokenStream) -> TokenStream {
    let client = quote_spanned!(path.span()=> client);
    quote!(#clause.#client(#path))
}

/// Returns whether `word(…)` is next.
fn is_word(input: ParseStream<'_>) -> bool {
    input.peek(Ident::peek_any) && input.peek2(token::Paren)
}

/// Reads the clients in `any(…)`, at least one.
fn operands(content: ParseStream<'_>) -> Result<Vec<Path>> {
    let mut paths = Vec::new();
    while !content.is_empty() {
        if is_word(content) {
            let word = content.call(Ident::parse_any)?;
            let inner;
            parenthesized!(inner in content);
            return Err(if word == "any" {
                Message::new("`any` cannot be nested here")
                    .help(format!("write all clients in one `any`: `{EXAMPLE_OF_SEVERAL}`"))
                    .at(word.span())
            } else {
                unknown_word(&word, inner.is_empty())
            });
        }
        paths.push(path(content)?);
        let Some((next, _)) = content.cursor().token_tree() else { break };
        if !content.peek(Token![,]) {
            return Err(missing_comma(&next)
                .help(format!("write a comma between two clients: `{EXAMPLE_OF_SEVERAL}`"))
                .at_next(content));
        }
        content.parse::<Token![,]>()?;
    }
    Ok(paths)
}

fn path(input: ParseStream<'_>) -> Result<Path> {
    if input.peek(LitStr) {
        let written: LitStr = input.parse()?;
        return Err(client_as_string(&written).at(written.span()));
    }
    if input.peek(token::Bracket) || input.peek(token::Paren) {
        return Err(several().at_next(input));
    }
    if input.peek(Token![!]) {
        return Err(negated().at_next(input));
    }
    let path = expression::path(input, expected)?;
    if input.peek(token::Paren) {
        return Err(with_parentheses(&path_text(&path)).at_next(input));
    }
    Ok(path)
}

fn refuse_operator(first: &Path, input: ParseStream<'_>) -> Result<()> {
    if input.peek(Token![|]) || input.peek(Token![||]) {
        let first = path_text(first);
        let message = Message::new(SEVERAL).help(format!("write `client = any({first}, …)`"));
        return Err(message.at_next(input));
    }
    Ok(())
}

/// Returns the error for `client(…)` or `client != …`, or `None` if something else is next.
pub(crate) fn other_notation(input: ParseStream<'_>) -> Option<syn::Error> {
    let ahead = input.fork();
    let name = ahead.call(Ident::parse_any).ok().filter(|name| name == "client")?;
    if ahead.peek(Token![!=]) {
        return Some(negated().at(name.span()));
    }
    let message = Message::new("a client is written behind `client =`");
    let remedy = match in_parentheses(&ahead)? {
        Ok(paths) if !paths.is_empty() => argument(&paths),
        _ => "client = Client::Web".to_owned(),
    };
    Some(message.help(format!("write `{remedy}`")).at(name.span()))
}

fn in_parentheses(input: ParseStream<'_>) -> Option<Result<Vec<Path>>> {
    let read = |input: ParseStream<'_>| {
        let content;
        parenthesized!(content in input);
        operands(&content)
    };
    input.peek(token::Paren).then(|| read(input))
}

/// Returns the argument as the user can write it.
fn argument(paths: &[Path]) -> String {
    let texts: Vec<_> = paths.iter().map(path_text).collect();
    match texts.as_slice() {
        [only] => format!("client = {only}"),
        several => format!("client = any({})", several.join(", ")),
    }
}

fn expected() -> Message {
    Message::new("expected a client").help("write a path such as `Client::Web`")
}

const SEVERAL: &str = "several clients need `any(…)`";

const EXAMPLE_OF_SEVERAL: &str = "client = any(Client::Web, Client::Import)";

fn several() -> Message {
    Message::new(SEVERAL).help(format!("write for example `{EXAMPLE_OF_SEVERAL}`"))
}

fn client_as_string(written: &LitStr) -> Message {
    let message = Message::new("a client is a path, not a string");
    match written.parse_with(Path::parse_mod_style) {
        Ok(path) if path.get_ident().is_some() => {
            message.help(format!("write `client = Client::{}`", path_text(&path)))
        }
        Ok(path) => message.help(format!("write `client = {}`", path_text(&path))),
        Err(_) => message.help("write the name in `clients`, such as `client = Client::Web`"),
    }
}

fn with_parentheses(client: &str) -> Message {
    Message::new("a client is a path without parentheses").help(format!("write `{client}`"))
}

fn negated() -> Message {
    Message::new("a client cannot be excluded")
        .note("a client that is not known would be admitted, so name those that are admitted")
}

fn unknown_word(word: &Ident, is_empty: bool) -> syn::Error {
    let message = match word.to_string().as_str() {
        "all" => Message::new("a call has one client").help("write `any(…)`"),
        "not" => negated(),
        other if is_empty => with_parentheses(other),
        other => Message::new(format!("unknown combination `{other}(…)` of clients"))
            .help(format!("write `client = Client::Web` or `{EXAMPLE_OF_SEVERAL}`")),
    };
    message.at(word.span())
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::requires::tests::message;

    #[test]
    fn one_client_or_several_are_read() {
        for arguments in [
            quote!(A, client = Web),
            quote!(A, client = Client::Web),
            quote!(A, client = crate::permissions::Client::Web, by = user),
            quote!(A, client = any(Web)),
            quote!(A, client = any(Web, Client::Import,), caller = request),
            quote!(A, client = any),
        ] {
            assert_eq!(message(&arguments), "", "{arguments}");
        }
    }

    #[test]
    fn other_notations_are_refused_with_the_right_one() {
        let several = "several clients need `any(…)`\n\
            help: write for example `client = any(Client::Web, Client::Import)`";
        let excluded = "a client cannot be excluded\n\
            note: a client that is not known would be admitted, so name those that are admitted";
        for (arguments, expected) in [
            (
                quote!(A, client =),
                "expected a client\n\
                 help: write the path of a client, such as `client = Client::Web`",
            ),
            (
                quote!(A, client =, by = app),
                "expected a client\n\
                 help: write the path of a client, such as `client = Client::Web`",
            ),
            (quote!(A, client = 1), "expected a client\nhelp: write a path such as `Client::Web`"),
            (
                quote!(A, client = "Web"),
                "a client is a path, not a string\nhelp: write `client = Client::Web`",
            ),
            (
                quote!(A, client = "my::Client::Web"),
                "a client is a path, not a string\nhelp: write `client = my::Client::Web`",
            ),
            (
                quote!(A, client = "2cb85f3f-4a24"),
                "a client is a path, not a string\n\
                 help: write the name in `clients`, such as `client = Client::Web`",
            ),
            (quote!(A, client = [Web, Import]), several),
            (quote!(A, client = (Web, Import)), several),
            (
                quote!(A, client = Web || Import),
                "several clients need `any(…)`\nhelp: write `client = any(Web, …)`",
            ),
            (quote!(A, client = !Web), excluded),
            (quote!(A, client = not(Web)), excluded),
            (quote!(A, client = all(Web, Import)), "a call has one client\nhelp: write `any(…)`"),
            (
                quote!(A, client = one(Web)),
                "unknown combination `one(…)` of clients\n\
                 help: write `client = Client::Web` or `client = any(Client::Web, Client::Import)`",
            ),
            (
                quote!(A, client = any()),
                "`any()` is empty\n\
                 help: write clients in it, such as `client = any(Client::Web, Client::Import)`",
            ),
            (quote!(A, client = Web, client = Web), "argument `client` is given twice"),
            (quote!(A, clients = Web), "unknown argument `clients`\nhelp: did you mean `client`?"),
            (quote!(A, azp = Web), "unknown argument `azp`\nhelp: did you mean `client`?"),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }
    #[test]
    fn clients_outside_of_any_are_refused_with_all_of_them() {
        let several = "several clients need `any(…)`\n\
            help: write `client = any(Client::Web, Client::Import)`";
        let written_behind = "a client is written behind `client =`\nhelp: write ";
        for (arguments, expected) in [
            (quote!(A, client = Client::Web, Client::Import), several.to_owned()),
            (quote!(A, client = Client::Web, Client::Import, by = app), several.to_owned()),
            (quote!(A, client = Client::Web Client::Import), several.to_owned()),
            (
                quote!(A, client = any(Client::Web), my::Client::Import),
                several.replace(", C", ", my::C"),
            ),
            (
                quote!(A::B, client = Client::Web, C::D),
                "more than one requirement\n\
                 help: if one of them is enough, write `any(A::B, C::D)`\n\
                 help: if all of them are necessary, write `all(A::B, C::D)`"
                    .to_owned(),
            ),
            (quote!(A, client(Client::Web)), format!("{written_behind}`client = Client::Web`")),
            (
                quote!(A, client(Client::Web, B)),
                format!("{written_behind}`client = any(Client::Web, B)`"),
            ),
            (quote!(A, client()), format!("{written_behind}`client = Client::Web`")),
            (
                quote!(A, client = Web, app),
                "expected an argument such as `by = …` or `caller = …`\nhelp: write `by = app`"
                    .to_owned(),
            ),
            (
                quote!(A, client = Web by = app),
                "expected `,` before `by`\nhelp: write a comma between two arguments".to_owned(),
            ),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }

    #[test]
    fn parentheses_and_operators_are_refused_where_they_are_wrong() {
        let comma = "help: write a comma between two clients: \
            `client = any(Client::Web, Client::Import)`";
        let excluded = "a client cannot be excluded\n\
            note: a client that is not known would be admitted, so name those that are admitted";
        let parentheses = "a client is a path without parentheses\nhelp: write ";
        for (arguments, expected) in [
            (quote!(A, client = Client::Web()), format!("{parentheses}`Client::Web`")),
            (quote!(A, client = Web()), format!("{parentheses}`Web`")),
            (quote!(A, client = any(Client::Web(), B)), format!("{parentheses}`Client::Web`")),
            (
                quote!(A, client = any(any(Web), Import)),
                "`any` cannot be nested here\n\
                 help: write all clients in one `any`: `client = any(Client::Web, Client::Import)`"
                    .to_owned(),
            ),
            (quote!(A, client = any(not(Web), Import)), excluded.to_owned()),
            (quote!(A, client != Client::Web), excluded.to_owned()),
            (quote!(A, client = any(Web || Import)), format!("expected `,` before `|`\n{comma}")),
            (quote!(A, client = any(Web Import)), format!("expected `,` before `Import`\n{comma}")),
            (
                quote!(A, client = Client.Web),
                "the segments of a path are separated by `::`\nhelp: write `Client::Web`"
                    .to_owned(),
            ),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }
}

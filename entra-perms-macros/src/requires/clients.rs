//! `client = …`: the clients that a requirement admits.

use entra_perms_model::Lint;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::spanned::Spanned as _;
use syn::{LitStr, Path, Result, Token, parenthesized, token};

use super::generated_names::bound_name;
use super::message::Message;

/// The clients that a requirement admits, as paths of variants of `Client`. rustc alone resolves
/// them. Never empty.
pub(crate) struct Clients {
    paths: Vec<Path>,
}

impl Clients {
    /// Reads `Web` or `any(Web, Import)` behind `client =`.
    pub(crate) fn read(name: &Ident, input: ParseStream<'_>) -> Result<Self> {
        if input.is_empty() || input.peek(Token![,]) {
            return Err(expected()
                .help("write the path of a client, such as `client = Web`")
                .at(name.span()));
        }
        if !(input.peek(Ident::peek_any) && input.peek2(token::Paren)) {
            let path = path(input)?;
            refuse_operator(&path, input)?;
            return Ok(Self { paths: vec![path] });
        }
        let word = input.call(Ident::parse_any)?;
        if word != "any" {
            return Err(unknown_word(&word));
        }
        let content;
        parenthesized!(content in input);
        let mut paths = Vec::new();
        while !content.is_empty() {
            paths.push(path(&content)?);
            if content.is_empty() {
                break;
            }
            content.parse::<Token![,]>()?;
        }
        if paths.is_empty() {
            return Err(Message::new("`any()` is empty")
                .help("write clients in it, such as `client = any(Web, Import)`")
                .at(word.span()));
        }
        Ok(Self { paths })
    }

    pub(crate) fn paths(&self) -> &[Path] {
        &self.paths
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

fn path(input: ParseStream<'_>) -> Result<Path> {
    if input.peek(LitStr) {
        let written: LitStr = input.parse()?;
        let value = written.value();
        let message = Message::new("a client is a path, not a string");
        return Err(match written.parse_with(Path::parse_mod_style) {
            Ok(_) => message.help(format!("write `client = {value}`")),
            Err(_) => message.help("write the name in `clients`, such as `client = Web`"),
        }
        .at(written.span()));
    }
    if input.peek(token::Bracket) {
        return Err(several().at_next(input));
    }
    if input.peek(Token![!]) {
        return Err(negated().at_next(input));
    }
    input
        .call(Path::parse_mod_style)
        .map_err(|error| expected().help("write a path such as `Web`").at(error.span()))
}

fn refuse_operator(first: &Path, input: ParseStream<'_>) -> Result<()> {
    if input.peek(Token![|]) || input.peek(Token![||]) {
        let first = first.to_token_stream().to_string().replace(' ', "");
        let message = Message::new(SEVERAL).help(format!("write `client = any({first}, …)`"));
        return Err(message.at_next(input));
    }
    Ok(())
}

fn expected() -> Message {
    Message::new("expected a client")
}

const SEVERAL: &str = "several clients need `any(…)`";

fn several() -> Message {
    Message::new(SEVERAL).help("write for example `client = any(Web, Import)`")
}

fn negated() -> Message {
    Message::new("a client cannot be excluded")
        .note("a client that is not known would be admitted, so name those that are admitted")
}

fn unknown_word(word: &Ident) -> syn::Error {
    let message = match word.to_string().as_str() {
        "all" => Message::new("a call has one client").help("write `any(…)`"),
        "not" => negated(),
        other => Message::new(format!("unknown combination `{other}(…)` of clients"))
            .help("write `client = Web` or `client = any(Web, Import)`"),
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
            help: write for example `client = any(Web, Import)`";
        let excluded = "a client cannot be excluded\n\
            note: a client that is not known would be admitted, so name those that are admitted";
        for (arguments, expected) in [
            (
                quote!(A, client =),
                "expected a client\nhelp: write the path of a client, such as `client = Web`",
            ),
            (
                quote!(A, client =, by = app),
                "expected a client\nhelp: write the path of a client, such as `client = Web`",
            ),
            (quote!(A, client = 1), "expected a client\nhelp: write a path such as `Web`"),
            (
                quote!(A, client = "Web"),
                "a client is a path, not a string\nhelp: write `client = Web`",
            ),
            (
                quote!(A, client = "2cb85f3f-4a24"),
                "a client is a path, not a string\n\
                 help: write the name in `clients`, such as `client = Web`",
            ),
            (quote!(A, client = [Web, Import]), several),
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
                 help: write `client = Web` or `client = any(Web, Import)`",
            ),
            (
                quote!(A, client = any()),
                "`any()` is empty\nhelp: write clients in it, such as `client = any(Web, Import)`",
            ),
            (quote!(A, client = Web, client = Web), "argument `client` is given twice"),
            (quote!(A, clients = Web), "unknown argument `clients`\nhelp: did you mean `client`?"),
            (quote!(A, azp = Web), "unknown argument `azp`\nhelp: did you mean `client`?"),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }
}

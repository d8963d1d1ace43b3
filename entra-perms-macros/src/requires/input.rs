//! The arguments: the expression, then `by = …`, `caller = …`, `crate = …`.

use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, Ident, Path, Result, Token};

use super::Expression;
use entra_perms_model::suggestion::{closest, did_you_mean};

pub(crate) struct Input {
    pub(crate) expression: Expression,
    pub(crate) by: Option<By>,
    pub(crate) caller: Option<(Ident, Expr)>,
    pub(crate) runtime: Option<Path>,
}

#[derive(Clone, Copy)]
pub(crate) enum By {
    User,
    App,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut parsed = Self { expression: input.parse()?, by: None, caller: None, runtime: None };
        while !input.is_empty() {
            input.parse::<Token![,]>().map_err(|error| {
                Error::new(
                    error.span(),
                    "expected `,`; more than one role goes into `any(…)` or `all(…)`",
                )
            })?;
            if !input.is_empty() {
                parsed.option(input)?;
            }
        }
        Ok(parsed)
    }
}

impl Input {
    fn option(&mut self, input: ParseStream<'_>) -> Result<()> {
        if !(input.peek(Ident::peek_any) && input.peek2(Token![=])) {
            return Err(input.error(
                "expected `by = user`, `by = app` or `caller = …`; more than one role goes into `any(…)` or `all(…)`",
            ));
        }
        let name = input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        let repeated = match name.to_string().as_str() {
            "by" => self.by.replace(input.parse()?).is_some(),
            "caller" => self.caller.replace((name.clone(), caller(&name, input)?)).is_some(),
            "crate" => self.runtime.replace(runtime(&name, input)?).is_some(),
            unknown => {
                let hint = match closest(unknown, ["by", "caller", "crate"]) {
                    None => "; expected `by`, `caller` or `crate`".to_owned(),
                    meant => did_you_mean(meant),
                };
                return Err(Error::new(name.span(), format!("unknown argument `{unknown}`{hint}")));
            }
        };
        if repeated {
            return Err(Error::new(name.span(), format!("`{name}` is given twice")));
        }
        Ok(())
    }

    /// `requirement!` is a value: nothing is checked yet.
    pub(crate) fn refuse_caller(&self) -> Result<()> {
        match &self.caller {
            Some((name, _)) => Err(Error::new(
                name.span(),
                "a requirement has no caller: give it to `Caller::explain`",
            )),
            None => Ok(()),
        }
    }

    /// Where the runtime is, as seen from the calling crate.
    pub(crate) fn runtime(&self) -> Path {
        self.runtime.clone().unwrap_or_else(crate::default_runtime)
    }
}

fn caller(name: &Ident, input: ParseStream<'_>) -> Result<Expr> {
    if input.is_empty() || input.peek(Token![,]) {
        let message = "expected an expression that gives the caller, such as `caller = request`";
        return Err(Error::new(name.span(), message));
    }
    input.parse()
}

fn runtime(name: &Ident, input: ParseStream<'_>) -> Result<Path> {
    let span = if input.is_empty() { name.span() } else { input.span() };
    input.call(Path::parse_mod_style).map_err(|_| {
        Error::new(span, "expected a path for `crate`, such as `my_framework::entra_perms_runtime`")
    })
}

impl Parse for By {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("expected `user` or `app`, without quotes"));
        }
        let kind = input.call(Ident::parse_any)?;
        match kind.to_string().as_str() {
            "user" => Ok(Self::User),
            "app" => Ok(Self::App),
            unknown => {
                let hint = match closest(unknown, ["user", "app"]) {
                    None => "; expected `user` or `app`".to_owned(),
                    meant => did_you_mean(meant),
                };
                Err(Error::new(kind.span(), format!("unknown kind of caller `{unknown}`{hint}")))
            }
        }
    }
}

impl By {
    pub(crate) fn to_tokens(by: Option<Self>, runtime: &Path) -> impl ToTokens {
        match by {
            None => quote!(::core::option::Option::None),
            Some(Self::User) => quote!(::core::option::Option::Some(#runtime::CallerKind::User)),
            Some(Self::App) => quote!(::core::option::Option::Some(#runtime::CallerKind::App)),
        }
    }
}

//! The arguments: the expression, then `by = …`, `caller = …`, `crate = …`.

use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, Ident, Path, Result, Token};

use super::Expression;
use crate::suggest::{closest, did_you_mean};

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
                Error::new(error.span(), "expected `,`; more than one role goes into `any(…)` or `all(…)`")
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
            "caller" => self.caller.replace((name.clone(), input.parse()?)).is_some(),
            "crate" => self.runtime.replace(input.call(Path::parse_mod_style)?).is_some(),
            unknown => {
                let suggestion = did_you_mean(closest(unknown, ["by", "caller", "crate"]));
                let message =
                    format!("unknown argument `{unknown}`{suggestion}; expected `by`, `caller` or `crate`");
                return Err(Error::new(name.span(), message));
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
            Some((name, _)) => {
                Err(Error::new(name.span(), "a requirement has no caller: give it to `Caller::explain`"))
            }
            None => Ok(()),
        }
    }

    /// Where the runtime is, as seen from the calling crate.
    pub(crate) fn runtime(&self) -> Path {
        self.runtime.clone().unwrap_or_else(crate::default_runtime)
    }
}

impl Parse for By {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let kind = input.call(Ident::parse_any)?;
        match kind.to_string().as_str() {
            "user" => Ok(Self::User),
            "app" => Ok(Self::App),
            unknown => {
                let suggestion = did_you_mean(closest(unknown, ["user", "app"]));
                let message =
                    format!("unknown kind of caller `{unknown}`{suggestion}; expected `user` or `app`");
                Err(Error::new(kind.span(), message))
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

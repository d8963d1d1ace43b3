//! Functions that cannot be guarded.

use quote::ToTokens;
use syn::{Error, FnArg, Result, Type, TypeParamBound};

use super::async_trait;
use super::attributes::is_requires;
use super::function::{Function, is_caller, plain};
use super::rewrites::{is_guarded, maker, refuse_rewritten};

/// Where a function has a `;` for a body.
pub(crate) fn no_body(input: syn::parse::ParseStream<'_>) -> Error {
    let place = input.cursor().token_tree().map(|(token, _)| token);
    let message = match place.as_ref().and_then(maker) {
        Some(attribute) => format!(
            "`{attribute}` has copied `#[requires]` to a declaration, which has no body to guard\n\
             help: guard a function that this one calls"
        ),
        None => "`#[requires]` guards a body, and this function has none\n\
                 help: put `#[requires]` on the implementation of this function\n\
                 help: if it is there, another attribute has copied it: guard a function that this one calls"
            .to_owned(),
    };
    input.error(message)
}

impl Function {
    pub(crate) fn refuse_what_cannot_be_guarded(&self) -> Result<()> {
        if let Some(constant) = &self.signature.constness {
            return Err(Error::new_spanned(constant, "a `const fn` cannot check a caller"));
        }
        let again = self.attributes.iter().find(|attribute| is_requires(&attribute.meta));
        let again = again.map(ToTokens::to_token_stream);
        let guarded = is_guarded(self).then(|| self.signature.ident.to_token_stream());
        let Some(place) = again.or(guarded) else { return refuse_rewritten(self) };
        let message = "one `#[requires]` guards a function\n\
             help: join the requirements with `all(…)`\n\
             help: if one of them is another crate's, only that of entra-perms is a guard: \
             write the path of the other one, such as `#[contracts::requires(…)]`";
        Err(Error::new_spanned(place, message))
    }

    /// The extractor is a further parameter, which only a function that a framework calls can have.
    pub(crate) fn refuse_what_is_no_handler(&self) -> Result<()> {
        let method = "a method is no handler: give it a parameter `caller: &Caller`, or say where the caller is with `caller = …`";
        if let Some(FnArg::Receiver(receiver)) = self.signature.inputs.first() {
            return Err(Error::new_spanned(receiver, method));
        }
        if async_trait::is_marked(&self.signature) {
            return Err(Error::new(self.signature.ident.span(), method));
        }
        if let Some(reference) = self.parameter_types().find(|ty| matches!(ty, Type::Reference(_)))
        {
            let message = "a handler takes no reference: if this is the caller, write `&Caller`, or name it with `caller = …`";
            return Err(Error::new_spanned(reference, message));
        }
        let returns_future = matches!(self.returned(), Some(Type::ImplTrait(_)));
        if self.signature.asyncness.is_none() && !returns_future {
            if let Some(owned) = self.parameter_types().find(|ty| is_caller(ty)) {
                return Err(Error::new_spanned(
                    owned,
                    "expected `&Caller`: the check borrows the caller",
                ));
            }
            let message = "whose caller? a handler is `async`; any other function needs a parameter `caller: &Caller`, or `caller = …` in the attribute\n\
                 help: if this is an `async fn` that another attribute has changed, put `#[requires]` above that attribute";
            return Err(Error::new(self.signature.ident.span(), message));
        }
        Ok(())
    }

    pub(crate) fn refuse_what_cannot_be_denied(&self) -> Result<()> {
        let made_of_async_fn = self.signature.asyncness.is_some() || self.is_of_async_trait();
        match self.returned() {
            Some(returned) if !made_of_async_fn && is_future(returned) => {
                let message = if async_trait::is_marked(&self.signature) {
                    "what `#[async_trait]` made of this function was changed by another attribute: put `#[requires]` above that one"
                } else {
                    "a function that returns a future cannot be denied before it is awaited\n\
                     help: write `async fn`\n\
                     help: if it is an `async fn` that another attribute has changed, such as `#[tool]`, \
                     put `#[requires]` above that attribute"
                };
                Err(Error::new_spanned(returned, message))
            }
            Some(returned) if !(self.is_of_async_trait() && is_unit(returned)) => Ok(()),
            _ => {
                let message = "a function that is handed its caller can be denied: it must return `Result<_, E>` with `E: From<Denied>`";
                Err(Error::new(self.signature.ident.span(), message))
            }
        }
    }

    fn parameter_types(&self) -> impl Iterator<Item = &Type> {
        self.signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(parameter) => Some(plain(&parameter.ty)),
            FnArg::Receiver(_) => None,
        })
    }
}

/// `impl Future<…>`, `Pin<Box<dyn Future<…>>>`, `BoxFuture<…>`
pub(crate) fn is_future(ty: &Type) -> bool {
    match ty {
        Type::ImplTrait(ty) => ty.bounds.iter().any(|bound| {
            matches!(bound, TypeParamBound::Trait(bound) if bound.path.segments.last().is_some_and(|last| last.ident == "Future"))
        }),
        Type::Path(ty) => ty.path.segments.last().is_some_and(|last| last.ident == "Pin" || last.ident == "BoxFuture"),
        _ => false,
    }
}

/// `#[async_trait]` writes it where nothing was.
fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

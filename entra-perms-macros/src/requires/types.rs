//! The types in a signature, which are recognized by their tokens.

use syn::{Type, TypeParamBound, TypePath};

/// Returns the type without parentheses, and without the invisible group that `macro_rules!` puts
/// around `$ty:ty`.
pub(crate) fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => plain(&group.elem),
        Type::Paren(paren) => plain(&paren.elem),
        _ => ty,
    }
}

/// Returns whether a type is `&Caller`, `&'a Caller`, `&permissions::Caller` or `&Caller<Model>`.
pub(crate) fn is_reference_to_caller(ty: &Type) -> bool {
    match plain(ty) {
        Type::Reference(reference) => is_caller(plain(&reference.elem)),
        _ => false,
    }
}

/// Returns whether a plain type is `Caller`, with any path in front and any arguments.
pub(crate) fn is_caller(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => ends_in(path, &["Caller"]),
        _ => false,
    }
}

/// Returns whether a plain type is `impl Future<…>`, `Pin<Box<dyn Future<…>>>` or `BoxFuture<…>`.
pub(crate) fn is_future(ty: &Type) -> bool {
    match ty {
        Type::ImplTrait(ty) => ty.bounds.iter().any(is_bound_to_future),
        Type::Path(path) => ends_in(path, &["Pin", "BoxFuture"]),
        _ => false,
    }
}

fn is_bound_to_future(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().is_some_and(|last| last.ident == "Future")
        }
        _ => false,
    }
}

/// Returns whether a type is `()`.
pub(crate) fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

fn ends_in(ty: &TypePath, names: &[&str]) -> bool {
    let last = ty.path.segments.last();
    last.is_some_and(|last| names.iter().any(|name| last.ident == name))
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn callers_are_recognized_by_the_last_segment() {
        for caller in [
            parse_quote!(&Caller),
            parse_quote!(&'a mut permissions::Caller),
            parse_quote!((&(Caller<Model>))),
        ] {
            assert!(is_reference_to_caller(&caller));
        }
        for other in [parse_quote!(Caller), parse_quote!(&Caller::Id), parse_quote!(&[Caller])] {
            assert!(!is_reference_to_caller(&other));
        }
    }

    #[test]
    fn futures_are_recognized_by_their_trait_or_their_box() {
        for future in [
            parse_quote!(impl Send + core::future::Future<Output = ()>),
            parse_quote!(Pin<Box<dyn Future<Output = ()>>>),
            parse_quote!(futures::future::BoxFuture<'static, ()>),
        ] {
            assert!(is_future(&future));
        }
        for other in [parse_quote!(impl Send), parse_quote!(Result<(), E>), parse_quote!(Future)] {
            assert!(!is_future(&other));
        }
    }
}

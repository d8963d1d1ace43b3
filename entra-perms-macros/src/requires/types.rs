//! The types in a signature, which are recognized by their tokens.

use syn::{Ident, Type, TypeParamBound, TypePath};

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

/// Returns whether a plain type is certainly not a `Result`. Any other path can be an alias of one.
pub(crate) fn cannot_be_result(ty: &Type) -> bool {
    match ty {
        Type::Array(_)
        | Type::Never(_)
        | Type::Ptr(_)
        | Type::Reference(_)
        | Type::Slice(_)
        | Type::Tuple(_) => true,
        Type::Path(path) if path.qself.is_none() => path.path.get_ident().is_some_and(is_primitive),
        _ => false,
    }
}

/// Returns whether a name is the name of a primitive type, or `String`.
fn is_primitive(name: &Ident) -> bool {
    const PRIMITIVE: [&str; 18] = [
        "bool", "char", "str", "String", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize",
        "u8", "u16", "u32", "u64", "u128", "usize",
    ];
    PRIMITIVE.iter().any(|primitive| name == primitive)
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
    #[test]
    fn only_types_that_cannot_be_an_alias_are_no_results() {
        for other in [
            parse_quote!(u32),
            parse_quote!(bool),
            parse_quote!(String),
            parse_quote!(()),
            parse_quote!((u8, u8)),
            parse_quote!(&'static str),
            parse_quote!(&Result<(), E>),
            parse_quote!([u8; 4]),
            parse_quote!([u8]),
            parse_quote!(!),
        ] {
            assert!(cannot_be_result(&other));
        }
        for result in [
            parse_quote!(Result<(), E>),
            parse_quote!(io::Result<u32>),
            parse_quote!(Reply),
            parse_quote!(u32::Reply),
            parse_quote!(String<u8>),
            parse_quote!(impl Trait),
            parse_quote!(<u32 as Trait>::Reply),
            parse_quote!(Vec<u32>),
            parse_quote!(Self),
        ] {
            assert!(!cannot_be_result(&result));
        }
    }
}

//! The attributes with `#[requires]` on a function, and the list of those that are known to be
//! harmless.
//!
//! An attribute macro below `#[requires]` gets the function that the guard returns. If the macro
//! stores results, skips the body or copies it, then a check inside the body does not run on every
//! call. So every attribute that is not in the list is suspect.

use quote::ToTokens as _;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, MetaList, Token, parse_quote};

/// The attributes that neither store the result of a function, nor skip, repeat or copy its body.
///
/// An entry is a pattern for the path of an attribute:
///
/// - `inline` is a path of this one segment: an attribute of rustc.
/// - `*::instrument` is any path that ends in this segment, or is only it. Users import attribute
///   macros by name or rename their crates.
/// - `clippy::*` is any longer path that begins with this segment: an attribute of a tool.
///
/// Before a name is added, read the sources of every crate that has an attribute of this name.
pub(crate) const HARMLESS: &[&str] = &[
    // Built into rustc: conditions, docs and lints.
    "cfg",
    "doc",
    "allow",
    "warn",
    "deny",
    "forbid",
    "expect",
    "must_use",
    "deprecated",
    "automatically_derived",
    // Built into rustc: how code is generated. The symbol of an exported function is the guard.
    "inline",
    "cold",
    "track_caller",
    "target_feature",
    "instruction_set",
    "optimize",
    "coverage",
    "no_mangle",
    "export_name",
    "link_section",
    // Attributes of tools, which rustc ignores.
    "rustfmt::*",
    "clippy::*",
    "diagnostic::*",
    "miri::*",
    "rust_analyzer::*",
    // `tracing::instrument` runs the body in a span. `async_recursion` puts its future into a box.
    "*::instrument",
    "*::async_recursion",
    // `utoipa::path` adds a type next to the function, and so do the route macros of actix-web and
    // Rocket. `axum::debug_handler` adds assertions. `poem::handler`, and `handler` and `endpoint`
    // of salvo, put the function into a type of its name.
    "*::path",
    "*::debug_handler",
    "*::handler",
    "*::endpoint",
    "*::route",
    "*::routes",
    "*::get",
    "*::post",
    "*::put",
    "*::delete",
    "*::head",
    "*::options",
    "*::patch",
    "*::trace",
    "*::connect",
    // rmcp adds a function that describes the function.
    "*::tool",
    "*::prompt",
];

/// The attributes that run the body in a block of their own, and do not pass the function on.
/// Entries have the form of [`HARMLESS`]. `autometrics` has a local `caller` in its block, so a
/// check in the block would not see the caller.
const ONLY_WRAPS: &[&str] = &["*::autometrics"];

/// The attributes that are known to be harmless, and all others.
pub(crate) struct Divided {
    pub(crate) harmless: Vec<Attribute>,
    pub(crate) suspect: Vec<Attribute>,
}

/// Divides attributes. A `cfg_attr` that holds both kinds becomes two.
///
/// A `#[requires]` in a `cfg_attr` counts as harmless: two of them can have conditions that exclude
/// each other.
pub(crate) fn divided(attributes: &[Attribute]) -> Divided {
    Divided {
        harmless: matching(attributes, &stays),
        suspect: matching(attributes, &|meta| !stays(meta)),
    }
}

fn stays(meta: &Meta) -> bool {
    is_harmless(meta) || is_requires(meta)
}

/// Returns the attributes that match. Looks into `cfg_attr(condition, …)` and `unsafe(…)`.
pub(crate) fn matching(
    attributes: &[Attribute],
    matches: &dyn Fn(&Meta) -> bool,
) -> Vec<Attribute> {
    let matching = attributes.iter().filter_map(|attribute| {
        let meta = matching_part(&attribute.meta, matches)?;
        Some(Attribute { meta, ..attribute.clone() })
    });
    matching.collect()
}

fn matching_part(meta: &Meta, matches: &dyn Fn(&Meta) -> bool) -> Option<Meta> {
    if let Meta::List(list) = meta {
        if list.path.is_ident("cfg_attr")
            && let Some((condition, attributes)) = condition_and_attributes(list)
        {
            let parts = attributes.iter().filter_map(|meta| matching_part(meta, matches));
            let parts: Vec<Meta> = parts.collect();
            let has_parts = !parts.is_empty();
            return has_parts.then(|| parse_quote!(cfg_attr(#condition, #(#parts),*)));
        }
        if list.path.is_ident("unsafe")
            && let Ok(inner) = syn::parse2::<Meta>(list.tokens.clone())
        {
            return matches(&inner).then(|| meta.clone());
        }
    }
    matches(meta).then(|| meta.clone())
}

/// Returns the parts of `cfg_attr(condition, attribute, …)`.
pub(crate) fn condition_and_attributes(list: &MetaList) -> Option<(Meta, Vec<Meta>)> {
    let parts = Punctuated::<Meta, Token![,]>::parse_terminated
        .parse2(list.tokens.clone())
        .ok()?;
    let mut parts = parts.into_iter();
    let condition = parts.next()?;
    Some((condition, parts.collect()))
}

/// Returns the text that messages show for an attribute: `#[path]`, without its arguments.
pub(crate) fn shown(meta: &Meta) -> String {
    if let Meta::List(list) = meta
        && list.path.is_ident("cfg_attr")
        && let Some((_, attributes)) = condition_and_attributes(list)
        && let Some(first) = attributes.first()
    {
        return shown(first);
    }
    format!("#[{}]", meta.path().to_token_stream().to_string().replace(' ', ""))
}

/// Returns whether an attribute is known to be harmless.
pub(crate) fn is_harmless(meta: &Meta) -> bool {
    is_one_of(meta, HARMLESS)
}

/// Returns whether some of the attributes could pass the function on, so that other code calls it.
pub(crate) fn could_pass_on(attributes: &[Attribute]) -> bool {
    !matching(attributes, &|meta| !is_one_of(meta, ONLY_WRAPS)).is_empty()
}

fn is_one_of(meta: &Meta, patterns: &[&str]) -> bool {
    let segments = &meta.path().segments;
    patterns.iter().any(|pattern| {
        if let Some(last) = pattern.strip_prefix("*::") {
            segments.last().is_some_and(|segment| segment.ident == last)
        } else if let Some(tool) = pattern.strip_suffix("::*") {
            segments.len() > 1 && segments.first().is_some_and(|segment| segment.ident == tool)
        } else {
            meta.path().is_ident(pattern)
        }
    })
}

/// Returns whether an attribute is the `#[requires]` of this crate: imported by name, or with the
/// path of the crate. With another path it is another crate's attribute.
pub(crate) fn is_requires(meta: &Meta) -> bool {
    let segments = &meta.path().segments;
    let first = segments.first().filter(|_| segments.len() > 1);
    segments.last().is_some_and(|last| last.ident == "requires")
        && first.is_none_or(|first| first.ident == "entra_perms_runtime")
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn text(attributes: &[Attribute]) -> String {
        quote!(#(#attributes)*).to_string().replace(' ', "")
    }

    #[test]
    fn attributes_are_known_by_their_last_segment_or_their_tool() {
        for harmless in [
            parse_quote!(#[cfg(unix)]),
            parse_quote!(#[doc = "text"]),
            parse_quote!(#[expect(unused, reason = "a test")]),
            parse_quote!(#[tracing::instrument(skip_all)]),
            parse_quote!(#[instrument]),
            parse_quote!(#[docs::path(get)]),
            parse_quote!(#[rustfmt::skip]),
            parse_quote!(#[unsafe(no_mangle)]),
            parse_quote!(#[unsafe(export_name = "f")]),
            parse_quote!(#[cfg_attr(unix, cfg_attr(windows, inline, doc = "text"), cold)]),
            parse_quote!(#[cfg_attr(unix, requires(A), entra_perms_runtime::requires(B))]),
        ] {
            let attributes: [Attribute; 1] = [harmless];
            let Divided { harmless, suspect } = divided(&attributes);
            assert_eq!(text(&harmless), text(&attributes));
            assert_eq!(text(&suspect), "");
        }
        for suspect in [
            parse_quote!(#[cached]),
            parse_quote!(#[cached::proc_macro::cached(key = "u8")]),
            parse_quote!(#[skip]),
            parse_quote!(#[rustfmt]),
            parse_quote!(#[inline::memoize]),
            parse_quote!(#[memo::inline]),
            parse_quote!(#[memo::doc]),
            parse_quote!(#[contracts::requires(a > b)]),
            parse_quote!(#[unsafe(naked)]),
            parse_quote!(#[unsafe(no_mangle, 1 + 1)]),
            parse_quote!(#[cfg_attr(unix, cfg_attr(windows, memoize(capacity = 1)))]),
            parse_quote!(#[cfg_attr(unix, 1 + 1)]),
            parse_quote!(#[cfg_attr = "text"]),
        ] {
            let attributes: [Attribute; 1] = [suspect];
            let Divided { harmless, suspect } = divided(&attributes);
            assert_eq!(text(&suspect), text(&attributes));
            assert_eq!(text(&harmless), "");
        }
    }

    #[test]
    fn only_known_wrappers_do_not_pass_the_function_on() {
        let wraps: Attribute = parse_quote!(#[autometrics::autometrics(track_concurrency)]);
        let conditional: Attribute = parse_quote!(#[cfg_attr(a, autometrics)]);
        let passes_on: Attribute =
            parse_quote!(#[cfg_attr(a, autometrics, distributed_slice(JOBS))]);
        assert!(!could_pass_on(&[wraps.clone(), conditional]));
        assert!(could_pass_on(&[wraps, passes_on]));
    }

    #[test]
    fn a_conditional_attribute_of_both_kinds_becomes_two() {
        let attribute: Attribute = parse_quote!(
            #[cfg_attr(a, inline, cached, cfg_attr(b, doc = "text", memoize), cfg_attr(c, cold))]
        );
        let Divided { harmless, suspect } = divided(&[attribute]);
        assert_eq!(
            text(&harmless),
            r#"#[cfg_attr(a,inline,cfg_attr(b,doc="text"),cfg_attr(c,cold))]"#
        );
        assert_eq!(text(&suspect), "#[cfg_attr(a,cached,cfg_attr(b,memoize))]");
    }

    #[test]
    fn the_list_has_no_attribute_that_stores_results() {
        for name in
            ["cached", "io_cached", "once", "memoize", "memo", "cfg_attr", "requires", "test_case"]
        {
            assert!(!HARMLESS.contains(&name), "{name}");
        }
        for (i, name) in HARMLESS.iter().enumerate() {
            assert!(!HARMLESS[..i].contains(name), "{name} is there twice");
        }
    }
}

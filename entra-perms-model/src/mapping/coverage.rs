//! Is anything left out: a scope that leads nowhere, a role that no scope leads to.

use std::collections::HashSet;

use proc_macro2::Span;
use syn::LitStr;

use super::literal::{Kind, Match, Miss};
use super::{Mapper, Mapping};
use crate::arguments::Arguments;
use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Manifest, Registered};

/// The roles listed in `not_delegated`.
pub(super) fn not_delegated(mapper: &mut Mapper<'_>, written: &[LitStr]) -> HashSet<usize> {
    let mut listed = HashSet::new();
    for literal in written {
        let text = literal.value();
        let Some(role) = mapper.lookup.exact(Kind::Role, &text) else {
            let miss = mapper
                .lookup
                .find(Kind::Role, &text)
                .map_or_else(|miss| miss, |roles| pattern(&text, &roles));
            mapper.doubt.roles_of(&miss);
            mapper
                .errors
                .push(Finding::new(Rule::UnknownName, miss.message).at(literal.span()));
            continue;
        };
        listed.insert(role.index);
        let scope = enabled_scope_to(&mapper.mapping, mapper.lookup.scopes(), role.index);
        if !role.entry.members.users {
            let message = format!(
                "users cannot hold the app role `{text}`, so no scope could lead to it; remove it from `not_delegated`"
            );
            mapper.errors.push(Finding::new(Rule::Needless, message).at(literal.span()));
        } else if let Some(scope) = scope {
            let message = format!(
                "the scope `{}` leads to `{text}`; remove it from `not_delegated`",
                scope.value
            );
            mapper.errors.push(Finding::new(Rule::Needless, message).at(literal.span()));
        }
    }
    listed
}

fn pattern(text: &str, roles: &[Match<'_>]) -> Miss {
    Miss {
        message: format!("`{text}` is a pattern; expected an app role named in full"),
        meant: roles.iter().map(|role| role.index).collect(),
    }
}

/// Reports each enabled scope that no line maps, and each enabled role of users that no scope leads to.
pub(super) fn check(
    manifest: &Manifest,
    arguments: &Arguments,
    mapper: &Mapper<'_>,
    not_delegated: &HashSet<usize>,
) -> Findings {
    let mut errors = Findings::default();
    let is_unmapped = |(index, scope): &(usize, &Registered)| {
        let is_mapped = mapper.mapping.roles.get(*index).is_some_and(Option::is_some);
        scope.enabled
            && !is_mapped
            && !mapper.doubt.every_scope
            && !mapper.doubt.scopes.contains(index)
    };
    let scopes = manifest.registration.scopes.iter().enumerate().filter(is_unmapped);
    let unmapped: Vec<_> = scopes.map(|(_, scope)| scope).collect();
    let span = match &arguments.scopes {
        Some(scopes) => scopes.keyword,
        // With no mapping at all, every scope and every role would be an error that the first line may resolve.
        None if !unmapped.is_empty() => {
            errors.push(Finding::from(no_mapping(&unmapped)).at(manifest.span()));
            return errors;
        }
        None => manifest.span(),
    };
    if unmapped.len() > MOST {
        errors.push(Finding::from(unmapped_scopes(&unmapped)).at(span));
    } else {
        for scope in unmapped {
            errors.push(Finding::from(unmapped_scope(manifest, scope)).at(span));
        }
    }
    check_dead_ends(manifest, mapper, &mut errors);
    if !mapper.doubt.every_role {
        check_roles(manifest, span, mapper, not_delegated, &mut errors);
    }
    errors
}

/// A line may match a scope, and yet have no role for it: what its patterns stand for there does not exist.
fn check_dead_ends(manifest: &Manifest, mapper: &Mapper<'_>, errors: &mut Findings) {
    for (index, scope) in manifest.registration.scopes.iter().enumerate() {
        let is_meant = mapper.dead_ends.contains(&index) || mapper.doubt.scopes.contains(&index);
        if !scope.enabled || is_meant || !mapper.mapping.roles_of(index).is_empty() {
            continue;
        }
        let Some(line) = mapper.lines.get(&index) else { continue };
        let value = &scope.value;
        let message = format!(
            "no pattern on the right stands for an app role that the scope `{value}` ({}) can lead to; expected one, or a line \
             `{value:?} => []` to say that it leads to none",
            manifest.place(scope)
        );
        errors.push(Finding::new(Rule::MapsToNothing, message).at(*line));
    }
}

/// As an argument to paste, with a line for each scope.
fn no_mapping(scopes: &[&Registered]) -> String {
    let lines = lines_to_paste(scopes, 6);
    format!(
        "the argument `scopes` is missing, which says what roles each scope leads to; expected `scopes = {{ {lines} }}`"
    )
}

/// `"Crm.Read" => ["…"], "Crm.Write" => ["…"], …`
fn lines_to_paste(scopes: &[&Registered], most: usize) -> String {
    let lines: Vec<_> = scopes
        .iter()
        .take(most)
        .map(|scope| format!("{:?} => [\"…\"]", scope.value))
        .collect();
    let rest = if scopes.len() > most { ", …" } else { "" };
    format!("{}{rest}", lines.join(", "))
}

fn check_roles(
    manifest: &Manifest,
    span: Span,
    mapper: &Mapper<'_>,
    not_delegated: &HashSet<usize>,
    errors: &mut Findings,
) {
    let registration = &manifest.registration;
    let is_undelegated = |(index, role): &(usize, &Registered)| {
        let needs_scope = role.enabled && role.members.users;
        let is_excused = not_delegated.contains(index) || mapper.doubt.roles.contains(index);
        let is_led_to =
            || enabled_scope_to(&mapper.mapping, &registration.scopes, *index).is_some();
        needs_scope && !is_excused && !is_led_to()
    };
    let undelegated: Vec<_> =
        registration.roles.iter().enumerate().filter(is_undelegated).collect();
    // Without any scope it is one thing that is missing, and not each role for itself.
    let is_one_thing = undelegated.len() > 1 && registration.scopes.is_empty();
    if is_one_thing || undelegated.len() > MOST {
        let roles: Vec<_> = undelegated.iter().map(|(_, role)| *role).collect();
        errors.push(Finding::from(undelegated_roles(manifest, &roles)).at(span));
    } else {
        for (index, role) in undelegated {
            errors.push(
                Finding::from(self::undelegated(
                    manifest,
                    role,
                    mapper.mapping.scopes_of(index).first(),
                ))
                .at(span),
            );
        }
    }
}

/// More than these are one error.
const MOST: usize = 12;

fn undelegated_roles(manifest: &Manifest, roles: &[&Registered]) -> String {
    let why = match manifest.forms.as_slice() {
        [form] if manifest.registration.scopes.is_empty() => {
            format!(": {} is {form} and has no scopes", manifest.name())
        }
        _ => String::new(),
    };
    let values: Vec<_> = roles.iter().map(|role| format!("{:?}", role.value)).collect();
    format!(
        "no enabled scope leads to {} app roles{why}; map scopes to them in `scopes`, or say that this is on purpose with \
         `not_delegated = [{}]`",
        roles.len(),
        values.join(", ")
    )
}

fn unmapped_scopes(scopes: &[&Registered]) -> String {
    let lines = lines_to_paste(scopes, MOST);
    format!(
        "no line of `scopes` maps {} scopes; add `{lines}` with the app roles that they lead to; `=> []` says that a scope leads to \
         none",
        scopes.len()
    )
}

fn undelegated(manifest: &Manifest, role: &Registered, disabled: Option<&usize>) -> String {
    let (value, place) = (&role.value, manifest.place(role));
    let disabled =
        disabled
            .and_then(|scope| manifest.registration.scopes.get(*scope))
            .map(|scope| {
                let place = scope.disabled_at.clone().unwrap_or_else(|| manifest.place(scope));
                format!("; `{}` leads to it, and is disabled at {place}", scope.value)
            });
    format!(
        "no enabled scope leads to the app role `{value}` ({place}){}; map one to it in `scopes`, or say that this is on purpose \
         with `not_delegated = [{value:?}]`",
        disabled.unwrap_or_default()
    )
}

fn unmapped_scope(manifest: &Manifest, scope: &Registered) -> String {
    let value = &scope.value;
    format!(
        "no line of `scopes` maps the scope `{value}` ({}); add `{value:?} => [\"…\"]` with the app roles it leads to, or \
         `{value:?} => []` to say that it leads to none",
        manifest.place(scope)
    )
}

fn enabled_scope_to<'a>(
    mapping: &Mapping,
    scopes: &'a [Registered],
    role: usize,
) -> Option<&'a Registered> {
    let scopes = mapping.scopes_of(role).into_iter().filter_map(|scope| scopes.get(scope));
    scopes.into_iter().find(|scope| scope.enabled)
}

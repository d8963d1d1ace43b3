//! The app roles that follow from the name of a scope.
//!
//! A value is read as segments between dots. `S` and `R` are the first segments of a scope and of
//! an app role, and the rest of a value is its tail. An app role follows from a scope in these
//! cases only ([`Basis`]):
//!
//! 1. The two values are equal.
//! 2. The scope is the name of the API and the value of the app role: `Crm.Contacts.Read` →
//!    `Contacts.Read`.
//! 3. `S` is the name of the API, and the tails are equal: `Crm.Read.My` → `Contacts.Read.My`. No
//!    scope begins with `R`, and no scope with another first segment has the tail of an app role
//!    that begins with `R`.
//! 4. In case 2 or 3, or if `S` is `R`: the scope has `ReadWrite` where the app role has `Read` or
//!    `Write`, and no app role has `ReadWrite` there.
//!
//! The first segment of a scope is the name of the API if no app role begins with it, and if one of
//! these facts is known:
//!
//! - It is a word of the API's display name or App ID URIs.
//! - All scopes with a tail begin with it, and the app roles with a tail begin with at least two
//!   different segments.
//!
//! Only app roles that users can hold count: no scope can lead to another one.

use std::collections::{BTreeMap, BTreeSet};

use entra_perms_model::{Model, Role};

/// The segment of scopes that contains [`PARTS`].
const WHOLE: &str = "ReadWrite";

/// The segments of app roles that [`WHOLE`] contains.
const PARTS: [&str; 2] = ["Read", "Write"];

/// The reason for which an app role follows from a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Basis {
    /// The values are equal.
    Equal,
    /// The scope is the name of the API, and the rest is the same.
    ApiName,
    /// The scope has `ReadWrite`, and the app role has `Read` or `Write`.
    ReadWrite,
}

/// Pairs of a scope and an app role, by index.
pub(super) type Pairs = BTreeMap<(usize, usize), Basis>;

/// The pairs of an API.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The pairs that follow from the names. Disabled entries count.
    pub(super) justified: Pairs,
    /// Pairs of similar names. A person must decide about them.
    pub(super) similar: BTreeSet<(usize, usize)>,
}

/// Compares the names of a model. The mapping of the model is not read.
pub(super) fn compare(model: &Model) -> Names {
    let facts = Facts::new(model);
    let mut names = Names::default();
    for (scope_index, scope) in model.scopes.iter().enumerate() {
        let scope = scope.entry.value.as_str();
        let mut similar: BTreeMap<Similarity, BTreeSet<(usize, usize)>> = BTreeMap::new();
        for (role_index, role) in model.roles.iter().enumerate() {
            if !role.users {
                continue;
            }
            let pair = (scope_index, role_index);
            let role = role.entry.value.as_str();
            if let Some(basis) = facts.basis(scope, role) {
                names.justified.insert(pair, basis);
            } else if let Some(similarity) = similarity(scope, role) {
                similar.entry(similarity).or_default().insert(pair);
            }
        }
        // The most similar names hide the others.
        names.similar.extend(similar.into_values().next().into_iter().flatten());
    }
    names
}

/// The facts about all names on which the relation of two of them depends.
struct Facts<'m> {
    /// All app roles, also those that users cannot hold.
    roles: BTreeSet<&'m str>,
    /// The first segments of app roles, and whole app roles without a dot.
    role_heads: BTreeSet<&'m str>,
    /// The first segments of scopes with a tail.
    scope_heads: BTreeSet<&'m str>,
    /// The first segments of scopes that are the name of the API.
    api_names: BTreeSet<&'m str>,
    /// By first segment of app roles: the only first segment of scopes with such tails. `None` if
    /// there are several.
    owners: BTreeMap<&'m str, Option<&'m str>>,
}

impl<'m> Facts<'m> {
    fn new(model: &'m Model) -> Self {
        let roles: BTreeSet<_> = model.roles.iter().map(|role| role.entry.value.as_str()).collect();
        let scopes: Vec<_> = model.scopes.iter().map(|scope| scope.entry.value.as_str()).collect();
        let role_heads = roles.iter().map(|role| head(role)).collect();
        let scope_heads = scopes.iter().filter_map(|scope| Some(split(scope)?.0)).collect();
        let mut facts = Self {
            roles,
            role_heads,
            scope_heads,
            api_names: BTreeSet::new(),
            owners: BTreeMap::new(),
        };
        facts.api_names = facts.find_api_names(&words(model));
        facts.owners = facts.find_owners(&scopes, &model.roles);
        facts
    }

    fn find_api_names(&self, words: &BTreeSet<String>) -> BTreeSet<&'m str> {
        let heads = self.roles.iter().filter_map(|role| Some(split(role)?.0));
        let has_several_heads = heads.collect::<BTreeSet<_>>().len() > 1;
        let is_only = self.scope_heads.len() == 1;
        let is_name = |scope_head: &str| {
            !self.role_heads.contains(scope_head)
                && (words.contains(&scope_head.to_ascii_lowercase())
                    || is_only && has_several_heads)
        };
        self.scope_heads
            .iter()
            .copied()
            .filter(|scope_head| is_name(scope_head))
            .collect()
    }

    /// Finds the owner of each first segment of app roles: the only scopes with an equal tail, or
    /// else the only scopes with `ReadWrite` in the tail.
    fn find_owners(
        &self,
        scopes: &[&'m str],
        roles: &'m [Role],
    ) -> BTreeMap<&'m str, Option<&'m str>> {
        let mut owners = BTreeMap::new();
        for wanted in [Fit::Equal, Fit::Part] {
            let mut claims: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            for role in roles.iter().filter(|role| role.users) {
                let Some((role_head, role_tail)) = split(&role.entry.value) else { continue };
                if self.scope_heads.contains(role_head) {
                    continue;
                }
                for (scope_head, scope_tail) in scopes.iter().filter_map(|scope| split(scope)) {
                    if !self.role_heads.contains(scope_head)
                        && fit(scope_tail, role_tail) == Some(wanted)
                    {
                        claims.entry(role_head).or_default().insert(scope_head);
                    }
                }
            }
            for (role_head, scope_heads) in claims {
                let only = scope_heads.first().copied().filter(|_| scope_heads.len() == 1);
                // Weaker claims do not decide between several equal tails.
                owners.entry(role_head).or_insert(only);
            }
        }
        owners
    }

    /// Returns the reason for which an app role follows from a scope.
    fn basis(&self, scope: &str, role: &str) -> Option<Basis> {
        if scope == role {
            return Some(Basis::Equal);
        }
        let (scope_head, scope_tail) = split(scope)?;
        let is_api_name = self.api_names.contains(scope_head);
        // Case 2.
        if is_api_name && let Some(found) = fit(scope_tail, role) {
            return self.of_fit(found, scope_tail);
        }
        let (role_head, role_tail) = split(role)?;
        let found = fit(scope_tail, role_tail)?;
        if scope_head == role_head {
            return self.of_fit(found, scope);
        }
        let has_own_roles = is_api_name && self.roles.contains(scope_tail);
        let is_owner = self.owners.get(role_head) == Some(&Some(scope_head));
        if is_api_name && is_owner && !has_own_roles {
            return self.of_fit(found, &format!("{role_head}.{scope_tail}"));
        }
        None
    }

    /// Returns the reason for tails that fit. `role` is the app role whose tail is equal.
    fn of_fit(&self, found: Fit, role: &str) -> Option<Basis> {
        match found {
            Fit::Equal => Some(Basis::ApiName),
            Fit::Part if self.roles.contains(role) => None,
            Fit::Part => Some(Basis::ReadWrite),
        }
    }
}

/// The relation of the tail of a scope to the tail of an app role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Equal,
    /// They differ in one segment: [`WHOLE`] and one of [`PARTS`].
    Part,
}

fn fit(scope: &str, role: &str) -> Option<Fit> {
    if scope == role {
        return Some(Fit::Equal);
    }
    if scope.split('.').count() != role.split('.').count() {
        return None;
    }
    let mut different = scope.split('.').zip(role.split('.')).filter(|(one, other)| one != other);
    let (whole, part) = different.next()?;
    let is_part = whole == WHOLE && PARTS.contains(&part);
    (is_part && different.next().is_none()).then_some(Fit::Part)
}

/// The similarity of a scope and an app role about which a person must decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Similarity {
    /// The values differ in case, in their first segment, or in one more segment at the end.
    Close,
    /// In addition, the scope has [`WHOLE`] where the app role has one of [`PARTS`].
    Distant,
}

fn similarity(scope: &str, role: &str) -> Option<Similarity> {
    let is_longer = role.strip_prefix(scope).is_some_and(|rest| {
        rest.strip_prefix('.')
            .is_some_and(|rest| !rest.is_empty() && !rest.contains('.'))
    });
    if is_longer || scope.eq_ignore_ascii_case(role) {
        return Some(Similarity::Close);
    }
    let (_, scope_tail) = split(scope)?;
    let of_tails = split(role).and_then(|(_, role_tail)| fit(scope_tail, role_tail));
    match of_tails.or_else(|| fit(scope_tail, role))? {
        Fit::Equal => Some(Similarity::Close),
        Fit::Part => Some(Similarity::Distant),
    }
}

/// Returns the first segment and the tail. A value without a dot has no tail.
fn split(value: &str) -> Option<(&str, &str)> {
    value.split_once('.')
}

fn head(value: &str) -> &str {
    split(value).map_or(value, |(head, _)| head)
}

/// Returns the words of the API's display names and App ID URIs, in lower case.
fn words(model: &Model) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for app in &model.apps {
        for text in app.display_name.iter().chain(&app.identifier_uris) {
            let parts = text.split(|letter: char| !letter.is_alphanumeric());
            words.extend(parts.filter(|part| !part.is_empty()).map(str::to_lowercase));
        }
    }
    words
}

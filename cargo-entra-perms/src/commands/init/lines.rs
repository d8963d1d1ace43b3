//! The shortest lines that wildcards allow.
//!
//! A line has a `*` on both sides, or on none. So an app role that is added to the registration
//! later is covered only by scopes with the same text in the place of `*`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entra_perms_model::Model;

use super::stars::{Reach, Star};

/// The smallest number of equal values for which `"*" => ["*"]` is written. It also covers
/// everything that is added later, and few values are as easy to read when they are written out.
const MIN_OF_ALL: usize = 5;

/// A scope and an app role, by index.
pub(super) type Pair = (usize, usize);

/// A line of `scopes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) scope: String,
    pub(super) roles: Vec<String>,
    /// The required pairs that the line adds to the lines before it.
    pub(super) pairs: BTreeSet<Pair>,
    /// All pairs to which the line leads, also pairs with a disabled entry.
    pub(super) all_pairs: BTreeSet<Pair>,
}

/// The limits of the lines.
pub(super) struct Limits<'l> {
    /// The pairs to which a line may lead.
    pub(super) allowed: &'l BTreeSet<Pair>,
    pub(super) reach: Reach,
}

/// The values of a model.
pub(super) struct Values<'m> {
    pub(super) scopes: Vec<&'m str>,
    roles: Vec<&'m str>,
    /// The app roles that users can hold. A wildcard skips the others.
    for_users: HashMap<&'m str, usize>,
}

impl<'m> Values<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let roles = model.roles.iter().enumerate();
        let for_users = roles.filter(|(_, role)| role.users);
        Self {
            scopes: model.scopes.iter().map(|scope| scope.entry.value.as_str()).collect(),
            roles: model.roles.iter().map(|role| role.entry.value.as_str()).collect(),
            for_users: for_users.map(|(index, role)| (role.entry.value.as_str(), index)).collect(),
        }
    }

    /// Returns the lines for these pairs, in the order of the scopes.
    pub(super) fn cover(&self, required: &BTreeSet<Pair>, limits: &Limits<'_>) -> Vec<Line> {
        let patterns = self.patterns(required, limits);
        let mut uncovered = required.clone();
        let mut lines = Vec::new();
        while let Some(line) = best_line(&patterns, &uncovered) {
            uncovered.retain(|pair| !line.pairs.contains(pair));
            lines.push(line);
        }
        lines.extend(self.literal_lines(&uncovered));
        lines.sort_by_key(|line| line.pairs.first().copied());
        lines
    }

    /// Returns the pairs of patterns with a `*` that are within the limits, with their pairs.
    fn patterns(&self, required: &BTreeSet<Pair>, limits: &Limits<'_>) -> Patterns {
        let mut known = Patterns::new();
        for (scope, role) in required {
            let (Some(scope), Some(role)) = (self.scopes.get(*scope), self.roles.get(*role)) else {
                continue;
            };
            for (left, captured) in Star::matching(scope, limits.reach) {
                if self.scopes.contains(&left.text().as_str()) {
                    // A pattern that is itself a value is read as the value.
                    continue;
                }
                for right in Star::capturing(role, captured) {
                    if !limits.reach.permits(&left, &right)
                        || self.roles.contains(&right.text().as_str())
                    {
                        continue;
                    }
                    let rights = known.entry(left.text()).or_default();
                    rights
                        .entry(right.text())
                        .or_insert_with(|| self.pairs_of(&left, &right, limits));
                }
            }
        }
        known
    }

    /// Returns the pairs to which two patterns lead. Returns nothing if they exceed the limits.
    fn pairs_of(&self, left: &Star, right: &Star, limits: &Limits<'_>) -> BTreeSet<Pair> {
        let mut pairs = BTreeSet::new();
        for (index, scope) in self.scopes.iter().enumerate() {
            let Some(captured) = left.capture(scope) else { continue };
            let Some(role) = self.for_users.get(right.fill(captured).as_str()) else { continue };
            let pair = (index, *role);
            if !limits.allowed.contains(&pair) {
                return BTreeSet::new();
            }
            pairs.insert(pair);
        }
        if left.is_all() && pairs.len() < MIN_OF_ALL {
            return BTreeSet::new();
        }
        pairs
    }

    fn literal_lines(&self, pairs: &BTreeSet<Pair>) -> Vec<Line> {
        let mut by_scope: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (scope, role) in pairs {
            by_scope.entry(*scope).or_default().push(*role);
        }
        let mut lines = Vec::new();
        for (scope, roles) in by_scope {
            let Some(value) = self.scopes.get(scope) else { continue };
            let values = roles.iter().filter_map(|role| self.roles.get(*role));
            let pairs: BTreeSet<_> = roles.iter().map(|role| (scope, *role)).collect();
            lines.push(Line {
                scope: (*value).to_owned(),
                roles: values.map(|role| (*role).to_owned()).collect(),
                all_pairs: pairs.clone(),
                pairs,
            });
        }
        lines
    }

    /// Returns patterns and values for these scopes, each with the scopes that it adds. A pattern
    /// matches scopes of `allowed` only, and at least two of `required`.
    pub(super) fn group(
        &self,
        required: &BTreeSet<usize>,
        allowed: &BTreeSet<usize>,
    ) -> Vec<(String, BTreeSet<usize>)> {
        let patterns = self.prefixes(required, allowed);
        let mut left = required.clone();
        let mut groups = Vec::new();
        loop {
            let size = |scopes: &BTreeSet<usize>| scopes.intersection(&left).count();
            // Of equal sizes, the longest pattern is the most specific one.
            let best = patterns.iter().max_by_key(|(text, scopes)| (size(scopes), text.len()));
            let Some((text, scopes)) = best.filter(|(_, scopes)| size(scopes) > 1) else { break };
            let added: BTreeSet<_> = scopes.intersection(&left).copied().collect();
            left.retain(|scope| !added.contains(scope));
            groups.push((text.clone(), added));
        }
        for scope in left {
            let value = self.scopes.get(scope).map(|value| (*value).to_owned());
            groups.extend(value.map(|value| (value, BTreeSet::from([scope]))));
        }
        groups.sort_by_key(|(_, scopes)| scopes.first().copied());
        groups
    }

    /// Returns the patterns with a `*` at their end, with the scopes that they match.
    fn prefixes(
        &self,
        required: &BTreeSet<usize>,
        allowed: &BTreeSet<usize>,
    ) -> BTreeMap<String, BTreeSet<usize>> {
        let mut prefixes = BTreeMap::new();
        for scope in required.iter().filter_map(|scope| self.scopes.get(*scope)) {
            for (star, _) in Star::matching(scope, Reach::Equal) {
                let text = star.text();
                if !text.ends_with('*') || self.scopes.contains(&text.as_str()) {
                    continue;
                }
                prefixes.entry(text).or_insert_with(|| self.matches(&star, allowed));
            }
        }
        prefixes
    }

    /// Returns the scopes that match. Returns nothing if one of them is not allowed.
    fn matches(&self, star: &Star, allowed: &BTreeSet<usize>) -> BTreeSet<usize> {
        let scopes = self.scopes.iter().enumerate();
        let matching = scopes.filter(|(_, scope)| star.capture(scope).is_some());
        let matching: BTreeSet<_> = matching.map(|(index, _)| index).collect();
        if matching.is_subset(allowed) { matching } else { BTreeSet::new() }
    }
}

/// By pattern for scopes: the patterns for app roles, with the pairs to which both lead.
type Patterns = BTreeMap<String, BTreeMap<String, BTreeSet<Pair>>>;

/// Returns the line that saves the most strings, if one saves any.
fn best_line(patterns: &Patterns, uncovered: &BTreeSet<Pair>) -> Option<Line> {
    let lines = patterns.iter().map(|(left, rights)| line(left, rights, uncovered));
    let useful = lines.filter(|line| saved_strings(line) > 0);
    // Of equal lines, the longest pattern is the most specific one.
    useful.max_by_key(|line| (saved_strings(line), line.scope.len()))
}

/// Returns the line of a pattern, with the app roles that add pairs.
fn line(left: &str, rights: &BTreeMap<String, BTreeSet<Pair>>, uncovered: &BTreeSet<Pair>) -> Line {
    let mut by_size: Vec<_> = rights.iter().collect();
    by_size.sort_by_key(|(_, pairs)| std::cmp::Reverse(pairs.len()));
    let mut roles = Vec::new();
    let mut pairs = BTreeSet::new();
    let mut all_pairs = BTreeSet::new();
    for (right, found) in by_size {
        let added: Vec<_> = found
            .iter()
            .filter(|pair| uncovered.contains(pair) && !pairs.contains(*pair))
            .copied()
            .collect();
        if !added.is_empty() {
            pairs.extend(added.iter().copied());
            all_pairs.extend(found.iter().copied());
            roles.push((added.first().map(|(_, role)| *role), right.clone()));
        }
    }
    roles.sort();
    let roles = roles.into_iter().map(|(_, role)| role).collect();
    Line { scope: left.to_owned(), roles, pairs, all_pairs }
}

/// Returns the number of strings that a line saves, compared with lines of whole values. A pattern
/// that matches one scope saves nothing.
fn saved_strings(line: &Line) -> usize {
    let scopes: BTreeSet<_> = line.pairs.iter().map(|(scope, _)| scope).collect();
    let literal = scopes.len() + line.pairs.len();
    literal.saturating_sub(1 + line.roles.len())
}

//! The parts that two models have in common, by index.

use std::collections::{HashMap, HashSet};

use entra_perms_model::{App, Model, align};

/// The parts of two models.
#[derive(Debug)]
pub(super) struct Common {
    pub(super) roles: Parts,
    pub(super) scopes: Parts,
    pub(super) apps: Parts,
    /// The names of the clients that both models have.
    pub(super) clients: HashSet<String>,
}

/// The parts of one kind in two models.
#[derive(Debug)]
pub(super) struct Parts {
    /// The index in each of the models.
    pub(super) shared: Vec<(usize, usize)>,
    pub(super) removed: Vec<usize>,
    pub(super) added: Vec<usize>,
    /// By part of the second model: its index in the first model.
    before_of: HashMap<usize, usize>,
    count_before: usize,
}

impl Common {
    pub(super) fn new(before: &Model, after: &Model) -> Self {
        let alignment = align(before, after);
        let names = |model: &Model| -> HashSet<String> {
            model.clients.iter().map(|client| client.name.clone()).collect()
        };
        Self {
            roles: Parts::new(&alignment.roles, after.roles.len()),
            scopes: Parts::new(&alignment.scopes, after.scopes.len()),
            apps: Parts::new(&align_apps(&before.apps, &after.apps), after.apps.len()),
            clients: names(before).intersection(&names(after)).cloned().collect(),
        }
    }
}

impl Parts {
    fn new(alignment: &[Option<usize>], count_after: usize) -> Self {
        let mut shared = Vec::new();
        let mut removed = Vec::new();
        for (before, after) in alignment.iter().enumerate() {
            match after {
                Some(after) => shared.push((before, *after)),
                None => removed.push(before),
            }
        }
        let before_of: HashMap<_, _> =
            shared.iter().map(|(before, after)| (*after, *before)).collect();
        let added = (0..count_after).filter(|after| !before_of.contains_key(after)).collect();
        Self { shared, removed, added, before_of, count_before: alignment.len() }
    }

    /// Returns a number for a part of the second model, which a shared part has in both models. The
    /// number of a part of the first model is its index.
    pub(super) fn number_of_after(&self, after: usize) -> usize {
        self.before_of.get(&after).copied().unwrap_or(self.count_before + after)
    }

    /// Returns whether both models have the part with this number.
    pub(super) fn is_shared(&self, number: usize) -> bool {
        self.shared.iter().any(|(before, _)| *before == number)
    }
}

/// Finds the registrations that both models have: first by client id, then in
/// their order if one of the client ids is not known.
fn align_apps(before: &[App], after: &[App]) -> Vec<Option<usize>> {
    let mut rest: Vec<usize> = (0..after.len()).collect();
    let mut found: Vec<Option<usize>> = Vec::new();
    for app in before {
        let is_same = |index: &usize| {
            let other = after.get(*index).and_then(|other| other.client_id.as_ref());
            other.is_some() && other == app.client_id.as_ref()
        };
        let position = rest.iter().position(is_same);
        found.push(position.map(|position| rest.remove(position)));
    }
    for (slot, app) in found.iter_mut().zip(before).filter(|(slot, _)| slot.is_none()) {
        let is_unknown =
            |index: &usize| after.get(*index).is_some_and(|other| other.client_id.is_none());
        let position = rest.iter().position(|index| app.client_id.is_none() || is_unknown(index));
        *slot = position.map(|position| rest.remove(position));
    }
    found
}

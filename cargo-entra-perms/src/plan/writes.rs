//! Live and target → requests in an order that Microsoft Graph accepts:
//!
//! 1. Each enabled entry that is removed or changed is disabled. An entry of the other kind with
//!    its id is disabled, too, because Entra requires that both agree.
//! 2. The final lists are written.
//! 3. Clients are pre-authorized for new scopes. Microsoft Graph refuses an id that is defined in
//!    the same request: <https://github.com/microsoftgraph/microsoft-graph-docs/issues/20177>.
//!    The pre-authorizations for removed scopes end in the first request.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::Write;
use super::registration::{Entry, Kind, PreAuthorized, Registration};
use super::settings;
use super::stages::Stages;
use super::target::Target;

/// Returns the writes from the live registration to the target.
pub(super) fn writes(live: &Registration, target: &Target) -> Vec<Write> {
    let mut stages = Stages::default();
    let paused = paused(live, target);
    for kind in [Kind::Role, Kind::Scope] {
        pause(kind, live, &paused, &mut stages);
    }
    let mut removed: BTreeSet<Uuid> = live.entries().filter_map(|entry| entry.id).collect();
    for entry in target.entries() {
        entry.id.map(|id| removed.remove(&id));
    }
    let of_live = live.settings.pre_authorized.as_ref().map(without_empty);
    let is_pre_authorized = |id: &Uuid| of_live.iter().flatten().any(|(_, ids)| ids.contains(id));
    let ends_early = removed.iter().any(is_pre_authorized);
    let lists_at = usize::from(!paused.is_empty() || ends_early);
    for kind in [Kind::Role, Kind::Scope] {
        list(kind, live, target, &paused, lists_at, &mut stages);
    }
    if let (Some(of_live), Some(new)) = (of_live, &target.settings.pre_authorized) {
        pre_authorize(live, &of_live, new, ends_early, lists_at, &mut stages);
    }
    settings::add(&live.settings, &target.settings, &mut stages);
    stages.finish()
}

/// Returns the kinds and ids of the entries that are disabled before the final lists are written.
pub(super) fn paused(live: &Registration, target: &Target) -> HashSet<(Kind, Uuid)> {
    let mut paused = HashSet::new();
    for entry in live.entries().filter(|entry| entry.is_enabled()) {
        let Some(id) = entry.id else { continue };
        let is_kept = target.successor(entry).is_some_and(|new| {
            // A switch alone needs no other write before it.
            new.switched(true).json == entry.switched(true).json
        });
        if !is_kept {
            paused.insert((entry.kind, id));
            paused.insert((entry.kind.other(), id));
        }
    }
    let enabled = live.entries().filter(|entry| entry.is_enabled());
    let enabled: HashSet<_> = enabled.filter_map(|entry| Some((entry.kind, entry.id?))).collect();
    paused.retain(|entry| enabled.contains(entry));
    paused
}

/// Disables the entries of a kind that must be disabled first.
fn pause(kind: Kind, live: &Registration, paused: &HashSet<(Kind, Uuid)>, stages: &mut Stages) {
    let is_paused = |entry: &Entry| entry.id.is_some_and(|id| paused.contains(&(kind, id)));
    let entries = live.list(kind).unwrap_or_default();
    let names: Vec<_> = entries.iter().filter(|it| is_paused(it)).map(Entry::in_words).collect();
    if names.is_empty() {
        return;
    }
    let entries = entries.iter();
    let entries =
        entries.map(|entry| if is_paused(entry) { entry.switched(false) } else { entry.clone() });
    let purpose = format!("disables {} before the next write", counted(&names));
    write_list(kind, 0, entries, purpose, stages);
}

/// Writes the final list of a kind, if it differs from the list that is there by then.
fn list(
    kind: Kind,
    live: &Registration,
    target: &Target,
    paused: &HashSet<(Kind, Uuid)>,
    stage: usize,
    stages: &mut Stages,
) {
    let of_live = live.list(kind).unwrap_or_default();
    let new = target.list(kind);
    let live_ids: HashSet<_> = of_live.iter().map(|entry| entry.id).collect();
    let added = new.iter().filter(|entry| !live_ids.contains(&entry.id));
    let mut parts = Vec::new();
    let mut part = |verb: &str, names: Vec<String>| {
        if !names.is_empty() {
            parts.push(format!("{verb} {}", counted(&names)));
        }
    };
    part("adds", added.map(Entry::in_words).collect());
    for verb in ["changes", "enables", "disables", "removes"] {
        let is_meant = |entry: &&Entry| verb_of(entry, target, paused) == Some(verb);
        part(verb, of_live.iter().filter(is_meant).map(Entry::in_words).collect());
    }
    if !parts.is_empty() {
        let purpose = entra_perms_model::suggestion::in_words(&parts, "and");
        write_list(kind, stage, new.iter().cloned(), purpose, stages);
    }
}

/// Returns the verb for the effect of the final list on a live entry, or `None` if it has none.
fn verb_of(entry: &Entry, target: &Target, paused: &HashSet<(Kind, Uuid)>) -> Option<&'static str> {
    let Some(new) = target.successor(entry) else { return Some("removes") };
    let is_paused = entry.id.is_some_and(|id| paused.contains(&(entry.kind, id)));
    if new.json == entry.json && !is_paused {
        None
    } else if is_paused || new.switched(true).json != entry.switched(true).json {
        Some("changes")
    } else if new.is_enabled() {
        Some("enables")
    } else {
        Some("disables")
    }
}

fn write_list(
    kind: Kind,
    stage: usize,
    entries: impl Iterator<Item = Entry>,
    purpose: String,
    stages: &mut Stages,
) {
    let list = Value::Array(entries.map(|entry| Value::Object(entry.json)).collect());
    match kind {
        Kind::Role => stages.app(stage, "appRoles", list, purpose),
        Kind::Scope => stages.api(stage, "oauth2PermissionScopes", list, purpose),
    }
}

/// Writes the pre-authorized clients: before the lists, without the scopes that the lists remove,
/// and after them, with the scopes that the lists add.
fn pre_authorize(
    live: &Registration,
    of_live: &PreAuthorized,
    new: &PreAuthorized,
    ends_early: bool,
    lists_at: usize,
    stages: &mut Stages,
) {
    let live_ids: HashSet<_> = live.entries().filter_map(|entry| entry.id).collect();
    let mut before = new.clone();
    for ids in before.values_mut() {
        ids.retain(|id| live_ids.contains(id));
    }
    let before = without_empty(&before);
    let new = without_empty(new);
    let mut write = |stage, clients: &PreAuthorized, purpose: &str| {
        let list = clients
            .iter()
            .map(|(client, ids)| json!({ "appId": client, "delegatedPermissionIds": ids }));
        let list = Value::Array(list.collect());
        stages.api(stage, "preAuthorizedApplications", list, purpose.to_owned());
    };
    let needs_new = before != new;
    if ends_early {
        write(0, &before, "ends pre-authorizations for entries that the next write removes");
        if needs_new {
            write(lists_at + 1, &new, "pre-authorizes clients for new entries");
        }
    } else if new != *of_live {
        let stage = if needs_new { lists_at + 1 } else { lists_at };
        write(stage, &new, "changes the pre-authorized clients");
    }
}

pub(super) fn without_empty(clients: &PreAuthorized) -> PreAuthorized {
    let clients = clients.iter().filter(|(_, ids)| !ids.is_empty());
    clients.map(|(client, ids)| (client.clone(), ids.clone())).collect()
}

/// Returns the first names, and the number of the others.
pub(super) fn counted(names: &[String]) -> String {
    /// The names that one line of a terminal shows.
    const MAX_NAMED: usize = 3;
    let mut shown: Vec<_> = names.iter().take(MAX_NAMED).cloned().collect();
    if names.len() > MAX_NAMED {
        shown.push(format!("{} more", names.len() - MAX_NAMED));
    }
    entra_perms_model::suggestion::in_words(&shown, "and")
}

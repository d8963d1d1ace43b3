//! The losses, and the decisions that somebody should know, as items of a report.

use std::collections::BTreeSet;

use serde_json::Value;

use super::PlaceOf;
use super::ids::Origin;
use super::registration::{Entry, Kind, Registration, Settings};
use super::settings;
use super::target::{Decision, Target, words};
use super::writes::{paused, without_empty};
use crate::arguments::Level;
use crate::report::{Item, Remark};

/// Returns the items, warnings before notes.
pub(super) fn items(live: &Registration, target: &Target, place_of: PlaceOf<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for entry in live.entries() {
        let item = match target.successor(entry) {
            None => Some(removed(entry)),
            Some(new) if entry.is_enabled() && !new.is_enabled() => Some(disabled(entry)),
            Some(new) => narrowed(entry, new),
        };
        items.extend(item.map(|item| placed(item, entry, place_of)));
    }
    for decision in &target.decisions {
        let item = id(decision);
        let place = place_of(decision.kind, &decision.value);
        items.extend(item.map(|item| Item { place, ..item }));
    }
    items.extend(pre_authorizations(live, target));
    items.extend(of_settings(live, target));
    items.extend(pauses(live, target));
    for role in &live.tenant_roles {
        items.push(
            note("plan_tenant_role", format!("{} was added in the tenant", role.in_words())).with(
                Remark::note("it belongs to the service principal, and the plan does not touch it"),
            ),
        );
    }
    if target.is_unidentified {
        let message = "the manifest does not name its application".to_owned();
        items.push(warning("plan_unidentified_manifest", message).with(Remark::note(
            "it has no `appId`, so make sure that the live registration is the right one",
        )));
    }
    items.extend(left_out(live, target));
    items.sort_by_key(|item| std::cmp::Reverse(item.level));
    items
}

/// Returns an item about the parts that one of the two files lacks.
fn left_out(live: &Registration, target: &Target) -> Option<Item> {
    if target.unknown.is_empty() {
        return None;
    }
    let parts: Vec<_> = target.unknown.iter().map(|part| (*part).to_owned()).collect();
    let parts = entra_perms_model::suggestion::in_words(&parts, "and");
    let item = note("plan_leaves_out", format!("the plan leaves out {parts}"))
        .with(Remark::note("one of the two files does not contain them"));
    if live.is_service_principal {
        return Some(item.with(Remark::help(
            "export the application, and not its service principal: `az ad app show --id <app id> \
             -o json`",
        )));
    }
    Some(item)
}

fn item(id: &'static str, level: Level, message: String) -> Item {
    let (place, related, remarks) = (None, Vec::new(), Vec::new());
    Item { id, level, class: None, message, place, related, remarks }
}

fn warning(id: &'static str, message: String) -> Item {
    item(id, Level::Warning, message)
}

fn note(id: &'static str, message: String) -> Item {
    item(id, Level::Note, message)
}

impl Item {
    /// Adds a remark.
    fn with(mut self, remark: Remark) -> Self {
        self.remarks.push(remark);
        self
    }
}

fn placed(item: Item, entry: &Entry, place_of: PlaceOf<'_>) -> Item {
    let place = entry.value.as_deref().and_then(|value| place_of(entry.kind, value));
    Item { place, ..item }
}

fn removed(entry: &Entry) -> Item {
    let message = format!("removes {}", entry.in_words());
    match entry.kind {
        Kind::Role => warning("plan_removes_role", message)
            .with(Remark::note("everybody loses the role: its assignments are lost"))
            .with(Remark::note("this cannot be undone: a new role has no assignments")),
        Kind::Scope => warning("plan_removes_scope", message)
            .with(Remark::note(
                "clients that ask for the scope get an error, and consents are lost",
            ))
            .with(Remark::note("this cannot be undone: a new scope has no consents")),
    }
}

fn disabled(entry: &Entry) -> Item {
    let message = format!("disables {}", entry.in_words());
    match entry.kind {
        Kind::Role => warning("plan_disables_role", message).with(Remark::note(
            "nobody new can get the role, and it stays in the tokens of those who have it",
        )),
        Kind::Scope => warning("plan_disables_scope", message)
            .with(Remark::note("clients cannot ask for the scope any more")),
    }
}

/// Returns an item if fewer kinds of members can hold a role.
fn narrowed(entry: &Entry, new: &Entry) -> Option<Item> {
    let key = "allowedMemberTypes";
    let before = words(entry.json.get(key));
    let after = words(new.json.get(key));
    let lost: Vec<_> = before.difference(&after).map(|word| format!("`{word}`")).collect();
    if entry.kind == Kind::Scope || lost.is_empty() {
        return None;
    }
    let lost = entra_perms_model::suggestion::in_words(&lost, "and");
    let message = format!("{} cannot be held by {lost} any more", entry.in_words());
    Some(
        warning("plan_narrows_role", message)
            .with(Remark::note("such assignments lose their effect")),
    )
}

/// Returns an item if the id of a value is not the id of the manifest.
fn id(decision: &Decision) -> Option<Item> {
    let Decision { kind, value, id, origin, written } = decision;
    let kind = kind.name();
    let export = Remark::help("export the registration again after the writes");
    match (origin, written) {
        (Origin::Live, Some(written)) if written != id => {
            let message = format!("{kind} `{value}` keeps its live id {id}");
            let reason = "the manifest has another id, which would lose assignments and consents";
            Some(note("plan_keeps_live_id", message).with(Remark::note(reason)).with(export))
        }
        // Without an id in the manifest, nobody expects another one.
        (Origin::CheckedIn | Origin::Live, _) => None,
        (Origin::Shared, written) if *written == Some(*id) => None,
        (Origin::Shared, _) => {
            let message = format!("{kind} `{value}` gets the id {id}");
            let reason = "Entra wants one id for a role and a scope with one value";
            Some(note("plan_shares_id", message).with(Remark::note(reason)).with(export))
        }
        (Origin::Derived, _) => {
            let message = format!("{kind} `{value}` gets the id {id}");
            let reason =
                "the manifest has no id for it, so the id follows from client id and value";
            Some(note("plan_derives_id", message).with(Remark::note(reason)).with(export))
        }
        (Origin::Replaced, _) => {
            let message = format!("{kind} `{value}` gets the new id {id}");
            Some(
                warning("plan_replaces_id", message)
                    .with(Remark::note("in the manifest, it has the id of another value"))
                    .with(Remark::note(
                        "with that id, everybody who holds the other value would get this one",
                    ))
                    .with(export),
            )
        }
    }
}

fn pre_authorizations(live: &Registration, target: &Target) -> Vec<Item> {
    let (Some(before), Some(after)) =
        (&live.settings.pre_authorized, &target.settings.pre_authorized)
    else {
        return Vec::new();
    };
    let mut items = Vec::new();
    for (client, ids) in without_empty(before) {
        let kept = after.get(&client).cloned().unwrap_or_default();
        let lost = ids.difference(&kept).count();
        if lost > 0 {
            let scopes = if lost == 1 { "1 scope".to_owned() } else { format!("{lost} scopes") };
            let message = format!("client {client} is not pre-authorized for {scopes} any more");
            items.push(
                warning("plan_removes_pre_authorization", message)
                    .with(Remark::note("its users are asked for consent")),
            );
        }
    }
    items
}

fn of_settings(live: &Registration, target: &Target) -> Vec<Item> {
    let (before, after) = (&live.settings, &target.settings);
    let mut items = Vec::new();
    if let (Some(old), Some(new)) = (&before.token_version, &after.token_version)
        && settings::version(old) != settings::version(new)
    {
        let message = format!("access tokens change to version {}", settings::version(new));
        let mut item = warning("plan_changes_token_version", message)
            .with(Remark::note("clients hold tokens of the old version for an hour or more"));
        if settings::goes_down(before, after) {
            item = item.with(Remark::note(
                "the change empties the App ID URIs, and the next write sets them again",
            ));
        }
        items.push(item);
    }
    if let (Some(old), Some(new)) = (&before.identifier_uris, &after.identifier_uris) {
        let new: BTreeSet<_> = new.iter().collect();
        for uri in old.iter().filter(|uri| !new.contains(uri)) {
            items.push(
                warning("plan_removes_uri", format!("removes the App ID URI `{uri}`"))
                    .with(Remark::note("clients that ask for scopes of this URI get an error")),
            );
        }
        // They are written again.
        let old: &[String] = if settings::goes_down(before, after) { &[] } else { old };
        let is_emptied = settings::goes_down(before, after);
        items.extend(
            refused_uri(old, &new, after)
                .map(|item| if is_emptied { item.with(without_uris()) } else { item }),
        );
    }
    if let (Some(old), Some(new)) = (&before.optional_claims, &after.optional_claims) {
        for claim in removed_claims(old, new) {
            items.push(warning(
                "plan_removes_claim",
                format!("tokens lose the optional claim `{claim}`"),
            ));
        }
    }
    if let (Some(old), Some(new)) = (&before.sign_in_audience, &after.sign_in_audience)
        && old != new
    {
        let message = format!("`signInAudience` changes from {old} to {new}");
        items.push(warning("plan_changes_audience", message));
    }
    items
}

/// Returns an item for a new `https` URI that Entra accepts in a verified domain only.
fn refused_uri(old: &[String], new: &BTreeSet<&String>, after: &Settings) -> Option<Item> {
    let uri = new.iter().find(|uri| uri.starts_with("https:") && !old.contains(uri))?;
    let is_version_2 = after.token_version.as_ref().is_none_or(|it| settings::version(it) == 2);
    let claims = after.optional_claims.as_ref().map(Value::to_string).unwrap_or_default();
    if is_version_2 || claims.contains("\"use_guid\"") {
        return None;
    }
    let message = format!("Entra may refuse the App ID URI `{uri}`");
    Some(warning("plan_unverified_uri", message).with(Remark::note(
        "with version 1 of access tokens, its domain must be verified in the tenant",
    )))
}

/// Returns the consequence of a refusal after a change to version 1 of access tokens.
fn without_uris() -> Remark {
    Remark::note(
        "the write before it empties the App ID URIs: after a refusal, the API has none, and \
         clients that ask for its scopes by a URI get an error",
    )
}

/// Returns the names of the claims that are requested before, and not after.
fn removed_claims(before: &Value, after: &Value) -> BTreeSet<String> {
    let names = |claims: &Value| {
        let of_tokens = claims.get("accessToken").and_then(Value::as_array);
        let names = of_tokens.into_iter().flatten().filter_map(|claim| claim.get("name")?.as_str());
        names.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    &names(before) - &names(after)
}

/// Returns an item about entries that are disabled between two writes.
fn pauses(live: &Registration, target: &Target) -> Option<Item> {
    let paused = paused(live, target);
    let kept = live.entries().filter(|entry| {
        let is_paused = entry.id.is_some_and(|id| paused.contains(&(entry.kind, id)));
        is_paused && target.successor(entry).is_some_and(Entry::is_enabled)
    });
    let names: Vec<_> = kept.map(Entry::in_words).collect();
    if names.is_empty() {
        return None;
    }
    let names = super::writes::counted(&names);
    let message = format!("between two writes, {names} cannot be asked for or assigned");
    Some(note("plan_pauses_entry", message).with(Remark::note(
        "Microsoft Graph changes an entry only while it is disabled; the next write enables it",
    )))
}

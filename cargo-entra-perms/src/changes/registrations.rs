//! Changes in the registrations of the API.

use entra_perms_model::{AgentClaim, App, OptionalClaim, SignInAudience, TokenVersion};

use super::rights::{Mark, accounts, unmarked};
use super::{Change, State, States, words};
use crate::report::Class;

pub(super) fn compare(states: States<'_>, changes: &mut Vec<Change>) {
    let States { before, after, common } = states;
    for index in &common.apps.added {
        let message = format!("the registration of {} was added", name(after, *index));
        let change = Change::new("registration_added", Class::Widens, message);
        changes.push(
            change
                .at(after.places.registration(*index), None)
                .note("a service of this environment lets its callers in"),
        );
    }
    for index in &common.apps.removed {
        let message = format!("the registration of {} was removed", name(before, *index));
        let change = Change::new("registration_removed", Class::Breaks, message);
        changes.push(change.at(None, before.places.registration(*index)));
    }
    for (old, new) in &common.apps.shared {
        if let (Some(app), Some(other)) = (before.model.apps.get(*old), after.model.apps.get(*new))
        {
            let pair = Pair { states, app, other, old: *old, new: *new };
            pair.names(changes);
            pair.tokens(changes);
            pair.sign_in(changes);
            pair.claims(changes);
        }
    }
}

/// Returns the display name of a registration, or else its client id.
pub(super) fn name(state: &State, index: usize) -> String {
    let app = state.model.apps.get(index);
    let name = app.and_then(|app| app.display_name.as_ref().or(app.client_id.as_ref()));
    name.map_or_else(|| "an environment".to_owned(), |name| format!("`{name}`"))
}

/// A registration in both states.
struct Pair<'s> {
    states: States<'s>,
    app: &'s App,
    other: &'s App,
    old: usize,
    new: usize,
}

impl Pair<'_> {
    fn change(&self, id: &'static str, class: Class, text: &str) -> Change {
        let States { before, after, .. } = self.states;
        let message = format!("the registration of {} {text}", name(after, self.new));
        Change::new(id, class, message)
            .at(after.places.registration(self.new), before.places.registration(self.old))
    }

    fn names(&self, changes: &mut Vec<Change>) {
        // Another client id is another registration. A placeholder says nothing about the id.
        if self.app.client_id != self.other.client_id {
            let old = self.app.client_id.as_deref();
            let new = self.other.client_id.as_deref();
            let text = format!("has the client id {}", or_none(new));
            let change = self.change("client_id_changed", Class::Tokens, &text);
            changes.push(change.note(format!("it was {}", or_none(old))));
        }
        if self.app.display_name != self.other.display_name {
            let change = self.change("display_name_changed", Class::Text, "has another name");
            let old = or_none(self.app.display_name.as_deref());
            changes.push(change.note(format!("it was {old}")));
        }
    }

    fn tokens(&self, changes: &mut Vec<Change>) {
        let States { before, after, .. } = self.states;
        if self.app.identifier_uris != self.other.identifier_uris {
            let missing = |one: &App, other: &App| -> Vec<String> {
                let uris = one.identifier_uris.iter();
                uris.filter(|uri| !other.identifier_uris.contains(uri)).cloned().collect()
            };
            let list = |uris: &[String]| words::names(uris.iter().map(String::as_str));
            let added = missing(self.other, self.app);
            let removed = missing(self.app, self.other);
            let text = "has other App ID URIs";
            let mut change = self
                .change("app_id_uris_changed", Class::Tokens, text)
                .at(after.places.uris(self.new), before.places.uris(self.old));
            if !added.is_empty() {
                change = change.note(format!("{} is new", list(&added)));
            }
            if !removed.is_empty() {
                let text =
                    format!("{} is gone, so that clients can no longer name it", list(&removed));
                change = change.note(text);
            }
            if added.is_empty() && removed.is_empty() {
                change = change.note("only their order is different");
            }
            changes.push(change);
        }
        if self.app.token_version != self.other.token_version {
            let text = format!("asks for {}", version(self.other.token_version));
            changes.push(
                self.change("token_version_changed", Class::Tokens, &text)
                    .at(after.places.token_version(self.new), before.places.token_version(self.old))
                    .note(format!("it asked for {}", version(self.app.token_version)))
                    .note("clients hold tokens of the old version for an hour or more")
                    .help("accept both for that time: `both_versions_until(…)` of the validator"),
            );
        }
        if self.app.client_id_is_audience != self.other.client_id_is_audience {
            let text = if self.other.client_id_is_audience {
                "makes the client id the audience of v1.0 tokens"
            } else {
                "no longer makes the client id the audience of v1.0 tokens"
            };
            changes.push(self.change("audience_claim_changed", Class::Tokens, text));
        }
    }

    fn sign_in(&self, changes: &mut Vec<Change>) {
        let old = self.app.sign_in_audience;
        let new = self.other.sign_in_audience;
        if old == new {
            return;
        }
        let note = format!("`signInAudience` was {} and is {}", audience(old), audience(new));
        let lacks = |some: Option<SignInAudience>, all: Option<SignInAudience>| {
            accounts(some).iter().any(|account| !accounts(all).contains(account))
        };
        if lacks(new, old) {
            let text = "lets further accounts sign in";
            let change = self.change("sign_in_audience_widened", Class::Widens, text);
            changes.push(change.note(note.clone()));
        }
        if lacks(old, new) {
            let text = "no longer lets some accounts sign in";
            let change = self.change("sign_in_audience_narrowed", Class::Breaks, text);
            changes.push(change.note(note));
        }
    }

    fn claims(&self, changes: &mut Vec<Change>) {
        let marks = [Mark::AppOnly].into_iter();
        let marks = marks.chain(AgentClaim::ALL.map(|claim| Mark::Agent(claim.name())));
        for mark in marks {
            let was_missing = unmarked(self.app).contains(&mark);
            let is_missing = unmarked(self.other).contains(&mark);
            let claim = claim_name(mark);
            if !was_missing && is_missing {
                let text = format!("no longer requests the claim `{claim}`");
                let change = self.change("claim_dropped", Class::Widens, &text);
                changes.push(change.note(reading_of(mark)));
            } else if was_missing && !is_missing {
                let text = format!("requests the claim `{claim}`");
                let change = self.change("claim_requested", Class::Tokens, &text);
                changes.push(change.note("tokens that were issued before lack it for up to a day"));
            }
        }
        // The others are compared with their properties.
        let others = [
            ("xms_cc", self.app.client_capabilities, self.other.client_capabilities),
            ("acrs", self.app.authentication_contexts, self.other.authentication_contexts),
        ];
        for (claim, old, new) in others {
            let was_requested = old == OptionalClaim::Requested;
            let is_requested = new == OptionalClaim::Requested;
            if was_requested != is_requested {
                let verb = if is_requested { "requests" } else { "no longer requests" };
                let text = format!("{verb} the claim `{claim}`");
                changes.push(self.change("optional_claim_changed", Class::Tokens, &text));
            }
        }
    }
}

fn claim_name(mark: Mark) -> &'static str {
    match mark {
        Mark::AppOnly => "idtyp",
        Mark::Agent(name) => name,
    }
}

fn reading_of(mark: Mark) -> &'static str {
    match mark {
        Mark::AppOnly => "without it, a token of a user without scopes looks like an application's",
        Mark::Agent(_) => "guards read its absence: without it, an agent can look like a person",
    }
}

fn or_none(text: Option<&str>) -> String {
    text.map_or_else(|| "not known".to_owned(), |text| format!("`{text}`"))
}

fn version(version: Option<TokenVersion>) -> &'static str {
    match version {
        Some(TokenVersion::V1) => "v1.0 tokens",
        Some(TokenVersion::V2) => "v2.0 tokens",
        None => "tokens of a version that the manifest does not name",
    }
}

fn audience(audience: Option<SignInAudience>) -> String {
    or_none(audience.map(SignInAudience::name))
}

//! The words for broken promises.

use std::fmt;

use syn::LitStr;

use crate::arguments::{Line, Promise, Subject};
use crate::finding::{Finding, Rule};
use crate::manifest::{Registered, Shown};
use crate::mapping::entries::{Entries, EntryKind};
use crate::mapping::sources::{Pair, Source};
use crate::suggestion::listed;

/// A line of `never`, and the string of it that the model breaks.
pub(super) struct Broken<'c> {
    pub(super) entries: &'c Entries<'c>,
    /// The lines of `scopes`.
    pub(super) lines: &'c [Line],
    pub(super) promise: &'c Promise,
    pub(super) literal: &'c LitStr,
}

impl Broken<'_> {
    /// Words that applications can hold a role.
    pub(super) fn by_applications(&self, role: &Registered) -> Finding {
        let value = Shown(&role.value);
        let manifest = self.entries.manifest;
        let place = role.applications_at.clone().unwrap_or_else(|| manifest.place(role));
        self.finding(format!("applications can hold app role `{value}`"))
            .in_manifest(place)
            .note("`allowedMemberTypes` has `Application`")
            .note(format_args!("for example, an application with app role `{value}` may use it"))
            .help(format_args!("remove `Application` from the app role, or {}", self.remedy()))
    }

    /// Words that these strings map scopes to roles. The first pair is the example. Returns `None`
    /// if the list has no pair.
    pub(super) fn by_users(&self, sources: &[Source], pairs: &[Pair]) -> Option<Finding> {
        let (first, others) = pairs.split_first()?;
        let (scope, role) = self.entries_of(*first)?;
        let scope_value = Shown(&scope.value);
        let role_value = Shown(&role.value);
        let mut error =
            self.finding(format!("scope `{scope_value}` leads to app role `{role_value}`"));
        for source in sources {
            error = error.note(self.mapped_by(*source)?);
        }
        let manifest = self.entries.manifest;
        if let Subject::UserConsent = self.promise.subject {
            let place = manifest.consent_place(scope);
            error = error.note(match scope.consent {
                Some(consent) => {
                    format!("`type` of scope `{scope_value}` is `{}` at {place}", consent.name())
                }
                None => format!("scope `{scope_value}` has no `type` `Admin` at {place}"),
            });
        }
        error = error.note(format_args!("app role `{role_value}` is at {}", manifest.place(role)));
        if !others.is_empty() {
            let others = others.iter().filter_map(|pair| self.entries_of(*pair));
            let others = listed(others.map(|(scope, role)| Arrow { scope, role }));
            error = error.note(format_args!("the same strings map {others}"));
        }
        let error = error.note(format_args!(
            "for example, a user with app role `{role_value}` may use it through a client with \
             scope `{scope_value}`"
        ));
        Some(error.help(format_args!("change the line of `scopes`, or {}", self.remedy())))
    }

    fn finding(&self, message: String) -> Finding {
        let Self { promise: Promise { subject, .. }, literal, .. } = self;
        Finding::new(Rule::Never, message)
            .at(literal.span())
            .note(format_args!("`never` rules it out: `{subject} => [{:?}]`", literal.value()))
    }

    fn remedy(&self) -> String {
        format!("remove `{:?}` from this line of `never`", self.literal.value())
    }

    fn mapped_by(&self, source: Source) -> Option<String> {
        let line = self.lines.get(source.line)?;
        let role = line.roles.get(source.role)?;
        Some(format!(
            "this line of `scopes` maps it: `{:?} => [{:?}]`",
            line.scope.value(),
            role.value()
        ))
    }

    fn entries_of(&self, (scope, role): Pair) -> Option<(&Registered, &Registered)> {
        let scope = self.entries.all(EntryKind::Scope).get(scope)?;
        let role = self.entries.all(EntryKind::Role).get(role)?;
        Some((scope, role))
    }
}

/// A scope and an app role to which it leads. It is written only if it is shown.
struct Arrow<'a> {
    scope: &'a Registered,
    role: &'a Registered,
}

impl fmt::Display for Arrow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} => {}", Shown(&self.scope.value), Shown(&self.role.value))
    }
}

//! `never` compared with all callers that a model allows. The meaning of the mapping and of
//! patterns is written here a second time, as plainly as possible.

use proptest::prelude::*;
use proptest::sample::select;

use crate::finding::{Finding, Rule};
use crate::model::Consent;
use crate::test_support::analysis::{analyze_files, manifest};

const ROLES: [&str; 6] = ["A.Read.My", "A.Read.All", "A.Write.My", "B.Read", "B.Write.All", "Run"];
const SCOPES: [&str; 4] = ["S.Read.My", "S.Read.All", "S.Write.My", "T"];
/// The left sides of lines of `scopes`.
const LEFT: [&str; 7] = ["S.Read.*", "S.*.My", "S.*", "*", "S.Read.My", "S.Write.My", "T"];
/// The strings on the right sides of lines of `scopes`.
const RIGHT: [&str; 9] =
    ["A.Read.*", "A.*.My", "A.*", "*", "B.*", "*.All", "A.Read.My", "B.Write.All", "Run"];
/// The segments of patterns of `never`.
const SEGMENTS: [&str; 8] = ["*", "*", "A", "S", "Read", "Write", "My", "All"];

/// An app role or a scope, with its state in two environments.
#[derive(Debug, Clone)]
struct Entry {
    value: &'static str,
    users: bool,
    applications: [bool; 2],
    consents: [Option<Consent>; 2],
    enabled: [bool; 2],
}

impl Entry {
    /// Writes the entry as in a manifest for tests.
    fn written(&self, environment: usize) -> String {
        let members = match (self.users, self.applications[environment]) {
            (true, true) => " both",
            (false, _) => " app",
            (true, false) => "",
        };
        let consent = match self.consents[environment] {
            Some(Consent::User) => " user",
            Some(Consent::Admin) => " admin",
            None => "",
        };
        let off = if self.enabled[environment] { "" } else { " off" };
        format!("{}{members}{consent}{off}", self.value)
    }
}

/// An API with one or two environments.
#[derive(Debug, Clone)]
struct Api {
    roles: Vec<Entry>,
    scopes: Vec<Entry>,
    environments: usize,
    /// The lines of `scopes`.
    lines: Vec<(&'static str, Vec<&'static str>)>,
}

impl Api {
    /// Returns the pairs of a scope and an app role that a user may use through the scope.
    fn pairs(&self) -> impl Iterator<Item = (&Entry, &Entry)> {
        let pairs = self
            .scopes
            .iter()
            .flat_map(|scope| self.roles.iter().map(move |role| (scope, role)));
        pairs.filter(|(scope, role)| {
            let maps = |(left, right): &(&str, Vec<&str>)| {
                right.iter().any(|right| maps(left, scope.value, right, role.value))
            };
            role.users && self.lines.iter().any(maps)
        })
    }

    /// Returns the callers that break a promise. An application has no scope.
    fn violations(&self, subject: &Subject, pattern: &str) -> Vec<(Option<&str>, &str)> {
        let mut callers = Vec::new();
        match subject {
            Subject::App => {
                let environments = ..self.environments;
                let roles =
                    self.roles.iter().filter(|it| it.applications[environments].contains(&true));
                callers.extend(roles.map(|role| (None, role.value)));
            }
            Subject::UserConsent => {
                let pairs = self.pairs().filter(|(scope, _)| self.is_for_users(scope));
                callers.extend(pairs.map(|(scope, role)| (Some(scope.value), role.value)));
            }
            Subject::Scopes(scopes) => {
                let pairs = self.pairs().filter(|(scope, _)| matches(scopes, scope.value));
                callers.extend(pairs.map(|(scope, role)| (Some(scope.value), role.value)));
            }
        }
        callers.retain(|(_, role)| matches(pattern, role));
        callers
    }

    /// Returns whether a user may consent to a scope in one of the environments.
    fn is_for_users(&self, scope: &Entry) -> bool {
        let mut consents = scope.consents.iter().take(self.environments);
        consents.any(|consent| *consent != Some(Consent::Admin))
    }

    /// Returns the violations that the analysis finds.
    fn findings(&self, subject: &Subject, pattern: &str) -> Vec<Finding> {
        let text = |environment| {
            let written = |entries: &[Entry]| -> Vec<String> {
                entries.iter().map(|entry| entry.written(environment)).collect()
            };
            let mut roles = written(&self.roles);
            let mut scopes = written(&self.scopes);
            // The order of the entries does not count.
            if environment == 1 {
                roles.reverse();
                scopes.reverse();
            }
            let roles: Vec<_> = roles.iter().map(String::as_str).collect();
            let scopes: Vec<_> = scopes.iter().map(String::as_str).collect();
            manifest(&roles, &scopes)
        };
        let prod = if self.environments == 2 { "environments = [\"prod.json\"]," } else { "" };
        let lines = self.lines.iter().map(|(left, right)| format!("{left:?} => {right:?}"));
        let lines = lines.collect::<Vec<_>>().join(", ");
        let arguments = format!(
            "manifest = \"dev.json\", {prod} scopes = {{ {lines} }}, \
             never = {{ {} => [{pattern:?}] }}",
            subject.written()
        );
        let files = [("dev.json", text(0)), ("prod.json", text(1))];
        let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
        let findings = analyze_files(&files, &arguments).findings.into_iter();
        findings.filter(|finding| finding.rule() == Rule::Never).collect()
    }
}

/// Returns whether a line of `scopes` maps a scope to a role: `*` is one text on both sides.
fn maps(left: &str, scope: &str, right: &str, role: &str) -> bool {
    match (left.contains('*'), right.contains('*')) {
        (false, false) => left == scope && right == role,
        (true, false) => !texts_of_star(left, scope).is_empty() && right == role,
        (false, true) => left == scope && !texts_of_star(right, role).is_empty(),
        (true, true) => {
            let texts = texts_of_star(right, role);
            texts_of_star(left, scope).iter().any(|text| texts.contains(text))
        }
    }
}

/// Returns the texts that make a pattern equal to a value if they take the place of `*`.
fn texts_of_star(pattern: &str, value: &str) -> Vec<String> {
    let segments: Vec<_> = value.split('.').collect();
    let mut texts = Vec::new();
    for start in 0..segments.len() {
        for end in start..segments.len() {
            let text = segments[start..=end].join(".");
            if pattern.replace('*', &text) == value {
                texts.push(text);
            }
        }
    }
    texts
}

/// Returns whether a pattern of `never` matches a value.
fn matches(pattern: &str, value: &str) -> bool {
    fn match_segments(pattern: &[&str], value: &[&str]) -> bool {
        match pattern {
            [] => value.is_empty(),
            ["*", rest @ ..] => (1..=value.len()).any(|star| match_segments(rest, &value[star..])),
            [segment, rest @ ..] => {
                value.first() == Some(segment) && match_segments(rest, &value[1..])
            }
        }
    }
    let pattern: Vec<_> = pattern.split('.').collect();
    let value: Vec<_> = value.split('.').collect();
    match_segments(&pattern, &value)
}

/// The left side of a line of `never`.
#[derive(Debug, Clone)]
enum Subject {
    App,
    UserConsent,
    Scopes(String),
}

impl Subject {
    fn written(&self) -> String {
        match self {
            Self::App => "app".to_owned(),
            Self::UserConsent => "user_consent".to_owned(),
            Self::Scopes(pattern) => format!("{pattern:?}"),
        }
    }
}

/// Returns one of these values with `*` in the place of some segments, or any pattern.
fn pattern(values: &'static [&'static str]) -> impl Strategy<Value = String> {
    let stars = prop::collection::vec(any::<bool>(), 3);
    let like_a_value = (select(values), stars).prop_map(|(value, stars)| {
        let mut segments = Vec::new();
        for (segment, is_star) in value.split('.').zip(stars) {
            segments.push(if is_star { "*" } else { segment });
        }
        segments.join(".")
    });
    let segments = prop::collection::vec(select(&SEGMENTS), 1..5);
    prop_oneof![
        3 => like_a_value,
        1 => segments.prop_map(|segments| segments.join(".")),
        1 => Just("*".to_owned()),
    ]
}

fn subject() -> impl Strategy<Value = Subject> {
    prop_oneof![
        1 => Just(Subject::App),
        1 => Just(Subject::UserConsent),
        2 => pattern(&SCOPES).prop_map(Subject::Scopes),
    ]
}

fn entry(value: &'static str) -> impl Strategy<Value = Entry> {
    let holders = select(&[
        (true, [false, false]),
        (true, [true, true]),
        (true, [false, true]),
        (true, [true, false]),
        (false, [true, true]),
    ]);
    let consent = || select(&[None, Some(Consent::User), Some(Consent::Admin)]);
    let enabled = || prop::bool::weighted(0.7);
    (holders, [consent(), consent()], [enabled(), enabled()]).prop_map(
        move |((users, applications), consents, enabled)| Entry {
            value,
            users,
            applications,
            consents,
            enabled,
        },
    )
}

fn api() -> impl Strategy<Value = Api> {
    let roles =
        ROLES.map(|value| entry(value).prop_map(|role| Entry { consents: [None, None], ..role }));
    let scopes = SCOPES.map(|value| {
        entry(value).prop_map(|scope| Entry { users: true, applications: [false, false], ..scope })
    });
    let line = (select(&LEFT), prop::collection::vec(select(&RIGHT), 0..4));
    let lines = prop::collection::vec(line, 1..6);
    (roles, scopes, 1_usize..=2, lines).prop_map(|(roles, scopes, environments, lines)| Api {
        roles: roles.into(),
        scopes: scopes.into(),
        environments,
        lines,
    })
}

/// Returns the message about a violation.
fn message((scope, role): (Option<&str>, &str)) -> String {
    match scope {
        Some(scope) => format!("scope `{scope}` leads to app role `{role}`"),
        None => format!("applications can hold app role `{role}`"),
    }
}

proptest! {
    #[test]
    fn a_promise_is_broken_exactly_if_some_caller_reaches_the_role(
        api in api(),
        subject in subject(),
        pattern in pattern(&ROLES),
    ) {
        let violations = api.violations(&subject, &pattern);
        let findings = api.findings(&subject, &pattern);
        prop_assert_eq!(findings.is_empty(), violations.is_empty(), "{:?}", findings);
        // Each finding names a caller that exists.
        let messages: Vec<_> = violations.into_iter().map(message).collect();
        for finding in findings.iter().filter(|finding| !finding.notes().is_empty()) {
            prop_assert!(messages.iter().any(|message| message == finding.message()), "{finding}");
        }
    }
}

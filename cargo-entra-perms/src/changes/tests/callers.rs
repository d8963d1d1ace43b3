//! The verdict, compared with all callers one by one. The rules for a caller are written here a
//! second time, as the runtime applies them: nothing of `rights` is used.

use std::collections::BTreeSet;

use entra_perms_model::{Consent, Model, SignInAudience, compare as differences};

use super::super::{Verdict, compare};
use super::ids;
use super::random::{APPS, CLIENTS, Draft, MARKS, ROLES, Random, SCOPES};
use crate::report::Class;

/// A caller with its token.
#[derive(Clone, Copy, Debug)]
struct Caller {
    app: usize,
    acts_for_user: bool,
    held: usize,
    granted: usize,
    way: Way,
    /// The marks that are true of the caller, whether the token has them or not.
    marks: usize,
    /// 0: of the own organization, 1: of another one, 2: personal.
    account: usize,
    client: usize,
    proves_client: bool,
}

/// The way in which scopes were granted.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Administrator,
    User,
    PreAuthorization,
}

fn all_callers() -> Vec<Caller> {
    let mut callers = Vec::new();
    for number in 0..2 * 16 * 4 * 4 * 2 {
        let app = number % 2;
        let held = number / 2 % 16;
        let granted = number / 32 % 4;
        let marks = number / 128 % 4;
        let client = number / 512 % 2;
        let caller = Caller {
            app,
            acts_for_user: false,
            held,
            granted: 0,
            way: Way::Administrator,
            marks,
            account: 0,
            client,
            proves_client: granted % 2 == 0,
        };
        // An application as itself has no scopes, and no account that signs in.
        callers.push(caller);
        for way in [Way::Administrator, Way::User, Way::PreAuthorization] {
            for account in 0..3 {
                for proves_client in [false, true] {
                    let user = Caller { acts_for_user: true, granted, way, account, ..caller };
                    callers.push(Caller { proves_client, ..user });
                }
            }
        }
    }
    callers
}

/// One of two states. An entry that was renamed has the old value here.
struct Side {
    model: Model,
    /// The client that needs no consent, and the scopes.
    consents: Option<(usize, [bool; 2])>,
}

/// Returns everything that a caller can do: each bit is a guard.
fn outcomes(side: &Side, caller: Caller, least: &BTreeSet<&str>) -> u128 {
    let model = &side.model;
    let Some(app) = model
        .apps
        .iter()
        .position(|it| it.client_id.as_deref() == Some(APPS[caller.app]))
    else {
        return 0;
    };
    let settings = &model.apps[app];
    let audience = settings.sign_in_audience.unwrap();
    let signs_in = match caller.account {
        0 => audience != SignInAudience::PersonalMicrosoftAccount,
        1 => audience.has_several_organizations(),
        _ => audience.has_personal_accounts(),
    };
    if caller.acts_for_user && !signs_in {
        return 0;
    }
    let id = CLIENTS[caller.client];
    let client = model.client("Web");
    let client = client.and_then(|it| it.registrations.iter().find(|it| it.app == app));
    let client = client.filter(|it| it.client_id == id);
    let mut granted = 0_u128;
    for (bit, value) in SCOPES.iter().enumerate().filter(|(bit, _)| caller.granted >> bit & 1 == 1)
    {
        let Some(index) = model.scopes.iter().position(|it| it.entry.value == *value) else {
            continue;
        };
        let scope = &model.scopes[index];
        let is_granted = match caller.way {
            Way::Administrator => true,
            Way::User => scope.consent != Some(Consent::Admin),
            // Also if the arguments do not name the client.
            Way::PreAuthorization => side
                .consents
                .is_some_and(|(client, scopes)| client == caller.client && scopes[bit]),
        };
        if is_granted && scope.entry.enabled {
            granted |= 1 << bit;
        }
    }
    let mut effective = 0_u128;
    for (bit, value) in ROLES.iter().enumerate().filter(|(bit, _)| caller.held >> bit & 1 == 1) {
        let Some(index) = model.roles.iter().position(|it| it.entry.value == *value) else {
            continue;
        };
        let role = &model.roles[index];
        let leads = SCOPES.iter().enumerate().any(|(bit, scope)| {
            granted >> bit & 1 == 1 && model.scope(scope).unwrap().roles.contains(&index)
        });
        let is_effective =
            if caller.acts_for_user { role.users && leads } else { role.applications };
        if role.entry.enabled && is_effective {
            effective |= 1 << bit;
        }
    }
    let at_least = at_least(model, effective, least);
    let requested = |mark: &str| match mark {
        "idtyp" => settings.marks_app_only,
        mark => settings.agent_claims.iter().any(|claim| claim.name() == mark),
    };
    let visible: Vec<_> = MARKS
        .iter()
        .enumerate()
        .map(|(bit, mark)| caller.marks >> bit & 1 == 1 && requested(mark))
        .collect();
    let is_client = client.is_some_and(|it| it.is_public || caller.proves_client);
    // The caller was let in, then what it can do: `requires(role)`, `at_least`, `scope(…)`.
    let plain = 1 | effective << 1 | at_least << 5 | granted << 9;
    // The same with `agents = never`, with `client = Web`, and with both.
    let mut all = plain;
    if !visible[1] {
        all |= plain << 11;
    }
    if is_client {
        all |= plain << 22;
    }
    if is_client && !visible[1] && !visible[0] {
        all |= plain << 33;
    }
    if !visible[0] {
        all |= plain << 44;
    }
    all
}

/// Returns the roles of `least` that effective roles reach. A role reaches itself.
fn at_least(model: &Model, effective: u128, least: &BTreeSet<&str>) -> u128 {
    let is_effective = |role: &str| {
        let bit = ROLES.iter().position(|it| *it == role).unwrap();
        effective >> bit & 1 == 1
    };
    let mut satisfied = 0;
    for (bit, value) in ROLES.iter().enumerate().filter(|(_, value)| least.contains(*value)) {
        let mut is_reached = is_effective(value);
        for group in &model.groups {
            let values = group.reaches.iter().map(|it| model.roles[it.role].entry.value.as_str());
            let values: Vec<_> = values.collect();
            if let Some(position) = values.iter().position(|it| it == value) {
                is_reached |= values[position..].iter().any(|it| is_effective(it));
            }
        }
        if is_reached {
            satisfied |= 1 << bit;
        }
    }
    satisfied
}

/// Returns the number of each entry of the second draft in the first one. An entry with a new value
/// and the id of a value that is gone was renamed. `olds` and `news` are pairs of ids and numbers.
fn renames(count: usize, olds: &[(usize, usize)], news: &[(usize, usize)]) -> Vec<usize> {
    let has = |entries: &[(usize, usize)], number| entries.iter().any(|(_, it)| *it == number);
    let renamed = |number| {
        let (id, _) = news.iter().find(|(_, it)| *it == number && !has(olds, number))?;
        let (_, old) = olds.iter().find(|(it, old)| it == id && !has(news, *old))?;
        Some(*old)
    };
    (0..count).map(|number| renamed(number).unwrap_or(number)).collect()
}

/// Holders have an id. Returns the numbers that each kept id has before and after.
fn kept(
    olds: &[(usize, usize)],
    news: &[(usize, usize)],
    renames: &[usize],
) -> Vec<(usize, usize)> {
    let new = |id| news.iter().find(|(it, _)| *it == id).map(|(_, number)| renames[*number]);
    olds.iter().filter_map(|(id, old)| Some((*old, new(*id)?))).collect()
}

/// Returns the bits of the entries that have ids, before and after.
fn with_ids(chosen: usize, kept: &[(usize, usize)]) -> (usize, usize) {
    let mut bits = (0, 0);
    for (position, (old, new)) in kept.iter().enumerate() {
        if chosen >> position & 1 == 1 {
            bits = (bits.0 | 1 << old, bits.1 | 1 << new);
        }
    }
    bits
}

/// Compares two models caller by caller. Each caller has values, and then ids of values.
fn by_callers(one: &Draft, other: &Draft, callers: &[Caller]) -> Verdict {
    let role_renames = renames(ROLES.len(), &one.role_ids(0), &other.role_ids(0));
    let scope_renames = renames(SCOPES.len(), &one.scope_ids(0), &other.scope_ids(0));
    let consents = |draft: &Draft| draft.client.as_ref().map(|it| (it.id, it.pre_authorized));
    let before = Side { model: one.state().model, consents: consents(one) };
    let mut after = Side { model: other.state().model, consents: consents(other) };
    let renamed = |value: &str, values: &[&str], renames: &[usize]| {
        let number = values.iter().position(|it| *it == value).unwrap();
        values[renames[number]].to_owned()
    };
    for role in &mut after.model.roles {
        role.entry.value = renamed(&role.entry.value, &ROLES, &role_renames);
    }
    for scope in &mut after.model.scopes {
        scope.entry.value = renamed(&scope.entry.value, &SCOPES, &scope_renames);
    }
    if let Some((client, scopes)) = after.consents {
        let mut moved = [false; 2];
        for (_, number) in other.scope_ids(0) {
            moved[scope_renames[number]] |= scopes[number];
        }
        after.consents = Some((client, moved));
    }
    let values = |model: &Model| -> BTreeSet<String> {
        model.roles.iter().map(|role| role.entry.value.clone()).collect()
    };
    let old = values(&before.model);
    let new = values(&after.model);
    let least: BTreeSet<_> = old.intersection(&new).map(String::as_str).collect();
    // A guard that names a client of one model only does not compile with the other one.
    let has_client = |side: &Side| side.model.client("Web").is_some();
    let mask = if has_client(&before) && has_client(&after) {
        u128::MAX
    } else {
        !((0x7ff << 22) | (0x7ff << 33))
    };
    let mut verdict = Verdict::Equal;
    let mut add = |one: Caller, other: Caller| {
        let old = outcomes(&before, one, &least) & mask;
        let new = outcomes(&after, other, &least) & mask;
        if new & !old != 0 {
            verdict = verdict.and(Verdict::MorePermissive);
        }
        if old & !new != 0 {
            verdict = verdict.and(Verdict::LessPermissive);
        }
    };
    let role_ids = [0, 1].map(|app| kept(&one.role_ids(app), &other.role_ids(app), &role_renames));
    let scope_ids =
        [0, 1].map(|app| kept(&one.scope_ids(app), &other.scope_ids(app), &scope_renames));
    for caller in callers {
        add(*caller, *caller);
        // The ids decide in the same way for each account.
        if caller.way != Way::Administrator || caller.account > 0 || caller.marks > 0 {
            continue;
        }
        let held = with_ids(caller.held, &role_ids[caller.app]);
        let granted = with_ids(caller.granted, &scope_ids[caller.app]);
        let same = (caller.held, caller.granted);
        for (old, new) in [
            ((held.0, same.1), (held.1, same.1)),
            ((same.0, granted.0), (same.0, granted.1)),
            ((held.0, granted.0), (held.1, granted.1)),
        ] {
            let with = |(held, granted)| Caller { held, granted, ..*caller };
            add(with(old), with(new));
        }
    }
    verdict
}

#[test]
fn the_verdict_is_the_comparison_of_all_callers() {
    let callers = all_callers();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut verdicts = BTreeSet::new();
    for number in 0..200 {
        let one = Draft::new(&mut random);
        let other = if number % 8 == 0 { Draft::new(&mut random) } else { one.edited(&mut random) };
        let before = one.state();
        let after = other.state();
        let comparison = compare(&before, &after);
        let expected = by_callers(&one, &other, &callers);
        let ids = ids(&comparison.changes);
        assert_eq!(comparison.verdict, expected, "{ids:?}\n{one:#?}\n{other:#?}");
        verdicts.insert(expected.name());

        // In the other direction, more is less.
        let back = compare(&after, &before).verdict;
        assert_eq!((back.has_more(), back.has_less()), (expected.has_less(), expected.has_more()),);
        // The changes explain the verdict.
        let has = |class| comparison.changes.iter().any(|change| change.class == Some(class));
        assert_eq!(has(Class::Widens), expected.has_more(), "{ids:?}\n{one:#?}\n{other:#?}");
        let takes = has(Class::Breaks) || has(Class::Tokens);
        assert!(takes || !expected.has_less(), "{ids:?}\n{one:#?}\n{other:#?}");
        // No difference is left out. The files have more of them than the models.
        let is_different = !differences(&before.model, &after.model).is_empty();
        assert!(!is_different || !comparison.changes.is_empty(), "{one:#?}\n{other:#?}");
    }
    assert_eq!(verdicts.len(), 4, "{verdicts:?}");
}

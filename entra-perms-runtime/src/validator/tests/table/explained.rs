//! The explanation of each token of the table, and of mixtures of them, agrees with the validator.

use serde_json::{Map, Value};

use super::services::{
    AGENTS_NOT_REQUESTED, ANY_TENANT, EITHER_VERSION, IDTYP_REQUESTED, KEY_OF_ALL, ROLLOVER,
    Service, V1, V2,
};
use super::token::{decode, user};
use super::{GOOD, HOSTILE, validate};
use crate::test_support::model::TestModel;
use crate::validator::TokenError;
use crate::validator::explanation::{
    Check, CheckOutcome, ExplainedToken, NotChecked, Rule, checked,
};
use crate::validator::token::claims::Permissions;

/// The number of mixtures.
const MIXTURES: usize = 4000;

fn explained(service: &Service, token: &str) -> Option<ExplainedToken> {
    // One of several validators is chosen before the checks. Roles that do not count are left out
    // before them.
    if service.members().len() > 1 || service.inner.only_roles.is_some() {
        return None;
    }
    let inner = &service.inner;
    let keys = inner.keys.keys().snapshot();
    let mut permissions = Permissions::<TestModel>::default();
    let now = (inner.clock)();
    Some(checked(token, &inner.rules, Some(&keys), now, &mut permissions))
}

fn first_refused(explained: &ExplainedToken) -> Option<&TokenError> {
    explained.checks.iter().find_map(|(_, outcome)| match outcome {
        CheckOutcome::Refused(error) => Some(error),
        CheckOutcome::Passed | CheckOutcome::NotChecked(_) => None,
    })
}

/// Fails unless the explanation of a token agrees with the validator. Returns whether the token
/// could be explained.
#[track_caller]
fn expect_agreement(service: &Service, token: &str, name: &str) -> bool {
    let Some(explained) = explained(service, token) else { return false };
    let validated = validate(service, token).unwrap();
    assert_eq!(first_refused(&explained), validated.as_ref().err(), "{name}: {explained:?}");
    let all = Rule::ALL.map(Check::Rule);
    let before = [Check::Size, Check::Form, Check::Header, Check::Key, Check::Signature];
    let order: Vec<_> = before.into_iter().chain([Check::Claims]).chain(all).collect();
    let found: Vec<_> = explained.checks.iter().map(|(check, _)| *check).collect();
    assert_eq!(found, order, "{name}");
    if let Ok(caller) = validated {
        assert!(
            explained.checks.iter().all(|(_, outcome)| *outcome == CheckOutcome::Passed),
            "{name}"
        );
        let described = explained.caller.unwrap();
        let ids = (described.tenant, described.object_id, described.client_id);
        assert_eq!(ids, (Some(caller.tenant()), caller.object_id(), caller.client_id()), "{name}");
        assert_eq!(described.kind, caller.kind(), "{name}");
        assert_eq!(described.actor.agent(), caller.agent(), "{name}");
        assert_eq!(described.unknown_values, caller.unknown_values(), "{name}");
    }
    true
}

#[test]
fn the_first_refused_check_is_the_error_of_the_validator() {
    let hostile = HOSTILE.iter().flat_map(|(_, row)| {
        [(row.accepted_by, &row.good, &row.name), (row.refused_by, &row.token, &row.name)]
    });
    let good = GOOD.iter().map(|(_, row)| (row.accepted_by, &row.token, &row.name));
    let all = hostile
        .chain(good)
        .filter(|(service, token, name)| expect_agreement(service, token, name));
    assert!(all.count() > 1500);
}

/// Mixes the claims of two tokens, so that one token breaks several rules.
#[test]
fn a_token_that_breaks_several_rules_is_refused_for_the_first() {
    let tokens = HOSTILE.iter().map(|(_, row)| &row.token);
    let tokens = tokens.chain(GOOD.iter().map(|(_, row)| &row.token));
    let payloads: Vec<Map<String, Value>> = tokens
        .filter_map(|token| {
            let payload = token.split('.').nth(1).filter(|part| part.len() < 4000)?;
            std::panic::catch_unwind(|| decode(payload))
                .ok()
                .and_then(|payload| serde_json::from_slice(&payload).ok())
        })
        .collect();
    let services: [&Service; 8] = [
        &V2,
        &V1,
        &EITHER_VERSION,
        &IDTYP_REQUESTED,
        &AGENTS_NOT_REQUESTED,
        &ANY_TENANT,
        &ROLLOVER,
        &KEY_OF_ALL,
    ];
    let mut random = Random(1);
    let mut refused_checks = Vec::new();
    for number in 0..MIXTURES {
        let mut claims = payloads[random.below(payloads.len())].clone();
        for (name, value) in &payloads[random.below(payloads.len())] {
            if random.below(3) == 0 {
                claims.insert(name.clone(), value.clone());
            }
        }
        let text = Value::Object(claims).to_string();
        let token = user().payload_text(|_| text.clone()).build().1;
        let service = services[random.below(services.len())];
        assert!(expect_agreement(service, &token, &format!("{number}: {text}")));
        let explained = explained(service, &token).unwrap();
        let first = explained.checks.iter().find(|(_, it)| matches!(it, CheckOutcome::Refused(_)));
        refused_checks.extend(first.map(|(check, _)| check.id()));
        // A rule that depends on a refused check says so.
        let dependent = CheckOutcome::NotChecked(NotChecked::Dependent);
        let has_dependent = explained.checks.iter().any(|(_, outcome)| *outcome == dependent);
        assert!(!has_dependent || first.is_some(), "{number}: {explained:?}");
    }
    refused_checks.sort_unstable();
    refused_checks.dedup();
    assert!(refused_checks.len() > 8, "{refused_checks:?}");
    println!("{refused_checks:?}");
}

/// Without keys, all else is checked.
#[test]
fn a_token_is_explained_without_keys() {
    let (_, token) = user().claim("exp", 1).claim("nbf", 0).claim("ver", "3").build();
    let mut permissions = Permissions::<TestModel>::default();
    let rules = &V2.inner.rules;
    let explained = checked(&token, rules, None, (V2.inner.clock)(), &mut permissions);
    let outcome = |check: Check| {
        let found = explained.checks.iter().find(|(it, _)| *it == check);
        found.map(|(_, outcome)| outcome.clone()).unwrap()
    };
    for check in [Check::Key, Check::Signature, Check::Rule(Rule::KeyIssuer)] {
        assert_eq!(outcome(check), CheckOutcome::NotChecked(NotChecked::NoKeys), "{check:?}");
    }
    for check in [Rule::AccessToken, Rule::AcceptedVersion, Rule::Issuer, Rule::Audience] {
        let dependent = CheckOutcome::NotChecked(NotChecked::Dependent);
        assert_eq!(outcome(Check::Rule(check)), dependent, "{check:?}");
    }
    assert_eq!(outcome(Check::Rule(Rule::Lifetime)), CheckOutcome::Refused(TokenError::Expired));
    assert_eq!(outcome(Check::Rule(Rule::Tenant)), CheckOutcome::Passed);
    assert!(explained.caller.is_none());
}

/// A generator of numbers that are equal in each run (Knuth's constants).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

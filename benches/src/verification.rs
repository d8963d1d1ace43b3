//! The cost of verifying a token that is not cached.

use std::hint::black_box;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use entra_perms_runtime::{Caller, Model};
use jwt_authorizer::AuthorizerBuilder;

use crate::by_hand::{Claims, Expected, Verifier};
use crate::instructions;
use crate::measure::{Contestant, costs};
use crate::permissions::{crm, large};
use crate::report::{Column, Goal, Row, Section};
use crate::tokens::{self, decoded, jwks, ready, with_200_roles, without_cache};

pub const KEY: &str = "verification";

const TEXT: &str = "\
A token that is not cached: one of 1.9 kB with 12 roles and 2 scopes, and one of 9.5 kB with 200 \
roles. The lower bound is the RS256 signature alone, checked by AWS-LC with a key that is already \
parsed.

- jsonwebtoken and jwt-authorizer look up the key by its id, check issuer, audience and times, \
and leave the roles as strings.
- entra-perms runs all of its checks and computes the effective permissions.
- callgrind counts the instructions if valgrind is installed. On callgrind's virtual processor \
AWS-LC finds no AVX-512. The lower bound is therefore higher there, and everything added to it \
weighs less.";

/// Returns the contestants for a token of 1.9 kB with 12 roles.
pub fn small() -> [Contestant; 4] {
    contestants::<crm::Model>(tokens::small())
}

/// Returns the contestants for a token of 9.5 kB with 200 roles.
pub fn large() -> [Contestant; 4] {
    contestants::<large::Model>(with_200_roles())
}

pub fn section() -> Section {
    let mut small_contestants = small();
    let mut large_contestants = large();
    let small = costs(&mut small_contestants);
    let large = costs(&mut large_contestants);
    let counted: [_; 4] = std::array::from_fn(|index| instructions::of_contestant(KEY, index));
    let rows = (0..small.len()).map(|index| Row {
        name: small_contestants[index].name.to_owned(),
        ours: small_contestants[index].ours,
        values: vec![
            Some(small[index].nanoseconds),
            Some(small[index].nanoseconds / small[0].nanoseconds),
            Some(small[index].allocations),
            counted[index],
            Some(large[index].nanoseconds),
            Some(large[index].nanoseconds / large[0].nanoseconds),
            Some(large[index].allocations),
        ],
    });
    let small_ratio = small[1].nanoseconds / small[0].nanoseconds;
    let large_ratio = large[1].nanoseconds / large[0].nanoseconds;
    let allocations = small[1].allocations.max(large[1].allocations);
    let mut goals = vec![
        Goal::at_most("1.9 kB, relative to the bound", small_ratio, 1.30),
        Goal::at_most("9.5 kB, relative to the bound", large_ratio, 1.90),
        Goal::at_most("allocations with either token", allocations, 4.0),
    ];
    if let [Some(bound), Some(ours), ..] = counted {
        goals.push(Goal::at_most("1.9 kB, instructions relative to the bound", ours / bound, 1.15));
    }
    Section {
        title: "Verification",
        text: TEXT.to_owned(),
        columns: &[
            Column::Time("time, 1.9 kB"),
            Column::Ratio("relative to the bound"),
            Column::Count("allocations"),
            Column::Count("instructions"),
            Column::Time("time, 9.5 kB"),
            Column::Ratio("relative to the bound"),
            Column::Count("allocations"),
        ],
        rows: rows.collect(),
        goals,
    }
}

/// Returns the contestants. The first is the lower bound, the second is entra-perms.
fn contestants<M: Model>(token: String) -> [Contestant; 4] {
    [
        Contestant::new("signature alone (lower bound)", signature(token.clone())),
        Contestant::ours("entra-perms", ours::<M>(token.clone())),
        Contestant::new("jsonwebtoken, typed claims", typed_claims(token.clone())),
        Contestant::new("jwt-authorizer", authorizer(token)),
    ]
}

fn ours<M: Model>(token: String) -> impl FnMut() -> Caller<M> {
    let validator = without_cache::<M>();
    move || ready(validator.validate(black_box(&token))).expect("the token is valid")
}

fn signature(token: String) -> impl FnMut() {
    let jwks = jwks();
    let number = |name: &str| decoded(jwks["keys"][0][name].as_str().expect("the key is RSA"));
    let components = PublicKeyComponents { n: number("n"), e: number("e") };
    let der: PublicKeyX509Der<'_> = components.as_der().expect("the numbers form a key");
    let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der.as_ref())
        .expect("the encoded key is valid");
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let signed = signed.to_owned();
    let signature = decoded(signature);
    move || {
        let result = key.verify_sig(black_box(signed.as_bytes()), black_box(&signature));
        result.expect("the signature is valid");
    }
}

fn typed_claims(token: String) -> impl FnMut() -> Claims {
    let verifier = Verifier::new(&Expected::from_token(&token));
    move || verifier.claims(black_box(&token)).expect("the token is valid")
}

fn authorizer(token: String) -> impl FnMut() -> Claims {
    let Expected { issuer, audience } = Expected::from_token(&token);
    let validation = jwt_authorizer::Validation::new().iss(&[issuer]).aud(&[audience]).nbf(true);
    let builder = AuthorizerBuilder::<Claims>::from_jwks_text(&jwks().to_string());
    let authorizer = ready(builder.validation(validation).build()).expect("the keys are valid");
    move || {
        ready(authorizer.check_auth(black_box(&token)))
            .expect("the token is valid")
            .claims
    }
}

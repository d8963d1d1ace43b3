//! From a token to what it says, and to whether that can be believed.

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
use crate::tokens::{self, decoded, jwks, of_200_roles, ready, without_cache};

pub const KEY: &str = "verification";

/// What a token of 1.9 kB takes, with 12 roles.
pub fn small() -> [Contestant; 4] {
    contestants::<crm::Model>(tokens::small())
}

/// What a token of 9.5 kB takes, with 200 roles.
pub fn large() -> [Contestant; 4] {
    contestants::<large::Model>(of_200_roles())
}

pub fn section() -> Section {
    let (mut of_small, mut of_large) = (small(), large());
    let (small, large) = (costs(&mut of_small), costs(&mut of_large));
    let counted: [_; 4] = std::array::from_fn(|index| instructions::of(KEY, index));
    let [limit, ours, ..] = small;
    let rows = (0..small.len()).map(|index| {
        let (small, large_limit, large) = (small[index], large[0], large[index]);
        Row {
            name: of_small[index].name.to_owned(),
            ours: of_small[index].ours,
            values: vec![
                Some(small.nanoseconds),
                Some(small.nanoseconds / limit.nanoseconds),
                Some(small.allocations),
                counted[index],
                Some(large.nanoseconds),
                Some(large.nanoseconds / large_limit.nanoseconds),
                Some(large.allocations),
            ],
        }
    });
    let mut goals = vec![
        Goal::at_most("1.9 kB, times the limit", ours.nanoseconds / limit.nanoseconds, 1.30),
        Goal::at_most("9.5 kB, times the limit", large[1].nanoseconds / large[0].nanoseconds, 1.90),
        Goal::at_most("allocations with either", ours.allocations.max(large[1].allocations), 4.0),
    ];
    if let [Some(limit), Some(ours), ..] = counted {
        goals.push(Goal::at_most("1.9 kB, instructions, times the limit's", ours / limit, 1.15));
    }
    Section {
        title: "Verification",
        text: "A token that was never seen: 1.9 kB with 12 roles and 2 scopes, and 9.5 kB with 200 roles. The limit is its RS256 signature alone, \
               by AWS-LC with a key that is parsed already. jsonwebtoken and jwt-authorizer look the key up by its id, check issuer, audience and \
               times, and leave the roles as strings; entra-perms does all that it ever does, the intersection included. Instructions are \
               counted by callgrind, where there is one; on its machine AWS-LC finds no AVX-512, so that the limit is higher there and \
               what is added to it weighs less."
            .to_owned(),
        columns: &[
            Column::Time("time, 1.9 kB"),
            Column::Ratio("times the limit"),
            Column::Count("allocations"),
            Column::Count("instructions"),
            Column::Time("time, 9.5 kB"),
            Column::Ratio("times the limit"),
            Column::Count("allocations"),
        ],
        rows: rows.collect(),
        goals,
    }
}

fn contestants<M: Model>(token: String) -> [Contestant; 4] {
    [
        Contestant::new("the signature alone: the limit", signature(token.clone())),
        Contestant::ours("entra-perms", ours::<M>(token.clone())),
        Contestant::new("jsonwebtoken, typed claims", typed_claims(token.clone())),
        Contestant::new("jwt-authorizer", authorizer(token)),
    ]
}

fn ours<M: Model>(token: String) -> impl FnMut() -> Caller<M> {
    let validator = without_cache::<M>();
    move || ready(validator.validate(black_box(&token))).expect("it is good")
}

fn signature(token: String) -> impl FnMut() {
    let jwks = jwks();
    let number = |name: &str| decoded(jwks["keys"][0][name].as_str().expect("it is an RSA key"));
    let numbers = PublicKeyComponents { n: number("n"), e: number("e") };
    let der: PublicKeyX509Der<'_> = numbers.as_der().expect("they are a key");
    let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der.as_ref()).expect("it is a key");
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let (signed, signature) = (signed.to_owned(), decoded(signature));
    move || {
        key.verify_sig(black_box(signed.as_bytes()), black_box(&signature))
            .expect("it is the key's")
    }
}

fn typed_claims(token: String) -> impl FnMut() -> Claims {
    let verifier = Verifier::new(&Expected::of(&token));
    move || verifier.claims(black_box(&token)).expect("it is good")
}

fn authorizer(token: String) -> impl FnMut() -> Claims {
    let Expected { issuer, audience } = Expected::of(&token);
    let validation = jwt_authorizer::Validation::new().iss(&[issuer]).aud(&[audience]).nbf(true);
    let builder = AuthorizerBuilder::<Claims>::from_jwks_text(&jwks().to_string());
    let authorizer = ready(builder.validation(validation).build()).expect("these are keys");
    move || ready(authorizer.check_auth(black_box(&token))).expect("it is good").claims
}

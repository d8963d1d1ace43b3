//! Clients with one app registration for each environment.

use core::fmt;

use serde_json::Value;
use uuid::Uuid;

use super::{DEV, Environments, PROD, STAGING, app, builder, claims, user};
use crate::caller::{Caller, Reason};
use crate::model::{
    ClientEntry, ClientPermissions, ClientRegistration, PermissionSet, RegisteredClient, Sealed,
};
use crate::requirement::{Clause, Conditions, Requirement};
use crate::testing::TokenBuilder;
use crate::validator::tests::signed_tokens::at_once;
use crate::validator::{Lookup, TokenValidator};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Client {
    Web,
    Import,
}

const DEV_ID: Uuid = Uuid::from_u128(0x8f0c_bb4e_6a0c_4a3f_9a8c_2f3a_1b0c_9d11);
const PROD_ID: Uuid = Uuid::from_u128(0x6205_39d0_bd16_4c89_b6c4_32fc_0414_e29f);

/// The client id of the web client in the development environment, and of the import in production.
const ONE: Uuid = Uuid::from_u128(0x1111);
/// The client id of the import in the development environment, and of the web client in production.
const TWO: Uuid = Uuid::from_u128(0x2222);
const UNKNOWN: Uuid = Uuid::from_u128(0x3333);

/// Public in the development environment, and confidential in production.
pub(super) static WEB: ClientEntry = ClientEntry {
    name: "Web",
    registrations: &[
        ClientRegistration { api: DEV_ID, client_id: ONE, is_public: true, is_blueprint: false },
        ClientRegistration { api: PROD_ID, client_id: TWO, is_public: false, is_blueprint: false },
    ],
};

/// Confidential.
pub(super) static IMPORT: ClientEntry = ClientEntry {
    name: "Import",
    registrations: &[
        ClientRegistration { api: DEV_ID, client_id: TWO, is_public: false, is_blueprint: false },
        ClientRegistration { api: PROD_ID, client_id: ONE, is_public: false, is_blueprint: false },
    ],
};

pub(super) const ASKS_FOR_NOTHING: ClientPermissions<Environments> = ClientPermissions {
    scopes: PermissionSet::EMPTY,
    delegated_roles: PermissionSet::EMPTY,
    roles: PermissionSet::EMPTY,
};

impl Sealed for Client {}

impl RegisteredClient for Client {
    const ALL: &'static [Self] = &[Self::Web, Self::Import];

    fn entry(self) -> &'static ClientEntry {
        match self {
            Self::Web => &WEB,
            Self::Import => &IMPORT,
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

const READ: Clause<Environments> = Clause::of_roles(PermissionSet::from_index(0));

/// Returns the reasons for which `client = Web`, `client = Import` and a condition of both deny the
/// caller.
fn denials(caller: &Caller<Environments>) -> [Vec<Reason>; 3] {
    let web = Conditions::NONE.with_clients(const { &[&WEB] });
    let import = Conditions::NONE.with_clients(const { &[&IMPORT] });
    let both = Conditions::NONE.with_clients(const { &[&WEB, &IMPORT] });
    [web, import, both].map(|conditions| {
        let decision = caller.require(Requirement::all(conditions, const { &[READ] }));
        decision.map_or_else(|denied| denied.reasons().to_vec(), |()| Vec::new())
    })
}

/// The client id alone does not identify a client: the registration of the API that accepted the
/// token counts, too. It also decides whether the client is public.
#[test]
fn the_registration_of_the_api_decides_which_client_calls() {
    let build = |client_id: &str| at_once(builder().client_id(client_id).build()).unwrap();
    let both = TokenValidator::any_of([DEV, PROD].map(build)).unwrap();
    let wrong =
        |admitted: &[&'static str]| vec![Reason::WrongClient { admitted: admitted.to_vec() }];
    let permitted = Vec::new;
    let unproven = || vec![Reason::UnprovenClient];
    let of_web = |decision: Vec<_>| [decision.clone(), wrong(&["Import"]), decision];
    let of_import = |decision: Vec<_>| [wrong(&["Web"]), decision.clone(), decision];
    let of_nobody = || [wrong(&["Web"]), wrong(&["Import"]), wrong(&["Web", "Import"])];
    for (api, client_id, authentication, client, expected) in [
        (DEV, ONE, "0", Some(Client::Web), of_web(permitted())),
        (DEV, ONE, "1", Some(Client::Web), of_web(permitted())),
        (DEV, TWO, "0", Some(Client::Import), of_import(unproven())),
        (DEV, TWO, "1", Some(Client::Import), of_import(permitted())),
        (DEV, UNKNOWN, "1", None, of_nobody()),
        (PROD, ONE, "0", Some(Client::Import), of_import(unproven())),
        (PROD, ONE, "1", Some(Client::Import), of_import(permitted())),
        (PROD, TWO, "0", Some(Client::Web), of_web(unproven())),
        (PROD, TWO, "1", Some(Client::Web), of_web(permitted())),
        (PROD, UNKNOWN, "1", None, of_nobody()),
        // No client has a registration for this registration of the API.
        (STAGING, ONE, "1", None, of_nobody()),
        (STAGING, TWO, "1", None, of_nobody()),
    ] {
        let case = format!("{api} {client_id} {authentication}");
        let mut validators = vec![build(api)];
        validators.extend((api != STAGING).then(|| both.clone()));
        for token in [user(), app()] {
            let token = of_client(token.registration(api), client_id, authentication).sign();
            for validator in &validators {
                let verified = at_once(validator.validate(&token)).unwrap();
                assert_eq!(verified.registration().to_string(), api);
                assert_eq!(verified.client(), client, "{case}");
                assert_eq!(denials(&verified), expected, "{case}");
                let Lookup::Hit(cached) = validator.look_up(token.as_bytes()) else {
                    panic!("the token was not cached: {case}");
                };
                assert_eq!(cached.client(), client, "from the cache: {case}");
                assert_eq!(denials(&cached), expected, "from the cache: {case}");
            }
        }
    }
}

/// Sets the client id and its proof, in the claims of the token's version.
fn of_client<'a>(
    token: TokenBuilder<'a, Environments>,
    client_id: Uuid,
    authentication: &str,
) -> TokenBuilder<'a, Environments> {
    let names = if claims(token.clone(), ["ver"]) == ["2.0"] {
        ["azp", "azpacr"]
    } else {
        ["appid", "appidacr"]
    };
    token.claim(names[0], client_id.to_string()).claim(names[1], authentication)
}

#[test]
fn test_tokens_name_the_client_of_their_registration() {
    let dev = ["azp", "azpacr"];
    let prod = ["appid", "appidacr"];
    let [one, two] = [ONE, TWO].map(|id| id.to_string());
    let web = |api| user().client(Client::Web).registration(api);
    let import = |api| user().client(Client::Import).registration(api);
    assert_eq!(claims(web(DEV), dev), [&*one, "0"]);
    assert_eq!(claims(web(PROD), prod), [&*two, "1"]);
    assert_eq!(claims(web(PROD).without_client_secret(), prod), [&*two, "0"]);
    assert_eq!(claims(import(DEV), dev), [&*two, "1"]);
    assert_eq!(claims(import(PROD), prod), [&*one, "1"]);
    assert_eq!(claims(import(STAGING), ["appid"]), [Value::Null]);
}

/// The registrations of the two clients decide about their ids. The others have a default.
#[test]
fn test_tokens_know_a_client_by_its_id() {
    let proof = |token: TokenBuilder<'_, Environments>, api, client_id| {
        let name = if api == PROD { "appidacr" } else { "azpacr" };
        let [proof] = claims(token.client_id(client_id).registration(api), [name]);
        proof.as_str().map(str::to_owned)
    };
    for (api, client_id, of_user, of_app) in [
        (DEV, ONE, "0", "0"),
        (DEV, TWO, "1", "1"),
        (PROD, ONE, "1", "1"),
        (PROD, TWO, "1", "1"),
        (DEV, Uuid::nil(), "0", "1"),
    ] {
        let case = format!("{api} {client_id}");
        assert_eq!(proof(user(), api, client_id).as_deref(), Some(of_user), "{case}");
        assert_eq!(proof(app(), api, client_id).as_deref(), Some(of_app), "{case}");
        let without_secret = user().without_client_secret();
        assert_eq!(proof(without_secret, api, client_id).as_deref(), Some("0"), "{case}");
    }
}

//! Refused tokens: the claims about an agent contradict each other, or are named in another case,
//! or the blueprint is not a GUID.

use serde_json::{Value, json};

use super::good::{BLUEPRINT, agent, agent_for_user, agent_user};
use super::services::{AGENTS_NOT_REQUESTED, AGENTS_SINCE, IDTYP_REQUESTED, V1};
use super::token::{Token, app, user, v1_app, v1_user};
use super::{Hostile, claim_error, refused};
use crate::validator::TokenError::{
    AgentAccountWithoutAgent, AppWithAgentAccount, UserWithAgentIdentity,
};

pub(super) fn rows() -> Vec<Hostile> {
    [app_only(), delegated(), accounts(), blueprints(), other_cases()]
        .into_iter()
        .flatten()
        .collect()
}

/// Only a delegated token has a user account as its subject.
fn app_only() -> Vec<Hostile> {
    let account = |token: Token| token.claim("xms_sub_fct", "13 3");
    let mut rows: Vec<_> = ["13", "3 13", "11 13", "13 11 3"]
        .map(|facets| {
            refused(
                format!("an app-only token of an agent with `xms_sub_fct` {facets:?}"),
                agent().claim("xms_sub_fct", facets),
                AppWithAgentAccount,
            )
        })
        .into();
    rows.extend([
        refused("an app-only token with an agent's account", account(app()), AppWithAgentAccount),
        refused(
            "an app-only token with an agent's account, without a blueprint",
            account(agent().without("xms_par_app_azp").good_so_far()),
            AppWithAgentAccount,
        ),
        refused(
            "an app-only token with an agent's account and a slash as `scp`",
            account(agent().claim("scp", "/").good_so_far()),
            AppWithAgentAccount,
        ),
        refused(
            "an app-only token with an agent's account, without `idtyp`",
            account(agent().without("idtyp").good_so_far()),
            AppWithAgentAccount,
        ),
        refused(
            "an app-only token with an agent's account, if the API requests `idtyp`",
            account(agent()),
            AppWithAgentAccount,
        )
        .at(&IDTYP_REQUESTED),
        refused("v1.0, app-only with an agent's account", account(v1_app()), AppWithAgentAccount)
            .at(&V1),
        refused(
            "an app-only token with an agent's account, if the API requests no facets",
            account(agent()),
            AppWithAgentAccount,
        )
        .at(&AGENTS_NOT_REQUESTED),
        refused(
            "an app-only token with an agent's account, from before the request",
            account(agent().claim("iat", 0).good_so_far()),
            AppWithAgentAccount,
        )
        .at(&AGENTS_SINCE),
        refused(
            "an agent's account whose token says `idtyp` app",
            agent_user().claim("scp", "/").good_so_far().claim("idtyp", "app"),
            AppWithAgentAccount,
        ),
    ]);
    rows
}

/// An agent identity is a subject of app-only tokens only.
fn delegated() -> Vec<Hostile> {
    let identity = |token: Token| token.claim("xms_sub_fct", "9 11");
    let mut rows: Vec<_> = ["11", "3 11", "11 3 1", "11 13", "13 11"]
        .map(|facets| {
            refused(
                format!("a delegated token of an agent with `xms_sub_fct` {facets:?}"),
                agent_for_user().claim("xms_sub_fct", facets),
                UserWithAgentIdentity,
            )
        })
        .into();
    rows.extend([
        refused("a delegated token of an agent identity", identity(user()), UserWithAgentIdentity),
        refused(
            "an agent's account that is an agent identity, too",
            agent_user().claim("xms_sub_fct", "13 3 11"),
            UserWithAgentIdentity,
        ),
        refused("v1.0, delegated of an agent identity", identity(v1_user()), UserWithAgentIdentity)
            .at(&V1),
        refused(
            "a delegated token of an agent identity, if the API requests no facets",
            identity(agent_for_user()),
            UserWithAgentIdentity,
        )
        .at(&AGENTS_NOT_REQUESTED),
        refused(
            "a delegated token of an agent identity, from before the request",
            identity(agent_for_user().claim("iat", 0).good_so_far()),
            UserWithAgentIdentity,
        )
        .at(&AGENTS_SINCE),
        refused(
            "an agent as itself whose token says `idtyp` user",
            agent().claim("idtyp", "user"),
            UserWithAgentIdentity,
        ),
        refused(
            "an agent as itself without `idtyp`, with a scope",
            agent().without("idtyp").good_so_far().claim("scp", "Crm.Read"),
            UserWithAgentIdentity,
        ),
    ]);
    rows
}

/// Only an agent uses an agent's account.
fn accounts() -> Vec<Hostile> {
    let mut rows: Vec<_> = ["3 9", "13", "13 9", "1", "111", "1110 3"]
        .map(|facets| {
            refused(
                format!("an agent's account with `xms_act_fct` {facets:?}"),
                agent_user().claim("xms_act_fct", facets),
                AgentAccountWithoutAgent,
            )
        })
        .into();
    rows.extend([
        refused(
            "an agent's account without `xms_act_fct`",
            agent_user().without("xms_act_fct"),
            AgentAccountWithoutAgent,
        ),
        refused(
            "an agent's account without `xms_act_fct` and blueprint",
            agent_user().without("xms_par_app_azp").good_so_far().without("xms_act_fct"),
            AgentAccountWithoutAgent,
        ),
        refused(
            "a user with the facet of an agent's account",
            user().claim("xms_sub_fct", "1 13"),
            AgentAccountWithoutAgent,
        ),
        refused(
            "v1.0, a user with the facet of an agent's account",
            v1_user().claim("xms_sub_fct", "1 13"),
            AgentAccountWithoutAgent,
        )
        .at(&V1),
        refused(
            "an agent's account without an actor, if the API requests no facets",
            agent_user().without("xms_act_fct"),
            AgentAccountWithoutAgent,
        )
        .at(&AGENTS_NOT_REQUESTED),
        refused(
            "an agent's account without an actor, from before the request",
            agent_user().claim("iat", 0).good_so_far().without("xms_act_fct"),
            AgentAccountWithoutAgent,
        )
        .at(&AGENTS_SINCE),
    ]);
    rows
}

fn blueprints() -> Vec<Hostile> {
    let texts = [
        "",
        " ",
        "agent",
        "11",
        "30cf4c22",
        "30cf4c22-9985-4ef7-8756-91cc888176b",
        "30cf4c22-9985-4ef7-8756-91cc888176bdd",
        " 30cf4c22-9985-4ef7-8756-91cc888176bd",
        "30cf4c22-9985-4ef7-8756-91cc888176bd\0",
        "30cf4c22-9985-4ef7-8756-91cc888176bg",
    ];
    let blueprint = json!(BLUEPRINT);
    let others =
        [json!(7), json!(true), json!([blueprint]), json!({ "id": blueprint }), Value::Null];
    let mut rows = Vec::new();
    for value in texts.map(Value::from).into_iter().chain(others) {
        let error = || claim_error("xms_par_app_azp", "a GUID");
        let change = |token: Token| token.claim("xms_par_app_azp", value.clone());
        rows.push(refused(format!("an agent with blueprint {value}"), change(agent()), error()));
        rows.push(
            refused(format!("v1.0, a user with blueprint {value}"), change(v1_user()), error())
                .at(&V1),
        );
    }
    rows
}

/// If such a claim were ignored, the token would be a person's.
fn other_cases() -> Vec<Hostile> {
    let mut rows = Vec::new();
    for (name, value) in
        [("xms_act_fct", "3 11"), ("xms_sub_fct", "13 3"), ("xms_par_app_azp", BLUEPRINT)]
    {
        let error = || claim_error(name, "named in lower case");
        let capitalized = format!("X{}", &name[1..]);
        let last = format!("{}{}", &name[..name.len() - 1], name[name.len() - 1..].to_uppercase());
        for spelled in [name.to_uppercase(), capitalized, last] {
            rows.push(refused(
                format!("an agent's account with `{spelled}` instead of `{name}`"),
                agent_user().without(name).claim(&spelled, value),
                error(),
            ));
            let user = user().without("xms_act_fct").without("xms_sub_fct").good_so_far();
            rows.push(refused(
                format!("a user without facets, with `{spelled}`"),
                user.claim(&spelled, value),
                error(),
            ));
        }
    }
    rows.extend([
        refused(
            "`XMS_ACT_FCT` without an agent",
            user().without("xms_act_fct").claim("XMS_ACT_FCT", "3"),
            claim_error("xms_act_fct", "named in lower case"),
        ),
        refused(
            "v1.0, `XMS_ACT_FCT`",
            v1_user().without("xms_act_fct").claim("XMS_ACT_FCT", "11"),
            claim_error("xms_act_fct", "named in lower case"),
        )
        .at(&V1),
        refused(
            "an app with `XMS_SUB_FCT`, if the API requests no facets",
            app().without("xms_sub_fct").claim("XMS_SUB_FCT", "11"),
            claim_error("xms_sub_fct", "named in lower case"),
        )
        .at(&AGENTS_NOT_REQUESTED),
    ]);
    rows
}

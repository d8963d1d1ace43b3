//! The tokens, and the decisions on them.

use serde_json::{Value, json};

use super::super::good::{BLUEPRINT, agent, agent_for_user, agent_user};
use super::super::services::{
    AGENT_CLAIMS_SINCE, AGENTS_NOT_REQUESTED, AGENTS_SINCE, AGENTS_SINCE_V1, IDTYP_REQUESTED, V1,
};
use super::super::token::{Token, app, decode, user, v1_app, v1_user};
use super::{
    NOT_USER, Row, application, as_account, as_itself, for_unknown, for_user, person, row, unknown,
};
use crate::caller::{Acts, Reason};

pub(super) fn rows() -> Vec<Row> {
    [
        without_agents(),
        shapes(),
        orders(),
        single_marks(),
        disagreeing_marks(),
        not_requested(),
        issued_before(),
        issued_since(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn bare(token: Token) -> Token {
    token.without("xms_act_fct").without("xms_sub_fct")
}

fn without_agents() -> Vec<Row> {
    let mut rows = vec![
        person("a user with other facets", user()),
        person("a user without facets", bare(user())),
        person("a user with `idtyp`", user().claim("idtyp", "user")),
        person("v1.0, a user with other facets", v1_user()).at(&V1),
        person("v1.0, a user without facets", bare(v1_user())).at(&V1),
        application("an application with other facets", app()),
        application("an application without facets", bare(app())),
        application("v1.0, an application with other facets", v1_app()).at(&V1),
        application("v1.0, an application without facets", bare(v1_app())).at(&V1),
        application("an application with `idtyp`", app().claim("idtyp", "app"))
            .at(&IDTYP_REQUESTED),
        person("a user with claims of similar names", {
            user().claim("xms_act_fct2", "11").claim("act_fct", "11").claim("xms_ftd", "11")
        }),
    ];
    for facets in ["0", "1", "111", "1 3 9", "113 110 1113", "4294967295", "12 14"] {
        rows.push(person(
            format!("a user with the facets {facets:?}"),
            user().claim("xms_act_fct", facets).claim("xms_sub_fct", facets),
        ));
    }
    rows
}

fn v1(token: Token, like: Token) -> Token {
    let claims: Value =
        serde_json::from_slice(&decode(like.build().1.split('.').nth(1).unwrap())).unwrap();
    let about_agents = ["idtyp", "xms_act_fct", "xms_sub_fct", "xms_par_app_azp"];
    about_agents
        .into_iter()
        .fold(token, |token, name| token.claim(name, claims[name].clone()))
}

fn shapes() -> Vec<Row> {
    let user_agent = || agent_for_user().claim("idtyp", "user");
    vec![
        for_user("an agent for a user", agent_for_user()),
        for_user("an agent for a user, with `idtyp`", user_agent()),
        for_user("v1.0, an agent for a user", v1(v1_user(), user_agent())).at(&V1),
        as_itself("an agent as itself", agent()),
        as_itself("an agent as itself, a slash as `scp`", agent().claim("scp", "/")),
        as_itself("an agent as itself, an empty `scp`", agent().claim("scp", "")),
        as_itself("an agent as itself, without `idtyp`", agent().without("idtyp")),
        as_itself("v1.0, an agent as itself", v1(v1_app(), agent())).at(&V1),
        as_account("an agent through its account", agent_user()),
        as_account("an agent through its account, without `idtyp`", agent_user().without("idtyp")),
        as_account("v1.0, an agent through its account", v1(v1_user(), agent_user())).at(&V1),
        as_account("an escaped name", {
            agent_user()
                .without("xms_sub_fct")
                .append_claim(r#""\u0078ms_sub_fct":"\u0031\u0033""#)
        }),
        for_user("a blueprint in upper case", {
            agent_for_user().claim("xms_par_app_azp", BLUEPRINT.to_uppercase())
        }),
    ]
}

fn orders() -> Vec<Row> {
    let mut rows = Vec::new();
    for actor in ["3 9 11", "3 11 9", "9 3 11", "9 11 3", "11 3 9", "11 9 3", "11", "11 4294967295"]
    {
        let with = |token: Token| token.claim("xms_act_fct", actor);
        rows.push(for_user(format!("for a user, actor {actor:?}"), with(agent_for_user())));
        rows.push(as_itself(format!("as itself, actor {actor:?}"), with(agent())));
        rows.push(as_account(format!("an account, actor {actor:?}"), with(agent_user())));
    }
    for rest in ["13", "13 3", "3 13", "1 13 3", "1 3 13", "13 1 3"] {
        rows.push(as_account(
            format!("an account, subject {rest:?}"),
            agent_user().claim("xms_sub_fct", rest),
        ));
    }
    rows
}

/// Any mark makes an agent.
fn single_marks() -> Vec<Row> {
    let only = |token: Token, name: &str, value: &str| bare(token).claim(name, value);
    vec![
        for_user("a user, only the actor is marked", only(user(), "xms_act_fct", "11")),
        as_itself("an app, only the actor is marked", only(app(), "xms_act_fct", "11")),
        as_itself("an app, only the subject is marked", only(app(), "xms_sub_fct", "11")),
        as_itself("an app, only a blueprint", only(app(), "xms_par_app_azp", BLUEPRINT)),
        for_unknown("a user, only a blueprint", only(user(), "xms_par_app_azp", BLUEPRINT)),
        for_unknown("v1.0, a user, only a blueprint", {
            only(v1_user(), "xms_par_app_azp", BLUEPRINT)
        })
        .at(&V1),
        as_itself("v1.0, an app, only a blueprint", only(v1_app(), "xms_par_app_azp", BLUEPRINT))
            .at(&V1),
        for_unknown("a user, only an agent's account acts", only(user(), "xms_act_fct", "13")),
        as_itself("an app, only an agent's account acts", only(app(), "xms_act_fct", "13")),
    ]
}

/// The blueprint says that an agent acts, and the actor's facets do not say so, or say more.
fn disagreeing_marks() -> Vec<Row> {
    let blueprint = |token: Token| token.claim("xms_par_app_azp", BLUEPRINT);
    vec![
        for_unknown("a user with a blueprint and other facets", blueprint(user())),
        for_unknown("v1.0, a user with a blueprint and other facets", blueprint(v1_user())).at(&V1),
        as_itself("an app with a blueprint and other facets", blueprint(app())),
        for_unknown(
            "an agent for a user whose actor is an account, too",
            agent_for_user().claim("xms_act_fct", "11 13"),
        ),
        for_unknown(
            "an agent for a user whose actor is only an account",
            agent_for_user().claim("xms_act_fct", "13"),
        ),
        as_account("an agent's account that acts", agent_user().claim("xms_act_fct", "13 11")),
        as_itself(
            "an agent as itself with the subject of an application",
            agent().claim("xms_sub_fct", "9 3"),
        ),
        as_itself(
            "an agent as itself with the actor of an application",
            agent().claim("xms_act_fct", "9 3"),
        ),
    ]
}

fn not_requested() -> Vec<Row> {
    let reason = &Reason::AgentClaimsNotRequested;
    vec![
        unknown("not requested, a user", user(), None, reason),
        unknown("not requested, a user without facets", bare(user()), None, reason),
        unknown(
            "not requested, an agent for a user",
            agent_for_user(),
            Some(Acts::ForUser),
            reason,
        ),
        unknown("not requested, an agent as itself", agent(), Some(Acts::AsItself), reason),
        unknown("not requested, an account", agent_user(), Some(Acts::AsOwnAccount), reason),
    ]
    .into_iter()
    .map(|row| row.at(&AGENTS_NOT_REQUESTED))
    .collect()
}

fn issued_before() -> Vec<Row> {
    let before = |token: Token| token.claim("iat", AGENT_CLAIMS_SINCE - 1);
    let reason = &Reason::IssuedBeforeAgentClaims;
    let user_with = |iat: Value| user().claim("iat", iat);
    vec![
        unknown("before, a user", before(user()), None, reason),
        unknown("before, a user without facets", before(bare(user())), None, reason),
        unknown(
            "before, an agent for a user",
            before(agent_for_user()),
            Some(Acts::ForUser),
            reason,
        ),
        unknown("before, an agent as itself", before(agent()), Some(Acts::AsItself), reason),
        unknown("before, an account", before(agent_user()), Some(Acts::AsOwnAccount), reason),
        unknown("half a second before", user_with(json!(1_799_913_599.5)), None, reason),
        unknown("issued in 1970", user_with(json!(0)), None, reason),
        unknown("issued before 1970", user_with(json!(-1)), None, reason),
        unknown("issued at 1e300", user_with(json!(1e300)), None, reason),
        unknown("no `iat`, a user", user().without("iat"), None, reason),
        unknown("no `iat`, a user without facets", bare(user()).without("iat"), None, reason),
        unknown("no `iat`, an agent", agent().without("iat"), Some(Acts::AsItself), reason),
        unknown(
            "`IAT` instead of `iat`",
            user().without("iat").claim("IAT", AGENT_CLAIMS_SINCE + 1),
            None,
            reason,
        ),
        row(
            "before, an application",
            before(app()),
            None,
            [NOT_USER, Some(reason.clone()), Some(reason.clone())],
        ),
    ]
    .into_iter()
    .map(|row| row.at(&AGENTS_SINCE))
    .chain([unknown("v1.0, before, a user", before(v1_user()), None, reason).at(&AGENTS_SINCE_V1)])
    .collect()
}

fn issued_since() -> Vec<Row> {
    let since = |token: Token| token.claim("iat", AGENT_CLAIMS_SINCE);
    vec![
        person("since, a user", since(user())).at(&AGENTS_SINCE),
        person("since, a user without facets", since(bare(user()))).at(&AGENTS_SINCE),
        person("now, a user", user()).at(&AGENTS_SINCE),
        application("since, an application", since(app())).at(&AGENTS_SINCE),
        for_user("since, an agent for a user", since(agent_for_user())).at(&AGENTS_SINCE),
        as_itself("since, an agent as itself", since(agent())).at(&AGENTS_SINCE),
        as_account("since, an account", since(agent_user())).at(&AGENTS_SINCE),
        for_unknown("since, a blueprint alone", {
            since(bare(user())).claim("xms_par_app_azp", BLUEPRINT)
        })
        .at(&AGENTS_SINCE),
        person("v1.0, since, a user", since(v1_user())).at(&AGENTS_SINCE_V1),
        person("no `iat`, without the setting", user().without("iat")),
        as_account("no `iat`, without the setting, an account", agent_user().without("iat")),
    ]
}

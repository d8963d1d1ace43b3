use super::*;
use example_crm::store::seed::{self, Seed};

async fn report(seed: Seed) -> Report {
    play(seed).await.unwrap()
}

/// Returns the exchange on `path` of the actor whose description contains `who`.
fn find<'a>(report: &'a mut Report, who: &str, path: &str) -> &'a mut Exchange {
    let mut exchanges = report.exchanges.iter_mut().filter(|exchange| exchange.route.path == path);
    exchanges.find(|exchange| exchange.actor.description.contains(who)).unwrap()
}

/// Replaces the challenge of a response by a challenge that names this scope.
fn challenge(exchange: &mut Exchange, scope: &str) {
    let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
    exchange.response.challenge = Some(challenge);
}

#[tokio::test]
async fn every_response_matches_the_permission_model() {
    let report = report(Seed::five_users()).await;
    let text = report.to_string();
    assert!(report.matches_model(), "{text}");
    assert_eq!(report.exchanges.len(), routes().len() * actors().len());
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert!((1..=10).all(|step| text.contains(&format!("\n{step:>2}. "))), "{text}");
}

#[tokio::test]
async fn the_report_names_a_response_that_differs() {
    // Simulates an API that looks up the wrong team. Adele is in North, and must see its records.
    let report =
        report(Seed { users: vec![(seed::ADELE, seed::SOUTH.to_owned())], ..Seed::five_users() })
            .await;
    let differences: Vec<String> = report.differences().collect();
    let expected = "GET /contacts by a web app that acts for Adele, with Crm.ReadWrite.Team: \
                    expected the records [1, 2, 3], found [1, 2, 4, 5]";
    assert!(differences.iter().any(|difference| difference == expected), "{differences:#?}");
    assert!(!report.matches_model());
    assert!(report.to_string().contains("do NOT match the permission model"));
}

#[tokio::test]
async fn each_kind_of_difference_is_detected() {
    let mut original = report(Seed::five_users()).await;
    let sufficient = "api://crm-dev.contoso.example/Crm.Read.Team";
    challenge(find(&mut original, "AI agent", "/accounts"), sufficient);
    assert!(original.matches_model());
    let changes: [fn(&mut Report); 11] = [
        |report| find(report, "without a token", "/me").response.status = 200,
        |report| find(report, "without a token", "/me").response.challenge = None,
        // The challenge must name a scope that helps, and only if a scope helps.
        |report| find(report, "AI agent", "/accounts").response.challenge = Some("Bearer".into()),
        |report| {
            let insufficient = "api://crm-dev.contoso.example/Crm.Read.My";
            challenge(find(report, "AI agent", "/accounts"), insufficient);
        },
        |report| {
            let needless = "api://crm-dev.contoso.example/Crm.ReadWrite.Team";
            challenge(find(report, "web app", "/accounts/1"), needless);
        },
        // Entra treats a short name as a scope of Microsoft Graph.
        |report| {
            challenge(find(report, "AI agent", "/accounts"), "Crm.Read.Team");
        },
        |report| find(report, "AI agent", "/me").response.body["effective"] = serde_json::json!([]),
        |report| {
            find(report, "AI agent", "/me").response.body["agent"]["acts"] = "as_itself".into();
        },
        |report| {
            let operations =
                &mut find(report, "AI agent", "/me/operations").response.body["operations"];
            operations[0]["allowed"] = (operations[0]["allowed"] == false).into();
        },
        |report| {
            let body = &mut find(report, "AI agent", "/me/operations").response.body;
            body["operations"].as_array_mut().unwrap().pop();
        },
        |report| {
            let body = &mut find(report, "AI agent", "/contacts").response.body;
            body["records"].as_array_mut().unwrap().pop();
        },
    ];
    for (i, change) in changes.into_iter().enumerate() {
        let mut report = original.clone();
        change(&mut report);
        assert!(!report.matches_model(), "{i}");
    }
}

#[tokio::test]
async fn the_report_names_the_blueprint_of_each_denied_agent() {
    let mut report = report(Seed::five_users()).await;
    let agents: Vec<actor::Agent> = actors().into_iter().filter_map(|actor| actor.agent).collect();
    assert_eq!(agents.len(), 3);
    let text = report.to_string();
    for agent in &agents {
        assert!(text.contains(&format!("{} (reasons: ", agent.blueprint)), "{text}");
    }
    // An agent that is not denied anything is not named.
    let first = agents.first().unwrap();
    let its = |exchange: &&mut Exchange| exchange.actor.agent == Some(*first);
    report
        .exchanges
        .iter_mut()
        .filter(its)
        .for_each(|exchange| exchange.response.status = 200);
    assert!(!report.to_string().contains(&first.blueprint.to_string()));
}

#[test]
fn intruders_have_all_roles_and_scopes() {
    // With fewer permissions, an intruder could be refused for a reason other than its token.
    for actor in actors().iter().filter(|actor| actor.token != actor::Token::Valid) {
        assert_eq!((actor.roles.len(), actor.scopes.len()), (12, 8), "{}", actor.description);
    }
}

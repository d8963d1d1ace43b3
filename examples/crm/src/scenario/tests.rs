use super::*;
use crate::store::{Directory, Team, seed};

async fn played(directory: Directory) -> Report {
    play(Crm::new(directory)).await.unwrap()
}

/// The exchange of the actor of this description on this route.
fn find<'a>(report: &'a mut Report, who: &str, path: &str) -> &'a mut Exchange {
    let is_it = |exchange: &&mut Exchange| {
        exchange.actor.description.contains(who) && exchange.route.path == path
    };
    report.exchanges.iter_mut().find(is_it).unwrap()
}

#[tokio::test]
async fn every_answer_is_what_the_model_says() {
    let report = played(seed::directory()).await;
    let text = report.to_string();
    assert!(report.is_as_the_model_says(), "{text}");
    assert_eq!(report.exchanges.len(), routes().len() * actors().len());
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert!((1..=10).all(|step| text.contains(&format!("\n{step:>2}. "))), "{text}");
}

#[tokio::test]
async fn a_fault_of_the_api_is_noticed() {
    // As if the API looked up the wrong team: Adele is in North, and the records that she should see are its.
    let report = played([(seed::ADELE, Team::South)].into_iter().collect()).await;
    let differences: Vec<String> = report.differences().collect();
    let expected = "GET /contacts by a web app that acts for Adele, with Crm.ReadWrite.Team: \
                    expected the records [1, 2, 3], found [1, 2, 4, 5]";
    assert!(differences.iter().any(|difference| difference == expected), "{differences:#?}");
    assert!(!report.is_as_the_model_says());
    assert!(report.to_string().contains("NOT what the model says"));
}

#[tokio::test]
async fn each_kind_of_difference_is_noticed() {
    let good = played(seed::directory()).await;
    let tampered_with: [fn(&mut Report); 7] = [
        |report| find(report, "without a token", "/me").answer.status = 200,
        |report| find(report, "without a token", "/me").answer.challenge = None,
        // Too little, and too much, of what a client is told to ask for.
        |report| find(report, "AI agent", "/accounts").answer.challenge = Some("Bearer".into()),
        |report| {
            let useless = r#"Bearer error="insufficient_scope", scope="Crm.Read.My""#;
            find(report, "AI agent", "/accounts").answer.challenge = Some(useless.into());
        },
        |report| {
            let challenge = &mut find(report, "web app", "/accounts/1").answer.challenge;
            *challenge =
                Some(r#"Bearer error="insufficient_scope", scope="Crm.ReadWrite.Team""#.into());
        },
        |report| find(report, "AI agent", "/me").answer.body["effective"] = serde_json::json!([]),
        |report| {
            find(report, "AI agent", "/contacts").answer.body.as_array_mut().unwrap().pop();
        },
    ];
    for (i, tamper) in tampered_with.into_iter().enumerate() {
        let mut report = good.clone();
        tamper(&mut report);
        assert!(!report.is_as_the_model_says(), "{i}");
    }
}

#[test]
fn intruders_ask_for_everything() {
    // Else they might be kept out for the wrong reason.
    for actor in actors().iter().filter(|actor| actor.token != actor::Token::Good) {
        assert_eq!((actor.roles.len(), actor.scopes.len()), (12, 8), "{}", actor.description);
    }
}

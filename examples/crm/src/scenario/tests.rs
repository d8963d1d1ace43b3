use super::*;

#[tokio::test]
async fn every_answer_is_what_the_model_says() {
    let report = play(expected).await.unwrap();
    assert_eq!(report.differences(), &[] as &[String]);
    assert!(report.to_string().ends_with("all as the model says"));
}

#[tokio::test]
async fn an_answer_that_differs_is_noticed() {
    fn wrong(player: &Player, route: &Route) -> Expected {
        let mut wrong = expected(player, route);
        if player.name == ["AI agent", "for Ada"] {
            match route.label {
                "GET  /contacts" => wrong.ids.push(2),
                "GET  /accounts" => wrong.names_scope = false,
                "GET  /me" => wrong.status = 403,
                _ => {}
            }
        }
        wrong
    }
    let report = play(wrong).await.unwrap();
    assert_eq!(report.differences().len(), 3, "{report}");
    assert!(report.to_string().contains("DIFFERS: GET  /me, an AI agent that acts for Ada"));
}

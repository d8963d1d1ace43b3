use super::report::Report;
use super::steps::{Step, steps};
use super::*;

/// Plays the steps after a change of their expectations.
async fn play_with(change: impl FnOnce(&mut [Step])) -> Report {
    let mut steps = steps();
    change(&mut steps);
    play::play(steps).await.unwrap()
}

#[tokio::test]
async fn every_response_is_as_expected() {
    let report = play().await.unwrap();
    let text = report.to_string();
    assert!(report.is_as_expected(), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    // From the 401 without a token to the success after the step-up.
    let statuses = report.played.iter().take(7).map(|played| played.exchange.status);
    assert_eq!(statuses.collect::<Vec<_>>(), [401, 200, 200, 200, 403, 200, 200]);
}

#[tokio::test]
async fn a_response_that_differs_is_named() {
    let report = play_with(|steps| steps[3].expected.result = "1 Ada Nilsson, 2 Linus Berg").await;
    let differences: Vec<String> = report.differences().collect();
    let expected = "step 4: expected result \"1 Ada Nilsson, 2 Linus Berg\", \
                    found \"1 Ada Nilsson\"";
    assert_eq!(differences, [expected]);
    assert!(!report.is_as_expected());
    assert!(report.to_string().contains("NOT as expected"));
}

#[tokio::test]
async fn each_kind_of_difference_is_detected() {
    let original = play().await.unwrap();
    let changes: [fn(&mut Report); 8] = [
        |report| report.played[0].exchange.status = 200,
        |report| report.played[0].exchange.challenges.clear(),
        |report| report.played[4].exchange.challenges = vec!["Bearer".to_owned()],
        // Entra treats a short name as a scope of Microsoft Graph.
        |report| {
            let short = "Bearer scope=\"Crm.ReadWrite.My\"";
            report.played[4].exchange.challenges = vec![short.to_owned()];
        },
        |report| report.played[4].exchange.tool = Some("about".to_owned()),
        |report| report.played[4].exchange.method = None,
        |report| report.played[6].result = String::new(),
        // A challenge would lead to a new sign-in, which does not help here.
        |report| report.played[7].exchange.challenges = vec!["Bearer".to_owned()],
    ];
    for (i, change) in changes.into_iter().enumerate() {
        let mut report = original.clone();
        change(&mut report);
        assert!(!report.is_as_expected(), "{i}");
    }
}

//! The optional claims that say whether an AI agent acts.

use heck::ToSnakeCase;

use super::{can_request_claims, entra_claims};
use crate::finding::{Finding, Lint, Rule};
use crate::manifest::export::{RawApp, RawEntry};
use crate::manifest::fragments::Merged;
use crate::manifest::report::{Report, Shown};
use crate::model::AgentClaim;
use crate::suggestion::in_words;

/// Returns the claims about agents that the application requests.
pub(super) fn requested_claims(app: &RawApp) -> Vec<AgentClaim> {
    claims_if(|claim| is_requested(app, claim))
}

/// Warns if an enabled app role or scope is meant for agents, but tokens do not say whether an
/// agent acts. Other APIs have no use for the claims.
pub(super) fn warn_about_claims(raw: &Merged, report: &mut Report<'_>) {
    if !can_request_claims(raw) {
        return;
    }
    let mut entries = raw.roles.iter().chain(&raw.scopes);
    let Some(entry) = entries.find(|entry| entry.enabled && is_for_agents(entry)) else { return };
    let missing = claims_if(|claim| !is_requested(&raw.app, claim));
    if missing.is_empty() {
        return;
    }
    let names: Vec<_> = missing.iter().map(|claim| format!("`{}`", claim.name())).collect();
    let lines: Vec<_> = missing.iter().map(|claim| line(*claim)).collect();
    let message = "optional claims about AI agents are not requested";
    let finding = Finding::new(Rule::Lint(Lint::NoAgentClaims), message)
        .note(format_args!("{} does not request {}", report.name(), in_words(&names, "and")))
        .note(format_args!(
            "`{}` seems to be meant for agents, and without the claims no token says whether an \
             agent acts",
            Shown(&entry.value.text)
        ))
        .help(format_args!(
            "add `{}` to `accessToken` of `optionalClaims` in Entra, and export the registration \
             again",
            lines.join(",\n")
        ));
    report.warn(finding);
}

fn claims_if(condition: impl Fn(AgentClaim) -> bool) -> Vec<AgentClaim> {
    AgentClaim::ALL.into_iter().filter(|claim| condition(*claim)).collect()
}

/// Returns whether the application requests a claim by its exact name.
///
/// If Entra did not know a name in another case, tokens would lack the claim. A validator would
/// then treat an agent as a human.
fn is_requested(app: &RawApp, claim: AgentClaim) -> bool {
    entra_claims(app, claim.name()).any(|requested| requested.name == claim.name())
}

/// Returns whether a word of the value is "agent" or "agents": in `Crm.Agents.Read` and
/// `AIAgentTasks.Run`, but not in `Agency.Read`.
fn is_for_agents(entry: &RawEntry) -> bool {
    let words = entry.value.text.to_snake_case();
    words.split('_').any(|word| matches!(word, "agent" | "agents"))
}

/// Returns the line of a manifest that requests a claim.
fn line(claim: AgentClaim) -> String {
    format!(r#"{{"name": "{}", "essential": false}}"#, claim.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::analysis::{analyze_files, analyze_text};
    use crate::test_support::expect_warnings;

    const ALL: &str =
        r#"{"name": "xms_act_fct"}, {"name": "xms_sub_fct"}, {"name": "xms_par_app_azp"}"#;

    /// Returns an application that requests these claims and `idtyp`.
    fn app(entries: &str, claims: &str) -> String {
        let comma = if claims.is_empty() { "" } else { ", " };
        format!(
            r#"{{"displayName": "CRM", {entries},
            "optionalClaims": {{"accessToken": [{{"name": "idtyp"}}{comma}{claims}]}}}}"#
        )
    }

    fn scope(value: &str) -> String {
        format!(r#""oauth2Permissions": [{{"value": "{value}"}}]"#)
    }

    fn mapping(value: &str) -> String {
        format!(r#"scopes = {{ "{value}" => [] }}"#)
    }

    fn warns(value: &str, claims: &str) -> bool {
        let analysis = analyze_text(&app(&scope(value), claims), &mapping(value));
        assert!(!analysis.has_errors(), "{value}");
        match analysis.findings.iter().map(|finding| finding.rule().id()).collect::<Vec<_>>()[..] {
            [] => false,
            ["no_agent_claims"] => true,
            _ => panic!("{value}: {:?}", analysis.findings),
        }
    }

    #[test]
    fn values_for_agents_are_recognized_by_their_words() {
        for value in [
            "Crm.Agents.Read",
            "AgentTasks.Run",
            "Tasks.RunAgent",
            "AIAgent.Run",
            "agent",
            "Agents",
            "crm:agents:read",
            "run-agent",
            "agent_tasks",
            "Agent2.Run.Agent",
            "AGENTS.READ",
        ] {
            assert!(warns(value, ""), "{value}");
            assert!(!warns(value, ALL), "{value}");
        }
        for value in
            ["Agency.Read", "UserAgentry", "Reagents.Read", "Magenta", "Crm.Read", "agentic"]
        {
            assert!(!warns(value, ""), "{value}");
        }
    }

    #[test]
    fn missing_claims_about_agents_are_a_warning() {
        let warning = "optional claims about AI agents are not requested\n\
            note: `crm.json` does not request `xms_act_fct` and `xms_par_app_azp`\n\
            note: `Agents.Run` seems to be meant for agents, and without the claims no token says\n      \
            whether an agent acts\n\
            help: add\n      `{\"name\": \"xms_act_fct\", \"essential\": false},\n      \
            {\"name\": \"xms_par_app_azp\", \"essential\": false}`\n      to";
        let text = app(&scope("Agents.Run"), r#"{"name": "xms_sub_fct"}"#);
        let analysis = analyze_text(&text, &mapping("Agents.Run"));
        let [finding] = &analysis.findings[..] else { panic!("{:?}", analysis.findings) };
        assert!(finding.to_string().starts_with(warning), "{finding}");
        let allowed = format!("{}, allow = [no_agent_claims]", mapping("Agents.Run"));
        expect_warnings(&analyze_text(&text, &allowed), &[]);
    }

    #[test]
    fn roles_count_and_disabled_entries_do_not() {
        let role = |enabled: bool| {
            format!(
                r#""appRoles": [{{"value": "Agents.Run", "isEnabled": {enabled},
                "allowedMemberTypes": ["Application"]}}]"#
            )
        };
        let found = |text: &str| analyze_text(text, "").findings.len();
        assert_eq!(found(&app(&role(true), "")), 1);
        assert_eq!(found(&app(&role(false), "")), 0);
        assert_eq!(found(&app(&role(true), ALL)), 0);
    }

    #[test]
    fn files_that_cannot_request_claims_are_not_warned_about() {
        let fragment = format!("{{{}}}", scope("Agents.Run"));
        let principal = r#"{"servicePrincipalNames": [], "displayName": "CRM",
            "oauth2PermissionScopes": [{"value": "Agents.Run"}]}"#;
        for text in [&fragment, principal] {
            expect_warnings(&analyze_text(text, &mapping("Agents.Run")), &[]);
        }
    }

    /// Returns an application with this client id and this scope.
    fn registration(id: u8, value: &str, claims: &str) -> String {
        let id = format!(r#"{{"appId": "00000000-0000-0000-0000-00000000000{id}", "#);
        app(&scope(value), claims).replacen('{', &id, 1)
    }

    #[test]
    fn each_environment_is_checked() {
        let input = format!(
            r#"manifest = "dev.json", environments = ["test.json", "prod.json"], {}"#,
            mapping("Agents.Run")
        );
        let files = [
            ("dev.json", &*registration(1, "Agents.Run", ALL)),
            ("test.json", &registration(2, "Agents.Run", "")),
            ("prod.json", &registration(3, "Agents.Run", r#"{"name": "xms_act_fct"}"#)),
        ];
        let analysis = analyze_files(&files, &input);
        let found: Vec<_> = analysis
            .findings
            .iter()
            .map(|finding| (finding.rule().id(), finding.span().source_text().unwrap()))
            .collect();
        let expected =
            ["\"test.json\"", "\"prod.json\""].map(|file| ("no_agent_claims", file.to_owned()));
        assert_eq!(found, expected);
    }

    /// The registrations may differ in their claims. Only a guard that needs them is an error.
    #[test]
    fn environments_may_request_different_claims() {
        let input = format!(
            r#"manifest = "dev.json", environments = ["prod.json"], {}"#,
            mapping("Crm.Read")
        );
        let files = [
            ("dev.json", &*registration(1, "Crm.Read", ALL)),
            ("prod.json", &registration(2, "Crm.Read", "")),
        ];
        let analysis = analyze_files(&files, &input);
        assert!(analysis.findings.is_empty(), "{:?}", analysis.findings);
        let apps = analysis.model.unwrap().apps;
        assert_eq!(apps[0].agent_claims, AgentClaim::ALL);
        assert_eq!(apps[1].agent_claims, []);
    }

    #[test]
    fn claims_are_read_in_every_form() {
        let scopes = scope("S");
        let in_forms = |name: &str| {
            [
                format!(
                    r#"{{"displayName": "CRM", {scopes},
                    "optionalClaims": {{"accessToken": [{{"name": "{name}", "source": null}}]}}}}"#
                ),
                // Microsoft Graph PowerShell.
                format!(
                    r#"{{"DisplayName": "CRM", "Api": {{"Oauth2PermissionScopes": [{{"Value": "S"}}]}},
                    "OptionalClaims": {{"AccessToken": [{{"AdditionalProperties": [], "Essential": false,
                    "Name": "{name}", "Source": null}}], "IdToken": [], "Saml2Token": []}}}}"#
                ),
                // Az.Resources.
                format!(
                    r#"{{"DisplayName": "CRM", "Api": {{"Oauth2PermissionScope": [{{"Value": "S"}}]}},
                    "OptionalClaim": {{"AccessToken": [{{"AdditionalProperty": [], "Essential": false,
                    "Name": "{name}", "Source": ""}}]}}}}"#
                ),
                // A list that Windows PowerShell wraps.
                format!(
                    r#"{{"displayName": "CRM", {scopes}, "optionalClaims":
                    {{"accessToken": {{"value": [{{"name": "{name}"}}], "Count": 1}}}}}}"#
                ),
            ]
        };
        for claim in AgentClaim::ALL {
            for text in in_forms(claim.name()) {
                assert_eq!(claims_of(&text), [claim], "{text}");
            }
            for text in in_forms(&claim.name().to_uppercase()) {
                assert_eq!(claims_of(&text), [], "{text}");
            }
        }
    }

    #[track_caller]
    fn claims_of(text: &str) -> Vec<AgentClaim> {
        let analysis = analyze_text(text, &mapping("S"));
        assert!(!analysis.has_errors(), "{text}: {:?}", analysis.findings);
        analysis.model.unwrap().apps[0].agent_claims.clone()
    }

    #[test]
    fn claims_of_other_tokens_and_of_extensions_do_not_count() {
        let text = |claims: &str| {
            format!(r#"{{"displayName": "CRM", {}, "optionalClaims": {{{claims}}}}}"#, scope("S"))
        };
        let good = text(r#""accessToken": [{"name": "xms_act_fct", "source": null}]"#);
        assert_eq!(claims_of(&good), [AgentClaim::ActorFacets]);
        for claims in [
            r#""accessToken": [{"name": "xms_act_fct", "source": "user"}]"#,
            r#""accessToken": [], "idToken": [{"name": "xms_act_fct"}]"#,
            r#""saml2Token": [{"name": "xms_act_fct"}]"#,
            r#""accessToken": [{"name": "xms_act_fct_2"}, {"name": "xms_tnt_fct"}]"#,
        ] {
            assert_eq!(claims_of(&text(claims)), [], "{claims}");
        }
    }
}

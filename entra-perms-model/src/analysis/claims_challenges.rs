//! The optional claims that guards with `context = …` or `fresh = …` need.
//!
//! Without `xms_cc`, no token says that the client handles claims challenges. The API may then not
//! send one (401), so a client that could get a better token is denied (403).
//! <https://learn.microsoft.com/entra/identity-platform/claims-challenge#receiving-xms_cc-claim-in-an-access-token>
//!
//! `acrs` is not necessary: a token has the context that the client asks for. If the registration
//! requests the claim, tokens also have the contexts that the user has met already, which saves the
//! client a challenge.
//! <https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context>

use crate::finding::{Finding, Lint, Rule};
use crate::manifest::Manifest;
use crate::model::OptionalClaim;
use crate::suggestion::in_words;

/// Returns a finding if a registration does not request `xms_cc`.
///
/// It is a warning, because a client may know what to ask for without a challenge.
pub(super) fn check(manifests: &[Manifest]) -> Option<Finding> {
    let missing = manifests.iter().filter(|manifest| lacks(manifest.app().client_capabilities));
    let names: Vec<_> = missing.map(Manifest::name).collect();
    if names.is_empty() {
        return None;
    }
    let finding = Finding::new(Rule::Lint(Lint::NoXmsCc), "`xms_cc` is not requested")
        .note(format_args!("it is missing in {}", in_words(&names, "and")))
        .note(
            "without this optional claim, no client gets a claims challenge (401): a client that \
             could get a better token is denied (403)",
        )
        .help(format_args!(
            "add `{}` to `accessToken` of `optionalClaims` in Entra, and export the registration \
             again",
            line("xms_cc")
        ));
    Some(with_contexts(finding, manifests))
}

/// Adds the advice to request `acrs`, too.
fn with_contexts(finding: Finding, manifests: &[Manifest]) -> Finding {
    if manifests.iter().any(|manifest| lacks(manifest.app().authentication_contexts)) {
        finding.help(format_args!(
            "for `context = …`, also add `{}`: tokens then name the contexts that a user has met \
             already",
            line("acrs")
        ))
    } else {
        finding
    }
}

fn lacks(claim: OptionalClaim) -> bool {
    match claim {
        OptionalClaim::NotRequested => true,
        OptionalClaim::Unknown | OptionalClaim::Requested => false,
    }
}

/// Returns the line of a manifest that requests a claim.
fn line(claim: &str) -> String {
    format!(r#"{{"name": "{claim}", "essential": false}}"#)
}

#[cfg(test)]
mod tests {
    use crate::model::{App, OptionalClaim};
    use crate::test_support::analysis::{Analysis, analyze_files, analyze_text};

    const MAPPING: &str = r#"scopes = { "S" => [] }, allow = [no_idtyp]"#;

    /// Returns an application that requests these optional claims of access tokens.
    fn app(id: u8, claims: &[&str]) -> String {
        let claims: Vec<_> =
            claims.iter().map(|claim| format!(r#"{{"name": "{claim}"}}"#)).collect();
        let claims = claims.join(", ");
        format!(
            r#"{{"displayName": "CRM", "appId": "00000000-0000-0000-0000-00000000000{id}",
            "oauth2Permissions": [{{"value": "S"}}],
            "optionalClaims": {{"accessToken": [{claims}]}}}}"#
        )
    }

    fn text(analysis: &Analysis) -> Option<String> {
        assert!(analysis.findings.is_empty(), "{:?}", analysis.findings);
        analysis.for_claims_challenges.as_ref().map(ToString::to_string)
    }

    fn apps(analysis: Analysis) -> Vec<App> {
        analysis.model.unwrap().apps
    }

    #[test]
    fn a_missing_xms_cc_is_a_finding_for_guards_only() {
        let found = |claims: &[&str]| text(&analyze_text(&app(1, claims), MAPPING));
        let expected = "`xms_cc` is not requested\n\
            note: it is missing in `crm.json`\n\
            note: without this optional claim, no client gets a claims challenge (401): a client that\n      \
            could get a better token is denied (403)\n\
            help: add `{\"name\": \"xms_cc\", \"essential\": false}` to `accessToken` of `optionalClaims` in\n      \
            Entra, and export the registration again";
        let contexts = "\n\
            help: for `context = …`, also add `{\"name\": \"acrs\", \"essential\": false}`: tokens then name\n      \
            the contexts that a user has met already";
        assert_eq!(found(&[]), Some(format!("{expected}{contexts}")));
        assert_eq!(found(&["acrs"]).as_deref(), Some(expected));
        // A claim that the client asks for is in the token, also if only `acrs` is missing.
        assert_eq!(found(&["xms_cc"]), None);
        assert_eq!(found(&["xms_cc", "acrs"]), None);
        assert!(found(&["XMS_CC"]).is_some());
    }

    #[test]
    fn allow_silences_the_finding() {
        let allowed = MAPPING.replace("no_idtyp", "no_idtyp, no_xms_cc");
        assert_eq!(text(&analyze_text(&app(1, &[]), &allowed)), None);
    }

    #[test]
    fn files_that_cannot_request_claims_are_not_a_finding() {
        let fragment = r#"{"oauth2Permissions": [{"value": "S"}]}"#;
        let principal = r#"{"servicePrincipalNames": [], "displayName": "CRM",
            "oauth2PermissionScopes": [{"value": "S"}]}"#;
        for file in [fragment, principal] {
            let analysis = analyze_text(file, MAPPING);
            assert_eq!(text(&analysis), None);
            assert_eq!(apps(analysis)[0].client_capabilities, OptionalClaim::Unknown);
        }
    }

    /// The registrations may differ in these claims, also if their client ids are unknown.
    #[test]
    fn each_environment_is_checked() {
        use OptionalClaim::{NotRequested, Requested};
        let input = format!(
            r#"manifest = "dev.json", environments = ["test.json", "prod.json"], {MAPPING}"#
        );
        let files = [
            ("dev.json", &*app(1, &["xms_cc", "idtyp"])),
            ("test.json", &app(2, &["acrs", "idtyp"])),
            ("prod.json", &app(3, &["idtyp"])),
        ];
        let analysis = analyze_files(&files, &input);
        let found = text(&analysis).unwrap();
        assert!(found.contains("note: it is missing in `test.json` and `prod.json`\n"));
        assert!(found.contains("for `context = …`"), "{found}");
        let claims = apps(analysis);
        let claims =
            claims.iter().map(|app| (app.client_capabilities, app.authentication_contexts));
        let expected =
            [(Requested, NotRequested), (NotRequested, Requested), (NotRequested, NotRequested)];
        assert_eq!(claims.collect::<Vec<_>>(), expected);
    }
}

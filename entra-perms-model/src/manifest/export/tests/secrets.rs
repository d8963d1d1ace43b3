//! Secrets in a file.

use super::*;

const SCOPES: &str = r#""oauth2Permissions": [{"value": "A"}]"#;

#[test]
fn secrets_are_refused_everywhere_and_never_shown() {
    for (key, secret) in [
        ("secretText", r#""passwordCredentials": [{"secretText": "hunter2"}]"#),
        ("secretText", r#""PasswordCredentials": {"SecretText": "hunter2"}"#),
        ("secretText", r#""application": {"anything": [{"secretText": "hunter2"}]}"#),
        ("value", r#""passwordCredentials": [{"value": null}, {"value": "hunter2"}]"#),
        ("password", r#""password": "hunter2", "tenant": "contoso""#),
        ("value", r#""passwordCredentials": {"value": [{"value": "hunter2"}], "Count": 1}"#),
        ("value", r#""passwordCredentials": {"value": "hunter2"}"#),
        ("secretText", r#""passwordCredentials": [{"secretText": 7}]"#),
        ("secretText", r#""passwordCredentials": ["@{hint=x; SecretText=hunter2}"]"#),
        ("key", r#""keyCredentials": [{"type": "Symmetric", "key": "hunter2"}]"#),
        ("key", r#""keyCredentials": [{"key": "hunter2", "type": "x509CertAndPassword"}]"#),
    ] {
        let error = error(&format!("{{{SCOPES}, {secret}}}"));
        let first = format!("`{key}` is a secret of the application\nnote: at crm.json:1:");
        assert!(error.starts_with(&first), "{secret}: {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn a_secret_must_be_rotated() {
    expect(
        &format!(r#"{{{SCOPES}, "passwordCredentials": [{{"secretText": "hunter2"}}]}}"#),
        &[&format!(
            "`secretText` is a secret of the application\n\
             note: at crm.json:1:80\n\
             note: everyone who can read this file can use the secret\n\
             help: rotate the secret in Entra\n{EXPORT_HELP}"
        )],
    );
}

#[test]
fn credentials_without_a_secret_are_accepted() {
    for credential in [
        r#""passwordCredentials": [{"secretText": null, "hint": "hun"}]"#,
        r#""passwordCredentials": [{"value": null}], "password": "x""#,
        r#""passwordCredentials": "@{hint=x; secretText=; startDateTime=1}""#,
        r#""passwordCredentials": "@{hint=x; secretText= ""#,
        r#""notes": "secretText=x is written by PowerShell""#,
        r#""keyCredentials": [{"type": "AsymmetricX509Cert", "key": "MIID"}]"#,
        r#""keyCredentials": [{"type": "Symmetric", "key": null}]"#,
        r#""passwordCredentials": null"#,
    ] {
        sound(&format!("{{{SCOPES}, {credential}}}"));
    }
}

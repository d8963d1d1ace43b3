//! The default counts less than the file, the file less than the environment, and so on.

use super::*;

/// Two values of each key that are not its default, as an option would have them.
const VALUES: [(&str, &str, &str); 15] = [
    ("listen", "127.0.0.1:1", "127.0.0.1:2"),
    ("operators_listen", "127.0.0.1:3", "127.0.0.1:4"),
    ("url", "https://a.example", "https://b.example"),
    ("database", "a.db", "b.db"),
    ("authority", "https://b.example", "https://c.example"),
    ("tenant", "4f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61", "5f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61"),
    ("client_id", "4f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61", TENANT),
    ("bundled_roots", "true", "true"),
    ("origins", "https://a.example", "https://a.example,https://b.example"),
    ("log", "warn", "example_crm=debug"),
    ("log_format", "json", "json"),
    ("max_body", "1", "2"),
    ("request_timeout", "1", "2"),
    ("shutdown_timeout", "1", "2"),
    ("drain", "1", "2"),
];

/// An authority, so that every other key can be set.
const AUTHORITY: &str = "authority = 'https://a.example'\n";
const WITH_TENANT: &str = "tenant = '3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61'\n";
const WITH_CLIENT_ID: &str = "client_id = '5a4d1c0e-8f3b-4e26-9d17-c0a6b2e9f384'\n";

/// Returns the settings with `value` at each of the given places.
fn settings(
    key: &str,
    file: Option<&str>,
    variable: Option<&str>,
    option: Option<&str>,
) -> Settings {
    let mut content = String::new();
    content += if key == "authority" && file.is_some() { "" } else { AUTHORITY };
    content += if key == "tenant" && file.is_some() { "" } else { WITH_TENANT };
    content += if key == "client_id" && file.is_some() { "" } else { WITH_CLIENT_ID };
    if let Some(value) = file {
        content += [key, " = '", value, "'"].concat().as_str();
    }
    let name = format!("CRM_{}", key.to_uppercase());
    let mut variables = vec![("CRM_CONFIG", "crm.toml")];
    variables.extend(variable.map(|value| (name.as_str(), value)));
    let option = option.map(|value| format!("--{}={value}", key.replace('_', "-")));
    let arguments: Vec<_> = option.iter().map(String::as_str).collect();
    let sources =
        Sources { arguments: &arguments, variables: &variables, file: Some(content.as_str()) };
    read(sources).unwrap_or_else(|mistake| panic!("{key}: {mistake}"))
}

#[test]
fn each_key_is_read_from_each_place_and_the_last_place_counts() {
    assert_eq!(VALUES.map(|(key, _, _)| key), Key::ALL.map(|key| key.row().name));
    for (key, low, high) in VALUES {
        let default = settings(key, None, None, None);
        let low_only = settings(key, Some(low), None, None);
        assert_ne!(default, low_only, "{key} in the file");
        assert_eq!(settings(key, None, Some(low), None), low_only, "{key} as a variable");
        assert_eq!(settings(key, None, None, Some(low)), low_only, "{key} as an option");

        let high_only = settings(key, Some(high), None, None);
        assert_eq!(settings(key, Some(low), Some(high), None), high_only, "{key}");
        assert_eq!(settings(key, Some(low), None, Some(high)), high_only, "{key}");
        assert_eq!(settings(key, None, Some(low), Some(high)), high_only, "{key}");
    }
}

#[test]
fn the_option_names_the_file_before_the_variable() {
    let settings = read(Sources {
        arguments: &["--config", "crm.toml"],
        variables: &[("CRM_CONFIG", "missing.toml")],
        file: Some(&format!("{AUTHORITY}{WITH_TENANT}{WITH_CLIENT_ID}max_body = 7")),
    });
    assert_eq!(settings.unwrap().limits.max_body, 7);
}

#[test]
fn a_value_that_does_not_count_is_not_read() {
    let file = format!("{AUTHORITY}{WITH_TENANT}{WITH_CLIENT_ID}listen = 'nowhere'");
    let sources = Sources {
        arguments: &["--config=crm.toml", "--listen=127.0.0.1:9"],
        file: Some(&file),
        ..Sources::default()
    };
    assert_eq!(read(sources).unwrap().listen.port(), 9);
}

//! The values of each kind, and the help.

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};

use super::*;

fn with(argument: &str) -> Settings {
    let arguments: Vec<_> = [argument].into_iter().chain(REQUIRED.iter().copied()).collect();
    read(Sources { arguments: &arguments, ..Sources::default() }).unwrap()
}

#[test]
fn the_defaults_serve_on_this_machine_only() {
    let settings = read(Sources { arguments: REQUIRED, ..Sources::default() }).unwrap();
    assert_eq!(settings.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(settings.operators_listen, "127.0.0.1:8081".parse().unwrap());
    assert_eq!((settings.url, settings.database), (None, None));
    assert_eq!(settings.roots, Roots::Machine);
    assert!(settings.origins.is_empty());
    let ten = Duration::from_secs(10);
    assert_eq!(settings.limits, Limits { max_body: 64 * 1024, request_timeout: ten });
    assert_eq!(settings.limits, Limits::default());
    assert_eq!(settings.shutdown, ShutdownTimes { drain: Duration::ZERO, timeout: ten });
    assert_eq!(settings.shutdown, ShutdownTimes::default());
    let info = Targets::new().with_default(LevelFilter::INFO);
    let decisions = "entra_perms_runtime::decisions";
    assert_eq!(settings.log.filter, info.with_target(decisions, LevelFilter::OFF));
    assert_eq!(settings.log.format, LogFormat::Text);
    #[cfg(feature = "development")]
    {
        let client_id = DEVELOPMENT_CLIENT_ID.to_owned();
        assert_eq!(settings.tokens, TokenSource::Development { tenant: None, client_id });
    }
}

#[test]
fn the_log_has_a_level_for_each_path() {
    let filter = with("--log=off,example_crm::api=debug,sqlx=3").log.filter;
    assert!(filter.would_enable("example_crm::api::contacts", &Level::DEBUG));
    assert!(filter.would_enable("sqlx", &Level::INFO));
    assert!(!filter.would_enable("sqlx", &Level::DEBUG));
    assert!(!filter.would_enable("example_crm::store", &Level::ERROR));
}

#[test]
fn an_option_without_a_value_is_true() {
    assert_eq!(with("--bundled-roots").roots, Roots::Bundled);
    assert_eq!(with("--bundled-roots=true").roots, Roots::Bundled);
    assert_eq!(with("--bundled-roots=false").roots, Roots::Machine);
}

#[test]
fn the_file_has_numbers_truth_values_and_lists() {
    let file = "\
max_body = 0x1_0
bundled_roots = true
origins = ['https://a.example', 'http://localhost:3000']
";
    let arguments: Vec<_> =
        ["--config=crm.toml"].into_iter().chain(REQUIRED.iter().copied()).collect();
    let sources = Sources { arguments: &arguments, file: Some(file), ..Sources::default() };
    let settings = read(sources).unwrap();
    assert_eq!((settings.limits.max_body, settings.roots), (16, Roots::Bundled));
    assert_eq!(settings.origins, ["https://a.example", "http://localhost:3000"]);
    assert_eq!(
        with("--origins= https://a.example, http://localhost:3000").origins,
        ["https://a.example", "http://localhost:3000"]
    );
    assert!(with("--origins=").origins.is_empty());
}

#[test]
fn an_authority_may_serve_other_machines() {
    let arguments = [
        "--authority=https://a.example",
        "--tenant",
        TENANT,
        "--client-id",
        CLIENT_ID,
        "--listen=0.0.0.0:80",
        "--operators-listen=[::]:81",
    ];
    let settings = read(Sources { arguments: &arguments, ..Sources::default() }).unwrap();
    let tokens = TokenSource::Authority {
        url: "https://a.example".into(),
        tenant: TENANT.into(),
        client_id: CLIENT_ID.into(),
    };
    assert_eq!(settings.tokens, tokens);
    assert_eq!(settings.listen, "0.0.0.0:80".parse().unwrap());
}

#[cfg(feature = "development")]
#[test]
fn the_development_issuer_may_have_another_tenant() {
    let client_id = DEVELOPMENT_CLIENT_ID.to_owned();
    let tokens = TokenSource::Development { tenant: Some(TENANT.to_owned()), client_id };
    assert_eq!(with(&format!("--tenant={TENANT}")).tokens, tokens);
}

#[test]
fn two_ports_of_the_system_differ() {
    let settings = read(Sources {
        arguments: &["--listen=127.0.0.1:0", "--operators-listen=127.0.0.1:0"],
        variables: &[
            ("CRM_AUTHORITY", "https://a.example"),
            ("CRM_TENANT", TENANT),
            ("CRM_CLIENT_ID", CLIENT_ID),
        ],
        file: None,
    });
    assert_eq!(settings.unwrap().listen.port(), 0);
}

#[test]
fn the_variables_of_kubernetes_and_of_other_programs_are_ignored() {
    let variables = [
        ("CRM_SERVICE_HOST", "10.0.0.1"),
        ("CRM_SERVICE_PORT", "8080"),
        ("CRM_SERVICE_PORT_HTTP", "8080"),
        ("CRM_PORT", "tcp://10.0.0.1:8080"),
        ("CRM_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
        ("CRM_PORT_8080_TCP_ADDR", "10.0.0.1"),
        ("CRM_WEB_SERVICE_HOST", "10.0.0.1"),
        ("CRM_WEB_PORT", "tcp://10.0.0.1:8080"),
        ("CRMX", "1"),
        ("PATH", "/bin"),
    ];
    let sources = Sources { arguments: REQUIRED, variables: &variables, file: None };
    assert!(read(sources).is_ok());
}

#[test]
fn the_help_has_each_option_and_its_default() {
    let help = help();
    for key in Key::ALL {
        assert!(help.contains(&format!("\n  --{}", key.option())), "{key:?}");
        if let key::DefaultValue::Text(default) = key.row().default {
            assert!(
                default.is_empty() || help.contains(&format!("(default: {default})")),
                "{key:?}"
            );
        }
    }
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    for arguments in [&["-h"][..], &["--help"], &["--listen=127.0.0.1:1", "-h"]] {
        let invocation = invocation(Sources { arguments, ..Sources::default() });
        assert!(matches!(invocation, Ok(Invocation::Help)), "{arguments:?}");
    }
}

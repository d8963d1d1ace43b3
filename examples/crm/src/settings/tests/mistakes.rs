//! Each mistake names its place, the value and the remedy.

use super::*;

/// Returns the mistake in `argument`, next to the arguments that every program needs.
fn mistake_in(argument: &str) -> String {
    let arguments: Vec<_> = REQUIRED.iter().copied().chain(argument.split_whitespace()).collect();
    read(Sources { arguments: &arguments, ..Sources::default() }).unwrap_err()
}

#[test]
fn a_value_of_another_kind_names_the_option_the_value_and_an_example() {
    let address = "the option `--listen` needs an address with a port, not `8080`
help: for example `127.0.0.1:8080`, or `0.0.0.0:8080` for all addresses of the machine";
    assert_eq!(mistake_in("--listen 8080"), address);
    for (argument, defect, help) in [
        (
            "--operators-listen localhost:1",
            "an address with a port, not `localhost:1`",
            "127.0.0.1",
        ),
        ("--url=", "needs a value, not ``", "remove"),
        ("--database=", "needs a value, not ``", "remove"),
        // Without a development issuer, `REQUIRED` has a client id already.
        #[cfg(feature = "development")]
        ("--client-id crm", "needs a client id, not `crm`", "GUID"),
        ("--bundled-roots=yes", "`true` or `false`, not `yes`", "remove"),
        ("--origins *", "needs origins, not `*`", "https://crm.contoso.example"),
        (
            "--origins https://a.example/",
            "needs origins, not `https://a.example/`",
            "no path, no final `/`, no default port",
        ),
        ("--origins https://a.example:443", "needs origins", "https://"),
        ("--origins https://A.example", "needs origins", "lower case"),
        ("--origins https://a.example,b.example", "needs origins", "https://"),
        ("--log inf", "needs levels of the log, not `inf`", "`info`"),
        ("--log example_crm=loud", "needs levels of the log", "`info`"),
        ("--log-format xml", "`text` or `json`, not `xml`", "remove"),
        ("--max-body 64KiB", "a number of bytes, not `64KiB`", "65536"),
        ("--max-body 0", "at least one byte, not `0`", "65536"),
        ("--request-timeout 0", "at least one second, not `0`", "10"),
        ("--request-timeout 1.5", "whole seconds, 86400 at most, not `1.5`", "10"),
        ("--shutdown-timeout -1", "whole seconds, 86400 at most, not `-1`", "10"),
        ("--drain 86401", "whole seconds, 86400 at most, not `86401`", "10"),
    ] {
        let mistake = mistake_in(argument);
        let (first, rest) = mistake.split_once('\n').unwrap();
        let option = argument.split([' ', '=']).next().unwrap();
        assert!(first.contains(&format!("the option `{option}`")), "{argument}: {mistake}");
        assert!(first.contains(defect), "{argument}: {mistake}");
        assert!(rest.starts_with("help: ") && rest.contains(help), "{argument}: {mistake}");
    }
}

/// The message can get into a log.
#[test]
fn the_signature_of_a_pasted_token_is_not_shown() {
    let token = format!("eyJ{}.signature", "a".repeat(500));
    for argument in [
        "TOKEN",
        "--bundled-roots TOKEN",
        "--TOKEN",
        "--log TOKEN",
        "--listen=TOKEN",
        "--config TOKEN",
    ] {
        let mistake = mistake_in(&argument.replace("TOKEN", &token));
        assert!(mistake.contains("eyJaaa"), "{argument}: {mistake}");
        assert!(!mistake.contains("signature"), "{argument}: {mistake}");
    }
    let variables = [("CRM_OPERATORS_LISTEN", &*token)];
    let sources = Sources { arguments: REQUIRED, variables: &variables, file: None };
    assert!(!read(sources).unwrap_err().contains("signature"));
}

#[test]
fn each_part_of_the_log_has_a_level_and_no_part_is_empty() {
    for filter in ["", ",", "info,", ",info", "info,,warn", "=info", "sqlx=", "a b=info"]
        .into_iter()
        .chain(["info, sqlx=warn", "a=b=info", "a[b]=info", "a-b=info", "\u{e4}=info", "info "])
    {
        let variables = [("CRM_LOG", filter)];
        let sources = Sources { arguments: REQUIRED, variables: &variables, file: None };
        let mistake = read(sources).unwrap_err();
        assert!(mistake.starts_with("the variable `CRM_LOG` needs levels"), "{filter}: {mistake}");
    }
}

#[test]
fn the_place_of_a_value_is_the_place_that_counts() {
    let variables = [("CRM_MAX_BODY", "many")];
    let sources = Sources { arguments: REQUIRED, variables: &variables, file: None };
    let mistake = read(sources).unwrap_err();
    assert!(mistake.starts_with("the variable `CRM_MAX_BODY` needs"), "{mistake}");

    let file = "# the limits\n\nmax_body = 'many'\n";
    let variables = [("CRM_CONFIG", "crm.toml")];
    let sources = Sources { arguments: REQUIRED, variables: &variables, file: Some(file) };
    let mistake = read(sources).unwrap_err();
    assert!(mistake.starts_with("`max_body` in line 3 of `crm.toml` needs"), "{mistake}");
}

#[test]
fn an_unknown_name_suggests_a_known_one() {
    let unknown = "unknown option `--lissen`\nhelp: did you mean `--listen`?";
    assert_eq!(mistake_in("--lissen 127.0.0.1:1"), unknown);
    assert_eq!(mistake_in("--frob"), "unknown option `--frob`\nhelp: `--help` lists the settings");
    for (name, known) in [
        ("CRM_LISTEM", "CRM_LISTEN"),
        ("CRM_Listen", "CRM_LISTEN"),
        ("CRM_CONFIGS", "CRM_CONFIG"),
        ("CRM_OPERATOR_LISTEN", "CRM_OPERATORS_LISTEN"),
    ] {
        let sources = Sources { variables: &[(name, "1")], ..Sources::default() };
        let expected = format!("unknown variable `{name}`\nhelp: did you mean `{known}`?");
        assert_eq!(read(sources).unwrap_err(), expected);
    }
    // The prefix is not a similarity.
    for name in ["CRM_FOO", "CRM_LAX"] {
        let sources = Sources { variables: &[(name, "1")], ..Sources::default() };
        let expected = format!("unknown variable `{name}`\nhelp: `--help` lists the settings");
        assert_eq!(read(sources).unwrap_err(), expected);
    }
    // A port that nobody but the user writes.
    let sources = Sources { variables: &[("CRM_PORT", "8080")], ..Sources::default() };
    assert!(read(sources).unwrap_err().starts_with("unknown variable `CRM_PORT`"));
}

fn mistake_in_file(file: &str) -> String {
    let arguments = ["--config", "crm.toml"];
    read(Sources { arguments: &arguments, file: Some(file), variables: &[] }).unwrap_err()
}

#[test]
fn a_mistake_in_the_file_names_its_line() {
    let unknown = mistake_in_file("listen = '127.0.0.1:1'\nmax-body = 1");
    assert_eq!(
        unknown,
        "unknown key in line 2 of `crm.toml`: `max-body`\nhelp: did you mean `max_body`?"
    );
    let broken = mistake_in_file("\n\nlisten = ");
    assert!(broken.starts_with("line 3 of `crm.toml` is not TOML: "), "{broken}");
    let twice = mistake_in_file("drain = 1\ndrain = 2");
    assert!(twice.starts_with("line 2 of `crm.toml` is not TOML: "), "{twice}");
    for (file, kind) in [
        ("drain = 1.5", "a whole number, not the TOML type float"),
        ("drain = 2026-01-01", "a whole number, not the TOML type datetime"),
        ("max_body = ['3']", "a whole number, not the TOML type array"),
        ("max_body = true", "a whole number, not the TOML type boolean"),
        ("bundled_roots = 1", "`true` or `false`, not the TOML type integer"),
        ("[listen]\nport = 1", "a text, not the TOML type table"),
        ("database = true", "a text, not the TOML type boolean"),
        ("url = 1", "a text, not the TOML type integer"),
        ("log = ['info']", "a text, not the TOML type array"),
        ("origins = 1", "a list of texts, not the TOML type integer"),
        ("origins = ['https://a.example', 1]", "a list of texts, not the TOML type array"),
    ] {
        let mistake = mistake_in_file(file);
        let (first, rest) = mistake.split_once('\n').unwrap();
        assert!(first.ends_with(&format!("in line 1 of `crm.toml` needs {kind}")), "{mistake}");
        assert!(rest.starts_with("help: "), "{mistake}");
    }
}

#[test]
fn a_text_without_quotation_marks_is_recognized() {
    let help = "\nhelp: write texts in quotation marks";
    for file in ["listen = 127.0.0.1:8080", "tenant = 3f1a8d52-6b7e", "log = info"] {
        let mistake = mistake_in_file(file);
        assert!(mistake.starts_with("line 1 of `crm.toml` is not TOML: "), "{mistake}");
        assert!(mistake.ends_with(help), "{mistake}");
    }
    assert!(mistake_in_file("url = 1").ends_with(help));
    for file in ["drain = 1\ndrain = 2", "listen = ", "listen"] {
        assert!(!mistake_in_file(file).contains("quotation"), "{file}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let sources = Sources { arguments: &["--config=other.toml"], ..Sources::default() };
    let mistake = read(sources).unwrap_err();
    assert!(mistake.starts_with("cannot read `other.toml`: "), "{mistake}");
    assert!(mistake.contains("help: `--config` and `CRM_CONFIG`"), "{mistake}");
}

#[test]
fn arguments_that_are_not_settings_are_refused() {
    for (argument, named) in [
        ("serve", "unexpected argument `serve`"),
        ("-x", "unknown option `-x`"),
        ("--listen", "the option `--listen` needs a value"),
        ("--config", "the option `--config` needs a value"),
        ("--listen=127.0.0.1:1 --listen=127.0.0.1:2", "`--listen` is there twice"),
        ("--config a --config b", "`--config` is there twice"),
    ] {
        let mistake = mistake_in(argument);
        assert!(mistake.lines().next().unwrap().contains(named), "{argument}: {mistake}");
        assert!(mistake.contains("\nhelp: "), "{argument}: {mistake}");
    }
}

#[test]
fn the_value_of_a_flag_needs_an_equals_sign() {
    let flag = "unexpected argument `false`\nhelp: did you mean `--bundled-roots=false`?";
    assert_eq!(mistake_in("--bundled-roots false"), flag);
    let other = mistake_in("--bundled-roots --drain=1 false");
    assert!(other.ends_with("help: `--help` lists the settings"), "{other}");
}

#[test]
fn an_authority_needs_the_client_id() {
    let arguments = ["--authority=https://a.example", "--tenant", TENANT];
    let mistake = read(Sources { arguments: &arguments, ..Sources::default() }).unwrap_err();
    assert_eq!(
        mistake,
        "`client_id` is missing: app registration of this environment
help: set it with `--client-id`, `CRM_CLIENT_ID`, or `client_id` in the file"
    );
}

#[test]
fn an_authority_needs_the_tenant() {
    let authority = &["--authority=https://a.example"];
    let mistake = read(Sources { arguments: authority, ..Sources::default() }).unwrap_err();
    assert_eq!(
        mistake,
        "`tenant` is missing: tenant of the callers
help: set it with `--tenant`, `CRM_TENANT`, or `tenant` in the file"
    );
    let variables = [("CRM_AUTHORITY", "https://a.example"), ("CRM_TENANT", "contoso.example")];
    let mistake = read(Sources { variables: &variables, ..Sources::default() }).unwrap_err();
    assert!(mistake.contains("`CRM_TENANT` needs the id of a tenant, not `contoso"), "{mistake}");
    // An empty variable is a mistake, and never the development issuer.
    let variables = [("CRM_AUTHORITY", " ")];
    let mistake = read(Sources { variables: &variables, ..Sources::default() }).unwrap_err();
    assert!(mistake.starts_with("the variable `CRM_AUTHORITY` needs a value"), "{mistake}");
}

#[test]
fn both_addresses_must_differ() {
    assert_eq!(
        mistake_in("--operators-listen 127.0.0.1:8080"),
        "the option `--operators-listen` is the address of the API: 127.0.0.1:8080
help: clients must not reach the second address: choose another port"
    );
}

#[cfg(feature = "development")]
#[test]
fn the_development_issuer_is_for_this_machine_only() {
    assert_eq!(
        mistake_in("--listen 0.0.0.0:8080"),
        "the option `--listen` is an address that other machines can reach: 0.0.0.0:8080
note: tokens of the development issuer are accepted without `authority`
help: set `authority`, `tenant` and `client_id`, or listen on 127.0.0.1"
    );
    let second = mistake_in("--operators-listen [::]:8081");
    assert!(second.starts_with("the option `--operators-listen` is an address that"), "{second}");
}

#[cfg(not(feature = "development"))]
#[test]
fn without_a_development_issuer_an_authority_is_required() {
    let mistake = read(Sources::default()).unwrap_err();
    assert!(mistake.starts_with("`authority` is missing: "), "{mistake}");
    assert!(mistake.contains("\nnote: the program was built without the feature `development`"));
    assert!(mistake.contains("\nhelp: set it with `--authority`, `CRM_AUTHORITY`, or"));
}

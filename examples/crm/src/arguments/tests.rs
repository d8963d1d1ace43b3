use super::*;

const TENANT: &str = "3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61";

fn parse(arguments: &str) -> Result<Command, String> {
    let arguments = arguments.split_whitespace().map(OsString::from);
    Command::parse(arguments).map_err(|error| error.to_string())
}

fn serve_on(listen: &str, tokens: TokenSource) -> Command {
    let listen = listen.parse().unwrap();
    Command::Serve(ServeOptions {
        listen,
        url: None,
        client_id: DEVELOPMENT_CLIENT_ID.to_owned(),
        tokens,
    })
}

#[test]
fn arguments_select_the_command_and_its_options() {
    assert_eq!(parse(""), Ok(Command::Play));
    for help in ["-h", "--help", "serve --help", "serve --listen [::1]:1 -h"] {
        assert_eq!(parse(help), Ok(Command::Help), "{help}");
    }
    assert_eq!(
        parse("serve"),
        Ok(serve_on("127.0.0.1:8080", TokenSource::Development { tenant: None }))
    );
    assert_eq!(
        parse(&format!("serve --listen [::1]:9 --tenant={TENANT}")),
        Ok(serve_on("[::1]:9", TokenSource::Development { tenant: Some(TENANT.into()) }))
    );
    let command = parse(&format!("serve --client-id {TENANT}"));
    let Ok(Command::Serve(options)) = command else { panic!("{command:?}") };
    assert_eq!((options.client_id.as_str(), options.url), (TENANT, None));
    let command = parse("serve --url https://crm.contoso.example/api");
    let Ok(Command::Serve(options)) = command else { panic!("{command:?}") };
    assert_eq!(options.url.as_deref(), Some("https://crm.contoso.example/api"));
    let authority =
        TokenSource::Authority { url: "https://a.example".into(), tenant: TENANT.into() };
    assert_eq!(
        parse(&format!("serve --tenant {TENANT} --authority https://a.example")),
        Ok(serve_on("127.0.0.1:8080", authority))
    );
}

#[test]
fn errors_name_the_invalid_argument_in_one_line() {
    for (arguments, named) in [
        ("play", "`play`"),
        ("--listen 127.0.0.1:1", "--listen"),
        ("serve now", "now"),
        ("serve --port 1", "--port"),
        ("serve --listen", "--listen"),
        ("serve --url", "--url"),
        ("serve --listen 8080", "`8080`"),
        ("serve --listen localhost", "`localhost`"),
        ("serve --listen 0.0.0.0:8080", "needs `--authority` and `--tenant`: 0.0.0.0:8080"),
        ("serve --tenant contoso.example", "`contoso.example`"),
        ("serve --authority https://a.example", "`--tenant`"),
        ("--frobnicate", "--frobnicate"),
    ] {
        let error = parse(arguments).unwrap_err();
        assert!(error.contains(named) && !error.contains('\n'), "{arguments}: {error}");
    }
}

use super::*;

const TENANT: &str = "3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61";

fn parse(arguments: &str) -> Result<Command, String> {
    Command::parse(arguments.split_whitespace().map(OsString::from))
        .map_err(|error| error.to_string())
}

fn serve_on(listen: &str, tokens: Tokens) -> Command {
    let client_id = DEVELOPMENT.to_owned();
    Command::Serve(Serve { listen: listen.parse().unwrap(), client_id, tokens })
}

#[test]
fn good_arguments() {
    let authority = Tokens::Authority { url: "https://a.example".into(), tenant: TENANT.into() };
    assert_eq!(parse(""), Ok(Command::Play));
    for help in ["-h", "--help", "serve --help", "serve --listen [::1]:1 -h"] {
        assert_eq!(parse(help), Ok(Command::Help), "{help}");
    }
    assert_eq!(
        parse("serve"),
        Ok(serve_on("127.0.0.1:8080", Tokens::Development { tenant: None }))
    );
    assert_eq!(
        parse(&format!("serve --listen [::1]:9 --tenant={TENANT}")),
        Ok(serve_on("[::1]:9", Tokens::Development { tenant: Some(TENANT.into()) }))
    );
    let Ok(Command::Serve(serve)) = parse(&format!("serve --client-id {TENANT}")) else { panic!() };
    assert_eq!(serve.client_id, TENANT);
    assert_eq!(
        parse(&format!("serve --tenant {TENANT} --authority https://a.example")),
        Ok(serve_on("127.0.0.1:8080", authority))
    );
}

#[test]
fn bad_arguments_are_named() {
    for (arguments, named) in [
        ("play", "`play`"),
        ("--listen 127.0.0.1:1", "--listen"),
        ("serve now", "now"),
        ("serve --port 1", "--port"),
        ("serve --listen", "--listen"),
        ("serve --listen 8080", "`8080`"),
        ("serve --listen localhost", "`localhost`"),
        ("serve --tenant contoso.example", "`contoso.example`"),
        ("serve --authority https://a.example", "`--tenant`"),
        ("--frobnicate", "--frobnicate"),
    ] {
        let error = parse(arguments).unwrap_err();
        assert!(error.contains(named) && !error.contains('\n'), "{arguments}: {error}");
    }
}

use super::*;

fn parse(arguments: &str) -> Result<Command, String> {
    let arguments = arguments.split_whitespace().map(OsString::from);
    Command::parse(arguments).map_err(|error| error.to_string())
}

fn serve_on(listen: &str) -> Command {
    Command::Serve { listen: listen.parse().unwrap() }
}

#[test]
fn arguments_select_the_command_and_its_address() {
    assert_eq!(parse(""), Ok(Command::Play));
    for help in ["-h", "--help", "serve --help", "serve --listen [::1]:1 -h"] {
        assert_eq!(parse(help), Ok(Command::Help), "{help}");
    }
    assert_eq!(parse("serve"), Ok(serve_on("127.0.0.1:8081")));
    assert_eq!(parse("serve --listen [::1]:9"), Ok(serve_on("[::1]:9")));
}

#[test]
fn errors_name_the_invalid_argument_in_one_line() {
    for (arguments, named) in [
        ("play", "`play`"),
        ("--listen 127.0.0.1:1", "--listen"),
        ("serve now", "now"),
        ("serve --port 1", "--port"),
        ("serve --listen", "--listen"),
        ("serve --listen 8081", "`8081`"),
        ("serve --listen 0.0.0.0:8081", "`0.0.0.0:8081`"),
        ("--frobnicate", "--frobnicate"),
    ] {
        let error = parse(arguments).unwrap_err();
        assert!(error.contains(named) && !error.contains('\n'), "{arguments}: {error}");
    }
}

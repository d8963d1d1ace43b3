//! The program as a user starts and ends it.
#![cfg(all(unix, feature = "development"))]
#![allow(clippy::indexing_slicing, clippy::panic, reason = "a test fails by a panic")]
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;

/// The time after which a test fails that waits.
const MAX_WAIT: Duration = Duration::from_mins(1);

/// Returns the program, without settings of this process. The system chooses its ports.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-crm"));
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CRM_") {
            command.env_remove(name);
        }
    }
    command
}

/// Returns the exit status and the errors of a program that ends by itself.
fn failure(arguments: &[&str]) -> (Option<i32>, String) {
    failure_of(program(arguments))
}

fn failure_of(mut program: Command) -> (Option<i32>, String) {
    let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let status = wait(&mut child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    (status.code(), String::from_utf8(output.stderr).unwrap())
}

/// Waits for the end of a program. Ends it if it takes too long.
fn wait(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + MAX_WAIT;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("the program does not end");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A program that runs. It does not outlive its test.
struct Running {
    child: Child,
    /// The lines that the program prints, read by a thread.
    output: Receiver<String>,
    api_url: String,
    /// The lines that the program prints at its start.
    printed: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut command = program(&["--listen=127.0.0.1:0", "--operators-listen=127.0.0.1:0"]);
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, output) = channel();
        std::thread::spawn(move || {
            stdout.lines().try_for_each(|line| sender.send(line.unwrap() + "\n"))
        });
        let mut printed = String::new();
        // The last sample request has no token.
        while !printed.contains("# no token\ncurl -i http") {
            printed += &output.recv_timeout(MAX_WAIT).unwrap_or_else(|_| panic!("{printed}"));
        }
        let (_, rest) = printed.split_once("listening on ").unwrap();
        let (api_url, _) = rest.split_once(' ').unwrap();
        let api_url = api_url.to_owned();
        Self { child, output, api_url, printed }
    }

    fn address(&self) -> &str {
        self.api_url.strip_prefix("http://").unwrap()
    }

    /// Returns the token of the first sample request.
    fn token(&self) -> String {
        let (_, token) = self.printed.split_once("Authorization: Bearer ").unwrap();
        token.split('\'').next().unwrap().to_owned()
    }

    /// Starts a request whose body never comes. The program waits for it.
    fn open_request(&self) -> TcpStream {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(MAX_WAIT)).unwrap();
        let token = self.token();
        let head = format!(
            "POST /contacts HTTP/1.1\r\nhost: crm\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line).unwrap();
        assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
        stream
    }

    /// Sends a signal to this process only.
    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
    }

    /// Returns the exit status, the rest of the output, and the log.
    fn end(mut self) -> (ExitStatus, String, String) {
        let status = wait(&mut self.child);
        let rest = self.output.iter().collect();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (status, rest, log)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn sigterm_ends_the_program_and_its_log_has_one_line_for_each_request() {
    let program = Running::start(&["--log-format=json"]);
    let token = program.token();
    let url = format!("{}/contacts?limit=7", program.api_url);
    let request = reqwest::Client::new().get(url).bearer_auth(&token);
    let response = request.header("x-request-id", "mine").send().await.unwrap();
    assert_eq!(response.status(), 200);
    drop(response);

    program.signal("TERM");
    let (status, output, log) = program.end();
    assert!(status.success(), "{status}: {log}");
    assert_eq!(output, "stopped\n");

    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let lines: Vec<_> = lines.iter().filter(|line| line["message"] == "response").collect();
    let [line] = lines[..] else { panic!("{log}") };
    let mut fields: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["level", "message", "micros", "span", "status", "target", "timestamp"]);
    assert_eq!(line["status"], 200);
    assert!(line["micros"].as_u64().unwrap() > 0, "{line}");
    assert_eq!(
        line["span"],
        serde_json::json!({
            "name": "request", "method": "GET", "route": "/contacts", "request_id": "mine"
        })
    );
    assert!(!log.contains(&token) && !log.contains("limit=7"), "{log}");
}

#[tokio::test]
async fn the_log_has_each_denial_and_with_the_level_info_each_decision() {
    for (arguments, logs_decisions) in [(&[][..], false), (&["--log=info"], true)] {
        let program = Running::start(arguments);
        let request = |method, path| {
            let url = format!("{}{path}", program.api_url);
            reqwest::Client::new().request(method, url).bearer_auth(program.token()).send()
        };
        assert_eq!(request(Method::GET, "/contacts").await.unwrap().status(), 200);
        // Only the import service may do this.
        assert_eq!(request(Method::POST, "/contacts/import").await.unwrap().status(), 403);
        let url = format!("{}/contacts", program.api_url);
        let refused = reqwest::Client::new().get(url).bearer_auth("a.b.c").send().await;
        assert_eq!(refused.unwrap().status(), 401);
        program.signal("TERM");
        let (_, _, log) = program.end();
        let lines_with = |text: &str| log.lines().filter(|line| line.contains(text)).count();
        assert_eq!(lines_with("contacts::import"), if logs_decisions { 2 } else { 1 }, "{log}");
        assert_eq!(lines_with("token refused"), 1, "{log}");
        // The two lines, and three responses.
        assert_eq!(lines_with(" INFO request{"), if logs_decisions { 8 } else { 5 }, "{log}");
        // The handler and the operation.
        let allowed = lines_with("decision allowed=true");
        assert_eq!(allowed, if logs_decisions { 2 } else { 0 }, "{log}");
    }
}

#[tokio::test]
async fn the_printed_pages_are_there_and_the_page_may_call_the_api() {
    let program = Running::start(&[]);
    let lines = program.printed.lines().filter(|line| line.starts_with("http"));
    let words = lines.flat_map(|line| line.split(' '));
    let pages: Vec<_> = words.filter(|word| word.starts_with("http")).collect();
    assert_eq!(pages.len(), 3, "{}", program.printed);
    for page in &pages {
        assert_eq!(reqwest::get(*page).await.unwrap().status(), 200, "{page}");
    }
    let origin = pages[0].strip_suffix("/docs").unwrap();
    let url = format!("{}/contacts", program.api_url);
    for origin in [origin, &origin.replace("127.0.0.1", "localhost")] {
        let request = reqwest::Client::new().get(&url).header("origin", origin);
        let refused = request.send().await.unwrap();
        assert_eq!(refused.headers()["access-control-allow-origin"], origin);
    }
}

#[tokio::test]
async fn ctrl_c_ends_the_program() {
    let program = Running::start(&[]);
    program.signal("INT");
    let (status, output, log) = program.end();
    assert!(status.success(), "{status}: {log}");
    assert_eq!(output, "stopped\n");
}

#[test]
fn a_request_that_does_not_end_does_not_keep_the_program() {
    let program = Running::start(&["--shutdown-timeout=0"]);
    let open = program.open_request();
    program.signal("TERM");
    let (status, _, log) = program.end();
    assert!(status.success(), "{status}: {log}");
    assert!(log.contains("WARN") && log.contains("did not end in time"), "{log}");
    drop(open);
}

#[test]
fn the_second_signal_ends_the_program_at_once() {
    let program = Running::start(&["--shutdown-timeout=3600", "--request-timeout=3600"]);
    let open = program.open_request();
    program.signal("INT");
    // The first signal has ended the acceptance of connections.
    let deadline = Instant::now() + MAX_WAIT;
    while TcpStream::connect(program.address()).is_ok() {
        assert!(Instant::now() < deadline, "connections are still accepted");
        std::thread::sleep(Duration::from_millis(1));
    }
    program.signal("INT");
    let (status, _, log) = program.end();
    assert_eq!(status.code(), Some(1), "{status}: {log}");
    drop(open);
}

#[test]
fn a_mistake_in_a_setting_has_the_status_2() {
    let tenant = "--tenant=3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61";
    let client_id = "--client-id=86bd2ede-e2b4-43db-8272-e1697192d072";
    let http = "--authority=http://a.example";
    let ports = ["--listen=127.0.0.1:0", "--operators-listen=127.0.0.1:0"];
    for (arguments, message) in [
        (&["--listen=8080"][..], "error: the option `--listen` needs an address"),
        (&["--config=missing.toml"], "error: cannot read `missing.toml`: "),
        (&["--url=http://crm.contoso.example"], "error: `url`: the resource `http://crm"),
        (&["--url=http://crm.contoso.example"], "\nhelp: set `url` to the URL at which clients"),
        (&[http, tenant], "error: `client_id` is missing: "),
        (&[http, tenant, client_id], "error: `authority`: `http://a.example` must "),
        (
            &["--client-id=3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61"],
            "error: `client_id`: the program has no app registration `3f1a8d52-6b7e-4c19-",
        ),
        (
            &["--client-id=3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61"],
            "\nhelp: set `client_id` to `86bd2ede-e2b4-43db-8272-e1697192d072` or `",
        ),
        (&["--database=/nope/x.db"], "error: `database`: cannot open `/nope/x.db`\nnote: "),
        (&["--database=/nope/x.db"], "\nhelp: its folder must exist and be writable, and no "),
    ] {
        let mut arguments = arguments.to_vec();
        if !arguments[0].starts_with("--listen") {
            arguments.extend(ports);
        }
        let (status, errors) = failure(&arguments);
        assert_eq!(status, Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(message), "{arguments:?}: {errors}");
    }
    // The signature of a token that was pasted into a wrong place.
    let token = format!("eyJ{}.signature", "a".repeat(500));
    let tokens = ["--url=TOKEN", "--authority=TOKEN", "--database=TOKEN", "--config=TOKEN"];
    for argument in tokens.map(|argument| argument.replace("TOKEN", &token)) {
        let (status, errors) = failure(&[&[&*argument, tenant, client_id], &ports[..]].concat());
        assert_eq!(status, Some(2), "{errors}");
        assert!(errors.contains("eyJaaa") && !errors.contains("signature"), "{errors}");
    }
}

/// macOS has its certificates in another place.
#[cfg(target_os = "linux")]
#[test]
fn without_root_certificates_the_message_names_the_setting() {
    let arguments = [
        "--authority=https://127.0.0.1:9",
        "--tenant=3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61",
        "--client-id=86bd2ede-e2b4-43db-8272-e1697192d072",
        "--listen=127.0.0.1:0",
        "--operators-listen=127.0.0.1:0",
    ];
    let mut program = program(&arguments);
    program.env("SSL_CERT_FILE", "/none.pem").env("SSL_CERT_DIR", "");
    let (status, errors) = failure_of(program);
    assert_eq!(status, Some(2), "{errors}");
    assert!(errors.contains("no root certificates were found on this machine"), "{errors}");
    assert!(
        errors
            .ends_with("help: or set `bundled_roots`, to trust the certificates in the program\n")
    );
}

#[test]
fn a_port_of_another_program_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = format!("--listen={}", taken.local_addr().unwrap());
    let (status, errors) = failure(&[&listen, "--operators-listen=127.0.0.1:0"]);
    assert_eq!(status, Some(2), "{errors}");
    assert!(errors.starts_with("error: `listen`: cannot listen on `127.0.0.1:"), "{errors}");
    assert!(errors.ends_with("choose another with `--listen`\n"), "{errors}");
}

#[test]
fn the_help_is_no_error() {
    let output = program(&["--help"]).output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("Usage: example-crm"));
    assert!(output.stderr.is_empty());
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = program(&["--help"]);
    let mut child = command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    let status = wait(&mut child);
    let log = child.wait_with_output().unwrap().stderr;
    assert!(status.success() && log.is_empty(), "{status}: {}", String::from_utf8_lossy(&log));
}

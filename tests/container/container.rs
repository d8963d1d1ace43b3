//! A running program with a root folder of its own, as a container engine starts it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use http::StatusCode;
use reqwest::Client;
use serde_json::Value;

use crate::root::Root;

/// Makes the root folder read-only, except for the volumes, and starts the program in it: as the
/// first process, without capabilities, and as the user of the image. `$1` is the root folder,
/// `$2` and `$3` are the ids of the user and its group, and `$4` is the program. Pairs of a folder
/// and its place in the root follow.
///
/// The network is the one of the machine. There is no `/proc`, `/dev` or `/tmp`, although engines
/// provide them.
const START: &str = r#"set -e
root=$1 user=$2 group=$3 program=$4
shift 4
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
while [ $# -gt 0 ]; do
  mount --bind "$1" "$root$2"
  shift 2
done
exec unshare --map-user="$user" --map-group="$group" --pid --fork --kill-child \
  --root="$root" --wd=/ "$program"
"#;

/// The longest time for a change of the program's state. It is long, because it only ends a test
/// that has failed.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// A variable and its value, or `None` to remove it.
pub(crate) type Variable<'a> = (&'a str, Option<&'a str>);

pub(crate) struct Container {
    process: Child,
    log: Arc<Mutex<String>>,
    client: Client,
    _root: Root,
}

impl Container {
    /// Starts the program with the variables of the image, and with these, which replace them.
    pub(crate) fn start(root: Root, variables: &[Variable<'_>]) -> Self {
        let recipe = &root.image.recipe;
        let (user, group) = recipe.user();
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "/bin/sh", "-c", START, "start"]);
        command
            .arg(root.path())
            .args([user.to_string(), group.to_string()])
            .arg(recipe.program());
        for (folder, place) in root.volumes() {
            command.arg(folder).arg(place);
        }
        command
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap())
            .envs(recipe.variables())
            .env("CRM_LISTEN", "127.0.0.1:0")
            .env("CRM_OPERATORS_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for (name, value) in variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let mut process = command.spawn().unwrap();
        let log = Arc::default();
        record(process.stdout.take().unwrap(), &log);
        record(process.stderr.take().unwrap(), &log);
        let client = Client::builder().no_proxy().build().unwrap();
        Self { process, log, client, _root: root }
    }

    /// Returns the text that the program has written.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until the program ends by itself.
    pub(crate) fn end(&mut self) -> ExitStatus {
        let process = &mut self.process;
        let status = wait(|| process.try_wait().unwrap());
        status.unwrap_or_else(|| panic!("the program runs: {}", self.log()))
    }

    /// Waits until the program has written a text.
    pub(crate) fn written(&self, text: &str) {
        wait(|| self.log().contains(text).then_some(()))
            .unwrap_or_else(|| panic!("`{text}` is not in the log: {}", self.log()));
    }

    /// Returns the URL of the API, as soon as the program has written it.
    fn url(&mut self) -> String {
        let process = &mut self.process;
        let log = &self.log;
        let url = wait(|| {
            let address = address(&log.lock().unwrap());
            let ended = process.try_wait().unwrap();
            address.map(Some).or(ended.map(|_| None))
        });
        url.flatten()
            .unwrap_or_else(|| panic!("the program does not listen: {}", self.log()))
    }

    /// Returns the status and the body of a response.
    pub(crate) async fn get(&mut self, path: &str, token: Option<&str>) -> (StatusCode, Value) {
        let url = format!("{}{path}", self.url());
        let mut request = self.client.get(url);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let body = response.text().await.unwrap();
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    }

    /// Waits until the service has the keys of its authority.
    pub(crate) async fn ready(&mut self) {
        let start = Instant::now();
        while self.get("/ready", None).await.0 != StatusCode::OK {
            assert!(start.elapsed() < MAX_WAIT, "{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Stops the program as an engine does: by SIGTERM to its first process.
    pub(crate) fn stop(&mut self) -> ExitStatus {
        let kill = ["-TERM", &self.service().to_string()].map(str::to_owned);
        assert!(Command::new("kill").args(kill).status().unwrap().success());
        self.end()
    }

    /// Returns the process of the program, which is the only child of `unshare`.
    fn service(&self) -> u32 {
        let parent = self.process.id();
        let children = format!("/proc/{parent}/task/{parent}/children");
        fs::read_to_string(children).unwrap().trim().parse().unwrap()
    }

    /// Returns a field of the status of the program, such as `Uid`.
    pub(crate) fn status(&self, field: &str) -> String {
        let status = fs::read_to_string(format!("/proc/{}/status", self.service())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(&format!("{field}:")));
        line.unwrap().trim().to_owned()
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        // `unshare` then ends the program.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the URL of the first address in the log.
fn address(log: &str) -> Option<String> {
    let (_, rest) = log.split_once("http://127.0.0.1:")?;
    let port = rest.split_once(|sign: char| !sign.is_ascii_digit())?.0;
    Some(format!("http://127.0.0.1:{port}"))
}

fn record(output: impl Read + Send + 'static, log: &Arc<Mutex<String>>) {
    let log = Arc::clone(log);
    thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            let mut log = log.lock().unwrap();
            log.push_str(&line.unwrap());
            log.push('\n');
        }
    });
}

/// Returns a value as soon as there is one.
fn wait<T>(mut value: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    while start.elapsed() < MAX_WAIT {
        if let Some(value) = value() {
            return Some(value);
        }
        thread::sleep(Duration::from_millis(10));
    }
    None
}

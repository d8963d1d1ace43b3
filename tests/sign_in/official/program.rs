//! The programs of the official clients.

use std::env;
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

/// The time for one run. An interpreter may start slowly on a busy machine.
const MAX_WAIT: Duration = Duration::from_secs(120);

/// The folder in which `.ci/run clients` has installed the clients.
fn folder() -> PathBuf {
    let folder = env::var_os("ENTRA_PERMS_CLIENTS");
    PathBuf::from(folder.expect("`ENTRA_PERMS_CLIENTS` must be the folder of the clients"))
}

/// Runs a script with Node.js, which finds packages in the folder of the clients.
pub(super) async fn node(script: &str, input: &Value) -> Value {
    run("node", &["--input-type=module", "--eval", script], &input.to_string()).await
}

/// Runs a script with the Python in the folder of the clients.
pub(super) async fn python(script: &str, input: &Value) -> Value {
    run(folder().join("python/bin/python"), &["-c", script], &input.to_string()).await
}

/// Runs the inspector without its user interface. Returns its result or its error.
pub(super) async fn inspector(arguments: &[&str]) -> Value {
    let path = folder().join("node_modules/.bin/mcp-inspector");
    run(path, &[&["--cli"], arguments].concat(), "").await
}

/// Returns the JSON that the program writes. The inspector writes errors to the standard error.
async fn run(program: impl AsRef<OsStr>, arguments: &[&str], input: &str) -> Value {
    let folder = folder();
    let mut process = Command::new(program)
        .args(arguments)
        .current_dir(&folder)
        // The inspector remembers sign-ins there.
        .env("HOME", &folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = read(process.stdout.take().unwrap());
    let errors = read(process.stderr.take().unwrap());
    process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = timeout(MAX_WAIT, output).await;
    // The program has closed its output, or takes too long.
    if output.is_err() {
        process.kill().unwrap();
    }
    process.wait().unwrap();
    let errors = errors.await.unwrap();
    let output = output
        .unwrap_or_else(|_| panic!("no end after {MAX_WAIT:?}: {errors}"))
        .unwrap();
    let text = if output.is_empty() { &errors } else { &output };
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}\n{output}\n{errors}"))
}

fn read(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    spawn_blocking(move || {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    })
}

//! A browser without a window, which a test controls through pipes: the `DevTools` protocol.
//! <https://chromedevtools.github.io/devtools-protocol/>

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::{env, fs};

use serde_json::{Value, json};

/// The names under which systems install the browser.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A browser with one page.
pub(crate) struct Browser {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    profile: PathBuf,
    session: Option<String>,
    commands: u32,
}

/// Returns the file of the first of these programs that is in a folder of `PATH`.
pub(crate) fn installed(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    let mut files = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    files.find(|file| file.is_file())
}

impl Browser {
    /// Starts the browser, and opens a file. The test has a profile of its own.
    pub(crate) fn open(file: &Path, test: &str) -> Self {
        let program = installed(&NAMES).expect("no Chromium or Chrome in the folders of PATH");
        let name = format!("entra-perms-explore-{}-{test}", std::process::id());
        let profile = env::temp_dir().join(name);
        // The browser reads commands from the file descriptor 3, and writes to 4.
        let mut process = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null", "sh"])
            .arg(program)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-sync"])
            .args(["--remote-debugging-pipe", "--window-size=1300,900"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut browser = Self { process, input, output, profile, session: None, commands: 0 };
        let target = browser.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", &attach);
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        browser.call("Page.enable", &json!({}));
        browser.call("Page.navigate", &json!({ "url": format!("file://{}", file.display()) }));
        browser.wait_for("Page.loadEventFired");
        browser
    }

    /// Returns the value of an expression in the page.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "returnByValue": true });
        let mut result = self.call("Runtime.evaluate", &parameters);
        assert_eq!(result["exceptionDetails"], Value::Null, "{expression:.200}");
        result["result"]["value"].take()
    }

    /// Presses keys, one after the other. A name of one letter types the letter.
    pub(crate) fn press(&mut self, keys: &[&str]) {
        for key in keys {
            let (code, text) = match *key {
                "Tab" => (9, ""),
                "Enter" => (13, "\r"),
                "Space" => (32, " "),
                "ArrowUp" => (38, ""),
                "ArrowDown" => (40, ""),
                text => (0, text),
            };
            let key = if *key == "Space" { " " } else { key };
            let pressed = json!({
                "type": "keyDown", "key": key, "windowsVirtualKeyCode": code, "text": text,
            });
            self.call("Input.dispatchKeyEvent", &pressed);
            let released = json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code });
            self.call("Input.dispatchKeyEvent", &released);
        }
    }

    /// Sends a command, and returns its result.
    pub(crate) fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.commands += 1;
        let id = self.commands;
        let mut command = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            command["sessionId"] = session.as_str().into();
        }
        self.input.write_all(format!("{command}\0").as_bytes()).unwrap();
        loop {
            let mut message = self.message();
            if message["id"] == id {
                assert_eq!(message["error"], Value::Null, "{method}");
                return message["result"].take();
            }
        }
    }

    fn wait_for(&mut self, event: &str) {
        while self.message()["method"] != event {}
    }

    fn message(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.output.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "the browser closed its pipe");
        serde_json::from_slice(&bytes).unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        // The browser may still write its last files.
        let _ = fs::remove_dir_all(&self.profile);
    }
}

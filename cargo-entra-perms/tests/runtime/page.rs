//! Pages that `explore` writes for the tests, and a workspace with a model.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::model::guards;

/// A page on disk, in a folder of its own.
pub(crate) struct Page {
    pub(crate) file: PathBuf,
}

impl Page {
    /// Runs `explore` in a folder.
    pub(crate) fn write(folder: &Path, arguments: &[&str], test: &str) -> Self {
        let own = std::env::temp_dir().join(format!("explore-{}-{test}", std::process::id()));
        fs::create_dir_all(&own).unwrap();
        let file = own.join("page.html");
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-entra-perms"))
            .arg("explore")
            .args(arguments)
            .args(["-o", file.to_str().unwrap()])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { file }
    }

    /// Returns the tables of the page.
    pub(crate) fn model(&self) -> Value {
        let page = fs::read_to_string(&self.file).unwrap();
        let (_, model) =
            page.split_once("<script type=\"application/json\" id=\"model\">").unwrap();
        let (model, _) = model.split_once("</script>").unwrap();
        serde_json::from_str(model).unwrap()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.file.parent().unwrap());
    }
}

/// Returns the page of the model of this target, without operations.
pub(crate) fn page_without_operations(test: &str) -> Page {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Page::write(&folder, &["--model", "cargo-entra-perms/tests/runtime/model.rs"], test)
}

/// Returns the page of the model of this target.
pub(crate) fn page_of_library(test: &str) -> Page {
    let guards_file =
        std::env::temp_dir().join(format!("guards-{}-{test}.json", std::process::id()));
    fs::write(&guards_file, guards().to_json()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let arguments = [
        "--model",
        "cargo-entra-perms/tests/runtime/model.rs",
        "--guards",
        guards_file.to_str().unwrap(),
    ];
    let page = Page::write(&folder.join(".."), &arguments, test);
    fs::remove_file(guards_file).unwrap();
    page
}

/// A workspace with one model, which is removed after the test.
pub(crate) struct Workspace {
    pub(crate) folder: PathBuf,
}

impl Workspace {
    pub(crate) fn new(test: &str, model: &str, manifest: &Value) -> Self {
        let name = format!("explore-workspace-{}-{test}", std::process::id());
        let folder = fs::canonicalize(std::env::temp_dir()).unwrap().join(name);
        fs::create_dir_all(folder.join("src")).unwrap();
        let package = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
        let write = |file: &str, text: &str| fs::write(folder.join(Path::new(file)), text).unwrap();
        write("Cargo.toml", &format!("{package}\n[workspace]\n"));
        write("src/main.rs", model);
        write("api.json", &manifest.to_string());
        Self { folder }
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

//! The results of `init` for real exports, compiled.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use crate::workspace::run;

/// The exports that are not registrations of an API, with the beginning of the failure.
const REFUSED: [(&str, &str); 5] = [
    ("Azure__reliable-web-app-pattern-dotnet__oauth2-permissions.json", "scope `Relecloud Adminis"),
    (
        "EricHerlitz__Optimizely-CMS-12-Azure-AD__portal-manifest-bom-comments.json",
        "`…tal-manifest-bom-comments.json` has neither app roles nor scopes",
    ),
    (
        "OfficeDev__teams-toolkit__ttk-mustache-template-not-json.json",
        "`…ustache-template-not-json.json` is not JSON",
    ),
    (
        "microsoftgraph__microsoft-graph-docs.zh-CN__mdblock-published-permission-scopes.json",
        "`…blished-permission-scopes.json` has neither app roles nor scopes",
    ),
    (
        "pryrotech__entra-app-auditor__get-mgserviceprincipal-utf16.json",
        "`…-mgserviceprincipal-utf16.json` has neither app roles nor scopes",
    ),
];

/// Each result is a module of one crate, which must compile.
#[test]
#[ignore = "needs a folder of real exports, named by ENTRA_PERMS_CORPUS"]
fn the_results_for_real_exports_compile() {
    let corpus = env::var_os("ENTRA_PERMS_CORPUS").expect("a folder in ENTRA_PERMS_CORPUS");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("init-of-exports");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("src")).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let package = format!(
        "[package]\nname = \"exports\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nentra-perms-runtime = {{ path = {:?}, default-features = false, features = [\"macros\"] }}\n",
        root.join("entra-perms-runtime")
    );
    fs::write(folder.join("Cargo.toml"), package).unwrap();
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();

    let mut files: Vec<_> =
        fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    assert!(!files.is_empty(), "no manifest in the folder");
    let mut modules = String::new();
    for (index, file) in files.iter().enumerate() {
        let name = file.file_name().unwrap().to_str().unwrap();
        fs::create_dir_all(folder.join("manifests")).unwrap();
        fs::copy(file, folder.join("manifests").join(name)).unwrap();
        let manifest = format!("manifests/{name}");
        let source = format!("src/export{index}.rs");
        let run = run(&folder, &["init", &manifest, "-o", &source]);
        let refused = REFUSED.iter().find(|(refused, _)| *refused == name);
        if let Some((_, message)) = refused {
            assert_eq!(run.status, 2, "{name}: {run:?}");
            assert!(run.stderr.starts_with(&format!("error: {message}")), "{run:?}");
            println!("{name}\trefused");
        } else {
            assert_eq!(run.status, 0, "{name}: {run:?}");
            let _ = writeln!(modules, "#[allow(deprecated)]\npub mod export{index};");
            let (line, _) = run.stderr.split_once('\n').unwrap();
            let (_, counts) = line.split_once(": ").unwrap();
            println!("{name}\t{counts}");
        }
    }
    fs::write(folder.join("src/lib.rs"), modules).unwrap();
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--offline"])
        .env("CARGO_TARGET_DIR", folder.with_extension("target"))
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

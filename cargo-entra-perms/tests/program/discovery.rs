//! The models that are found in the sources of a workspace.

use crate::workspace::{MODEL, Shop, expect_failure};

/// Returns the places of the models, as `module file:line:column cfg`.
fn models(shop: &Shop) -> Vec<String> {
    let run = shop.run(&["check", "--format", "json"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let models = report["models"].as_array().unwrap().iter().map(|model| {
        let place = &model["place"];
        let text = |value: &serde_json::Value| value.to_string().replace("\\\"", "'");
        let file = text(&place["file"]);
        let cfg = if model["cfg"].is_null() { String::new() } else { text(&model["cfg"]) };
        let module = text(&model["module"]);
        let place = format!("{file}:{}:{}", place["line"], place["column"]);
        format!("{module} {place} {cfg}").replace('"', "").trim_end().to_owned()
    });
    models.collect()
}

#[test]
fn models_are_found_in_all_targets_and_under_every_condition() {
    let indented = format!("#[cfg(feature = \"b\")]\n  {MODEL}");
    let files = [
        ("src/main.rs", "mod one;\n#[path = \"two.rs\"] pub(crate) mod second;\nmod three;\n"),
        ("src/one.rs", MODEL),
        ("src/two.rs", &indented),
        (
            "src/three.rs",
            "#[cfg(all(unix, not(test)))] mod a { include!(\"inc.rs\"); }
#[cfg_attr(windows, path = \"w.rs\")] #[cfg_attr(not(windows), path = \"u.rs\")] mod os;
cfg_if::cfg_if! { if #[cfg(unix)] { mod x {} } else { use e::permissions as p; p! {
    manifest = \"shop.json\", scopes = { \"Shop.Read\" => [\"Orders.Read\"] } } } }",
        ),
        ("src/inc.rs", MODEL),
        ("src/w.rs", MODEL),
        ("src/u.rs", MODEL),
        ("tests/api.rs", MODEL),
        ("build.rs", MODEL),
    ];
    let mut found = models(&Shop::new(&files));
    found.sort();
    let mut expected = [
        "build_script_build build.rs:1:1",
        "shop::one src/one.rs:1:1",
        "shop::second src/two.rs:2:3 feature = 'b'",
        "shop::three src/three.rs:3:80 not(unix)",
        "shop::three::a src/inc.rs:1:1 all(unix, not(test))",
        "shop::three::os src/u.rs:1:1 not(windows)",
        "shop::three::os src/w.rs:1:1 windows",
        "api tests/api.rs:1:1",
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn a_module_of_several_targets_is_one_model() {
    let files = [
        ("src/main.rs", "mod permissions;"),
        ("src/lib.rs", "mod permissions;"),
        ("src/permissions.rs", MODEL),
    ];
    assert_eq!(models(&Shop::new(&files)), ["shop::permissions src/permissions.rs:1:1"]);
}

#[test]
fn macros_of_other_crates_are_not_models() {
    let shop = Shop::new(&[(
        "src/main.rs",
        "other::permissions! { read }\nuse other::permissions as theirs; theirs! { x }
mod a { use other::{b, permissions}; permissions! { x } }
macro_rules! model { () => { entra_perms_runtime::permissions! { x } } }",
    )]);
    let dependency = "\n[dependencies]\nother = \"1\"\n";
    let package = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    shop.write("Cargo.toml", &format!("{package}{dependency}[workspace]\n"));
    let hint = "error: the workspace has no `permissions!`\n  note: `permissions!` at \
                src/main.rs:1:8 is not read: it is in another macro, in no module of a target, or \
                of another crate\n  help: start with an exported app registration: `cargo \
                entra-perms init manifests/api.json`\n";
    expect_failure(&shop.run(&["check"]), hint);
    // Without the dependency, the path may be a re-export of this package.
    shop.write("Cargo.toml", &format!("{package}[workspace]\n"));
    assert_eq!(shop.run(&["check"]).status, 1);
}

/// The message says where the walk through the sources ends.
#[test]
fn an_invocation_that_is_not_read_is_named() {
    let shop =
        Shop::new(&[("src/main.rs", "// permissions! { }\nconst A: &str = \"permissions!()\";")]);
    let no_model = "error: the workspace has no `permissions!`\n";
    let help = "  help: start with an exported app registration: `cargo entra-perms init \
                manifests/api.json`\n";
    expect_failure(&shop.run(&["check"]), &format!("{no_model}{help}"));
    // Other packages, the results of builds, and links have sources of their own.
    for file in ["other/src/a.rs", "target/a.rs", ".git/a.rs"] {
        shop.write(file, "permissions! { x }");
    }
    shop.write("other/Cargo.toml", "");
    expect_failure(&shop.run(&["check"]), &format!("{no_model}{help}"));
    let note = |place: &str| {
        let why =
            "is not read: it is in another macro, in no module of a target, or of another crate";
        format!("{no_model}  note: `permissions!` at {place} {why}\n{help}")
    };
    shop.write("src/unused/model.rs", &format!("\n{MODEL}"));
    expect_failure(&shop.run(&["check"]), &note("src/unused/model.rs:2:22"));
    let in_macro = "macro_rules! model { () => { permissions! { manifest = \"shop.json\" } } }";
    shop.write("src/main.rs", &format!("{in_macro}\nmodel!();\n"));
    expect_failure(&shop.run(&["check"]), &note("src/main.rs:1:30"));
    let package = note("src/main.rs:1:30").replace("the workspace", "the package `shop`");
    expect_failure(&shop.run(&["show", "-p", "shop"]), &package);
    std::fs::remove_file(shop.folder.join("src/unused/model.rs")).unwrap();
    shop.write("src/there.rs", "");
    for (include, place) in [
        ("\"gone.rs\"", Some("src/main.rs:2:9")),
        ("concat!(env!(\"OUT_DIR\"), \"/a.rs\")", Some("src/main.rs:2:9")),
        ("\"there.rs\"", None),
    ] {
        shop.write(
            "src/main.rs",
            &format!("include!(\"there.rs\");\nmod a {{ include!({include}); }}"),
        );
        let note = place.map(|place| {
            let why = "is not read: it is missing, or an expression names it";
            format!("  note: the file of `include!` at {place} {why}\n")
        });
        let note = note.unwrap_or_default();
        expect_failure(&shop.run(&["check"]), &format!("{no_model}{note}{help}"));
    }
}

#[test]
fn the_dependencies_say_whose_macro_it_is() {
    let shop = Shop::new(&[("mine/src/lib.rs", "")]);
    let package = |name: &str| format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n");
    shop.write("mine/Cargo.toml", &package("mine"));
    let dependencies = "[dependencies]\nentra-perms-runtime = \"0.1\"\ntwo-words = \"1\"\n\
                        theirs = { package = \"other\", version = \"1\" }\n\
                        mine = { path = \"mine\" }\n";
    shop.write("Cargo.toml", &format!("{}{dependencies}[workspace]\n", package("shop")));
    for (krate, is_model) in [
        ("entra_perms_runtime", true),
        // A package of a path may re-export the runtime.
        ("mine", true),
        ("theirs", false),
        ("two_words", false),
        // The dependency has another name.
        ("other", true),
    ] {
        shop.write("src/main.rs", &MODEL.replace("entra_perms_runtime", krate));
        let run = shop.run(&["check"]);
        assert_eq!(run.status, if is_model { 0 } else { 2 }, "{krate}: {run:?}");
    }
}

#[test]
fn a_source_that_cannot_be_read_is_one_line() {
    let shop = Shop::new(&[("src/main.rs", "mod broken;"), ("src/broken.rs", "\nfn f( {}")]);
    let help = "  help: run `cargo check`, which shows the defect\n";
    let parse = "src/broken.rs:2: cannot read the source: a bracket or quote is not closed, or a \
                 token is not Rust";
    expect_failure(&shop.run(&["check"]), &format!("error: {parse}\n{help}"));
    shop.write("src/main.rs", "mod gone;");
    let gone = "error: src/main.rs:1: cannot find the file of `mod gone`: looked for `src/gone.rs` \
                and `src/gone/mod.rs`\n";
    expect_failure(&shop.run(&["check"]), &format!("{gone}{help}"));
}

#[test]
fn a_package_or_model_that_does_not_exist_is_a_failure() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    let unknown = "error: the workspace has no package `shpo`\n  help: did you mean `shop`?\n";
    expect_failure(&shop.run(&["check", "-p", "shpo"]), unknown);
    let unknown = "error: the workspace has no package `api`\n  note: it has `shop`\n";
    expect_failure(&shop.run(&["check", "-p", "api"]), unknown);
    let unknown = "error: no model is named `src/lib.rs`\n  note: `shop` at src/main.rs:1:1\n";
    expect_failure(&shop.run(&["check", "--model", "src/lib.rs"]), unknown);
    for name in ["shop", "src/main.rs", "src/main.rs:1", "main.rs"] {
        assert_eq!(shop.run(&["check", "--model", name]).status, 0, "{name}");
    }
    let outside = shop.run(&["check", "--manifest-path", "nowhere/Cargo.toml"]);
    assert_eq!(outside.status, 2, "{outside:?}");
    assert!(
        outside
            .stderr
            .starts_with("error: manifest path `nowhere/Cargo.toml` does not exist")
    );
}

#[test]
fn a_workspace_that_cargo_refuses_is_named_with_the_place_and_the_cause() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    shop.write("Cargo.toml", "[package\n");
    let place = "error: unclosed table, expected `]`\n  note: at Cargo.toml:1:9\n";
    expect_failure(&shop.run(&["check"]), place);
    shop.write("Cargo.toml", "[workspace]\nmembers = [\"gone\"]\n");
    let cause = shop.run(&["check"]);
    let start = "error: failed to load manifest for workspace member `gone`\n  note: failed to read \
                 `gone/Cargo.toml`\n  note: ";
    assert!(cause.stderr.starts_with(start), "{cause:?}");
    assert_eq!((cause.stderr.contains("help"), cause.status), (false, 2));
    std::fs::remove_file(shop.folder.join("Cargo.toml")).unwrap();
    let missing = shop.run(&["check"]);
    let missing_line = "error: could not find `Cargo.toml` in the current folder or any parent \
                        directory\n  help: name a `Cargo.toml` with `--manifest-path`\n";
    expect_failure(&missing, missing_line);
}

#[test]
fn a_model_is_named_by_the_end_of_its_module() {
    let sources = format!("mod a {{ {MODEL} }} mod b {{ {MODEL} }}");
    let shop = Shop::new(&[("src/main.rs", &sources)]);
    assert_eq!(shop.run(&["check", "--model", "a"]).stdout, "1 model: no findings\n");
    assert_eq!(shop.run(&["check", "--model", "shop::b"]).stdout, "1 model: no findings\n");
    assert_eq!(shop.run(&["check", "--model", "hop::b"]).status, 2);
    assert_eq!(shop.run(&["check", "--model", "src/main.rs"]).stdout, "2 models: no findings\n");
    assert_eq!(shop.run(&["check", "--model", "src/main.rs:5"]).stdout, "1 model: no findings\n");
    let several = shop.run(&["show"]).stderr;
    assert!(several.contains("such as `--model shop::a`\n"), "{several}");
}

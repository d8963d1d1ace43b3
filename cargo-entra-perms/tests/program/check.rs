//! `check`: its findings, their places, and its status.

use crate::workspace::{MODEL, Shop};

#[test]
fn a_model_without_findings_has_the_status_0() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    for arguments in [&["check"][..], &["entra-perms", "check"]] {
        let run = shop.run(arguments);
        assert_eq!((run.status, run.stdout.as_str()), (0, "1 model: no findings\n"), "{run:?}");
    }
}

#[test]
fn findings_look_like_messages_of_rustc() {
    let shop = Shop::new(&[("src/main.rs", &MODEL.replace("\"Orders.Read\"", "\"Orders.Raed\""))]);
    let run = shop.run(&["check"]);
    let expected = "\
error[unknown_name]: unknown app role `Orders.Raed`
  --> src/main.rs:3:32
   = help: did you mean `Orders.Read`?

1 model: 1 error
";
    assert_eq!((run.stdout.as_str(), run.status), (expected, 1), "{run:?}");
    let colored = shop.run(&["check", "--color", "always"]).stdout;
    assert!(colored.contains("\u{1b}[1m"), "{colored:?}");
}

#[test]
fn a_finding_in_a_manifest_is_at_its_line_and_names_the_argument() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    let manifest = crate::workspace::MANIFEST.replace("\"Orders.Read\"", "\"Orders Read\"");
    shop.write("shop.json", &manifest);
    let run = shop.run(&["check"]);
    assert!(run.stdout.contains("\n  --> shop.json:13:61\n  ::: src/main.rs:2:16\n"), "{run:?}");
    assert_eq!(run.status, 1);
    // Paths start in the current folder, and not in the package.
    let run = crate::workspace::run(&shop.folder.join("src"), &["check"]);
    assert!(run.stdout.contains("\n  --> ../shop.json:13:61\n  ::: main.rs:2:16\n"), "{run:?}");
}

#[test]
fn a_warning_fails_by_default_only() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    shop.write("shop.json", &crate::workspace::MANIFEST.replace("{\"name\": \"idtyp\"}", ""));
    let run = shop.run(&["check"]);
    assert!(run.stdout.starts_with("warning[no_idtyp]: "), "{run:?}");
    assert!(run.stdout.contains("= help: if this is intended, add `allow = [no_idtyp]`\n"));
    assert_eq!(run.status, 1);
    assert_eq!(shop.run(&["check", "--fail-on", "error"]).status, 0);
}

#[test]
fn places_are_right_behind_a_byte_order_mark_and_a_shebang() {
    for start in ["\u{feff}", "#!/usr/bin/env run\n", "\u{feff}#!/usr/bin/env run\n", "/*é*/ "] {
        let model = MODEL.replace('\n', " ").replace("\"Orders.Read\"", "\"é\"");
        let shop = Shop::new(&[("src/main.rs", &format!("{start}{model}"))]);
        let run = shop.run(&["check"]);
        let visible = start.trim_start_matches('\u{feff}');
        let line = 1 + visible.matches('\n').count();
        let last = visible.rsplit('\n').next().unwrap();
        let column = 96 + last.chars().count();
        let place = format!("\n  --> src/main.rs:{line}:{column}\n");
        assert!(run.stdout.contains(&place), "{start:?}: {}", run.stdout);
    }
}

//! `init`: files that are read and written, and the program with the result.

use std::fs;

use crate::workspace::{MANIFEST, Shop, expect_failure};

fn shop() -> Shop {
    Shop::new(&[("src/main.rs", "mod permissions;\nfn main() {}\n")])
}

#[test]
fn the_result_has_no_errors() {
    let shop = shop();
    let run = shop.run(&["init", "shop.json", "-o", "src/permissions.rs"]);
    let line = "wrote `src/permissions.rs`: 1 guessed line to check\n  help: declare it in your \
                crate: `mod permissions;`\n";
    assert_eq!((run.stderr.as_str(), run.stdout.as_str(), run.status), (line, "", 0));
    let check = shop.run(&["check"]);
    assert_eq!(check.status, 0, "{check:?}");
}

#[test]
fn a_file_is_replaced_only_with_force() {
    let shop = shop();
    shop.write("src/permissions.rs", "// mine\n");
    let arguments = ["init", "shop.json", "-o", "src/permissions.rs"];
    let refusal = "error: `src/permissions.rs` exists already\n  help: replace it with `--force`\n";
    expect_failure(&shop.run(&arguments), refusal);
    let file = shop.folder.join("src/permissions.rs");
    assert_eq!(fs::read_to_string(&file).unwrap(), "// mine\n");
    assert_eq!(shop.run(&[&arguments[..], &["--force"]].concat()).status, 0);
    assert!(fs::read_to_string(&file).unwrap().contains("permissions! {"));
    // No temporary file stays behind.
    assert_eq!(fs::read_dir(shop.folder.join("src")).unwrap().count(), 2);
}

#[test]
fn the_manifest_from_standard_input_is_saved() {
    let shop = shop();
    let save = ["init", "-", "--save", "manifests/api.json", "-o", "src/permissions.rs"];
    let run = shop.run_with_input(&save, MANIFEST.as_bytes());
    assert_eq!(run.status, 0, "{run:?}");
    let saved = fs::read_to_string(shop.folder.join("manifests/api.json")).unwrap();
    assert_eq!(saved, MANIFEST);
    assert_eq!(shop.run(&["check"]).status, 0);
    // Another run does not replace it.
    let run = shop.run_with_input(&["init", "-", "--save", "manifests/api.json"], b"[]");
    let refusal = "error: `manifests/api.json` exists already\n  help: replace it with `--force`\n";
    expect_failure(&run, refusal);
}

#[test]
fn both_files_are_written_or_none() {
    let shop = shop();
    fs::create_dir_all(shop.folder.join("dir/p.rs")).unwrap();
    let line = |output: &str| {
        let words = ["init", "-", "--save", "a.json", "-o", output, "--force"];
        let run = shop.run_with_input(&words, MANIFEST.as_bytes());
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(!shop.folder.join("a.json").exists(), "{output}");
        run.stderr
    };
    assert_eq!(line("dir/p.rs"), "error: `dir/p.rs` is a folder\n");
    assert_eq!(line("./a.json"), "error: `--save` and `--output` name one file\n");
    // A file is in the place of the folder.
    assert!(line("shop.json/p.rs").starts_with("error: cannot write `shop.json/p.rs`: "));
}

#[test]
fn without_a_file_the_output_says_where_to_save_it() {
    let shop = shop();
    let run = shop.run_with_input(&["init", "-"], MANIFEST.as_bytes());
    assert_eq!((run.stderr.as_str(), run.status), ("", 0));
    let line = "// Save the manifest as \"manifests/api.json\" first: `permissions!` reads files";
    assert!(run.stdout.contains(line), "{}", run.stdout);
    assert!(run.stdout.contains("    manifest = \"manifests/api.json\",\n"), "{}", run.stdout);
    assert!(!shop.folder.join("manifests").exists());
}

#[test]
fn a_file_of_another_folder_must_be_copied() {
    let shop = shop();
    let other = Shop::new(&[("deep/api.json", MANIFEST)]);
    let file = other.folder.join("deep/api.json");
    let run = shop.run(&["init", file.to_str().unwrap()]);
    assert_eq!((run.stderr.as_str(), run.status), ("", 0));
    assert!(run.stdout.contains("    manifest = \"manifests/api.json\",\n"), "{}", run.stdout);
    // From a folder below, the path starts in the package.
    let run = crate::workspace::run(&shop.folder.join("src"), &["init", "../shop.json"]);
    assert!(run.stdout.contains("    manifest = \"shop.json\",\n"), "{run:?}");
}

/// The package may be reached through a link. Without a package, the current folder counts.
#[test]
fn paths_start_in_the_package_or_the_current_folder() {
    let shop = shop();
    let other = Shop::new(&[]);
    fs::remove_file(other.folder.join("Cargo.toml")).unwrap();
    let run = other.run(&["init", "shop.json"]);
    assert!(run.stdout.contains("    manifest = \"shop.json\",\n"), "{run:?}");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&shop.folder, other.folder.join("link")).unwrap();
        let package = ["--manifest-path", "link/Cargo.toml"];
        let run = other.run(&[&["init", "link/shop.json"], &package[..]].concat());
        assert!(run.stdout.contains("    manifest = \"shop.json\",\n"), "{run:?}");
        assert!(!run.stdout.contains("Save the manifest"), "{run:?}");
    }
}

#[test]
fn files_that_are_not_registrations_are_refused_with_one_line() {
    let shop = shop();
    shop.write("readme.json", "# Shop");
    shop.write("other.json", "{\"name\": \"shop\"}");
    let first_line = |arguments: &[&str]| {
        let run = shop.run(arguments);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
        run.stderr.lines().next().unwrap().to_owned()
    };
    let file = "src/permissions.rs";
    let missing = first_line(&["init", "none.json", "-o", file]);
    assert_eq!(missing, "error: cannot read `none.json`: there is no such file");
    let text = first_line(&["init", "readme.json", "-o", file]);
    assert!(text.starts_with("error: `readme.json` is not JSON: "), "{text}");
    let other = first_line(&["init", "other.json", "-o", file]);
    assert_eq!(other, "error: `other.json` is not an app registration manifest");
    let twice = first_line(&["init", "shop.json", "./shop.json", "-o", file]);
    assert_eq!(twice, "error: `shop.json` is given twice");
    let save = first_line(&["init", "shop.json", "--save", "a.json", "-o", file]);
    assert_eq!(save, "error: `--save` is for a manifest from standard input");
    let one = first_line(&["init", "-", "--save", "a.json", "-o", "a.json"]);
    assert_eq!(one, "error: `--save` and `--output` name one file");
    let format = first_line(&["init", "shop.json", "--format", "json"]);
    assert_eq!(format, "error: `init` does not use `--format`");
    assert!(!shop.folder.join(file).exists());
}

/// The mapping of the example API is found, except for the line that needs a decision.
#[test]
fn the_example_is_found_up_to_one_decision() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let arguments = ["init", "manifests/crm.json", "manifests/crm.prod.json", "-p", "example-crm"];
    let run = crate::workspace::run(&root, &arguments);
    assert_eq!((run.stderr.as_str(), run.status), ("", 0));
    let by_hand = fs::read_to_string(root.join("examples/crm/src/permissions.rs")).unwrap();
    let words = |text: &str| text.split_whitespace().collect::<String>();
    let found = words(&run.stdout);
    let by_hand = words(&by_hand);
    for line in [
        r#"environments = ["manifests/crm.prod.json"],"#,
        r#""Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],"#,
        r#""Crm.ReadWrite.*" => ["Accounts.Read.*", "Accounts.Write.*",
            "Contacts.Read.*", "Contacts.Write.*",],"#,
        r#"constraints = ["My", "Team", "All"],"#,
    ] {
        let line = words(line);
        assert!(by_hand.contains(&line) && found.contains(&line), "{line}\n{}", run.stdout);
    }
    let decision = r#""Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"]"#;
    assert!(by_hand.contains(&words(decision)));
    assert!(run.stdout.contains(&format!("// {decision}\n")), "{}", run.stdout);
    assert!(run.stdout.contains("\n        \"Sales.ReadWrite.*\" => [],\n"), "{}", run.stdout);
}

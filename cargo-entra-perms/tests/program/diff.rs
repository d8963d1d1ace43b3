//! `diff` in repositories and with files.

use std::fs;

use crate::repository::{Repository, summary};
use crate::workspace::{MANIFEST, MODEL, Shop, expect_failure};

const ROLE: &str = r#""allowedMemberTypes": ["User"]}"#;

#[test]
fn the_working_tree_is_compared_with_a_revision() {
    let repository = Repository::new(&[]);
    assert_eq!(repository.diff(&["HEAD"]), (0, "equal".to_owned()));
    repository.edit("shop.json", "[\"User\"]", "[\"User\", \"Application\"]");
    let widened = "more permissive\nrole_applications_added widens shop.json:13";
    assert_eq!(repository.diff(&["HEAD"]), (1, widened.to_owned()));
    // Two revisions do not depend on the working tree.
    assert_eq!(repository.diff(&["HEAD", "HEAD"]), (0, "equal".to_owned()));
    repository.commit("widen");
    let widened = widened.replace("shop.json", "main:shop.json");
    assert_eq!(repository.diff(&["HEAD~1", "main"]), (1, widened));
    let narrowed = "less permissive\nrole_applications_removed breaks HEAD~1:shop.json:13";
    assert_eq!(repository.diff(&["main", "HEAD~1"]), (1, narrowed.to_owned()));
}

#[test]
fn each_revision_has_its_own_mapping_and_manifests() {
    let repository = Repository::new(&[]);
    // The mapping and the manifest of the first revision do not fit to the ones of the second one.
    repository.git(&["mv", "shop.json", "api.json"]);
    repository.edit("api.json", "\"Orders.Read\"", "\"Orders.List\"");
    repository.edit("api.json", "\"Shop.Read\"", "\"Shop.List\"");
    repository.write(
        "src/main.rs",
        &MODEL
            .replace("shop.json", "api.json")
            .replace("Orders.Read", "Orders.List")
            .replace("Shop.Read", "Shop.List"),
    );
    let expected = "equal\nrole_renamed breaks api.json:13\nscope_renamed breaks api.json:8";
    assert_eq!(repository.diff(&["HEAD"]), (1, expected.to_owned()));
}

#[test]
fn places_of_removed_parts_are_in_the_first_revision() {
    let repository = Repository::new(&[]);
    let write = format!(
        r#"{{"id": "30000000-0000-4000-8000-000000000002", "value": "Orders.Write",
        "isEnabled": true, {ROLE}"#
    );
    repository.edit("shop.json", ROLE, &format!("{ROLE},\n    {write}"));
    repository.edit("src/main.rs", "[\"Orders.Read\"]", "[\"Orders.*\"]");
    repository.commit("write");
    let added = "more permissive\nrole_added widens main:shop.json:15";
    assert_eq!(repository.diff(&["HEAD~1", "main"]), (1, added.to_owned()));
    let removed = "less permissive\nrole_removed breaks main:shop.json:15";
    assert_eq!(repository.diff(&["main", "HEAD~1"]), (1, removed.to_owned()));
    // Only the mapping changes.
    repository.edit("src/main.rs", "[\"Orders.*\"]", "[\"Orders.Read\"]");
    repository.edit("src/main.rs", "scopes", "not_delegated = [\"Orders.Write\"], scopes");
    let unmapped = "less permissive\nscope_unmapped breaks HEAD:src/main.rs:3";
    assert_eq!(repository.diff(&["HEAD"]), (1, unmapped.to_owned()));
}

#[test]
fn models_move_and_come_and_go() {
    let repository = Repository::new(&[]);
    repository.write("src/main.rs", "mod auth;\n");
    repository.write("src/auth/mod.rs", "mod model;\n");
    repository.write("src/auth/model.rs", MODEL);
    assert_eq!(repository.diff(&["HEAD"]), (0, "equal".to_owned()));
    repository.commit("move");
    let other = MODEL.replace("shop.json", "other.json");
    repository.write("src/main.rs", "mod auth;\nmod other;\n");
    repository.write("src/other.rs", &other);
    repository.write(
        "other.json",
        &MANIFEST.replace("0001\",\n  \"displayName", "0009\",\n  \"displayName"),
    );
    let added = "more permissive\nmodel_added widens src/other.rs:1";
    assert_eq!(repository.diff(&["HEAD"]), (1, added.to_owned()));
    assert_eq!(repository.diff(&["HEAD", "--model", "src/auth/model.rs"]), (0, "equal".to_owned()));
    repository.commit("other");
    repository.write("src/main.rs", "mod auth;\n");
    let removed = "less permissive\nmodel_removed breaks HEAD:src/other.rs:1";
    assert_eq!(repository.diff(&["HEAD"]), (1, removed.to_owned()));
}

/// Nothing says that two models are one if neither module nor registration is the same.
#[test]
fn the_last_two_models_are_one_if_they_share_a_permission() {
    let repository = Repository::new(&[]);
    let manifest = |number: u8| {
        let id = format!("8000-00000000000{number}\",\n  \"d");
        MANIFEST.replace("8000-000000000001\",\n  \"d", &id)
    };
    let other = |text: &str| text.replace("Orders.Read", "Bills.Read").replace("Shop.Read", "Bill");
    repository.write("src/main.rs", "mod one;\n");
    repository.write("src/one.rs", MODEL);
    repository.write("shop.json", &manifest(8));
    let replaced = "incomparable\nregistration_added widens shop.json:1\n\
                    registration_removed breaks HEAD:shop.json:1";
    assert_eq!(repository.diff(&["HEAD"]), (1, replaced.to_owned()));
    repository.write("src/one.rs", &other(MODEL));
    repository.write("shop.json", &other(&manifest(8)));
    let both = "incomparable\nmodel_added widens src/one.rs:1\n\
                model_removed breaks HEAD:src/main.rs:1";
    assert_eq!(repository.diff(&["HEAD"]), (1, both.to_owned()));
    // Among several models, a shared permission says nothing.
    repository.write("src/main.rs", "mod one;\nmod two;\n");
    repository.write("src/one.rs", MODEL);
    repository.write("shop.json", &manifest(8));
    repository.write("src/two.rs", &MODEL.replace("shop.json", "two.json"));
    repository.write("two.json", &manifest(9));
    let all = "incomparable\nmodel_added widens src/one.rs:1\nmodel_added widens src/two.rs:1\n\
               model_removed breaks HEAD:src/main.rs:1";
    assert_eq!(repository.diff(&["HEAD"]), (1, all.to_owned()));
}

#[test]
fn a_workspace_can_be_below_the_root_of_the_repository() {
    let repository = Repository::new(&[]);
    for file in ["Cargo.toml", "shop.json", "src/main.rs"] {
        let folder = repository.shop.folder.join("services/a shop/src");
        fs::create_dir_all(&folder).unwrap();
        repository.git(&["mv", file, &format!("services/a shop/{file}")]);
    }
    repository.commit("move");
    repository.edit("services/a shop/shop.json", "[\"User\"]", "[\"User\", \"Application\"]");
    let folder = repository.shop.folder.join("services/a shop/src");
    let run = crate::workspace::run(&folder, &["diff", "HEAD", "--format", "json"]);
    let expected = "more permissive\nrole_applications_added widens ../shop.json:13";
    assert_eq!(summary(&run), expected);
    // The package is not there in the revision before.
    let run = crate::workspace::run(&folder, &["diff", "HEAD~1"]);
    assert_eq!(run.status, 1, "{run:?}");
    let run = repository.run(&["diff", "HEAD", "--manifest-path", "services/a shop/Cargo.toml"]);
    assert_eq!(run.status, 1, "{run:?}");
}

#[test]
fn hostile_names_are_not_options() {
    let repository = Repository::new(&[("a 'b' \"c\".json", MANIFEST)]);
    repository.write("src/main.rs", &MODEL.replace("shop.json", "a 'b' \\\"c\\\".json"));
    repository.commit("names");
    repository.edit("a 'b' \"c\".json", "[\"User\"]", "[\"User\", \"Application\"]");
    let expected = "more permissive\nrole_applications_added widens a 'b' \"c\".json:13";
    assert_eq!(repository.diff(&["HEAD"]), (1, expected.to_owned()));
    let target = repository.shop.folder.join("stolen");
    let option = format!("--output={}", target.display());
    for name in [option.as_str(), "-h", "", "--all", "HEAD;touch stolen", "$(touch stolen)"] {
        let run = repository.run(&["diff", "--", name]);
        let help = "  help: write a branch, a tag or a commit, such as `origin/main` or `HEAD~1`\n";
        expect_failure(&run, &format!("error: `{name}` is neither a file nor a revision\n{help}"));
    }
    assert!(!target.exists());
}

#[cfg(unix)]
#[test]
fn links_stay_inside_of_the_revision() {
    let repository = Repository::new(&[]);
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(target, repository.shop.folder.join(name)).unwrap();
    };
    repository.git(&["mv", "shop.json", "real.json"]);
    fs::create_dir(repository.shop.folder.join("shared")).unwrap();
    repository.git(&["mv", "src/main.rs", "shared/model.rs"]);
    link("real.json", "shop.json");
    link("../shared", "src/shared");
    repository.write("src/main.rs", "mod shared { mod model; }\n");
    repository.commit("links");
    assert_eq!(repository.diff(&["HEAD"]), (0, "equal".to_owned()));
    repository.edit("real.json", "[\"User\"]", "[\"User\", \"Application\"]");
    let (status, text) = repository.diff(&["HEAD"]);
    assert_eq!((status, text.lines().next()), (1, Some("more permissive")));
    // A file outside of the repository is not a part of the revision. From its root, these links
    // would lead to a file.
    repository.git(&["checkout", "-q", "."]);
    for target in ["/real.json", "../real.json", "src/../../real.json"] {
        fs::remove_file(repository.shop.folder.join("shop.json")).unwrap();
        link(target, "shop.json");
        repository.commit("outside");
        let run = repository.run(&["diff", "HEAD"]);
        assert_eq!(run.status, 2, "{target}: {run:?}");
        let start = "error: the model at HEAD:src/shared/model.rs:1:1 has errors: ";
        assert!(run.stderr.starts_with(start), "{}", run.stderr);
    }
}

#[test]
fn two_states_that_cannot_be_compared() {
    let repository = Repository::new(&[]);
    repository.edit("shop.json", "\"appRoles\"", "appRoles");
    repository.commit("broken manifest");
    let run = repository.run(&["diff", "HEAD", "HEAD~1"]);
    assert_eq!(run.status, 2);
    let first = run.stderr.lines().next().unwrap();
    assert!(first.starts_with("error: the model at HEAD:src/main.rs:1:1 has errors: "), "{first}");
    assert!(run.stderr.contains("note: at shop.json:12:"), "{}", run.stderr);
    repository.git(&["checkout", "-q", "HEAD~1", "--", "shop.json"]);
    repository.write("src/main.rs", "mod missing;\n");
    repository.commit("broken source");
    repository.git(&["checkout", "-q", "HEAD~1", "--", "src/main.rs"]);
    let run = repository.run(&["diff", "HEAD"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.starts_with("error: HEAD:src/main.rs:1: "), "{}", run.stderr);
    repository.write("Cargo.toml", "[package]\nname = 7\n");
    repository.commit("broken package");
    let run = repository.run(&["diff", "HEAD", "HEAD~1"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.starts_with("error: in `HEAD`, "), "{}", run.stderr);
    repository.git(&["rm", "-q", "-f", "Cargo.toml"]);
    repository.commit("no package");
    let run = repository.run(&["diff", "HEAD", "HEAD~1"]);
    assert!(run.stderr.starts_with("error: `HEAD` has no `Cargo.toml`\n"), "{}", run.stderr);
}

#[test]
fn a_hook_of_another_repository_changes_nothing() {
    let repository = Repository::new(&[]);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-entra-perms"))
        .args(["diff", "HEAD"])
        .current_dir(&repository.shop.folder)
        .env("GIT_DIR", "/nowhere/.git")
        .env("GIT_INDEX_FILE", "/nowhere/index")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_model_that_no_state_has_is_a_failure() {
    let repository = Repository::new(&[]);
    let failure = "error: neither state has a `permissions!` that the options choose\n  \
                   note: `shop` at HEAD:src/main.rs:1:1\n  note: `shop` at src/main.rs:1:1\n";
    expect_failure(&repository.run(&["diff", "HEAD", "--model", "api"]), failure);
    repository.write("src/main.rs", "");
    repository.commit("nothing");
    let failure = "error: neither state has a `permissions!`\n  help: start with an export: \
                   `cargo entra-perms init manifests/api.json`\n";
    expect_failure(&repository.run(&["diff", "HEAD"]), failure);
}

#[test]
fn a_folder_without_a_repository_has_no_revisions() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    let run = shop.run(&["diff", "main"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    let expected = "error: `main` is not a file, and git: not a git repository";
    assert!(run.stderr.starts_with(expected), "{}", run.stderr);
}

#[test]
fn a_shallow_clone_says_how_to_get_older_commits() {
    let repository = Repository::new(&[]);
    repository.commit("second");
    let clone = Shop::new(&[]);
    let source = format!("file://{}", repository.shop.folder.display());
    let folder = clone.folder.join("clone");
    repository.git(&["clone", "-q", "--depth=1", &source, folder.to_str().unwrap()]);
    let run = crate::workspace::run(&folder, &["diff", "HEAD~1"]);
    expect_failure(
        &run,
        "error: `HEAD~1` is neither a file nor a revision\n  \
         note: the clone is shallow, so it lacks older commits\n  \
         help: fetch them with `git fetch --unshallow`, or check out with `fetch-depth: 0`\n",
    );
}

#[test]
fn exports_are_compared_under_the_mapping_of_the_workspace() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    shop.write("old.json", MANIFEST);
    shop.write("new.json", &MANIFEST.replace("[\"User\"]", "[\"User\", \"Application\"]"));
    let diff = |arguments: &[&str]| {
        let run = shop.run(&[&["diff", "--format", "json"], arguments].concat());
        (run.status, summary(&run))
    };
    let widened =
        |file: &str| (1, format!("more permissive\nrole_applications_added widens {file}:13"));
    assert_eq!(diff(&["old.json", "new.json"]), widened("new.json"));
    assert_eq!(diff(&["shop.json", "./new.json"]), widened("new.json"));
    // One export and the working tree.
    assert_eq!(diff(&["old.json"]), (0, "equal".to_owned()));
    shop.write(
        "other.json",
        &MANIFEST.replace("8000-000000000001\",\n  \"d", "8000-000000000002\",\n  \"d"),
    );
    let run = shop.run(&["diff", "other.json"]);
    assert_eq!(run.status, 2);
    let expected = "error: `other.json` is the registration of another application\n";
    assert!(run.stderr.starts_with(expected), "{}", run.stderr);
    // Two exports may be two environments.
    let (status, text) = diff(&["old.json", "other.json"]);
    let expected = "incomparable\nregistration_added widens other.json:1\n\
                    registration_removed breaks old.json:1";
    assert_eq!((status, text.as_str()), (1, expected));
    // A text that is not a registration.
    shop.write("package.json", "{\"name\": \"web\", \"dependencies\": {}}");
    let run = shop.run(&["diff", "old.json", "package.json"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.starts_with("error: `package.json` "), "{}", run.stderr);
}

#[test]
fn a_file_with_the_name_of_a_revision_is_ambiguous() {
    let repository = Repository::new(&[("main", MANIFEST)]);
    let run = repository.run(&["diff", "main"]);
    assert!(run.stderr.starts_with("error: `main` is a file and a revision\n"), "{}", run.stderr);
    assert_eq!(repository.diff(&["./main"]), (0, "equal".to_owned()));
    assert_eq!(repository.diff(&["refs/heads/main"]), (0, "equal".to_owned()));
}

#[test]
fn rules_that_are_gone_are_listed() {
    let repository = Repository::new(&[]);
    let with = |rules: &str| {
        repository.write("src/main.rs", &MODEL.replace("\n}", &format!("\n    {rules}\n}}")));
    };
    with("allow = [no_xms_cc],");
    let allowed = "equal\nlint_allowed text src/main.rs:1";
    assert_eq!(repository.diff(&["HEAD"]), (1, allowed.to_owned()));
    repository.commit("allow");
    assert_eq!(repository.diff(&["HEAD"]), (0, "equal".to_owned()));
    with("never = { app => [\"*.Read\"] },");
    repository.commit("change");
    with("");
    let removed = "equal\nrule_removed text src/main.rs:1";
    assert_eq!(repository.diff(&["HEAD"]), (1, removed.to_owned()));
    let text = repository.run(&["diff", "HEAD"]).stdout;
    let message = "note[rule_removed]: `never` no longer says `app => [\"*.Read\"]` (text)\n";
    assert!(text.starts_with(message), "{text}");
    assert!(!text.contains("now, which can forbid less"), "{text}");
    // A narrower rule, a further one, and one about another subject.
    with("never = { app => [\"Orders.Read\"], user_consent => [\"*.Read\"] },");
    let text = repository.run(&["diff", "HEAD"]).stdout;
    let narrowed = "note: it says `app => [\"Orders.Read\"]` now, which can forbid less\n";
    assert!(text.starts_with(message) && text.contains(narrowed), "{text}");
    with("never = { app => [\"Orders.Read\", \"*.Read\"] },");
    assert_eq!(repository.diff(&["HEAD"]), (0, "equal".to_owned()));
}

#[test]
fn the_status_depends_on_the_chosen_classes() {
    let repository = Repository::new(&[]);
    repository.edit("shop.json", "\"Shop\"", "\"Store\"");
    repository.edit(
        "shop.json",
        "\"requestedAccessTokenVersion\": 2",
        "\"requestedAccessTokenVersion\": 1",
    );
    for (fail_on, status) in [
        ("any", 1),
        ("text", 1),
        ("tokens", 1),
        ("widens", 0),
        ("widens,breaks", 0),
        ("breaks,text", 1),
    ] {
        let run = repository.run(&["diff", "HEAD", "--fail-on", fail_on]);
        assert_eq!(run.status, status, "{fail_on}: {run:?}");
        assert!(run.stdout.contains("token_version_changed"), "{run:?}");
    }
}

#[test]
fn every_format_has_the_verdict_or_the_changes() {
    let repository = Repository::new(&[]);
    repository.edit("shop.json", "[\"User\"]", "[\"User\", \"Application\"]");
    let out = |format: &str| repository.run(&["diff", "HEAD", "--format", format]).stdout;
    let text = out("text");
    let expected = "warning[role_applications_added]: app role `Orders.Read` can be held by \
                    applications (widens)\n  --> shop.json:13:61\n";
    assert!(text.contains("more permissive"), "{text}");
    let first: Vec<_> = text.lines().take(1).collect();
    assert_eq!(first, [expected.lines().next().unwrap()]);
    let markdown = out("markdown");
    assert!(markdown.contains("**more permissive**"), "{markdown}");
    let github = out("github");
    assert!(github.starts_with("::warning file=shop.json,line=13,col="), "{github}");
    let report: serde_json::Value = serde_json::from_str(&out("json")).unwrap();
    crate::formats::expect_valid(include_str!("../../src/schemas/report.json"), &report);
    let sarif: serde_json::Value = serde_json::from_str(&out("sarif")).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["results"][0]["properties"]["class"], "widens");
    let description = &run["tool"]["driver"]["rules"][0]["shortDescription"]["text"];
    assert_eq!(description, "Applications can hold an app role.");
}

//! The conduct that all commands share: each bad input gives one equal line and the status 2, and
//! leaves the folder as it was.

use std::fs;
use std::path::Path;

use crate::repository::Repository;
use crate::workspace::{MANIFEST, MODEL, Run};

/// The commands that read an export, with `FILE` in its place.
const READ_EXPORT: [&[&str]; 6] = [
    &["init", "FILE", "-o", "out.rs"],
    &["drift", "--live", "FILE"],
    &["plan", "--live", "FILE"],
    &["diff", "FILE"],
    &["diff", "HEAD", "FILE"],
    &["diff", "shop.json", "FILE"],
];

/// The commands that read the guards of a program.
const READ_GUARDS: [&[&str]; 5] = [
    &["explore", "-o", "page.html", "--guards", "FILE"],
    &["check", "--guards", "FILE"],
    &["explain", "--token", "shop.json", "--guards", "FILE"],
    &["show", "--guards", "FILE"],
    &["diff", "HEAD", "--guards", "FILE", "shop.json"],
];

/// The commands that read a token or keys.
const READ_TOKEN: [&[&str]; 2] =
    [&["explain", "--token", "FILE"], &["explain", "--token", "shop.json", "--keys", "FILE"]];

fn repository() -> Repository {
    let other = MANIFEST.replace("\"10000000-", "\"90000000-");
    let two = format!("[{MANIFEST}, {}]", other.replace("\"90000000-", "\"80000000-"));
    Repository::new(&[
        ("other application.json", &other),
        ("two.json", &two.replace("\"10000000-", "\"70000000-")),
        ("object.json", "{\"a\": 1}"),
        ("empty.json", ""),
        ("words.json", "ERROR: Please run 'az login' to setup account."),
    ])
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

fn with_file(command: &[&str], file: &str) -> Vec<String> {
    command.iter().map(|word| word.replace("FILE", file)).collect()
}

/// Fails unless the program refused its input with this first line.
#[track_caller]
pub(crate) fn expect_refusal(run: &Run, line: &str, command: &[String]) {
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{command:?}: {run:?}");
    let mut lines = run.stderr.lines();
    assert_eq!(lines.next(), Some(format!("error: {line}").as_str()), "{command:?}: {run:?}");
    assert!(
        lines.all(|line| line.starts_with("  note: ") || line.starts_with("  help: ")),
        "{command:?}: {run:?}"
    );
}

#[test]
fn every_command_refuses_a_bad_export_with_one_line() {
    let repository = repository();
    let folder = &repository.shop.folder;
    let before = names(folder);
    let missing = "cannot read `missing.json`: there is no such file";
    for (file, line) in [
        ("missing.json", missing),
        ("src", "cannot read `src`: it is a folder"),
        ("object.json", "`object.json` is not an app registration manifest"),
        ("empty.json", "`empty.json` is empty"),
        ("two.json", "`two.json` lists 2 applications"),
        (
            "other application.json",
            "`other application.json` is the registration of another application",
        ),
    ] {
        for command in READ_EXPORT {
            let line = match (command, file) {
                // A first model can be of any application, and two exports are compared with each
                // other.
                (["init", ..] | ["diff", "shop.json", ..], "other application.json") => continue,
                // A name that is not a file may be a revision.
                (["diff", ..], "missing.json") => "`missing.json` is neither a file nor a revision",
                (["diff", ..], "src") => "`src` is a directory, and not an export or a revision",
                _ => line,
            };
            let command = with_file(command, file);
            let words: Vec<_> = command.iter().map(String::as_str).collect();
            expect_refusal(&repository.run(&words), line, &command);
        }
    }
    assert_eq!(names(folder), before);
}

#[test]
fn the_standard_input_is_read_as_a_file_is() {
    let repository = repository();
    let folder = &repository.shop.folder;
    let before = names(folder);
    let other = MANIFEST.replace("\"10000000-", "\"90000000-");
    for (text, line) in [
        ("{\"a\": 1}", "`standard input` is not an app registration manifest"),
        ("", "`standard input` is empty"),
        (&other, "`standard input` is the registration of another application"),
    ] {
        for command in READ_EXPORT {
            let is_of_any = matches!(command, ["init", ..] | ["diff", "shop.json", ..]);
            if is_of_any && text == other {
                continue;
            }
            let command = with_file(command, "-");
            let words: Vec<_> = command.iter().map(String::as_str).collect();
            expect_refusal(
                &repository.shop.run_with_input(&words, text.as_bytes()),
                line,
                &command,
            );
        }
    }
    for words in [&["init", "-", "-"][..], &["diff", "-", "-"]] {
        let run = repository.shop.run_with_input(words, MANIFEST.as_bytes());
        expect_refusal(&run, "the standard input is given twice", &with_file(words, ""));
    }
    assert_eq!(names(folder), before);
}

#[test]
fn every_command_refuses_bad_guards_with_one_line() {
    let repository = repository();
    for (file, line) in [
        ("missing.json", "cannot read `missing.json`: there is no such file"),
        ("src", "cannot read `src`: it is a folder"),
        ("object.json", "`object.json` is not a file of guards"),
        ("words.json", "`words.json` is not a file of guards"),
        ("-", "`standard input` is not a file of guards"),
    ] {
        for command in READ_GUARDS {
            let command = with_file(command, file);
            let words: Vec<_> = command.iter().map(String::as_str).collect();
            expect_refusal(&repository.run(&words), line, &command);
        }
    }
}

/// A list may have several registrations of the model.
#[test]
fn a_client_id_chooses_among_several_registrations() {
    const OTHER_ID: &str = "20000000-0000-4000-8000-000000000001";
    let prod = MANIFEST.replace("\"10000000-", "\"20000000-");
    let model = MODEL.replace("\"shop.json\",", "\"shop.json\", environments = [\"prod.json\"],");
    // Two models of one application have one list of client ids.
    let sources = format!("mod other;\n{model}");
    let live = format!("[{MANIFEST}, {}]", prod.replace("Orders", "Invoices"));
    let unknown = MANIFEST.replace("\"10000000-", "\"90000000-");
    let repository = Repository::new(&[
        ("src/main.rs", &sources),
        ("src/other.rs", &model),
        ("prod.json", &prod),
        ("two.json", &live),
        ("one.json", &format!("[{unknown}, {prod}]")),
        ("dev.json", MANIFEST),
    ]);
    let commands: [&[&str]; 4] = [
        &["drift", "--live", "two.json"],
        &["plan", "--live", "two.json"],
        &["diff", "HEAD", "two.json"],
        &["diff", "two.json"],
    ];
    for command in commands {
        let with = |more: &[&str]| repository.run(&[command, more].concat());
        let model = ["--model", "src/main.rs"];
        let refused = |line: &str, more: &[&str]| {
            expect_refusal(&with(more), line, &with_file(command, ""));
        };
        refused("`two.json` lists several registrations of the model", &model);
        let choice = ["--environment", OTHER_ID];
        refused("`two.json` belongs to several models", &choice);
        refused("the model has no registration `x`", &["--environment", "X"]);
        let run = with(&[&choice[..], &model].concat());
        assert_eq!((run.status, run.stderr.as_str()), (1, ""), "{command:?}: {run:?}");
        assert!(run.stdout.contains("Invoices.Read"), "{command:?}: {run:?}");

        let one: Vec<_> = command.iter().map(|word| word.replace("two", "one")).collect();
        let one: Vec<_> = one.iter().map(String::as_str).chain(model).collect();
        let run = repository.run(&one);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{one:?}: {run:?}");

        let dev: Vec<_> = command.iter().map(|word| word.replace("two", "dev")).collect();
        let dev: Vec<_> = dev.iter().map(String::as_str).chain(choice).chain(model).collect();
        let refusal = "`dev.json` is the registration of another application";
        expect_refusal(&repository.run(&dev), refusal, &with_file(command, ""));
    }
    let run = repository.run(&["diff", "HEAD", "--environment", OTHER_ID]);
    expect_refusal(&run, "`--environment` is for a comparison with an export", &[]);
}

/// A registration that cannot be read may be the one that is meant.
#[test]
fn a_registration_that_cannot_be_read_is_named() {
    let model = MODEL.replace("\"shop.json\",", "\"shop.json\", environments = [\"prod.json\"],");
    let other = MANIFEST.replace("\"10000000-", "\"90000000-");
    let repository =
        Repository::new(&[("src/main.rs", &model), ("prod.json", "words"), ("other.json", &other)]);
    for command in [&["drift", "--live", "other.json"][..], &["plan", "--live", "other.json"]] {
        let run = repository.run(command);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.starts_with("error: `prod.json` is not JSON"), "{run:?}");
        assert!(run.stderr.contains("\n  help: `cargo entra-perms check` shows all findings\n"));
    }
}

/// The controlling end of a new pseudoterminal is a terminal, too.
#[cfg(target_os = "linux")]
#[test]
fn nobody_has_to_type_an_export() {
    use std::os::unix::fs::OpenOptionsExt as _;

    use crate::workspace::command;

    /// `O_NONBLOCK` of Linux: a program that reads the terminal fails, and does not wait.
    const NONBLOCK: i32 = 0o4000;
    let repository = repository();
    for words in READ_EXPORT.into_iter().chain(READ_GUARDS).chain(READ_TOKEN) {
        let mut options = fs::OpenOptions::new();
        let terminal = options.read(true).write(true).custom_flags(NONBLOCK).open("/dev/ptmx");
        let words = with_file(words, "-");
        let arguments: Vec<_> = words.iter().map(String::as_str).collect();
        let mut command = command(&repository.shop.folder, &arguments);
        let output = command.stdin(terminal.unwrap()).output().unwrap();
        expect_refusal(&Run::of(&output), "the standard input is a terminal", &words);
    }
}

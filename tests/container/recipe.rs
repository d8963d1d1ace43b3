//! The instructions of the Containerfile.

use std::fs;
use std::path::{Path, PathBuf};

const FILE: &str = "examples/crm/Containerfile";

/// The two stages of the recipe.
pub(crate) struct Recipe {
    build: Vec<Instruction>,
    image: Vec<Instruction>,
}

/// An instruction, such as `RUN` with a command.
struct Instruction {
    name: String,
    text: String,
}

/// A folder of the first stage that becomes a folder of the image.
#[derive(Debug, PartialEq)]
pub(crate) struct Copied {
    /// Relative to the working folder of the first stage.
    pub(crate) from: String,
    pub(crate) to: String,
    /// The user and group that own the folder, if they are not root.
    pub(crate) owner: Option<String>,
}

/// Returns the root folder of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

impl Recipe {
    pub(crate) fn read() -> Self {
        let text = fs::read_to_string(repository().join(FILE)).unwrap();
        let mut stages: Vec<Vec<Instruction>> = Vec::new();
        for instruction in instructions(&text) {
            if instruction.name == "FROM" {
                stages.push(Vec::new());
            }
            stages.last_mut().expect("`FROM` is first").push(instruction);
        }
        let [build, image] = <[_; 2]>::try_from(stages).ok().expect("two stages");
        Self { build, image }
    }

    /// Returns the commands of the first stage, which run in its working folder.
    pub(crate) fn commands(&self) -> Vec<&str> {
        assert_eq!(texts(&self.build, "COPY"), [". ."], "the first stage has other files");
        texts(&self.build, "RUN")
    }

    /// Returns the folders of the image.
    pub(crate) fn copied(&self) -> Vec<Copied> {
        let [folder] = texts(&self.build, "WORKDIR")[..] else { panic!("one `WORKDIR`") };
        let copied = texts(&self.image, "COPY").into_iter().map(|text| {
            let mut words: Vec<_> = text.split(' ').collect();
            assert_eq!(words.remove(0), "--from=build", "{text}");
            let owner = words[0].strip_prefix("--chown=").map(str::to_owned);
            let [from, to] = words[usize::from(owner.is_some())..] else { panic!("{text}") };
            let from = Path::new(from).strip_prefix(folder).unwrap();
            Copied { from: from.to_str().unwrap().to_owned(), to: to.to_owned(), owner }
        });
        copied.collect()
    }

    /// Returns the variables of the image.
    pub(crate) fn variables(&self) -> Vec<(&str, &str)> {
        let pairs = texts(&self.image, "ENV").into_iter().flat_map(|text| text.split(' '));
        pairs.map(|pair| pair.split_once('=').unwrap()).collect()
    }

    /// Returns the ids of the user and of its group.
    pub(crate) fn user(&self) -> (u32, u32) {
        let [user] = texts(&self.image, "USER")[..] else { panic!("one `USER`") };
        let (user, group) = user.split_once(':').expect("a user and a group");
        (user.parse().unwrap(), group.parse().unwrap())
    }

    /// Returns the program of the image.
    pub(crate) fn program(&self) -> PathBuf {
        let [entry] = texts(&self.image, "ENTRYPOINT")[..] else { panic!("one `ENTRYPOINT`") };
        let program = entry.strip_prefix("[\"").and_then(|entry| entry.strip_suffix("\"]"));
        let program = program.expect("a list, because the image has no shell");
        assert!(!program.contains('"'), "an argument: {entry}");
        program.into()
    }
}

/// Returns the instructions of a file. A `\` at the end of a line continues it.
fn instructions(file: &str) -> Vec<Instruction> {
    let lines: Vec<_> = file.lines().filter(|line| !line.starts_with('#')).collect();
    let joined = lines.join("\n").replace("\\\n", "");
    let lines = joined.lines().filter(|line| !line.trim().is_empty());
    let instruction = |line: &str| {
        let (name, text) = line.split_once(' ').unwrap();
        Instruction { name: name.to_owned(), text: text.trim().to_owned() }
    };
    lines.map(instruction).collect()
}

/// Returns the texts of the instructions of one name.
fn texts<'a>(stage: &'a [Instruction], name: &str) -> Vec<&'a str> {
    let named = stage.iter().filter(|instruction| instruction.name == name);
    named.map(|instruction| instruction.text.as_str()).collect()
}

#[test]
fn the_image_starts_empty_and_its_user_is_not_root() {
    let recipe = Recipe::read();
    assert_eq!(texts(&recipe.image, "FROM"), ["scratch"]);
    assert_eq!(texts(&recipe.image, "RUN"), [""; 0], "there is no shell");
    let (user, group) = recipe.user();
    assert!(user != 0 && group != 0, "{user}:{group}");
    let known = ["FROM", "COPY", "USER", "ENV", "EXPOSE", "ENTRYPOINT"];
    for Instruction { name, .. } in &recipe.image {
        assert!(known.contains(&name.as_str()), "no test reads `{name}`");
    }
    for Instruction { name, .. } in &recipe.build {
        assert!(["FROM", "WORKDIR", "COPY", "RUN"].contains(&name.as_str()), "{name}");
    }
}

#[test]
fn the_user_owns_the_folder_of_the_database_and_nothing_else() {
    let recipe = Recipe::read();
    let (user, group) = recipe.user();
    let copied = recipe.copied();
    let owned: Vec<_> = copied.iter().filter(|copied| copied.owner.is_some()).collect();
    let [folder] = owned[..] else { panic!("{owned:?}") };
    assert_eq!(folder.owner, Some(format!("{user}:{group}")));
    let variables = recipe.variables();
    let (_, database) = variables.iter().find(|(name, _)| *name == "CRM_DATABASE").unwrap();
    assert_eq!(Path::new(database).parent(), Some(Path::new(&folder.to)));
}

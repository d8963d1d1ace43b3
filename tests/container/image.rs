//! The files of the image, as the commands of the recipe make them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::context;
use crate::recipe::{Copied, Recipe};

/// The result of the first stage. All tests share it.
pub(crate) static IMAGE: LazyLock<Image> = LazyLock::new(Image::build);

pub(crate) struct Image {
    pub(crate) recipe: Recipe,
    /// The folder that stands for the working folder of the first stage.
    pub(crate) folder: PathBuf,
    pub(crate) copied: Vec<Copied>,
}

impl Image {
    fn build() -> Self {
        let recipe = Recipe::read();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("container/source");
        std::fs::create_dir_all(&folder).unwrap();
        context::update(&folder);
        for command in recipe.commands() {
            run(command, &folder);
        }
        let copied = recipe.copied();
        Self { recipe, folder, copied }
    }
}

/// Runs a command as an engine does, with the settings for builds that the recipe has.
fn run(command: &str, folder: &Path) {
    let status = Command::new("/bin/sh")
        .args(["-c", command])
        .current_dir(folder)
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTFLAGS")
        .status()
        .unwrap();
    assert!(status.success(), "{command}");
}

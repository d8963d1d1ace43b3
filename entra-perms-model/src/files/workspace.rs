//! The workspace of a package, as cargo reports it.

use std::path::{Path, PathBuf};

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// A cargo workspace. A package without other members is a workspace of its own.
///
/// A member may read the manifests in its own folder and in the folders above it, up to the root
/// of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// The folder with the `Cargo.toml` of the workspace.
    pub root: PathBuf,
    /// The folders of the members.
    pub members: Vec<PathBuf>,
    /// The target folder, which cargo builds into.
    pub target: PathBuf,
}

impl Workspace {
    /// Reads the output of `cargo metadata --no-deps --format-version=1`.
    ///
    /// Returns `None` if the text is not such an output.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use entra_perms_model::Workspace;
    ///
    /// let output = r#"{
    ///     "packages": [{"name": "api", "manifest_path": "/shop/api/Cargo.toml"}],
    ///     "target_directory": "/shop/target",
    ///     "workspace_root": "/shop"
    /// }"#;
    /// let workspace = Workspace::from_metadata(output).unwrap();
    /// assert_eq!(workspace.root, Path::new("/shop"));
    /// assert_eq!(workspace.members, [Path::new("/shop/api")]);
    /// ```
    #[must_use]
    pub fn from_metadata(text: &str) -> Option<Self> {
        let parsed =
            parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok()?;
        let Value::Object(metadata) = parsed.value? else { return None };
        // With `--no-deps`, `packages` contains the members only.
        let packages = metadata.get_array("packages")?.elements.iter();
        Some(Self {
            root: path(&metadata, "workspace_root")?,
            members: packages.filter_map(folder).collect(),
            target: path(&metadata, "target_directory")?,
        })
    }
}

/// Returns the folder of a package.
fn folder(package: &Value<'_>) -> Option<PathBuf> {
    let manifest = path(package.as_object()?, "manifest_path")?;
    manifest.parent().map(Path::to_owned)
}

fn path(object: &Object<'_>, name: &str) -> Option<PathBuf> {
    object.get_string(name).map(|path| PathBuf::from(path.value.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_of_cargo_metadata_is_read() {
        let text = r#"{
            "packages": [
                {"name": "api", "manifest_path": "/w/crates/api/Cargo.toml"},
                {"name": "w", "manifest_path": "/w/Cargo.toml"}
            ],
            "workspace_members": ["path+file:///w/crates/api#0.1.0"],
            "target_directory": "/t",
            "workspace_root": "/w"
        }"#;
        let members = ["/w/crates/api", "/w"].map(PathBuf::from).to_vec();
        let expected = Workspace { root: "/w".into(), members, target: "/t".into() };
        assert_eq!(Workspace::from_metadata(text), Some(expected));
        for broken in ["", "[]", "{", &text.replace("workspace_root", "root")] {
            assert_eq!(Workspace::from_metadata(broken), None);
        }
    }
}

//! The file of the shared key: its rights, its races, and its defects.

use std::collections::BTreeSet;
use std::process;
use std::sync::Barrier;
use std::thread;

use super::*;

/// A target folder, which is removed at the end.
struct Target(PathBuf);

impl Target {
    fn new(name: &str) -> Self {
        let folder = format!("entra-perms-key-{name}-{}", process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn with_key(name: &str) -> Self {
        let target = Self::new(name);
        shared_key(&target.0).unwrap();
        target
    }

    fn file(&self) -> PathBuf {
        folder_in(&self.0).join(FILE)
    }

    fn refusal(&self) -> String {
        shared_key(&self.0).unwrap_err().to_string()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_key_is_made_once() {
    let target = Target::new("once");
    let first = shared_key(&target.0).unwrap();
    let bytes = fs::read(target.file()).unwrap();
    let second = shared_key(&target.0).unwrap();
    assert_eq!(first.kid, second.kid);
    assert_eq!(first.sign(b"message"), second.sign(b"message"));
    assert_eq!(fs::read(target.file()).unwrap(), bytes);
    let names = fs::read_dir(folder_in(&target.0)).unwrap().map(|it| it.unwrap().file_name());
    let names: BTreeSet<_> = names.map(|name| name.into_string().unwrap()).collect();
    assert_eq!(Vec::from_iter(names), [".gitignore", FILE], "no temporary file stays behind");
}

#[test]
fn programs_that_start_at_once_share_one_key() {
    const PROGRAMS: usize = 16;
    for round in 0..3 {
        let target = Target::new(&format!("race-{round}"));
        let start = Barrier::new(PROGRAMS);
        let run = || {
            start.wait();
            shared_key(&target.0).unwrap().kid
        };
        let kids: BTreeSet<_> = thread::scope(|scope| {
            let running: Vec<_> = (0..PROGRAMS).map(|_| scope.spawn(run)).collect();
            running.into_iter().map(|program| program.join().unwrap()).collect()
        });
        assert_eq!(kids.len(), 1);
        assert_eq!(fs::read_dir(folder_in(&target.0)).unwrap().count(), 2);
    }
}

#[test]
fn a_damaged_key_is_named_and_kept() {
    let target = Target::with_key("damaged");
    let good = fs::read(target.file()).unwrap();
    let other_kind =
        [&[0x30, 0x82][..], &vec![0; 2 * usize::try_from(MAX_BYTES).unwrap()]].concat();
    for bytes in [&[][..], &good[..good.len() / 2], &good[1..], b"words", &other_kind] {
        fs::write(target.file(), bytes).unwrap();
        let refusal = target.refusal();
        assert!(refusal.contains("dev-key.der` is damaged: delete it"), "{refusal}");
        assert_eq!(fs::read(target.file()).unwrap(), bytes, "the key is not replaced");
    }
    fs::write(target.file(), good).unwrap();
    shared_key(&target.0).unwrap();
}

#[test]
fn a_target_folder_that_is_missing_is_not_made() {
    let target = Target::new("missing");
    let missing = target.0.join("target");
    let error = shared_key(&missing).unwrap_err().to_string();
    assert!(error.starts_with("cannot make the development key `"), "{error}");
    assert!(!missing.exists());
}

#[test]
fn nothing_shows_the_key() {
    let target = Target::with_key("debug");
    let key = shared_key(&target.0).unwrap();
    assert_eq!(format!("{key:?}"), format!("SigningKey {{ kid: {:?}, .. }}", key.kid));
}

#[cfg(unix)]
mod rights {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::super::rights::check_same_owner;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn only_the_owner_can_read_the_key() {
        let target = Target::with_key("modes");
        assert_eq!(mode(&target.file()), 0o600);
        assert_eq!(mode(&folder_in(&target.0)), 0o700);
    }

    /// The mode is the file's from its first moment, and not set after the key is in it.
    #[test]
    fn a_new_file_is_never_open_to_others() {
        let target = Target::new("new");
        let file = target.0.join("new");
        write_new(&file, b"").unwrap();
        assert_eq!(mode(&file), 0o600);
        assert!(write_new(&file, b"other").is_err(), "a file is never written twice");
    }

    #[test]
    fn a_key_that_others_can_open_is_refused() {
        let target = Target::with_key("open");
        for bits in [0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o666] {
            set_mode(&target.file(), bits);
            let refusal = target.refusal();
            assert!(refusal.starts_with("other users can open `"), "{bits:o}: {refusal}");
            assert!(refusal.contains("dev-key.der`: delete it"), "{bits:o}: {refusal}");
        }
        set_mode(&target.file(), 0o600);
        for bits in [0o770, 0o707, 0o777] {
            set_mode(&folder_in(&target.0), bits);
            let refusal = target.refusal();
            assert!(refusal.contains("entra-perms`: delete it"), "{bits:o}: {refusal}");
        }
        set_mode(&folder_in(&target.0), 0o755);
        shared_key(&target.0).unwrap();
    }

    #[test]
    fn links_and_folders_are_not_keys() {
        let target = Target::with_key("links");
        let other = target.0.join("other.der");
        fs::rename(target.file(), &other).unwrap();
        symlink(&other, target.file()).unwrap();
        assert!(target.refusal().contains("dev-key.der` is not a file"));
        fs::remove_file(target.file()).unwrap();
        fs::create_dir(target.file()).unwrap();
        assert!(target.refusal().contains("dev-key.der` is not a file"));
        fs::remove_dir_all(folder_in(&target.0)).unwrap();
        symlink(&target.0, folder_in(&target.0)).unwrap();
        assert!(target.refusal().contains("entra-perms` is not a file"));
    }

    /// Only an administrator can give a file away, as in the containers of CI.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_key_of_another_user_is_refused() {
        let target = Target::with_key("owner");
        match std::os::unix::fs::chown(target.file(), Some(12_345), None) {
            Ok(()) => {
                let refusal = target.refusal();
                assert!(refusal.contains("dev-key.der` belongs to another user"), "{refusal}");
            }
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::PermissionDenied),
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_of_another_user_is_refused() {
        let target = Target::with_key("folder-owner");
        match std::os::unix::fs::chown(folder_in(&target.0), Some(12_345), None) {
            Ok(()) => {
                let refusal = target.refusal();
                assert!(refusal.contains("entra-perms` belongs to another user"), "{refusal}");
            }
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::PermissionDenied),
        }
    }

    /// Another system has no `/proc`, and compares the two owners.
    #[test]
    fn the_folder_and_the_file_have_one_owner() {
        let target = Target::with_key("owners");
        let folder = folder_in(&target.0);
        let own = fs::metadata(&folder).unwrap();
        let of_root = fs::metadata("/").unwrap();
        assert!(check_same_owner(&folder, &own, &own).is_ok());
        if std::os::unix::fs::chown(target.file(), Some(12_345), None).is_ok() {
            let other = fs::metadata(target.file()).unwrap();
            assert!(check_same_owner(&folder, &own, &other).is_err());
        } else {
            assert!(check_same_owner(&folder, &own, &of_root).is_err());
        }
    }

    /// A folder that is shared with another system may show the same mode for all files.
    #[test]
    fn a_file_system_without_rights_is_named() {
        let target = Target::with_key("no-rights");
        let folder = folder_in(&target.0);
        set_mode(&folder, 0o777);
        let error = read_new(&folder, &target.file()).unwrap_err().to_string();
        assert!(error.contains("no-rights") && error.contains("does not protect files"), "{error}");
        assert!(error.contains("CARGO_TARGET_DIR"), "{error}");
        assert!(!folder.exists(), "the next run says the same");
    }
}

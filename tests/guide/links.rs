//! Checks that the links of the documents lead to a file, and to a heading of it.

use std::fs;
use std::path::PathBuf;

use crate::pages::workspace;

/// Returns the Markdown files of a folder of the workspace.
fn pages_in(folder: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(workspace().join(folder)).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

/// Returns the targets of the links of a page that lead to files.
fn targets(page: &str) -> impl Iterator<Item = &str> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://"))
}

/// Returns the name that GitHub gives to the section of a heading.
fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || [' ', '-', '_'].contains(c);
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    text.chars().filter(kept).collect::<String>().replace(' ', "-")
}

fn has_section(page: &str, section: &str) -> bool {
    page.lines().any(|line| line.starts_with('#') && anchor(line) == section)
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let folders = ["", "docs", "docs/guide", "manifests", "tests"];
    let mut checked = 0;
    for page in folders.into_iter().flat_map(pages_in) {
        let text = fs::read_to_string(&page).unwrap();
        for target in targets(&text) {
            let (path, section) = target.split_once('#').unwrap_or((target, ""));
            let file = if path.is_empty() { page.clone() } else { page.with_file_name(path) };
            assert!(file.exists(), "{} links to {target}", page.display());
            if !section.is_empty() {
                let linked = fs::read_to_string(&file).unwrap();
                assert!(has_section(&linked, section), "{} links to {target}", page.display());
            }
            checked += 1;
        }
    }
    assert!(checked > 30, "{checked}");
}

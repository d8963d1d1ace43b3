//! The section about the requirement in the documentation of guarded functions.

use std::fs;
use std::path::{Path, PathBuf};

use crate::compiler::{check, document, workspace};
use crate::diagnostic;

/// The pages of a service in `requires/doc`, and their text behind the docs of the user if the
/// permissions are private: rustdoc then shows the brackets and the prefix of a link that it does
/// not make. A link has only the name.
const SECTIONS: [(&str, &str); 15] = [
    (
        "orders/fn.list.html",
        "Lists the orders. a list at the end § Permissions Requires the role \
         [value@Orders::Read::Team] or (the role [value@Orders::Write::Team] and the scope \
         [value@scopes::Shop::Read::Team]).",
    ),
    (
        "orders/fn.handler.html",
        "Is a handler. § Permissions Requires the role [value@Orders::Read::My] (or with a wider \
         constraint). Admits only clients that act for a user.",
    ),
    ("orders/fn.off.html", "Has no section."),
    (
        "orders/fn.without_docs.html",
        "Requires one of the roles [value@Orders::Write::ANY]. Admits only applications that act \
         as themselves.",
    ),
    (
        "orders/fn.conditional.html",
        "Has docs with a condition. § Permissions Requires the role [value@Orders::Read::All].",
    ),
    ("orders/fn.never_documented.html", "Requires the role [value@Orders::Read::All]."),
    (
        "orders/fn.paths.html",
        "Names roles by other paths. § Permissions Requires the role \
         [value@self::Orders::Read::My], the role [value@super::orders::Jobs::Run] or the role \
         [Role::OrdersReadAll].",
    ),
    (
        "orders/fn.aliases.html",
        "Names roles by aliases. § Permissions Requires the role [value@O::Read::My], the role \
         [value@Everything] or the role [ShopRole::OrdersReadAll].",
    ),
    (
        "orders/fn.glob.html",
        "Names a role of a glob import. § Permissions Requires the role [value@Team].",
    ),
    (
        "orders/fn.from_macro.html",
        "Comes from a macro. § Permissions Requires the role \
         models::shop::roles::Orders::Read::My or the role [value@Orders::Read::Team].",
    ),
    (
        "orders/struct.Book.html",
        "Is a method. § Permissions Requires the role [value@Orders::Read::All]. Admits only \
         clients that act for a user.",
    ),
    (
        "orders/struct.Book.html",
        "Has an attribute that moves behind the check. § Permissions Requires the role \
         [value@Orders::Read::All].",
    ),
    (
        "orders/struct.Book.html",
        "Is in the body of a function. § Permissions Requires the role [value@Local::Read::All].",
    ),
    (
        "people/fn.show.html",
        "Shows an account. § Permissions Requires the role [mod@admin], the role \
         [mod@roles::operator], the role [mod@files::read] or the scope [mod@access_as_user].",
    ),
    (
        "storage/fn.read.html",
        "Reads a file. § Permissions Requires the role [value@Files::Read], the role \
         [value@Files::Read::All] or the role [mod@self_::type::_2nd].",
    ),
];

#[test]
fn the_docs_name_the_requirement_with_links() {
    names_are_links(&documented("public", &["--cfg=public_models"]));
}

#[test]
fn docs_of_private_items_link_to_private_permissions() {
    names_are_links(&documented("all", &["--document-private-items"]));
}

fn names_are_links(folder: &Path) {
    for (page, section) in SECTIONS {
        let expected = section.replace(['[', ']'], "").replace("value@", "").replace("mod@", "");
        let docs = docs(folder, page, &expected);
        assert_eq!(text(&docs), expected, "{page}");
        let links = links(&docs);
        assert_eq!(links.len(), section.matches('[').count(), "{docs}");
        for link in links {
            let target = folder.join(page).with_file_name(link.split('#').next().unwrap());
            assert!(target.exists(), "{link} leads nowhere");
        }
    }
}

#[test]
fn names_of_private_permissions_have_no_links_and_no_warnings() {
    let folder = documented("private", &[]);
    for (page, expected) in SECTIONS {
        let docs = docs(&folder, page, expected);
        assert_eq!(links(&docs), [""; 0], "{docs}");
        assert_eq!(text(&docs), expected, "{page}");
    }
}

#[test]
fn rustdoc_reports_links_of_the_user_and_variants_that_are_imported() {
    let source = workspace().join("tests/ui/requires/doc/broken_links.rs");
    let compilation = document(&source, &output("broken_links"), &[]);
    assert!(!compilation.succeeded);
    let broken = diagnostic::messages(&compilation.diagnostics);
    let names = ["Missing", "AlsoMissing", "R::OrdersReadAll", "OrdersReadTeam", "Renamed"];
    assert_eq!(broken, names.map(|name| format!("unresolved link to `{name}`")));
}

#[test]
fn without_docs_of_the_user_the_section_is_the_summary() {
    let folder = documented("summary", &["--cfg=public_models"]);
    let list = fs::read_to_string(folder.join("orders/index.html")).unwrap();
    assert!(text(&list).contains("without_docs Requires one of the roles Orders::Write::ANY."));
    assert!(text(&list).contains("list Lists the orders."));
}

#[test]
fn the_section_does_not_count_as_docs() {
    let source = workspace().join("tests/ui/requires/doc/undocumented.rs");
    let compilation = check(&source);
    assert!(!compilation.succeeded);
    assert_eq!(diagnostic::codes(&compilation.diagnostics), ["missing_docs"]);
}

/// Documents the service with warnings as errors. Returns the folder of its pages.
fn documented(name: &str, arguments: &[&str]) -> PathBuf {
    let source = workspace().join("tests/ui/requires/doc/service.rs");
    let folder = output(name);
    // An earlier run may have left pages.
    let _ = fs::remove_dir_all(&folder);
    let compilation = document(&source, &folder, arguments);
    assert!(compilation.succeeded, "{}", diagnostic::rendered(&compilation.diagnostics));
    folder.join("service")
}

fn output(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("documentation").join(name)
}

/// Returns the docs on a page as HTML that begin with the first words of `expected`.
fn docs(folder: &Path, page: &str, expected: &str) -> String {
    let html = fs::read_to_string(folder.join(page)).unwrap();
    // All sections begin with other words, or are on other pages.
    let words = expected.split('.').next().unwrap();
    let blocks = html.split("class=\"docblock\">").skip(1);
    let mut docs = blocks.map(|block| block.split("</div>").next().unwrap().to_owned());
    docs.find(|docs| text(docs).starts_with(words))
        .unwrap_or_else(|| panic!("{words}: {html}"))
}

fn links(docs: &str) -> Vec<&str> {
    let starts = docs.split("href=\"").skip(1);
    let targets = starts.map(|rest| rest.split('"').next().unwrap());
    targets.filter(|target| !target.starts_with('#')).collect()
}

/// Returns the text of HTML. Elements other than names and links divide words.
fn text(html: &str) -> String {
    let mut text = String::new();
    for part in html.split_inclusive('>') {
        let (words, element) = part.split_once('<').unwrap_or((part, ""));
        text.push_str(words);
        let name = element.trim_start_matches('/').split([' ', '>']).next().unwrap();
        let is_anchor = element.contains("doc-anchor");
        if !["a", "code", "wbr"].contains(&name) || is_anchor {
            text.push(' ');
        }
    }
    let text = text.replace('§', "§ ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

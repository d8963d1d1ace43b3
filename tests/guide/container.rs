//! The page about the container image has no Rust code. `tests/container` runs the recipe.

use crate::pages::page;

#[test]
fn the_page_shows_the_variables_of_the_image() {
    let recipe = page("examples/crm/Containerfile");
    let page = page("docs/guide/container.md");
    let variables = recipe.lines().find_map(|line| line.strip_prefix("ENV ")).unwrap();
    for variable in variables.split(' ') {
        let (name, value) = variable.split_once('=').unwrap();
        assert!(page.contains(&format!("\n| `{name}` | `{value}` |")), "{variable}");
    }
    let user = recipe.lines().find_map(|line| line.strip_prefix("USER ")).unwrap();
    let (user, _) = user.split_once(':').unwrap();
    for text in [format!("chown {user}:"), format!("fsGroup: {user} ")] {
        assert!(page.contains(&text), "{text}");
    }
}

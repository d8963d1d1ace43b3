//! The page of `Model`: the permission model at a glance.

use entra_perms_model::{App, Client, ClientRegistration, Entry, Model, Role};

use super::markdown::{code, text};
use super::{app_name, entry_link, role_links};
use crate::permissions::{Half, identifier};

/// The number of cells that a reader can survey. A larger model is a list.
const MAX_CELLS: usize = 40 * 40;

pub(in crate::permissions) fn model_docs(model: &Model) -> String {
    let name = app_name(model).unwrap_or_else(|| "this API".to_owned());
    let registrations = registrations(&model.apps);
    let is_small = model.roles.len() * model.scopes.len() <= MAX_CELLS;
    let mapping = if is_small { table(model) } else { list(model) };
    format!(
        "The permission model of {name}.\n\n\
         {registrations}\
         A client that acts for a user can use the roles that the user holds and that the \
         client's scopes map to. An application that acts as itself can use the roles that it \
         holds.\n\n\
         {mapping}{}",
        about_clients(model),
    )
}

/// Says how far the rows of clients reach, if there are clients.
fn about_clients(model: &Model) -> &'static str {
    if model.clients.is_empty() {
        return "";
    }
    "\nA client is listed with the permissions that its registration asks for. This is not an upper \
     limit: a client may ask for further scopes at run time, and an administrator may assign \
     further app roles.\n"
}

/// The roles that a client can use as registered.
struct ClientRow {
    /// The client, and whether it acts for a user or as itself.
    name: String,
    roles: Vec<usize>,
}

/// Returns the rows of the clients. The registrations of one client share a row if they ask for the
/// same permissions.
fn client_rows(model: &Model) -> Vec<ClientRow> {
    let mut rows = Vec::new();
    for client in &model.clients {
        let for_users = client.registrations.iter().map(|it| (it, model.delegated_roles(it)));
        add_rows(&mut rows, model, client, "for users", for_users.collect());
        let as_itself = client.registrations.iter().map(|it| (it, model.app_only_roles(it)));
        add_rows(&mut rows, model, client, "as itself", as_itself.collect());
    }
    rows
}

fn add_rows(
    rows: &mut Vec<ClientRow>,
    model: &Model,
    client: &Client,
    kind: &str,
    permissions: Vec<(&ClientRegistration, Vec<usize>)>,
) {
    let link = format!("[{}](Client::{})", code(&client.name), identifier(&client.name));
    let mut facts = permissions.iter().map(|(it, roles)| (it.is_blueprint, roles));
    let first = facts.next();
    let are_equal = facts.all(|fact| Some(fact) == first);
    for (registration, roles) in permissions {
        if roles.is_empty() {
            continue;
        }
        // A blueprint calls nothing itself.
        let link =
            if registration.is_blueprint { format!("agents of {link}") } else { link.clone() };
        if are_equal {
            rows.push(ClientRow { name: format!("{link} *{kind}*"), roles });
            return;
        }
        let api = model.apps.get(registration.app).map(self::registration).unwrap_or_default();
        rows.push(ClientRow { name: format!("{link} *{kind}* of {api}"), roles });
    }
}

/// Returns a sentence about the registrations, if there are several.
fn registrations(apps: &[App]) -> String {
    if apps.len() < 2 {
        return String::new();
    }
    let registrations: Vec<_> = apps.iter().map(registration).collect();
    format!("Its registrations: {}.\n\n", registrations.join(", "))
}

/// Returns the name of a registration, and the id that `TokenValidatorBuilder::client_id` takes.
fn registration(app: &App) -> String {
    let name = match &app.display_name {
        Some(name) => text(name),
        None => "one without a name".to_owned(),
    };
    match &app.client_id {
        Some(id) => format!("{name} ({})", code(id)),
        None => name,
    }
}

fn list(model: &Model) -> String {
    let lines = model.scopes.iter().map(|scope| {
        let roles = role_links(model, &scope.roles);
        format!("- {} maps to: {roles}\n", entry_link(Half::Scopes, &scope.entry))
    });
    let clients = client_rows(model).into_iter().map(|ClientRow { name, roles }| {
        let roles = role_links(model, &roles);
        format!("- {name} can use: {roles}\n")
    });
    lines.chain(clients).collect()
}

/// Returns a table with a row for each scope, a column for each role, and the holders of the roles.
fn table(model: &Model) -> String {
    let mut table = "In the table, `●` means that the scope of the row maps to the role of the \
                     column, or that the holder or client of the row can use it.\n\n"
        .to_owned();
    table.push_str(&row("", model, heading));
    table.push_str(&row("---", model, |_| ":-:".to_owned()));
    for (index, scope) in model.scopes.iter().enumerate() {
        let name = name(Half::Scopes, &scope.entry);
        table.push_str(&row(&name, model, |role| {
            mark(scope.entry.enabled && role.entry.enabled && role.scopes.contains(&index))
        }));
    }
    table.push_str(&row("*held by users*", model, |role| mark(role.entry.enabled && role.users)));
    table.push_str(&row("*held by applications*", model, |role| {
        mark(role.entry.enabled && role.applications)
    }));
    for ClientRow { name, roles } in client_rows(model) {
        let marks = (0..model.roles.len()).map(|role| mark(roles.contains(&role)));
        table.push_str(&row_of(&name, marks));
    }
    table
}

fn row(head: &str, model: &Model, cell: impl Fn(&Role) -> String) -> String {
    row_of(head, model.roles.iter().map(cell))
}

fn row_of(head: &str, cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<_> = cells.map(|cell| in_cell(&cell)).collect();
    format!("| {} | {} |\n", in_cell(head), cells.join(" | "))
}

/// In a table, `|` ends a cell even in code.
fn in_cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn mark(is_set: bool) -> String {
    if is_set { "●".to_owned() } else { String::new() }
}

/// The heading is vertical, so that many columns fit.
fn heading(role: &Role) -> String {
    let name = name(Half::Roles, &role.entry);
    format!("<span style=\"writing-mode: vertical-rl\">{name}</span>")
}

/// Returns a link to a value. A disabled value is struck through.
fn name(half: Half, entry: &Entry) -> String {
    let link = entry_link(half, entry);
    if entry.enabled { link } else { format!("~~{link}~~") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::tests::model;

    #[test]
    fn a_small_model_is_a_table_of_its_mapping() {
        let model = model(
            &["Read", "Run app", "Old off"],
            &["S", "T off"],
            r#"scopes = { "S" => ["Read", "Old"], "T" => ["Read"] }"#,
        );
        let doc = model_docs(&model);
        let rows: Vec<_> = doc.lines().filter(|line| line.starts_with('|')).collect();
        let head = |name: &str| format!("<span style=\"writing-mode: vertical-rl\">{name}</span>");
        let names =
            ["[`Read`](Role::Read)", "[`Run`](Role::Run)", "~~[`Old`](Role::Old)~~"].map(head);
        // Disabled values are in the table, but are not mapped.
        assert_eq!(rows[0], format!("|  | {} |", names.join(" | ")));
        assert_eq!(rows[2], "| [`S`](Scope::S) | ● |  |  |");
        assert_eq!(rows[3], "| ~~[`T`](Scope::T)~~ |  |  |  |");
        assert_eq!(rows[4], "| *held by users* | ● |  |  |");
        assert_eq!(rows[5], "| *held by applications* |  | ● |  |");
    }

    #[test]
    fn the_registrations_of_all_environments_are_named() {
        let mut model = model(&["Read"], &["S"], r#"scopes = { "S" => ["Read"] }"#);
        assert!(!model_docs(&model).contains("registrations"));
        let named = |name: &str, id: &str| App {
            display_name: Some(name.to_owned()),
            client_id: Some(id.to_owned()),
            ..App::default()
        };
        model.apps = vec![named("CRM <dev>", "1-2"), named("CRM", "3-4"), App::default()];
        let doc = model_docs(&model);
        let list = "CRM &lt;dev&gt; (`1-2`), CRM (`3-4`), one without a name";
        assert!(doc.contains(&format!("\n\nIts registrations: {list}.\n\n")), "{doc}");
    }

    #[test]
    fn clients_have_rows_for_what_they_ask_for() {
        let mut model = model(
            &["A", "B", "J app"],
            &["S", "T"],
            r#"scopes = { "S" => ["A"], "T" => ["A", "B"] }, clients = { Web = "m.json" }"#,
        );
        assert!(!model_docs(&model).contains("Client::Web"));
        let registration = |app, scopes: &[usize], roles: &[usize]| ClientRegistration {
            app,
            client_id: String::new(),
            display_name: None,
            scopes: scopes.to_vec(),
            roles: roles.to_vec(),
            pre_authorized: Vec::new(),
            is_public: false,
            is_blueprint: false,
        };
        let app = |name: &str| App { display_name: Some(name.to_owned()), ..App::default() };
        model.apps = vec![app("Dev"), app("Prod")];
        model.clients[0].registrations =
            vec![registration(0, &[0], &[2]), registration(1, &[1], &[2])];
        let doc = model_docs(&model);
        let rows: Vec<_> = doc.lines().filter(|line| line.contains("Client::Web")).collect();
        let web = "| [`Web`](Client::Web)";
        assert_eq!(
            rows,
            [
                format!("{web} *for users* of Dev | ● |  |  |"),
                format!("{web} *for users* of Prod | ● | ● |  |"),
                format!("{web} *as itself* |  |  | ● |"),
            ]
        );
        assert!(doc.ends_with("an administrator may assign further app roles.\n"), "{doc}");

        // A blueprint has rows for its agents.
        model.clients[0].registrations[1] =
            ClientRegistration { is_blueprint: true, ..registration(1, &[0], &[2]) };
        let doc = model_docs(&model);
        let rows: Vec<_> = doc.lines().filter(|line| line.contains("Client::Web")).collect();
        let agents = "| agents of [`Web`](Client::Web)";
        assert_eq!(
            rows,
            [
                format!("{web} *for users* of Dev | ● |  |  |"),
                format!("{agents} *for users* of Prod | ● |  |  |"),
                format!("{web} *as itself* of Dev |  |  | ● |"),
                format!("{agents} *as itself* of Prod |  |  | ● |"),
            ]
        );
        model.clients[0].registrations[0].is_blueprint = true;
        let doc = model_docs(&model);
        assert!(doc.contains(&format!("{agents} *for users* | ● |  |  |")), "{doc}");
    }

    #[test]
    fn a_large_model_is_a_list() {
        let roles: Vec<_> = (0..41).map(|n| format!("R{n}")).collect();
        let roles: Vec<_> = roles.iter().map(String::as_str).collect();
        let scopes: Vec<_> = (0..40).map(|n| format!("S{n}")).collect();
        let scopes: Vec<_> = scopes.iter().map(String::as_str).collect();
        let doc = model_docs(&model(&roles, &scopes, r#"scopes = { "S1" => ["*"], "*" => [] }"#));
        assert!(!doc.contains('|'));
        assert!(doc.contains("- [`S2`](Scope::S2) maps to: none"), "{doc}");
        assert!(doc.contains("[`R23`](Role::R23) and 17 more"), "{doc}");
    }
}

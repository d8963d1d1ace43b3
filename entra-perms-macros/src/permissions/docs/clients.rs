//! The documentation of `Client`: what each client asks for, and what that allows.

use entra_perms_model::{Client, ClientRegistration, Model};

use super::markdown::{code, text};
use super::{app_name, role_links, scope_links};

pub(in crate::permissions) fn clients_docs(model: &Model) -> String {
    let name = app_name(model).unwrap_or_else(|| "this API".to_owned());
    format!(
        "The clients of {name}, as registered.\n\n\
         The documentation of each client says which permissions it asks for, and which app roles \
         it can then use. This is not an upper limit: a client may ask for further scopes at run \
         time, and an administrator may assign further app roles. Tokens decide."
    )
}

/// Returns the facts of each registration of a client.
pub(in crate::permissions) fn client_docs(model: &Model, client: &Client) -> String {
    let registrations = client.registrations.iter().map(|it| registration(model, it));
    let registrations: Vec<_> = registrations.collect();
    match registrations.as_slice() {
        [] => format!("{}: its registration could not be read.", code(&client.name)),
        _ => registrations.join("\n"),
    }
}

fn registration(model: &Model, registration: &ClientRegistration) -> String {
    let ClientRegistration {
        app,
        client_id,
        display_name,
        scopes,
        roles,
        pre_authorized,
        is_public,
        is_blueprint,
    } = registration;
    let name = match display_name {
        Some(name) => format!("{} ({})", text(name), code(client_id)),
        None => code(client_id),
    };
    let api = model.apps.get(*app).and_then(|app| app.display_name.as_deref());
    let api = match api {
        Some(api) if model.apps.len() > 1 => format!(", a client of {}", text(api)),
        _ => String::new(),
    };
    let kind = if *is_blueprint {
        "blueprint of AI agents; each agent has a client id of its own"
    } else if *is_public {
        "public: anybody can send its client id"
    } else {
        "confidential: no redirect URI of a public client"
    };
    format!(
        "{name}{api}\n\n\
         - asks for scopes: {}\n\
         - asks for app roles: {}\n\
         - needs no consent for scopes: {}\n\
         - can use for a user who holds them: {}\n\
         - can use as itself: {}\n\
         - kind of client: {kind}\n",
        scope_links(model, scopes),
        role_links(model, roles),
        scope_links(model, pre_authorized),
        role_links(model, &model.delegated_roles(registration)),
        role_links(model, &model.app_only_roles(registration)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::tests::model;

    #[test]
    fn a_client_lists_its_requests_and_what_they_allow() {
        let mut model = model(
            &["A", "B", "J app"],
            &["S", "T"],
            r#"scopes = { "S" => ["A"], "T" => ["A", "B"] }"#,
        );
        let registration = ClientRegistration {
            app: 0,
            client_id: "1-2".to_owned(),
            display_name: Some("Web <dev>".to_owned()),
            scopes: vec![0],
            roles: vec![2],
            pre_authorized: vec![1],
            is_public: true,
            is_blueprint: false,
        };
        let facts = "- asks for scopes: [`S`](Scope::S)\n\
             - asks for app roles: [`J`](Role::J)\n\
             - needs no consent for scopes: [`T`](Scope::T)\n\
             - can use for a user who holds them: [`A`](Role::A), [`B`](Role::B)\n\
             - can use as itself: [`J`](Role::J)\n\
             - kind of client: public: anybody can send its client id\n";
        let doc = super::registration(&model, &registration);
        assert_eq!(doc, format!("Web &lt;dev&gt; (`1-2`)\n\n{facts}"));
        // With several registrations of the API, each says whose client it is.
        let api = |name: &str| entra_perms_model::App {
            display_name: Some(name.to_owned()),
            ..entra_perms_model::App::default()
        };
        model.apps = vec![api("CRM"), api("CRM <prod>")];
        let registration = ClientRegistration { app: 1, ..registration };
        let doc = super::registration(&model, &registration);
        assert_eq!(
            doc,
            format!("Web &lt;dev&gt; (`1-2`), a client of CRM &lt;prod&gt;\n\n{facts}")
        );
        let blueprint = ClientRegistration { is_blueprint: true, ..registration };
        let doc = super::registration(&model, &blueprint);
        let kind = "- kind of client: blueprint of AI agents; each agent has a client id of its \
             own\n";
        assert!(doc.ends_with(kind), "{doc}");
    }
}

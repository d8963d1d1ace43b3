use super::{MAPPING, ROLES, SCOPES, model};
use crate::comparison::{ClientProperty, Difference, compare};
use crate::model::{Client, ClientRegistration, Model};

/// Returns a model with one client, after a change of its registration.
fn with_clients(scopes: &[&str], change: impl Fn(&mut ClientRegistration)) -> Model {
    let mut model = model(ROLES, scopes, MAPPING);
    let index = |value: &str| scopes.iter().position(|scope| *scope == value).unwrap();
    let mut registration = ClientRegistration {
        app: 0,
        client_id: "c1".to_owned(),
        display_name: None,
        scopes: vec![index("S")],
        roles: vec![2],
        pre_authorized: vec![index("T")],
        is_public: false,
        is_blueprint: false,
    };
    change(&mut registration);
    let registrations = vec![registration];
    model.clients.push(Client { name: "Web".to_owned(), registrations });
    model
}

#[test]
fn each_fact_about_a_client_is_a_difference_of_its_own() {
    type Change = fn(&mut ClientRegistration);
    let one = with_clients(SCOPES, |_| {});
    // Scopes are compared by value, and not by index.
    assert_eq!(compare(&one, &with_clients(&["T", "S"], |_| {})), []);
    let changes: [(ClientProperty, Change); 7] = [
        (ClientProperty::ClientId, |it| it.client_id = "c2".to_owned()),
        (ClientProperty::DisplayName, |it| it.display_name = Some("Web".to_owned())),
        (ClientProperty::Scopes, |it| it.scopes = vec![0, 1]),
        (ClientProperty::Roles, |it| it.roles = vec![]),
        (ClientProperty::PreAuthorized, |it| it.pre_authorized = vec![]),
        (ClientProperty::Public(true), |it| it.is_public = true),
        (ClientProperty::Blueprint(true), |it| it.is_blueprint = true),
    ];
    for (property, change) in changes {
        let expected =
            Difference::ClientChanged { client: "Web".to_owned(), registration: 0, property };
        assert_eq!(compare(&one, &with_clients(SCOPES, change)), [expected]);
    }
}

#[test]
fn clients_and_their_registrations_are_added_and_removed() {
    let none = model(ROLES, SCOPES, MAPPING);
    let one = with_clients(SCOPES, |_| {});
    let client = || "Web".to_owned();
    assert_eq!(compare(&none, &one), [Difference::ClientAdded { client: client() }]);
    assert_eq!(compare(&one, &none), [Difference::ClientRemoved { client: client() }]);
    let changed = |registration, is_registered| Difference::ClientChanged {
        client: client(),
        registration,
        property: ClientProperty::Registered(is_registered),
    };
    let moved = with_clients(SCOPES, |it| it.app = 1);
    assert_eq!(compare(&one, &moved), [changed(0, false), changed(1, true)]);
}

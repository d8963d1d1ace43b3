//! Calls to the server over loopback with the generated client.

use std::net::Ipv4Addr;

use entra_perms_runtime::Tenants;
use entra_perms_runtime::audit::Sources;
use entra_perms_runtime::testing::DevIssuer;
use tokio_stream::{Stream, StreamExt as _};
use tonic::transport::Channel;
use tonic::transport::server::TcpIncoming;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use crate::permissions::{Model, Role, Scope, TokenValidator};
use crate::proto::contacts_client::ContactsClient;
use crate::proto::{Contact, GetRequest, ListRequest};

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

struct Service {
    issuer: DevIssuer,
    client: ContactsClient<Channel>,
}

impl Service {
    async fn start() -> Self {
        let issuer = DevIssuer::new(TENANT).unwrap();
        let builder = TokenValidator::builder(Tenants::single(TENANT).unwrap()).jwks(issuer.jwks());
        let validator = builder.build().await.unwrap();
        let incoming = TcpIncoming::bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let address = incoming.local_addr().unwrap();
        tokio::spawn(crate::serve(validator, incoming));
        let client = ContactsClient::connect(format!("http://{address}")).await.unwrap();
        Self { issuer, client }
    }

    fn user(&self, roles: &[Role], scopes: &[Scope]) -> String {
        let token = self.issuer.user::<Model>();
        token.roles(roles.iter().copied()).scopes(scopes.iter().copied()).sign()
    }

    fn reader(&self) -> String {
        self.user(&[Role::ContactsReadTeam], &[Scope::CrmReadTeam])
    }

    /// Calls a method of each kind and returns the refusals.
    ///
    /// The streams to the server never yield a message. If a method read its stream before its
    /// guard ran, the call would hang.
    async fn refusals(&self, token: Option<&str>) -> [Status; 4] {
        let mut client = self.client.clone();
        [
            client.get(with(token, GetRequest { id: 1 })).await.unwrap_err(),
            client.list(with(token, ListRequest {})).await.unwrap_err(),
            client.import(with(token, pending_messages())).await.unwrap_err(),
            client.rename(with(token, pending_messages())).await.unwrap_err(),
        ]
    }
}

fn with<T>(token: Option<&str>, message: T) -> Request<T> {
    let mut request = Request::new(message);
    if let Some(token) = token {
        request
            .metadata_mut()
            .insert("authorization", format!("Bearer {token}").parse().unwrap());
    }
    request
}

fn pending_messages() -> impl Stream<Item = Contact> {
    tokio_stream::pending()
}

fn contact(id: u32, name: &str) -> Contact {
    Contact { id, name: name.to_owned() }
}

/// Returns the refusal's reason, and its sufficient scope if it names one.
fn details(status: &Status) -> (String, Option<String>) {
    let info = status.get_details_error_info().unwrap();
    assert_eq!(info.domain, entra_perms_runtime::integrations::tonic::DOMAIN);
    (info.reason, info.metadata.get("scope").cloned())
}

#[tokio::test]
async fn calls_without_a_token_are_unauthenticated() {
    for status in Service::start().await.refusals(None).await {
        assert_eq!(
            (status.code(), status.message()),
            (Code::Unauthenticated, "no access token was sent")
        );
        assert_eq!(details(&status), ("MISSING_TOKEN".to_owned(), None));
        assert_eq!(status.metadata().get("www-authenticate").unwrap(), "Bearer");
    }
}

#[tokio::test]
async fn refusals_do_not_say_why_a_token_is_invalid() {
    let service = Service::start().await;
    let forged = DevIssuer::new(TENANT)
        .unwrap()
        .user::<Model>()
        .roles([Role::ContactsReadAll])
        .sign();
    let expired = service
        .issuer
        .user::<Model>()
        .issued_at(std::time::SystemTime::UNIX_EPOCH)
        .sign();
    for token in [forged, expired, "no-token".to_owned()] {
        for status in service.refusals(Some(&token)).await {
            assert_eq!(status.code(), Code::Unauthenticated);
            assert_eq!(
                status.message(),
                "the access token is malformed, expired, or not meant for this API"
            );
            assert_eq!(details(&status), ("INVALID_TOKEN".to_owned(), None));
        }
    }
}

#[tokio::test]
async fn callers_without_the_role_are_denied_without_a_scope_hint() {
    let service = Service::start().await;
    let token = service.user(&[Role::AccountsReadAll], &[Scope::CrmReadWriteAll]);
    let refusals = service.refusals(Some(&token)).await;
    for status in &refusals {
        assert_eq!(status.code(), Code::PermissionDenied);
        assert_eq!(details(status), ("INSUFFICIENT_SCOPE".to_owned(), None));
    }
    let [get, _, import, rename] = refusals;
    assert_eq!(
        get.message(),
        "the user lacks the role `Contacts.Read.Team` or `Contacts.Read.All`"
    );
    assert_eq!(import.message(), "only an application that acts as itself may do this");
    assert_eq!(
        rename.message(),
        "the user lacks the role `Contacts.Write.Team` or `Contacts.Write.All`"
    );
}

#[tokio::test]
async fn denials_of_role_holders_name_a_sufficient_scope() {
    let service = Service::start().await;
    let token = service
        .user(&[Role::ContactsReadTeam, Role::ContactsWriteTeam], &[Scope::SalesReadWriteTeam]);
    let [get, list, _, rename] = service.refusals(Some(&token)).await;
    for (status, role, scope) in [
        (get, "Contacts.Read.Team", "Crm.Read.Team"),
        (list, "Contacts.Read.Team", "Crm.Read.Team"),
        (rename, "Contacts.Write.Team", "Crm.ReadWrite.Team"),
    ] {
        // Clients send the full name to Entra unchanged.
        let scope = format!("api://crm-dev.contoso.example/{scope}");
        assert_eq!(status.code(), Code::PermissionDenied);
        assert!(status.message().starts_with(&format!("the user holds `{role}`, but")), "{status}");
        assert_eq!(details(&status), ("INSUFFICIENT_SCOPE".to_owned(), Some(scope.clone())));
        let challenge = format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
        assert_eq!(status.metadata().get("www-authenticate").unwrap(), challenge.as_str());
    }
}

#[tokio::test]
async fn readers_get_and_list_contacts() {
    let mut service = Service::start().await;
    let token = service.reader();
    let ada = service.client.get(with(Some(&token), GetRequest { id: 1 })).await.unwrap();
    assert_eq!(ada.into_inner(), contact(1, "Ada Lovelace"));
    let missing = service.client.get(with(Some(&token), GetRequest { id: 7 })).await.unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);

    let stream = service
        .client
        .list(with(Some(&token), ListRequest {}))
        .await
        .unwrap()
        .into_inner();
    let contacts: Vec<_> = stream.map(Result::unwrap).collect().await;
    assert_eq!(contacts, [contact(1, "Ada Lovelace"), contact(2, "Grace Hopper")]);
}

#[tokio::test]
async fn applications_import_contacts() {
    let mut service = Service::start().await;
    let token = service.issuer.app::<Model>().roles([Role::ContactsWriteAll]).sign();
    let contacts = tokio_stream::iter([contact(3, "Ines Costa"), contact(4, "Chidi Obi")]);
    let imported = service.client.import(with(Some(&token), contacts)).await.unwrap().into_inner();
    assert_eq!(imported.contacts, 2);
    let reader = service.reader();
    let third = service.client.get(with(Some(&reader), GetRequest { id: 3 })).await.unwrap();
    assert_eq!(third.into_inner().name, "Ines Costa");
}

#[tokio::test]
async fn writers_rename_contacts() {
    let mut service = Service::start().await;
    let token = service.user(&[Role::ContactsWriteTeam], &[Scope::CrmReadWriteTeam]);
    let names = tokio_stream::iter([contact(1, "Ada King"), contact(7, "Nobody")]);
    let mut renamed = service.client.rename(with(Some(&token), names)).await.unwrap().into_inner();
    assert_eq!(renamed.message().await.unwrap(), Some(contact(1, "Ada Lovelace")));
    assert_eq!(renamed.message().await.unwrap_err().code(), Code::NotFound);
}

#[test]
fn no_guard_is_lost() {
    Sources::new("src/main.rs").check().unwrap();
}

//! The contacts service. Each guard runs before its method reads the request or the request's
//! stream of messages.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entra_perms_runtime::requires;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status, Streaming};

use crate::permissions::roles::Contacts;
use crate::proto::{Contact, GetRequest, Imported, ListRequest, contacts_server};

type Messages<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// The names of the contacts, by id. Clones share the names.
#[derive(Clone, Debug)]
pub(crate) struct ContactBook(Arc<Mutex<BTreeMap<u32, String>>>);

impl Default for ContactBook {
    fn default() -> Self {
        let names = [(1, "Ada Lovelace".to_owned()), (2, "Grace Hopper".to_owned())];
        Self(Arc::new(Mutex::new(names.into())))
    }
}

impl ContactBook {
    fn names(&self) -> MutexGuard<'_, BTreeMap<u32, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renames a contact and returns it with its previous name.
    fn rename(&self, Contact { id, name }: Contact) -> Result<Contact, Status> {
        let mut names = self.names();
        let current = names.get_mut(&id).ok_or_else(no_such_contact)?;
        Ok(Contact { id, name: std::mem::replace(current, name) })
    }
}

fn no_such_contact() -> Status {
    Status::not_found("no contact has this id")
}

#[tonic::async_trait]
impl contacts_server::Contacts for ContactBook {
    #[requires(any(Contacts::Read::Team, Contacts::Read::All), caller = request)]
    async fn get(&self, request: Request<GetRequest>) -> Result<Response<Contact>, Status> {
        let id = request.into_inner().id;
        let name = self.names().get(&id).cloned().ok_or_else(no_such_contact)?;
        Ok(Response::new(Contact { id, name }))
    }

    type ListStream = Messages<Contact>;

    #[requires(any(Contacts::Read::Team, Contacts::Read::All), caller = request)]
    async fn list(
        &self,
        request: Request<ListRequest>,
    ) -> Result<Response<Self::ListStream>, Status> {
        let names = self.names().clone();
        let contacts = names.into_iter().map(|(id, name)| Ok(Contact { id, name }));
        Ok(Response::new(Box::pin(tokio_stream::iter(contacts))))
    }

    #[requires(Contacts::Write::All, by = app, caller = request)]
    async fn import(
        &self,
        request: Request<Streaming<Contact>>,
    ) -> Result<Response<Imported>, Status> {
        let mut messages = request.into_inner();
        let mut contacts = 0;
        while let Some(Contact { id, name }) = messages.message().await? {
            self.names().insert(id, name);
            contacts += 1;
        }
        Ok(Response::new(Imported { contacts }))
    }

    type RenameStream = Messages<Contact>;

    #[requires(any(Contacts::Write::Team, Contacts::Write::All), caller = request)]
    async fn rename(
        &self,
        request: Request<Streaming<Contact>>,
    ) -> Result<Response<Self::RenameStream>, Status> {
        let book = self.clone();
        let renamed = request.into_inner().map(move |contact| book.rename(contact?));
        Ok(Response::new(Box::pin(renamed)))
    }
}

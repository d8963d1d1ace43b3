//! The users of the service, and requests with their tokens.

use std::thread;

use entra_perms_runtime::Uuid;
use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};

use super::authority::Authority;
use crate::permissions::crm;
use crate::tokens;

/// The users who have contacts.
pub const USERS: usize = 10_000;
/// The contacts of each user.
pub const CONTACTS_EACH: usize = 10;

/// Returns the object id of a user.
pub fn object_id(user: usize) -> Uuid {
    Uuid::from_u128(0x0b5e_0000_c0de_4000_8000_0000_0000_0000 + user as u128)
}

/// Returns a request for the contacts of the caller.
pub fn request(token: &str) -> Vec<u8> {
    request_with(&format!("authorization: Bearer {token}\r\n"))
}

/// Returns the request with these headers.
pub fn request_with(headers: &str) -> Vec<u8> {
    format!("GET /contacts HTTP/1.1\r\nhost: crm.contoso.example\r\n{headers}\r\n").into_bytes()
}

/// Signs requests of users.
pub struct Signer<'a> {
    unsigned: TokenBuilder<'a, crm::Model>,
}

impl<'a> Signer<'a> {
    /// Returns a signer of tokens with a typical size: a user with 12 roles, and a client with one
    /// scope, for the contacts that the user owns.
    pub fn new(issuer: &'a DevIssuer, authority: &Authority) -> Self {
        let user = issuer.user().roles(crm::Role::ALL.iter().copied());
        let user = user.scopes([crm::Scope::CrmReadMy]).claim("iss", authority.issuer());
        Self { unsigned: tokens::padded(user, 1900) }
    }

    /// Returns a token of the first user.
    pub fn token(&self) -> String {
        self.sign(0, "first".to_owned())
    }

    /// Returns a request of each user, in the order of `users`. No two tokens are equal if
    /// `series` was never used before.
    pub fn requests(&self, users: impl Iterator<Item = usize>, series: &str) -> Vec<Vec<u8>> {
        let users: Vec<usize> = users.collect();
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let part = users.len().div_ceil(threads).max(1);
        thread::scope(|scope| {
            let mut signing = Vec::new();
            for (number, users) in users.chunks(part).enumerate() {
                signing.push(scope.spawn(move || {
                    let id = |index| format!("{series} {number} {index}");
                    let users = users.iter().enumerate();
                    users
                        .map(|(index, user)| request(&self.sign(*user, id(index))))
                        .collect::<Vec<_>>()
                }));
            }
            let mut requests = Vec::with_capacity(users.len());
            for thread in signing {
                requests.extend(thread.join().expect("signing does not fail"));
            }
            requests
        })
    }

    fn sign(&self, user: usize, id: String) -> String {
        self.unsigned.clone().object_id(object_id(user)).claim("uti", id).sign()
    }
}

/// Numbers below a limit that look random, and are the same in each run (Steele, Lea, Flood:
/// SplitMix).
pub struct Mixed(u64);

impl Mixed {
    pub fn new() -> Self {
        Self(0)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

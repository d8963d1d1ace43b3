//! The numbers of a running service: `examples/crm` on loopback, compiled as for production.
//!
//! The data in order:
//!
//! - `programs`: the program, and a copy of it without guards, which `unguarded` edits;
//! - `authority`: metadata and keys on loopback;
//! - `users`: their tokens, and requests with them;
//! - `database`: the contacts of the users;
//! - `process`: a running service;
//! - `cores`, `load`: the clients;
//! - `latency`, `keys`, `memory`, `start`: the measurements;
//! - this file: their order, and the page.

mod authority;
mod cores;
mod database;
mod keys;
mod latency;
mod load;
mod memory;
mod process;
mod programs;
mod start;
mod unguarded;
mod users;

use std::path::{Path, PathBuf};
use std::{env, fs};

use entra_perms_runtime::testing::DevIssuer;

use self::authority::{Authority, TENANT};
use self::cores::Cores;
use self::process::{Deployment, Service};
use self::programs::Programs;
use self::users::{CONTACTS_EACH, Signer, USERS};
use crate::report::Section;

/// The name of the section in the arguments of the program.
pub const KEY: &str = "service";
/// The minutes in which the memory is measured after its warm-up, for the page.
pub const MINUTES: usize = 10;

/// The levels of the log with each decision of a guard.
const DECISIONS_IN_LOG: &str = "info";

/// The programs, their data, and the authority that both trust.
struct Bench {
    programs: Programs,
    issuer: DevIssuer,
    authority: Authority,
    data: PathBuf,
}

/// Measures everything, and returns the sections of the page.
pub fn sections(minutes: usize) -> Vec<Section> {
    let program = env::current_exe().expect("the path of this program is known");
    let folder = program.with_file_name("service");
    let bench = Bench::new(&folder);
    let users = bench.signer().requests(0..USERS, "users");
    let token = bench.signer().token();
    bench.check(&token);
    let (latency, rate) = latency::section(&bench, &users);
    let keys = keys::section(&bench, rate);
    let start = start::section(&bench, &token);
    let memory = memory::section(&bench, rate, minutes);
    vec![latency, keys, memory, start]
}

impl Bench {
    fn new(folder: &Path) -> Self {
        let data = folder.join("data");
        // An earlier run that was interrupted leaves its data. There may be none.
        let _ = fs::remove_dir_all(&data);
        fs::create_dir_all(&data).expect("the folder is writable");
        let programs = Programs::build(folder);
        let issuer = DevIssuer::new(TENANT).expect("the system has random numbers for a key");
        let authority = Authority::start(&[&issuer]);
        let bench = Self { programs, issuer, authority, data };
        database::create(&bench.guarded(), &bench.issuer);
        database::copy(&bench.database("guarded"), &bench.database("unguarded"));
        bench
    }

    /// Returns the service with guards.
    fn guarded(&self) -> Deployment<'_> {
        self.guarded_by(&self.authority)
    }

    /// Returns the service with guards, which trusts another authority.
    fn guarded_by<'a>(&'a self, authority: &'a Authority) -> Deployment<'a> {
        let database = self.database("guarded");
        Deployment { program: &self.programs.guarded, database, authority, log: None }
    }

    /// Returns the service with guards, whose log also has each decision.
    fn guarded_with_decisions_in_log(&self) -> Deployment<'_> {
        Deployment { log: Some(DECISIONS_IN_LOG), ..self.guarded() }
    }

    fn unguarded(&self) -> Deployment<'_> {
        let database = self.database("unguarded");
        let program = &self.programs.unguarded;
        Deployment { program, database, authority: &self.authority, log: None }
    }

    fn database(&self, name: &str) -> PathBuf {
        self.data.join(name).with_extension("sqlite")
    }

    fn signer(&self) -> Signer<'_> {
        Signer::new(&self.issuer, &self.authority)
    }

    /// Checks that one service has guards, that the other does not, and that both do the same work.
    fn check(&self, token: &str) {
        let header = format!("authorization: Bearer {token}\r\n");
        let guarded = self.guarded().start(Cores::All);
        let logging = self.guarded_with_decisions_in_log().start(Cores::All);
        let unguarded = self.unguarded().start(Cores::All);
        let contacts = |service: &Service, headers: &str| {
            service.contacts(headers).expect("the service responds")
        };
        assert_eq!(contacts(&guarded, "").status, 401, "with guards, without a token");
        let response = contacts(&guarded, &header);
        assert_eq!(response.status, 200, "with guards, with a token: {}", response.body);
        let without_token = contacts(&unguarded, "");
        assert_eq!(without_token.status, 200, "without guards: {}", without_token.body);
        assert_eq!(without_token.body, response.body, "both read the contacts of one user");
        let decisions = |service: &Service| {
            let metrics = service.metrics().expect("the service responds");
            metrics.contains("entra_perms_decisions_total{")
        };
        assert!(decisions(&guarded), "a guard decides");
        assert!(!decisions(&unguarded), "a guard is left");
        assert_eq!(contacts(&logging, &header).status, 200);
        for (service, logged) in [(&guarded, 0), (&logging, 2)] {
            let log = service.log();
            assert_eq!(log.matches("decision allowed=true").count(), logged, "{log}");
        }
        let owner = users::object_id(0).to_string();
        assert_eq!(response.body.matches(&owner).count(), CONTACTS_EACH, "{}", response.body);
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.data);
    }
}

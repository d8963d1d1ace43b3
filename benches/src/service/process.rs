//! The running service: a child process, which is killed when it is dropped.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use super::authority::{Authority, TENANT};
use super::cores::Cores;
use super::users;

/// The time in which a service must be ready, or stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// The registration in `manifests/crm.json`, which the tokens are for.
const CLIENT_ID: &str = "86bd2ede-e2b4-43db-8272-e1697192d072";

/// A program, and the folder with its data.
pub struct Deployment<'a> {
    pub program: &'a Path,
    /// The file of the database.
    pub database: PathBuf,
    pub authority: &'a Authority,
    /// The setting `log`, if it differs from the default.
    pub log: Option<&'static str>,
}

pub struct Service {
    process: Child,
    pub address: SocketAddr,
    /// The second address.
    operators: SocketAddr,
    log: PathBuf,
}

/// A response of the service.
pub struct Response {
    pub status: u16,
    pub body: String,
}

impl Response {
    fn read(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Self { status, body: body.to_owned() })
    }
}

impl Deployment<'_> {
    /// Starts the service, and returns when it is ready.
    pub fn start(&self, cores: Cores) -> Service {
        let mut service = self.spawn(cores);
        let begin = Instant::now();
        while !service.is_ready() {
            service.expect_running(begin);
            thread::sleep(Duration::from_millis(1));
        }
        service
    }

    /// Starts the service, which listens some time later.
    pub fn spawn(&self, cores: Cores) -> Service {
        let [address, operators] = free_addresses();
        let log = self.database.with_extension(format!("{}.log", address.port()));
        let file = File::create(&log).expect("the folder is writable");
        let process = cores
            .command(self.program)
            .args(["--listen", &address.to_string()])
            .args(["--operators-listen", &operators.to_string()])
            .args(["--authority", &self.authority.url(), "--tenant", TENANT])
            .args(["--client-id", CLIENT_ID])
            .args(self.log.map(|log| format!("--log={log}")))
            .arg("--database")
            .arg(&self.database)
            // A variable of the environment could change a setting.
            .env_clear()
            .stdout(file.try_clone().expect("the file is open"))
            .stderr(file)
            .spawn();
        Service { process: process.expect("util-linux is installed"), address, operators, log }
    }
}

/// Returns two addresses on loopback that nothing else uses.
fn free_addresses() -> [SocketAddr; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    let listeners = listeners.map(|listener| listener.expect("a port is free"));
    listeners.map(|listener| listener.local_addr().expect("the listener is bound"))
}

impl Service {
    pub fn is_ready(&self) -> bool {
        let probe = b"GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        self.respond(probe).is_ok_and(|response| response.status == 200)
    }

    /// Sends a request for contacts.
    pub fn contacts(&self, headers: &str) -> io::Result<Response> {
        let headers = format!("{headers}connection: close\r\n");
        self.respond(&users::request_with(&headers))
    }

    /// Returns the metrics.
    pub fn metrics(&self) -> io::Result<String> {
        let request = b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        exchange(self.operators, request).map(|response| response.body)
    }

    /// Sends a request after which the service closes the connection.
    pub fn respond(&self, request: &[u8]) -> io::Result<Response> {
        exchange(self.address, request)
    }

    /// # Panics
    /// Panics if the process has ended, or has run for too long without being ready.
    pub fn expect_running(&mut self, begin: Instant) {
        let ended = self.process.try_wait().expect("the process is a child");
        if ended.is_some() || begin.elapsed() > PATIENCE {
            panic!("the service is not ready: {ended:?}\n{}", self.log());
        }
    }

    /// Returns the log until now.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("the service has a log")
    }

    /// Returns the memory of the process that is in RAM, in bytes.
    pub fn resident_bytes(&self) -> f64 {
        let status = self.read("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        kilobytes.expect("the process runs") * 1024.0
    }

    /// Returns the time that all threads of the process have run on a core (proc_pid_stat(5)).
    pub fn time_on_cpu(&self) -> Duration {
        /// The unit of the times, which is a constant of the interface of Linux.
        const TICKS_PER_SECOND: u64 = 100;
        let stat = self.read("stat");
        // The name of the program is in parentheses, and can contain spaces.
        let (_, after_name) = stat.rsplit_once(')').expect("the second field is the name");
        // The fields 14 and 15 of the manual. The first one here is field 3.
        let times = after_name.split_whitespace().skip(11).take(2);
        let ticks: u64 = times.map(|ticks| ticks.parse::<u64>().expect("a time is a number")).sum();
        Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND)
    }

    fn read(&self, file: &str) -> String {
        let path = format!("/proc/{}/{file}", self.process.id());
        fs::read_to_string(path).expect("the process runs, and the system is Linux")
    }

    /// Stops the service as an orchestrator does, so that the database is closed.
    pub fn stop(mut self) {
        let kill = Command::new("kill").arg(self.process.id().to_string()).status();
        assert!(kill.expect("`kill` is installed").success(), "the service has ended before");
        let begin = Instant::now();
        while self.process.try_wait().expect("the process is a child").is_none() {
            assert!(begin.elapsed() < PATIENCE, "the service does not stop");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Sends a request, and reads until the service closes the connection.
fn exchange(address: SocketAddr, request: &[u8]) -> io::Result<Response> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request)?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Response::read(&response).ok_or(io::ErrorKind::InvalidData.into())
}

impl Drop for Service {
    fn drop(&mut self) {
        // Both fail only if the process has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

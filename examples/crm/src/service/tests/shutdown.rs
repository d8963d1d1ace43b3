//! The end of the service.

use std::io;

use super::*;

impl Running {
    /// Starts a request that stays open.
    async fn open_request(&self) -> JoinHandle<reqwest::Result<Response>> {
        let request = tokio::spawn(self.request(Method::GET, "/open").send());
        self.arrival().await;
        request
    }

    /// Waits until no new connection is accepted.
    async fn closed(&self) {
        let address = self.url.strip_prefix("http://").unwrap();
        let refused = async || match TcpStream::connect(address).await {
            Ok(_) => false,
            Err(error) => error.kind() == io::ErrorKind::ConnectionRefused,
        };
        tokio::time::timeout(MAX_WAIT, until(refused)).await.unwrap();
    }

    async fn ended(mut self) -> Ended {
        let end = tokio::time::timeout(MAX_WAIT, &mut self.end).await;
        end.expect("the service does not end").unwrap()
    }
}

#[tokio::test]
async fn an_open_request_ends_and_new_ones_are_refused() {
    let service = Running::start(Setup::default()).await;
    let open = service.open_request().await;
    service.stopper.stop();
    service.closed().await;
    // The numbers can be read until the end.
    assert!(service.metrics().await.contains("http_requests_total"));
    assert!(!service.end.is_finished());

    service.leave.notify_one();
    assert_eq!(open.await.unwrap().unwrap().text().await.unwrap(), "left");
    assert_eq!(service.ended().await, Ended::Finished);
}

#[tokio::test]
async fn a_draining_service_responds_but_is_not_ready() {
    let drain = Duration::from_hours(1);
    let shutdown = ShutdownTimes { drain, ..Setup::default().shutdown };
    let service = Running::start(Setup { shutdown, ..Setup::default() }).await;
    service.stopper.stop();
    until(async || service.get("/ready").await.status() == 503).await;
    let problem = problem_of(service.get("/ready").await, 503).await;
    assert_eq!(problem["detail"], "the service is shutting down");
    assert_eq!(service.get("/live").await.status(), 200);
    assert_eq!(service.get("/records/1").await.status(), 200);

    service.stopper.stop();
    assert_eq!(service.ended().await, Ended::AtOnce);
}

#[tokio::test]
async fn a_request_that_does_not_end_delays_the_end_until_the_timeout() {
    let timeout = Duration::from_millis(20);
    let shutdown = ShutdownTimes { timeout, drain: Duration::ZERO };
    let service = Running::start(Setup { shutdown, ..Setup::default() }).await;
    let _open = service.open_request().await;
    service.stopper.stop();
    assert_eq!(service.ended().await, Ended::TimedOut);
}

#[tokio::test]
async fn a_client_without_a_whole_request_does_not_delay_the_end() {
    let service = Running::start(Setup::default()).await;
    let address = service.url.strip_prefix("http://").unwrap();
    let mut half_a_head = TcpStream::connect(address).await.unwrap();
    half_a_head.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let mut half_a_second_head = TcpStream::connect(address).await.unwrap();
    let requests = b"GET /live HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\n";
    half_a_second_head.write_all(requests).await.unwrap();
    half_a_second_head.readable().await.unwrap();
    // The service has read the bytes above before it responds to this.
    assert_eq!(service.get("/live").await.status(), 200);
    service.stopper.stop();
    assert_eq!(service.ended().await, Ended::Finished);
}

#[tokio::test]
async fn the_second_request_to_stop_ends_the_service_at_once() {
    let service = Running::start(Setup::default()).await;
    let _open = service.open_request().await;
    service.stopper.stop();
    service.closed().await;
    service.stopper.stop();
    assert_eq!(service.ended().await, Ended::AtOnce);
}

#[tokio::test]
async fn an_address_that_is_taken_is_named_with_its_key() {
    let service = Running::start(Setup::default()).await;
    let taken: SocketAddr = service.url.strip_prefix("http://").unwrap().parse().unwrap();
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    for (listen, operators, key) in [(taken, free, "listen"), (free, taken, "operators_listen")] {
        let mistake = Listeners::bind(listen, operators).await.unwrap_err().to_string();
        let expected = format!(
            "`{key}`: cannot listen on `{taken}`
help: another program uses it: choose another with `--{}`",
            key.replace('_', "-")
        );
        assert_eq!(mistake, expected);
    }
}

//! All servers, on one thread. Only one server is asked at a time.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::time::Duration;
use std::{fs, thread};

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle};

pub enum App {
    Axum(axum::Router),
    /// The axum that jwt-authorizer supports.
    Axum07(axum07::Router),
}

/// A thread that runs servers until the process ends.
pub struct Servers {
    runtime: Handle,
    /// The file with the kernel's statistics about the thread.
    schedstat: PathBuf,
}

impl Servers {
    pub fn start() -> Self {
        let (sender, receiver) = channel();
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build();
            let runtime = runtime.expect("the system has resources for a runtime");
            let thread = fs::read_link("/proc/thread-self").expect("the system is Linux");
            let schedstat = PathBuf::from("/proc").join(thread).join("schedstat");
            let servers = Self { runtime: runtime.handle().clone(), schedstat };
            sender.send(servers).expect("the receiver waits");
            runtime.block_on(std::future::pending::<()>());
        });
        receiver.recv().expect("the thread sends its servers")
    }

    /// Starts a server. Returns its address.
    pub fn serve(&self, app: App) -> SocketAddr {
        let (sender, receiver) = channel();
        self.runtime.spawn(async move {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
            let listener = listener.expect("a port is free");
            let address = listener.local_addr().expect("the listener is bound");
            sender.send(address).expect("the receiver waits");
            match app {
                App::Axum(app) => {
                    let listener = listener.tap_io(|stream| {
                        stream.set_nodelay(true).expect("the stream is TCP");
                    });
                    axum::serve(listener, app).await
                }
                App::Axum07(app) => axum07::serve(listener, app).tcp_nodelay(true).await,
            }
        });
        receiver.recv().expect("the server sends its address")
    }

    /// Returns how long the thread has run on a core.
    pub fn time_on_cpu(&self) -> Duration {
        let schedstat = fs::read_to_string(&self.schedstat).expect("the thread is alive");
        let nanoseconds = schedstat.split(' ').next().and_then(|text| text.parse().ok());
        Duration::from_nanos(nanoseconds.expect("the first number is the time on a core"))
    }
}

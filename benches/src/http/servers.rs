//! All servers, on one thread: whichever is asked has it for itself.

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
    /// For what has not come further.
    Axum07(axum07::Router),
}

/// They end with the process.
pub struct Servers {
    runtime: Handle,
    /// What the kernel says of their thread.
    schedstat: PathBuf,
}

impl Servers {
    pub fn start() -> Self {
        let (sender, receiver) = channel();
        thread::spawn(move || {
            let runtime = Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime can be made");
            let schedstat =
                PathBuf::from("/proc").join(fs::read_link("/proc/thread-self").expect("on Linux"));
            let servers =
                Self { runtime: runtime.handle().clone(), schedstat: schedstat.join("schedstat") };
            sender.send(servers).expect("it is waited for");
            runtime.block_on(std::future::pending::<()>());
        });
        receiver.recv().expect("the thread sends it")
    }

    /// On a port of its own.
    pub fn serve(&self, app: App) -> SocketAddr {
        let (sender, receiver) = channel();
        self.runtime.spawn(async move {
            let listener =
                TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("there is a port");
            sender
                .send(listener.local_addr().expect("it is bound"))
                .expect("it is waited for");
            match app {
                App::Axum(app) => {
                    let listener =
                        listener.tap_io(|stream| stream.set_nodelay(true).expect("it is TCP"));
                    axum::serve(listener, app).await
                }
                App::Axum07(app) => axum07::serve(listener, app).tcp_nodelay(true).await,
            }
        });
        receiver.recv().expect("the server sends it")
    }

    /// How long their thread had a core, so far.
    pub fn time_on_cpu(&self) -> Duration {
        let schedstat = fs::read_to_string(&self.schedstat).expect("the thread is alive");
        let nanoseconds = schedstat.split(' ').next().and_then(|text| text.parse().ok());
        Duration::from_nanos(nanoseconds.expect("it begins with the time on the core"))
    }
}

//! The HTTP face over real sockets, with a real store.

mod devices;
mod limits;
mod operation;
mod push;
mod registered;
mod tls;

use std::{net::SocketAddr, sync::Arc};

use serde_json::Value;
use siplaunch_push::Device;
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    task::JoinHandle,
};

use super::{App, Order, Settings, auth::BearerToken, server::serve_at_most};
use crate::{
    metrics::Metrics,
    store::{Store, StoredDevice},
};

const TOKEN: &str = "0123456789abcdef";
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
/// An FCM token, which no answer may repeat.
const SECRET: &str = "APA91:secret";

/// A server with room for two orders and four connections.
struct Server {
    address: SocketAddr,
    app: Arc<App>,
    orders: mpsc::Receiver<Order>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    folder: TempDir,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

fn settings() -> Settings {
    Settings { apns: false, fcm: true, token: BearerToken::new(TOKEN), tls: None }
}

impl Server {
    async fn start() -> Self {
        Self::start_with(settings()).await
    }

    async fn start_with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let metrics = Arc::new(Metrics::new());
        let store = Store::open(&database(&folder), &metrics).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, orders) = mpsc::channel(2);
        let (stop, stopped) = watch::channel(false);
        let app = Arc::new(App::new(settings, store, metrics, sender));
        let task = tokio::spawn(serve_at_most(4, listener, Arc::clone(&app), stopped));
        Self { address, app, orders, stop, task, folder }
    }

    /// The URL of the store.
    fn database(&self) -> String {
        database(&self.folder)
    }

    async fn store(&self, provider: &str, purpose: &str, token: &str) {
        let device = Device::from_names(provider, purpose, "org.example", token).unwrap();
        let subscriber = "bob@example.org".to_owned();
        self.app.store.put(&StoredDevice { subscriber, device_id: None, device, stored_at: 1 }).await.unwrap();
    }

    async fn tokens(&self, subscriber: &str) -> Vec<String> {
        let devices = self.app.store.devices(subscriber).await.unwrap();
        devices.into_iter().map(|stored| stored.device.token.expose().to_owned()).collect()
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends bytes on a connection of their own.
    async fn send(&self, bytes: &[u8]) -> Answer {
        exchange(self.connect().await, bytes).await
    }

    /// A request without the bearer token.
    async fn anonymous(&self, method: &str, path: &str, content_type: &str, body: &str) -> Answer {
        self.send(&request(method, path, &format!("Content-Type: {content_type}\r\n"), body)).await
    }

    /// A request with the bearer token.
    async fn call(&self, method: &str, path: &str, content_type: &str, body: &str) -> Answer {
        let headers = format!("Authorization: Bearer {TOKEN}\r\nContent-Type: {content_type}\r\n");
        self.send(&request(method, path, &headers, body)).await
    }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The status and the error's text.
    fn error(&self) -> (u16, String) {
        (self.status, self.json()["error"].as_str().unwrap().to_owned())
    }

    #[track_caller]
    fn assert_error(&self, status: u16, part: &str) {
        let (found, text) = self.error();
        assert!(found == status && text.contains(part), "{found} {text}");
    }
}

fn database(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("devices.db").display())
}

fn request(method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// Sends bytes, and reads until the server closes the connection.
async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> Answer {
    stream.write_all(bytes).await.unwrap();
    read_answer(stream).await
}

async fn read_answer(mut stream: impl AsyncRead + Unpin) -> Answer {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

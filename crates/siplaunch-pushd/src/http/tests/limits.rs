use std::time::Duration;

use tokio::{
    net::TcpSocket,
    time::{Instant, timeout},
};

use super::*;
use crate::http::body::{BODY_TIME, MAX_BODY};

const HEAD: &str = "POST /push HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";

#[tokio::test]
async fn a_body_of_64_kib_is_read_and_a_larger_one_413() {
    let server = Server::start().await;
    let start = "callee=a&domain=b&x=";
    let form = |length: usize| format!("{start}{}", "a".repeat(length - start.len()));
    server.anonymous("POST", "/push", FORM, &form(MAX_BODY)).await.assert_error(404, "no device");
    for length in [MAX_BODY + 1, 900_000] {
        late_reader(&server, "/push", &form(length)).await.assert_error(413, "64 KiB");
    }
}

/// Sends all, and reads the answer afterwards: a server that closes before it has read all fails the sending.
async fn late_reader(server: &Server, path: &str, body: &str) -> Answer {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(8192).unwrap();
    let mut stream = socket.connect(server.address).await.unwrap();
    stream.write_all(&request("POST", path, &format!("Content-Type: {FORM}\r\n"), body)).await.unwrap();
    read_answer(stream).await
}

#[tokio::test]
async fn chunked_bodies_have_the_same_limit() {
    let server = Server::start().await;
    let chunk = format!("4000\r\n{}\r\n", "a".repeat(0x4000));
    for (chunks, status) in [(0, 400), (5, 413), (40, 413)] {
        let bytes =
            format!("{HEAD}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(chunks));
        assert_eq!(server.send(bytes.as_bytes()).await.status, status, "{chunks}");
    }
}

#[tokio::test]
async fn a_refused_body_does_not_lose_the_answer() {
    let server = Server::start().await;
    let body = "a".repeat(MAX_BODY);
    for (path, status) in [("/none", 404), ("/metrics", 405), ("/registered", 401)] {
        assert_eq!(late_reader(&server, path, &body).await.status, status);
    }
}

#[tokio::test]
async fn broken_requests_are_refused() {
    let server = Server::start().await;
    let chunked = format!("{HEAD}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    for bytes in ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", &chunked] {
        assert_eq!(server.send(bytes.as_bytes()).await.status, 400, "{bytes}");
    }
    let long = format!("GET /healthz HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(17_000));
    assert_eq!(server.send(long.as_bytes()).await.status, 431);
}

/// With time paused, the runtime moves the clock on whenever all tasks wait.
#[tokio::test]
async fn slow_clients_are_cut_off() {
    let server = Server::start().await;
    tokio::time::pause();
    for part in ["", "POST /push", HEAD, &format!("{HEAD}Content-Length: 5\r\n\r\nab")] {
        let start = Instant::now();
        let mut stream = server.connect().await;
        stream.write_all(part.as_bytes()).await.unwrap();
        let mut text = String::new();
        timeout(BODY_TIME + Duration::from_secs(2), stream.read_to_string(&mut text)).await.unwrap().unwrap();
        assert!(start.elapsed() >= BODY_TIME - Duration::from_secs(1));
        assert_eq!(text.starts_with("HTTP/1.1 408"), part.ends_with("ab"), "{part}");
    }
}

#[tokio::test]
async fn more_connections_wait_for_their_turn() {
    let server = Server::start().await;
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(server.connect().await);
    }
    let fifth = server.anonymous("GET", "/healthz", "", "");
    tokio::pin!(fifth);
    assert!(timeout(Duration::from_millis(200), &mut fifth).await.is_err());
    open.pop();
    assert_eq!(timeout(Duration::from_secs(5), fifth).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_connection_takes_many_requests() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    for _ in 0..3 {
        stream.write_all(format!("{HEAD}Content-Length: 17\r\n\r\ncallee=a&domain=b").as_bytes()).await.unwrap();
        let mut answer = vec![0; 1024];
        let length = stream.read(&mut answer).await.unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 404"));
    }
}

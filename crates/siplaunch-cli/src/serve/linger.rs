use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, copy, sink},
    net::TcpStream,
    time::timeout,
};

/// The most that is read of a client that has its answer: bytes, and time.
const MAX_BYTES: u64 = 1 << 20;
const MAX_TIME: Duration = Duration::from_secs(1);

/// Reads and drops the client's other bytes. Closing at once would reset the connection, and the answer could be lost.
pub(crate) async fn linger(stream: TcpStream) {
    let mut rest = stream.take(MAX_BYTES);
    let _ = timeout(MAX_TIME, copy(&mut rest, &mut sink())).await;
}

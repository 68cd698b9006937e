use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, copy, sink},
    net::TcpStream,
    time::timeout,
};

/// What a client may still send, and for how long, when it has its answer already.
const MAX_BYTES: u64 = 1 << 20;
const MAX_TIME: Duration = Duration::from_secs(1);

/// Throws away what the client still sends. Closing at once would reset the connection, and the answer could be lost.
pub(crate) async fn linger(stream: TcpStream) {
    let mut rest = stream.take(MAX_BYTES);
    let _ = timeout(MAX_TIME, copy(&mut rest, &mut sink())).await;
}

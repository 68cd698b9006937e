//! The TLS stream under an HTTP/2 connection, which can be taken back to break the connection as no HTTP/2 library does.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::server::TlsStream;

/// A stream with two owners: the HTTP/2 library, and the task that breaks it.
#[derive(Clone)]
pub(crate) struct Wire(Arc<Mutex<TlsStream<TcpStream>>>);

impl Wire {
    pub(crate) fn new(stream: TlsStream<TcpStream>) -> Self {
        Self(Arc::new(Mutex::new(stream)))
    }

    fn stream(&self) -> MutexGuard<'_, TlsStream<TcpStream>> {
        self.0.lock().expect("no holder panics")
    }

    /// Ends the connection with a GOAWAY. The HTTP/2 library has let go of it.
    pub(crate) async fn go_away(self, last_stream_id: u32) -> io::Result<()> {
        let mut stream = self.into_inner()?;
        let mut frame = [0; 17];
        frame[2] = 8;
        frame[3] = 7;
        frame[9..13].copy_from_slice(&last_stream_id.to_be_bytes());
        stream.write_all(&frame).await?;
        stream.shutdown().await
    }

    /// Resets the TCP connection. The HTTP/2 library has let go of it.
    pub(crate) fn reset(self) -> io::Result<()> {
        self.into_inner()?.get_ref().0.set_zero_linger()
    }

    fn into_inner(self) -> io::Result<TlsStream<TcpStream>> {
        let stream = Arc::into_inner(self.0).ok_or_else(|| io::Error::other("the stream has another owner"))?;
        Ok(stream.into_inner().expect("no holder panics"))
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream()).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_shutdown(cx)
    }
}

use std::{cell::Cell, future::Future, net::IpAddr, pin::Pin, sync::Arc};

use hyper::{
    Request,
    body::{Body as _, Incoming},
    http,
    server::conn::http1,
    service::Service,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpStream,
    task::yield_now,
    time::{sleep, timeout},
};

use super::{limits::Limits, linger::linger, reply::Reply, stop::Stop};

/// The longest header of a request, 64 KiB.
const MAX_HEADER: usize = 64 << 10;

/// Something that answers requests, without their bodies.
pub(crate) trait Answer: Send + Sync + 'static {
    fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
        remote: IpAddr,
    ) -> impl Future<Output = http::Result<Reply>> + Send + 'static;
}

/// Answers the requests of one connection, within the limits.
pub(crate) async fn serve<A: Answer>(answer: Arc<A>, stream: TcpStream, remote: IpAddr, limits: Limits, stop: Stop) {
    // An answer is one short write, which waiting for more data would only delay.
    let _ = stream.set_nodelay(true);
    let exchange = Exchange { answer, remote, unread: Cell::new(false) };
    let mut connection = http1(&limits).serve_connection(TokioIo::new(stream), exchange);
    let over = async {
        tokio::select! {
            () = stop.asked() => {}
            () = sleep(*limits.max_age) => {}
        }
        // Lets the system report a request that has arrived by now: it is read below, and then answered.
        yield_now().await;
    };
    let ended = tokio::select! {
        biased;
        result = &mut connection => Some(result),
        () = over => None,
    };
    let ended = match ended {
        Some(result) => Ok(result),
        None => {
            Pin::new(&mut connection).graceful_shutdown();
            timeout(*limits.stop_timeout, &mut connection).await
        }
    };
    // The time is over: the client is too slow.
    let Ok(result) = ended else { return };
    let refused = result.is_err_and(|error| error.is_parse());
    let parts = connection.into_parts();
    if refused || parts.service.unread.get() {
        linger(parts.io.into_inner()).await;
    }
}

/// The read timeout also runs while a connection waits for its first or next request.
fn http1(limits: &Limits) -> http1::Builder {
    let mut http1 = http1::Builder::new();
    http1
        .timer(TokioTimer::new())
        .header_read_timeout(*limits.timeout)
        .max_buf_size(MAX_HEADER)
        .title_case_headers(true);
    http1
}

/// The service of one connection.
struct Exchange<A> {
    answer: Arc<A>,
    remote: IpAddr,
    /// Whether a request had a body, of which the client may still be sending.
    unread: Cell<bool>,
}

impl<A: Answer> Service<Request<Incoming>> for Exchange<A> {
    type Response = Reply;
    type Error = http::Error;
    type Future = Pin<Box<dyn Future<Output = http::Result<Reply>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        if !request.body().is_end_stream() {
            self.unread.set(true);
        }
        Box::pin(Arc::clone(&self.answer).answer(request, self.remote))
    }
}

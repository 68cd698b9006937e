use std::{io, pin::pin, sync::Arc, time::Duration};

use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};

use super::{app::App, routes::router};

/// The most connections that are open at once; others wait until one ends.
const MAX_CONNECTIONS: u32 = 512;
/// The longest time for a TLS handshake, for a request's header, and between two requests.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// The longest header of a request.
const MAX_HEADER: usize = 16 * 1024;
/// The longest life of a connection, even of a busy one.
const MAX_AGE: Duration = Duration::from_secs(300);
/// The longest time for open requests to end after that, or after the order to stop.
const GRACE: Duration = Duration::from_secs(10);
/// The pause after a failed accept, whose usual cause is a lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Answers until `stop` is true and the last connection has ended. HTTPS or plain HTTP is the settings' choice.
pub(crate) async fn serve(listener: TcpListener, app: Arc<App>, stop: watch::Receiver<bool>) {
    serve_at_most(MAX_CONNECTIONS, listener, app, stop).await;
}

pub(super) async fn serve_at_most(
    max_connections: u32,
    listener: TcpListener,
    app: Arc<App>,
    stop: watch::Receiver<bool>,
) {
    let slots = Arc::new(Semaphore::new(max_connections as usize));
    let service = TowerToHyperService::new(router(Arc::clone(&app)));
    let accept_all = async {
        while let Ok(slot) = Arc::clone(&slots).acquire_owned().await {
            let stream = accept(&listener).await;
            let (tls, service, stop) = (app.settings().tls.clone(), service.clone(), stop.clone());
            tokio::spawn(async move {
                match tls {
                    None => answer(stream, service, stop).await,
                    Some(tls) => {
                        if let Ok(Ok(stream)) = timeout(HEADER_TIME, tls.accept(stream)).await {
                            answer(stream, service, stop).await;
                        }
                    }
                }
                drop(slot);
            });
        }
    };
    tokio::select! {
        () = stopped(stop.clone()) => {}
        () = accept_all => {}
    }
    drop(listener);
    // Each connection holds a slot, so all slots are free when none is left.
    _ = slots.acquire_many(max_connections).await;
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // An answer is one short write, which waiting for more data would only delay.
                _ = stream.set_nodelay(true);
                return stream;
            }
            Err(error) => pause(&error).await,
        }
    }
}

async fn pause(error: &io::Error) {
    tracing::warn!(kind = %error.kind(), "http_accept_failed");
    sleep(ACCEPT_PAUSE).await;
}

/// Answers the requests of one connection.
async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    service: TowerToHyperService<axum::Router>,
    stop: watch::Receiver<bool>,
) {
    let mut http1 = http1::Builder::new();
    http1.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME).max_buf_size(MAX_HEADER);
    let mut connection = pin!(http1.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        _ = &mut connection => return,
        () = stopped(stop) => {}
        () = sleep(MAX_AGE) => {}
    }
    connection.as_mut().graceful_shutdown();
    _ = timeout(GRACE, connection).await;
}

/// Ends when the daemon stops; a sender that is gone stops it too.
async fn stopped(mut stop: watch::Receiver<bool>) {
    _ = stop.wait_for(|stop| *stop).await;
}

//! The connections of the services: TLS, HTTP/2, and HTTP/1.1 for Google's.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex, atomic::Ordering},
    time::Instant,
};

use anyhow::Context;
use h2::{RecvStream, server::SendResponse};
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::TokioIo;
use rustls::{KeyLogFile, RootCertStore, ServerConfig, server::WebPkiClientVerifier};
use serde::{Deserialize, Serialize};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::{
    answer::answer,
    apns::ProviderToken,
    credentials::{Credentials, Identity},
    reply::Outcome,
    script::{ConnectionFault, Fault},
    state::State,
    wire::Wire,
};

/// What is read of a body: enough to see that it is too large.
const MAX_BODY: usize = 64 * 1024;

/// A service with a port of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Service {
    Apns,
    ApnsSandbox,
    Fcm,
}

impl Service {
    pub(crate) const ALL: [Self; 3] = [Self::Apns, Self::ApnsSandbox, Self::Fcm];
}

/// A connection of a client.
pub(crate) struct Connection {
    pub(crate) number: u64,
    pub(crate) service: Service,
    /// Whether the client showed Apple's client certificate.
    pub(crate) has_certificate: bool,
    /// The provider token in use, and since when.
    pub(crate) provider_token: Mutex<Option<(Arc<ProviderToken>, Instant)>>,
}

/// The TLS settings.
pub(crate) struct Tls {
    apns: TlsAcceptor,
    fcm: TlsAcceptor,
    untrusted: TlsAcceptor,
}

impl Tls {
    pub(crate) fn new(credentials: &Credentials) -> anyhow::Result<Self> {
        let http2 = [b"h2".to_vec()];
        let both = [b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            apns: acceptor(&credentials.server, &http2, Some(credentials))?,
            fcm: acceptor(&credentials.server, &both, None)?,
            untrusted: acceptor(&credentials.untrusted, &both, None)?,
        })
    }
}

/// `clients` asks for a client certificate, and takes a connection without one too.
fn acceptor(server: &Identity, protocols: &[Vec<u8>], clients: Option<&Credentials>) -> anyhow::Result<TlsAcceptor> {
    let builder = ServerConfig::builder();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(credentials) => {
            let mut roots = RootCertStore::empty();
            roots.add(credentials.client_ca.clone())?;
            builder
                .with_client_cert_verifier(WebPkiClientVerifier::builder(roots.into()).allow_unauthenticated().build()?)
        }
    };
    let mut config = builder.with_single_cert(vec![server.certificate.clone()], server.key())?;
    config.alpn_protocols = protocols.to_vec();
    // Writes a file only where SSLKEYLOGFILE names one: a test reads its capture with it.
    config.key_log = Arc::new(KeyLogFile::new());
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves a port for good.
pub(crate) async fn run(state: Arc<State>, tls: Arc<Tls>, service: Service, listener: TcpListener) {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let (state, tls) = (state.clone(), tls.clone());
            // Clients come and go as they like, and tests make handshakes fail.
            tokio::spawn(async move { drop(connect(state, &tls, service, stream).await) });
        }
    }
}

async fn connect(state: Arc<State>, tls: &Tls, service: Service, stream: TcpStream) -> anyhow::Result<()> {
    let number = state.count_connection(service);
    let fault = state.script().next_connection(service);
    let acceptor = match (fault, service) {
        (Some(ConnectionFault::Reset), _) => return Ok(stream.set_zero_linger()?),
        (Some(ConnectionFault::Hang), _) => return hang(stream).await,
        (Some(ConnectionFault::Untrusted), _) => &tls.untrusted,
        (None, Service::Fcm) => &tls.fcm,
        (None, _) => &tls.apns,
    };
    stream.set_nodelay(true)?;
    let stream = acceptor.accept(stream).await?;
    let session = stream.get_ref().1;
    let is_http1 = session.alpn_protocol() == Some(b"http/1.1");
    let connection = Arc::new(Connection {
        number,
        service,
        has_certificate: session.peer_certificates().is_some(),
        provider_token: Mutex::default(),
    });
    // Without ALPN, which aioapns does not use, a client speaks HTTP/2.
    if is_http1 { http1(state, connection, stream).await } else { http2(state, connection, stream).await }
}

/// Keeps a connection open until the client ends it.
async fn hang(mut stream: TcpStream) -> anyhow::Result<()> {
    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
    Ok(())
}

async fn http2(state: Arc<State>, connection: Arc<Connection>, stream: TlsStream<TcpStream>) -> anyhow::Result<()> {
    let wire = Wire::new(stream);
    let mut http2 = h2::server::Builder::new()
        .max_concurrent_streams(state.max_concurrent_streams.load(Ordering::Relaxed))
        .initial_connection_window_size(1 << 20)
        .handshake::<_, Bytes>(wire.clone())
        .await?;
    let (faults, mut fault) = mpsc::channel(1);
    // The response stays whole until the connection is broken: dropped earlier, it would reset its stream first.
    let (fault, respond) = loop {
        tokio::select! {
            Some(fault) = fault.recv() => break fault,
            accepted = http2.accept() => {
                let Some(accepted) = accepted else { return Ok(()) };
                let (request, respond) = accepted?;
                tokio::spawn(http2_stream(state.clone(), connection.clone(), request, respond, faults.clone()));
            }
        }
    };
    drop(http2);
    match fault {
        Fault::GoAway => wire.go_away(respond.stream_id().as_u32().saturating_sub(2)).await?,
        _ => wire.reset()?,
    }
    Ok(())
}

async fn http2_stream(
    state: Arc<State>,
    connection: Arc<Connection>,
    request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    faults: mpsc::Sender<(Fault, SendResponse<Bytes>)>,
) {
    let (head, body) = request.into_parts();
    let Ok(body) = read(body).await else { return };
    match answer(&state, &connection, &head, &body).await {
        Outcome::Answer(response) => drop(send(&mut respond, response)),
        // The client gives up by a reset of the stream, or the end of the connection.
        Outcome::Fault(Fault::Hang) => drop(poll_fn(|cx| respond.poll_reset(cx)).await),
        Outcome::Fault(fault) => drop(faults.send((fault, respond)).await),
    }
}

async fn read(mut body: RecvStream) -> Result<Vec<u8>, h2::Error> {
    let mut bytes = Vec::new();
    while let Some(data) = body.data().await {
        let data = data?;
        body.flow_control().release_capacity(data.len())?;
        bytes.extend_from_slice(&data);
        if bytes.len() > MAX_BODY {
            break;
        }
    }
    Ok(bytes)
}

fn send(respond: &mut SendResponse<Bytes>, response: Response<Vec<u8>>) -> Result<(), h2::Error> {
    let (head, body) = response.into_parts();
    let mut stream = respond.send_response(Response::from_parts(head, ()), body.is_empty())?;
    if !body.is_empty() {
        stream.send_data(body.into(), true)?;
    }
    Ok(())
}

async fn http1(state: Arc<State>, connection: Arc<Connection>, stream: TlsStream<TcpStream>) -> anyhow::Result<()> {
    let service = hyper::service::service_fn(|request: Request<Incoming>| {
        let (state, connection) = (&state, &connection);
        async move {
            let (head, body) = request.into_parts();
            let body = Limited::new(body, MAX_BODY).collect().await.map_err(anyhow::Error::from_boxed)?.to_bytes();
            match answer(state, connection, &head, &body).await {
                Outcome::Answer(response) => Ok(response.map(|body| Full::new(Bytes::from(body)))),
                Outcome::Fault(Fault::Hang) => std::future::pending().await,
                Outcome::Fault(_) => anyhow::bail!("the connection ends as scripted"),
            }
        }
    });
    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.context("HTTP/1.1")
}

//! A small HTTP/2 server that misbehaves as asked.

use std::{
    collections::HashSet,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use h2::{Reason, server::SendResponse};
use http::{Response, header::AUTHORIZATION};
use hyper::body::Bytes;
use rustls::{
    RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// A request as the server saw it.
pub(super) struct Seen {
    /// Its number, from 0.
    pub(super) number: usize,
    pub(super) path: String,
    pub(super) authorization: String,
    pub(super) topic: String,
    pub(super) body: Vec<u8>,
}

/// What the server does with a request.
pub(super) enum Act {
    Answer(u16, &'static str),
    /// 503 with `retry-after`.
    Busy(&'static str),
    /// 200 after a while.
    Slow(Duration),
    Hang,
    Reset(Reason),
}

type Handler = dyn Fn(&Seen) -> Act + Send + Sync;

/// A server on 127.0.0.1, and what it counted.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) port: u16,
    /// Its certificate, which clients have to trust.
    pub(super) pem: String,
    pub(super) counts: Arc<Counts>,
}

#[derive(Default)]
pub(super) struct Counts {
    pub(super) connections: AtomicUsize,
    pub(super) requests: AtomicUsize,
    /// The most requests at once on one connection.
    pub(super) most_at_once: AtomicUsize,
    pub(super) authorizations: Mutex<HashSet<String>>,
}

/// What a server has beside its answers.
#[derive(Clone, Copy, Default)]
pub(super) struct Options<'a> {
    /// `SETTINGS_MAX_CONCURRENT_STREAMS`.
    pub(super) limit: Option<u32>,
    /// The certificate, PEM, that a client has to show.
    pub(super) client: Option<&'a [u8]>,
}

impl Server {
    pub(super) async fn start(handler: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Self {
        Self::with(Options::default(), handler).await
    }

    pub(super) async fn with(options: Options<'_>, handler: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Self {
        let handler: Arc<Handler> = Arc::new(handler);
        let limit = options.limit;
        Self::listen(options.client, move |tls, counts| {
            let handler = Arc::clone(&handler);
            async move { serve(tls, limit, &handler, &counts).await }
        })
        .await
    }

    /// A server that speaks HTTP/2 by itself: a function of each connection.
    pub(super) async fn listen<F>(
        client: Option<&[u8]>,
        serve: impl Fn(TlsStream<TcpStream>, Arc<Counts>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (acceptor, pem) = acceptor(client);
        let server = Self { port: listener.local_addr().unwrap().port(), pem, counts: Arc::default() };
        let counts = Arc::clone(&server.counts);
        tokio::spawn(async move {
            let serve = Arc::new(serve);
            while let Ok((tcp, _)) = listener.accept().await {
                let (acceptor, serve, counts) = (acceptor.clone(), Arc::clone(&serve), Arc::clone(&counts));
                tokio::spawn(async move {
                    let Ok(tls) = acceptor.accept(tcp).await else { return };
                    counts.connections.fetch_add(1, Relaxed);
                    serve(tls, counts).await;
                });
            }
        });
        server
    }

    pub(super) fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    pub(super) fn requests(&self) -> usize {
        self.counts.requests.load(Relaxed)
    }

    pub(super) fn connections(&self) -> usize {
        self.counts.connections.load(Relaxed)
    }
}

fn acceptor(client: Option<&[u8]>) -> (TlsAcceptor, String) {
    let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".into()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
    let builder = match client {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            use rustls::pki_types::{CertificateDer, pem::PemObject as _};
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(pem).unwrap()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder.with_single_cert(vec![cert.der().clone()], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    (TlsAcceptor::from(Arc::new(config)), cert.pem())
}

async fn serve(tls: TlsStream<TcpStream>, limit: Option<u32>, handler: &Arc<Handler>, counts: &Arc<Counts>) {
    let mut builder = h2::server::Builder::new();
    if let Some(limit) = limit {
        builder.max_concurrent_streams(limit);
    }
    let Ok(mut connection) = builder.handshake::<_, Bytes>(tls).await else { return };
    let at_once = Arc::new(AtomicUsize::new(0));
    while let Some(Ok((request, respond))) = connection.accept().await {
        let number = counts.requests.fetch_add(1, Relaxed);
        counts.most_at_once.fetch_max(at_once.fetch_add(1, Relaxed) + 1, Relaxed);
        let (handler, counts, at_once) = (Arc::clone(handler), Arc::clone(counts), Arc::clone(&at_once));
        tokio::spawn(async move {
            let seen = see(number, request).await;
            counts.authorizations.lock().unwrap().insert(seen.authorization.clone());
            act(handler(&seen), respond, &at_once).await;
        });
    }
}

async fn see(number: usize, request: http::Request<h2::RecvStream>) -> Seen {
    let header = |name| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let (authorization, topic) = (header(AUTHORIZATION.as_str()), header("apns-topic"));
    let path = request.uri().path().to_owned();
    let mut stream = request.into_body();
    let mut body = Vec::new();
    while let Some(Ok(data)) = stream.data().await {
        body.extend_from_slice(&data);
    }
    Seen { number, path, authorization, topic, body }
}

async fn act(act: Act, mut respond: SendResponse<Bytes>, at_once: &AtomicUsize) {
    let mut answer = |status, retry_after: Option<&str>, body: &'static str| {
        at_once.fetch_sub(1, Relaxed);
        let mut response = Response::builder().status(status);
        if let Some(value) = retry_after {
            response = response.header("retry-after", value);
        }
        // The client may have gone.
        if let Ok(mut stream) = respond.send_response(response.body(()).unwrap(), false) {
            let _ = stream.send_data(Bytes::from_static(body.as_bytes()), true);
        }
    };
    match act {
        Act::Answer(status, body) => answer(status, None, body),
        Act::Busy(retry_after) => answer(503, Some(retry_after), r#"{"reason":"ServiceUnavailable"}"#),
        Act::Slow(time) => {
            sleep(time).await;
            answer(200, None, "");
        }
        Act::Hang => sleep(Duration::from_secs(60)).await,
        Act::Reset(reason) => respond.send_reset(reason),
    }
}

/// A connection by hand: answers SETTINGS and PING, and at the first request calls `at_request` with its stream.
pub(super) async fn by_hand<F>(mut tls: TlsStream<TcpStream>, at_request: impl FnOnce(u32) -> F)
where
    F: Future<Output = Vec<u8>>,
{
    let mut at_request = Some(at_request);
    let mut preface = [0; 24];
    let mut run = async || -> io::Result<()> {
        tls.read_exact(&mut preface).await?;
        tls.write_all(&frame(4, 0, 0, &[])).await?;
        tls.flush().await?;
        loop {
            let mut head = [0; 9];
            tls.read_exact(&mut head).await?;
            let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
            tls.read_exact(&mut payload).await?;
            let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
            match (head[3], head[4]) {
                (1, _) => {
                    let Some(at_request) = at_request.take() else { continue };
                    tls.write_all(&at_request(stream).await).await?;
                }
                (4, 0) => tls.write_all(&frame(4, 1, 0, &[])).await?,
                (6, 0) => tls.write_all(&frame(6, 1, 0, &payload)).await?,
                _ => {}
            }
            tls.flush().await?;
        }
    };
    let _ = run().await;
}

/// An HTTP/2 frame (RFC 9113, section 4.1).
pub(super) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&len[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

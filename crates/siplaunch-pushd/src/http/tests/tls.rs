use std::{fs, path::Path, time::Duration};

use rcgen::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::*;
use crate::config::Tls;

/// A certificate for `localhost` and its key, as files; and a client that trusts it.
fn certificate(folder: &Path) -> (Tls, TlsConnector) {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let tls = Tls { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
    fs::write(&tls.certificate, cert.pem()).unwrap();
    fs::write(&tls.key, signing_key.serialize_pem()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    (tls, TlsConnector::from(Arc::new(client)))
}

async fn get(server: &Server, connector: &TlsConnector) -> std::io::Result<Answer> {
    let name = ServerName::try_from("localhost").unwrap();
    let stream = connector.connect(name, server.connect().await).await?;
    Ok(exchange(stream, &request("GET", "/healthz", "", "")).await)
}

#[tokio::test]
async fn https_with_the_configured_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, connector) = certificate(folder.path());
    let server = Server::start_with(Settings { tls: Some(tls.acceptor().unwrap()), ..settings() }).await;
    assert_eq!(get(&server, &connector).await.unwrap().status, 200);

    let (tls, renewed) = certificate(folder.path());
    server.app.set(Settings { tls: Some(tls.acceptor().unwrap()), ..settings() });
    assert!(get(&server, &connector).await.is_err());
    assert_eq!(get(&server, &renewed).await.unwrap().status, 200);
}

#[tokio::test]
async fn plain_http_gets_no_answer_from_https() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, _) = certificate(folder.path());
    let server = Server::start_with(Settings { tls: Some(tls.acceptor().unwrap()), ..settings() }).await;
    let mut stream = server.connect().await;
    stream.write_all(&request("GET", "/healthz", "", "")).await.unwrap();
    let mut bytes = Vec::new();
    _ = stream.read_to_end(&mut bytes).await;
    assert!(!bytes.starts_with(b"HTTP"));
}

#[tokio::test]
async fn a_silent_tls_client_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, _) = certificate(folder.path());
    let server = Server::start_with(Settings { tls: Some(tls.acceptor().unwrap()), ..settings() }).await;
    tokio::time::pause();
    let read = async { server.connect().await.read(&mut [0]).await };
    assert_eq!(timeout(Duration::from_secs(11), read).await.unwrap().unwrap(), 0);
}

#[test]
fn files_that_do_not_fit_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, _) = certificate(folder.path());
    let error = |tls: &Tls| format!("{:#}", tls.acceptor().err().unwrap());
    let swapped = Tls { certificate: tls.key.clone(), key: tls.key.clone() };
    assert!(error(&swapped).contains("key.pem has no certificate"), "{}", error(&swapped));
    let no_key = Tls { certificate: tls.certificate.clone(), key: tls.certificate.clone() };
    assert!(error(&no_key).contains("the private key in"), "{}", error(&no_key));
    let missing = Tls { certificate: folder.path().join("none.pem"), key: tls.key.clone() };
    assert!(error(&missing).contains("none.pem"), "{}", error(&missing));
    let key = fs::read(&tls.key).unwrap();
    certificate(folder.path());
    fs::write(&tls.key, key).unwrap();
    assert!(error(&tls).contains("do not fit together"), "{}", error(&tls));
}

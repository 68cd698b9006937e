use std::{path::Path, sync::Arc};

use anyhow::{Context as _, bail};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio_rustls::TlsConnector;

/// The certificates of the system's authorities and of the configured file.
pub(super) fn roots(ca_file: Option<&Path>) -> anyhow::Result<Arc<RootCertStore>> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = ca_file {
        for certificate in certificates(file).context("ca_file")? {
            roots
                .add(certificate)
                .with_context(|| format!("ca_file {}: no certificate of an authority", file.display()))?;
        }
    }
    if roots.is_empty() {
        bail!("no authority is trusted: install the package ca-certificates, or set ca_file");
    }
    Ok(Arc::new(roots))
}

/// A client's certificate chain with its private key, in one file or two.
pub(super) type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

pub(super) fn identity(certificate: &Path, key: Option<&Path>) -> anyhow::Result<Identity> {
    let chain = certificates(certificate).context("apns.certificate")?;
    let file = key.unwrap_or(certificate);
    let key = PrivateKeyDer::from_pem_file(file).with_context(|| {
        format!("apns.key {}: no private key in PEM; if it has a passphrase, remove it: openssl pkey", file.display())
    })?;
    Ok((chain, key))
}

fn certificates(file: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let certificates = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("{}: cannot be read as PEM", file.display()))?;
    if certificates.is_empty() {
        bail!("{}: holds no certificate in PEM", file.display());
    }
    Ok(certificates)
}

/// TLS to a push service: HTTP/2 alone, and the service's certificate is always verified.
pub(super) fn connector(roots: Arc<RootCertStore>, identity: Option<Identity>) -> anyhow::Result<TlsConnector> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots);
    let mut config = match identity {
        Some((chain, key)) => {
            builder.with_client_auth_cert(chain, key).context("apns.certificate: it does not belong to the key")?
        }
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}

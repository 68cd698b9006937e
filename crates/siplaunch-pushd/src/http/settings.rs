use std::{fs, path::Path, sync::Arc};

use anyhow::{Context as _, ensure};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use siplaunch_push::Provider;
use tokio_rustls::TlsAcceptor;
use zeroize::Zeroizing;

use super::auth::BearerToken;
use crate::config::{Config, Tls};

/// What a reload of the configuration changes in the HTTP face.
pub(crate) struct Settings {
    pub(super) apns: bool,
    pub(super) fcm: bool,
    pub(super) token: Option<BearerToken>,
    pub(super) tls: Option<TlsAcceptor>,
}

impl Settings {
    /// Reads the bearer token, the certificate and its key.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or has something else in it.
    pub(crate) fn read(config: &Config) -> anyhow::Result<Self> {
        Ok(Self {
            apns: config.apns.is_some(),
            fcm: config.fcm.is_some(),
            token: config.http.bearer_token.as_deref().map(token).transpose()?,
            tls: config.http.tls.as_ref().map(Tls::acceptor).transpose()?,
        })
    }

    /// Whether devices of this provider can be pushed to.
    pub(super) fn has(&self, provider: Provider) -> bool {
        match provider {
            Provider::Apns | Provider::ApnsSandbox => self.apns,
            _ => self.fcm,
        }
    }
}

fn token(file: &Path) -> anyhow::Result<BearerToken> {
    let text = Zeroizing::new(fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?);
    BearerToken::new(text.trim()).with_context(|| {
        let range = BearerToken::LENGTH;
        let (min, max) = (range.start(), range.end());
        format!("{}: write a line of {min} to {max} letters and digits, at random", file.display())
    })
}

impl Tls {
    /// Reads the certificate and its key.
    pub(super) fn acceptor(&self) -> anyhow::Result<TlsAcceptor> {
        let Self { certificate, key } = self;
        let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let chain = chain.with_context(|| format!("cannot read the certificate in {}", certificate.display()))?;
        ensure!(!chain.is_empty(), "{} has no certificate: write it there as PEM", certificate.display());
        let key_der = PrivateKeyDer::from_pem_file(key)
            .with_context(|| format!("cannot read the private key in {}", key.display()))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key_der)
            .with_context(|| format!("{} and {} do not fit together", certificate.display(), key.display()))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_bearer_token_file_is_an_error_that_says_the_fix_and_not_the_token() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bearer");
        let error = |token: &[u8]| {
            fs::write(&file, token).unwrap();
            format!("{:#}", super::token(&file).err().expect("refused"))
        };
        for bad in ["", "\n", "short-secret", "a secret of words", "secret-ü-0123456789", &"secret".repeat(86)] {
            let error = error(bad.as_bytes());
            assert!(error.starts_with(file.to_str().unwrap()) && error.contains("16 to 512"), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
        assert!(error(b"\xff0123456789abcdef").starts_with("cannot read"));
        fs::remove_file(&file).unwrap();
        assert!(token(&file).is_err_and(|error| error.to_string().contains("cannot read")));
        for good in ["0123456789abcdef\n", &"a".repeat(512)] {
            fs::write(&file, good).unwrap();
            assert!(token(&file).is_ok());
        }
    }
}

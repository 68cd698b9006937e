//! Keys and certificates, made anew at each start: what Apple and Google would hand to an operator.

use std::{fs, path::Path};

use anyhow::Context;
use jsonwebtoken::DecodingKey;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RsaKeySize,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::json;

use crate::apns::BUNDLE_ID;

pub(crate) const CA: &str = "ca.pem";
pub(crate) const APNS_KEY: &str = "apns_key.p8";
/// The certificate and its key in one file, as the handbook's `certificate:` names it.
pub(crate) const APNS_CERTIFICATE: &str = "apns_certificate.pem";
pub(crate) const SERVICE_ACCOUNT: &str = "service_account.json";

pub(crate) const KEY_ID: &str = "STANDINKEY";
pub(crate) const TEAM_ID: &str = "STANDTEAM1";
pub(crate) const PROJECT_ID: &str = "stand-in-project";
pub(crate) const CLIENT_EMAIL: &str = "push@stand-in-project.iam.gserviceaccount.com";
pub(crate) const PRIVATE_KEY_ID: &str = "0123456789abcdef0123456789abcdef01234567";

/// The services' side of what is in the files.
pub(crate) struct Credentials {
    /// The URL of the token endpoint, the audience of its assertions.
    pub(crate) token_uri: String,
    pub(crate) provider_token_key: DecodingKey,
    pub(crate) assertion_key: DecodingKey,
    pub(crate) server: Identity,
    /// A server certificate of an authority that nobody trusts.
    pub(crate) untrusted: Identity,
    pub(crate) client_ca: CertificateDer<'static>,
}

/// A certificate with its key.
pub(crate) struct Identity {
    pub(crate) certificate: CertificateDer<'static>,
    key: KeyPair,
}

impl Identity {
    pub(crate) fn key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key.serialize_der()).into()
    }
}

impl Credentials {
    pub(crate) fn generate(dir: &Path, token_uri: &str) -> anyhow::Result<Self> {
        fs::create_dir_all(dir).context("the folder of --dir cannot be made")?;
        let write = |name: &str, text: String| {
            fs::write(dir.join(name), text).with_context(|| format!("{name} cannot be written"))
        };

        let ca = authority("Stand-in CA")?;
        write(CA, ca.pem())?;

        let apns_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        write(APNS_KEY, apns_key.serialize_pem())?;

        let client_ca = authority("Stand-in client CA")?;
        let mut client = CertificateParams::default();
        client.distinguished_name.push(DnType::CommonName, format!("VoIP Services: {BUNDLE_ID}"));
        client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let client_key = KeyPair::generate()?;
        let client = client.signed_by(&client_key, &client_ca)?;
        write(APNS_CERTIFICATE, client.pem() + &client_key.serialize_pem())?;

        let assertion_key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
        let service_account = json!({
            "type": "service_account",
            "project_id": PROJECT_ID,
            "private_key_id": PRIVATE_KEY_ID,
            "private_key": assertion_key.serialize_pem(),
            "client_email": CLIENT_EMAIL,
            "client_id": "100000000000000000001",
            "token_uri": token_uri,
        });
        write(SERVICE_ACCOUNT, service_account.to_string())?;

        Ok(Self {
            token_uri: token_uri.to_owned(),
            provider_token_key: DecodingKey::from_ec_pem(apns_key.public_key_pem().as_bytes())?,
            assertion_key: DecodingKey::from_rsa_pem(assertion_key.public_key_pem().as_bytes())?,
            server: server(&ca)?,
            untrusted: server(&*authority("Nobody's CA")?)?,
            client_ca: client_ca.der().clone(),
        })
    }
}

fn authority(name: &str) -> anyhow::Result<CertifiedIssuer<'static, KeyPair>> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}

fn server(ca: &Issuer<'_, KeyPair>) -> anyhow::Result<Identity> {
    let key = KeyPair::generate()?;
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let mut params = CertificateParams::new(names)?;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.signed_by(&key, ca)?.der().clone();
    Ok(Identity { certificate, key })
}

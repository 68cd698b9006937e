use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use http::HeaderValue;
use rustls::RootCertStore;
use siplaunch_push::{
    Device, Provider, Push, Verdict, apns,
    auth::{AppleTokens, KeyError},
};

use super::{attempt::Attempt, connect::Target, endpoint::Endpoint, sensitive, tls};
use crate::{
    clock::unix_time,
    config::{Apns, ApnsCredentials},
};

/// Apple's push service.
pub(super) struct Apple {
    production: Endpoint,
    sandbox: Endpoint,
    /// Without tokens, a client certificate authenticates the connections.
    tokens: Option<Mutex<Tokens>>,
    topic: Option<String>,
}

struct Tokens {
    tokens: AppleTokens,
    /// The header of the token with this number.
    header: Option<(u64, HeaderValue)>,
}

impl Apple {
    pub(super) fn new(config: &Apns, roots: &std::sync::Arc<RootCertStore>) -> anyhow::Result<Self> {
        let (identity, tokens) = match &config.credentials {
            ApnsCredentials::Key { file, key_id, team_id } => {
                let context = || format!("apns.key_file {}", file.display());
                let pem = zeroize::Zeroizing::new(std::fs::read(file).with_context(context)?);
                let tokens = AppleTokens::new(&pem, key_id, team_id).with_context(context)?;
                (None, Some(Mutex::new(Tokens { tokens, header: None })))
            }
            ApnsCredentials::Certificate { file, key } => (Some(tls::identity(file, key.as_deref())?), None),
        };
        let connector = tls::connector(roots.clone(), identity)?;
        let target = |url: &str| Target::new(url, connector.clone()).context("apns.endpoint");
        Ok(Self {
            production: Endpoint::new(target(&config.endpoint)?, Provider::Apns.name()),
            sandbox: Endpoint::new(target(&config.sandbox_endpoint)?, Provider::ApnsSandbox.name()),
            tokens,
            topic: config.topic.clone(),
        })
    }

    pub(super) async fn push(&self, device: &Device, push: &Push) -> Attempt {
        let request = match (&self.topic, device.app.is_empty()) {
            (_, false) => apns::request(device, push),
            (Some(topic), true) => apns::request(&Device { app: topic.clone(), ..device.clone() }, push),
            (None, true) => return Attempt::NoTopic,
        };
        let endpoint = if device.provider == Provider::ApnsSandbox { &self.sandbox } else { &self.production };
        let mut prepared = match request.and_then(|request| endpoint.prepare(request)) {
            Ok(prepared) => prepared,
            Err(error) => return Attempt::Impossible(error),
        };
        let mut is_renewed = false;
        loop {
            let serial = match self.authorization() {
                Ok(Some((serial, header))) => {
                    prepared.authorize(header);
                    Some(serial)
                }
                Ok(None) => None,
                Err(error) => return Attempt::NoKey(error),
            };
            let reply = match endpoint.send(&prepared).await {
                Ok(reply) => reply,
                Err(failure) => return Attempt::Failed(failure),
            };
            let mut answer = apns::answer(&reply.response(), unix_time());
            if device.app.is_empty() {
                answer = answer.of_configured_app();
            } else if self.topic.as_ref().is_some_and(|topic| *topic != device.app) {
                answer = answer.of_unknown_app();
            }
            let is_expired = answer.verdict == Verdict::RefreshProviderToken && !is_renewed;
            if !(is_expired && serial.is_some_and(|serial| self.expired(serial))) {
                return Attempt::Answered(reply.status, answer);
            }
            is_renewed = true;
        }
    }

    fn authorization(&self) -> Result<Option<(u64, HeaderValue)>, KeyError> {
        let Some(tokens) = &self.tokens else { return Ok(None) };
        let mut tokens = tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let Tokens { tokens, header } = &mut *tokens;
        let authorization = tokens.authorization(unix_time())?;
        let header = match header {
            Some(header) if header.0 == authorization.serial() => header,
            _ => header.insert((authorization.serial(), sensitive(authorization))),
        };
        Ok(Some(header.clone()))
    }

    fn expired(&self, serial: u64) -> bool {
        let lock = |tokens: &Mutex<Tokens>| {
            tokens.lock().unwrap_or_else(PoisonError::into_inner).tokens.expired(serial, unix_time())
        };
        self.tokens.as_ref().is_some_and(lock)
    }
}

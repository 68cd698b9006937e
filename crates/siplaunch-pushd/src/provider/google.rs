use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use http::HeaderValue;
use rustls::RootCertStore;
use siplaunch_push::{Device, Fault, Push, Verdict, auth::GoogleTokens, fcm};
use tokio::{sync::watch, time::timeout};

use super::{
    attempt::Attempt,
    connect::Target,
    endpoint::Endpoint,
    failure::{Failure, Kind},
    sensitive, tls,
};
use crate::{clock::unix_time, config::Fcm};

/// The time for a new access token.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(10);

/// The pause after a failure to get one, and after a failure that a person has to mend.
const PAUSE: Duration = Duration::from_secs(1);
const LONG_PAUSE: Duration = Duration::from_secs(10);

/// Google's push service.
pub(super) struct Google {
    endpoint: Endpoint,
    tokens: Arc<Tokens>,
    project_id: String,
}

/// The access tokens, and their endpoint.
struct Tokens {
    endpoint: Endpoint,
    /// The path of the token endpoint in the configuration.
    path: Option<String>,
    state: Mutex<State>,
}

struct State {
    tokens: GoogleTokens,
    /// The header of the token with this number.
    header: Option<(u64, HeaderValue)>,
    /// The renewal that all pushes share.
    renewal: Option<watch::Receiver<Option<Outcome>>>,
    /// The last renewal's failure, and until when there is no other one.
    failed: Option<(Attempt, Instant)>,
}

type Outcome = Result<(), Attempt>;

impl Google {
    pub(super) fn new(config: &Fcm, roots: &Arc<RootCertStore>) -> anyhow::Result<Self> {
        let context = || format!("fcm.service_account {}", config.service_account.display());
        let json = zeroize::Zeroizing::new(std::fs::read(&config.service_account).with_context(context)?);
        let tokens = GoogleTokens::new(&json).with_context(context)?;
        let connector = tls::connector(roots.clone(), None)?;
        let url = config.token_endpoint.as_deref().unwrap_or(tokens.token_uri());
        let target = Target::new(url, connector.clone()).context("fcm.token_endpoint")?;
        Ok(Self {
            endpoint: Endpoint::new(Target::new(&config.endpoint, connector).context("fcm.endpoint")?, "fcm"),
            project_id: tokens.project_id().to_owned(),
            tokens: Arc::new(Tokens {
                path: Some(target.path.clone()).filter(|path| config.token_endpoint.is_some() && path != "/"),
                endpoint: Endpoint::new(target, "google_oauth"),
                state: Mutex::new(State { tokens, header: None, renewal: None, failed: None }),
            }),
        })
    }

    /// `wait`: how long the push is of use.
    pub(super) async fn push(&self, device: &Device, push: &Push, wait: Duration) -> Attempt {
        let request = if device.app.is_empty() {
            fcm::request(&Device { app: self.project_id.clone(), ..device.clone() }, push, wait)
        } else {
            fcm::request(device, push, wait)
        };
        let mut prepared = match request.and_then(|request| self.endpoint.prepare(request)) {
            Ok(prepared) => prepared,
            Err(error) => return Attempt::Impossible(error),
        };
        let mut is_renewed = false;
        loop {
            let serial = match self.tokens.authorization().await {
                Ok((serial, header)) => {
                    prepared.authorize(header);
                    serial
                }
                Err(attempt) => return attempt,
            };
            let reply = match self.endpoint.send(&prepared).await {
                Ok(reply) => reply,
                Err(failure) => return Attempt::Failed(failure),
            };
            let mut answer = fcm::answer(&reply.response(), unix_time());
            if !device.app.is_empty() && self.project_id != device.app {
                answer = answer.of_unknown_app();
            }
            let is_refused = answer.verdict == Verdict::RefreshProviderToken && !is_renewed;
            if !(is_refused && self.tokens.lock().tokens.refused(serial, unix_time())) {
                return Attempt::Answered(reply.status, answer);
            }
            is_renewed = true;
        }
    }
}

impl Tokens {
    /// A valid token. Near its end it serves on while a new one is fetched.
    async fn authorization(self: &Arc<Self>) -> Result<(u64, HeaderValue), Attempt> {
        loop {
            let renewal = {
                let mut state = self.lock();
                self.renew_if_due(&mut state);
                if let Some(header) = state.header() {
                    return Ok(header);
                }
                match (&state.renewal, &state.failed) {
                    (Some(renewal), _) => renewal.clone(),
                    (None, Some((attempt, _))) => return Err(attempt.clone()),
                    (None, None) => return Err(no_answer()),
                }
            };
            wait(renewal).await?;
        }
    }

    fn renew_if_due(self: &Arc<Self>, state: &mut State) {
        let is_paused = state.failed.as_ref().is_some_and(|(_, until)| *until > Instant::now());
        if state.renewal.is_none() && !is_paused && state.tokens.is_due(unix_time()) {
            let (sender, receiver) = watch::channel(None);
            state.renewal = Some(receiver);
            // A task of its own: a push that is cancelled does not take the renewal of the others with it.
            tokio::spawn(Arc::clone(self).renew(sender));
        }
    }

    async fn renew(self: Arc<Self>, sender: watch::Sender<Option<Outcome>>) {
        let outcome = timeout(RENEWAL_TIMEOUT, self.fetch()).await.unwrap_or_else(|_| Err(no_answer()));
        let mut state = self.lock();
        state.renewal = None;
        state.failed =
            outcome.as_ref().err().map(|attempt| (attempt.clone(), Instant::now() + pause(attempt.verdict())));
        drop(state);
        sender.send_replace(Some(outcome));
    }

    async fn fetch(&self) -> Outcome {
        let mut request = self.lock().tokens.request(unix_time()).map_err(Attempt::NoKey)?;
        if let Some(path) = &self.path {
            request.path.clone_from(path);
        }
        let prepared = self.endpoint.prepare(request).map_err(Attempt::Impossible)?;
        let reply = self.endpoint.send(&prepared).await.map_err(Attempt::Failed)?;
        self.lock().tokens.renew(&reply.response(), unix_time()).map_err(Attempt::NoToken)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn header(&mut self) -> Option<(u64, HeaderValue)> {
        let authorization = self.tokens.authorization(unix_time())?;
        if self.header.as_ref().is_none_or(|(serial, _)| *serial != authorization.serial()) {
            self.header = Some((authorization.serial(), sensitive(authorization)));
        }
        self.header.clone()
    }
}

async fn wait(mut renewal: watch::Receiver<Option<Outcome>>) -> Outcome {
    match renewal.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone().unwrap_or(Ok(())),
        Err(_) => Err(no_answer()),
    }
}

fn no_answer() -> Attempt {
    Attempt::Failed(Failure::new(Kind::Timeout, "no access token"))
}

fn pause(verdict: Verdict) -> Duration {
    match verdict {
        Verdict::Misconfigured(Fault::Key) => LONG_PAUSE,
        Verdict::Retry { after: Some(after) } => after.clamp(PAUSE, LONG_PAUSE),
        _ => PAUSE,
    }
}

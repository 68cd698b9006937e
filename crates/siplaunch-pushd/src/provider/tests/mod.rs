#![allow(clippy::unwrap_used, reason = "tests")]

mod google;
mod server;
mod trouble;
mod trying;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use siplaunch_push::{Call, Device, Fault, Mode, Provider, Purpose, Push, Verdict};
use tempfile::TempDir;
use tokio::task::JoinSet;

use self::server::{Act, Options, Seen, Server};
use super::{Attempt, Providers};
use crate::{
    config::{Apns, ApnsCredentials, Config, Fcm, Http},
    metrics::Metrics,
};

const DELIVERED: Act = Act::Answer(200, "");

static KEY: LazyLock<String> = LazyLock::new(|| rcgen::KeyPair::generate().unwrap().serialize_pem());

/// Providers with their files, and with a server as Apple.
struct Setup {
    providers: Arc<Providers>,
    metrics: Arc<Metrics>,
    _files: TempDir,
}

impl Setup {
    fn apple(server: &Server) -> Self {
        Self::new(&server.pem, |file| Config { apns: Some(apns(&server.url(), key(file))), ..config() })
    }

    /// `make` gets a function that writes a file and returns its path.
    fn new(ca: &str, make: impl FnOnce(&dyn Fn(&str, &str) -> PathBuf) -> Config) -> Self {
        let files = TempDir::new().unwrap();
        let file = |name: &str, content: &str| {
            let path = files.path().join(name);
            fs::write(&path, content).unwrap();
            path
        };
        let config = Config { ca_file: Some(file("ca.pem", ca)), ..make(&file) };
        let metrics = Arc::new(Metrics::new());
        let providers = Arc::new(Providers::new(&config, Arc::clone(&metrics)).unwrap());
        Self { providers, metrics, _files: files }
    }

    async fn push(&self) -> Attempt {
        self.push_within(Duration::from_secs(10)).await
    }

    async fn push_within(&self, time: Duration) -> Attempt {
        self.providers.attempt(&device(Provider::Apns), &call(), Instant::now() + time).await
    }

    /// Many pushes at once.
    async fn pushes(&self, provider: Provider, count: usize) -> Vec<Attempt> {
        let mut pushes = JoinSet::new();
        for _ in 0..count {
            let providers = Arc::clone(&self.providers);
            let deadline = Instant::now() + Duration::from_secs(10);
            pushes.spawn(async move { providers.attempt(&device(provider), &call(), deadline).await });
        }
        pushes.join_all().await
    }
}

fn config() -> Config {
    Config {
        apns: None,
        fcm: None,
        http: Http { listen: "127.0.0.1:0".parse().unwrap(), tls: None, bearer_token: None },
        sip: None,
        threads: 1,
        wait: Duration::from_secs(30),
        mode: Mode::NoReg,
        store: "sqlite::memory:".to_owned().into(),
        ca_file: None,
    }
}

fn key(file: &dyn Fn(&str, &str) -> PathBuf) -> ApnsCredentials {
    let (key_id, team_id) = ("ABC123DEFG".into(), "DEF123GHIJ".into());
    ApnsCredentials::Key { file: file("key.p8", &KEY), key_id, team_id }
}

fn apns(url: &str, credentials: ApnsCredentials) -> Apns {
    let (endpoint, sandbox_endpoint) = (url.into(), url.into());
    Apns { credentials, topic: Some("org.example.default".into()), endpoint, sandbox_endpoint }
}

fn device(provider: Provider) -> Device {
    let (purpose, app) = match provider {
        Provider::Fcm => (Purpose::Both, "example-phone"),
        _ => (Purpose::Calls, "org.example.phone"),
    };
    Device::new(provider, purpose, app, &"0f3a".repeat(16)).unwrap()
}

fn call() -> Push {
    Push::Call(Call {
        id: "8f2c".into(),
        caller: "4912345".into(),
        caller_name: "Zoë \"Z\"".into(),
        callee: "alice".into(),
        domain: "sip.example.org".into(),
    })
}

#[track_caller]
fn assert_all_delivered(attempts: &[Attempt]) {
    for attempt in attempts {
        assert_eq!(attempt.verdict(), Verdict::Delivered, "{attempt}");
    }
}

#[tokio::test]
async fn a_call_reaches_apple_with_a_provider_token() {
    let server = Server::start(|seen: &Seen| {
        assert_eq!(seen.path, format!("/3/device/{}", "0f3a".repeat(16)));
        assert!(seen.authorization.starts_with("Bearer ey"));
        assert_eq!(seen.topic, "org.example.phone.voip");
        let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
        assert_eq!(body["caller_name"], "Zoë \"Z\"");
        DELIVERED
    })
    .await;
    let setup = Setup::apple(&server);
    for _ in 0..3 {
        assert_all_delivered(&[setup.push().await]);
    }
    assert_eq!((server.connections(), server.requests()), (1, 3));
    let text = setup.metrics.text();
    assert!(text.contains(r#"siplaunch_pushd_pushes_total{provider="apns",verdict="delivered"} 3"#), "{text}");
    assert!(text.contains("siplaunch_pushd_push_duration_seconds_count 3"), "{text}");
}

#[tokio::test]
async fn a_device_without_an_app_gets_the_configured_topic() {
    let server = Server::start(|seen: &Seen| {
        assert_eq!(seen.topic, "org.example.default.voip");
        DELIVERED
    })
    .await;
    let setup = Setup::apple(&server);
    let device = Device { app: String::new(), ..device(Provider::ApnsSandbox) };
    let deadline = Instant::now() + Duration::from_secs(10);
    assert_eq!(setup.providers.push(&device, &call(), deadline).await, Verdict::Delivered);
}

#[tokio::test]
async fn a_wrong_topic_of_the_configuration_drops_no_device() {
    let server = Server::start(|_| Act::Answer(400, r#"{"reason":"DeviceTokenNotForTopic"}"#)).await;
    let setup = Setup::apple(&server);
    let named = device(Provider::Apns);
    let unnamed = Device { app: String::new(), ..named.clone() };
    let deadline = Instant::now() + Duration::from_secs(10);
    assert_eq!(setup.providers.push(&unnamed, &call(), deadline).await, Verdict::Misconfigured(Fault::Topic));
    assert_eq!(setup.providers.push(&named, &call(), deadline).await, Verdict::DropDevice { dead_since: None });
}

#[tokio::test]
async fn a_provider_that_is_not_configured_refuses() {
    let server = Server::start(|_| DELIVERED).await;
    let setup = Setup::apple(&server);
    let attempts = setup.pushes(Provider::Fcm, 1).await;
    assert_eq!((attempts[0].verdict(), attempts[0].reason()), (Verdict::Refused, "not_configured"));
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_for_all_pushes() {
    let first = std::sync::OnceLock::new();
    let server = Server::start(move |seen: &Seen| {
        let is_expired = *first.get_or_init(|| seen.authorization.clone()) == seen.authorization;
        if is_expired { Act::Answer(403, r#"{"reason":"ExpiredProviderToken"}"#) } else { DELIVERED }
    })
    .await;
    let setup = Setup::apple(&server);
    assert_all_delivered(&setup.pushes(Provider::Apns, 100).await);
    assert_eq!(server.counts.authorizations.lock().unwrap().len(), 2);
    assert!(server.requests() <= 200);
}

#[tokio::test]
async fn a_new_token_that_is_refused_too_is_a_fault_of_the_key() {
    let server = Server::start(|_| Act::Answer(403, r#"{"reason":"ExpiredProviderToken"}"#)).await;
    let setup = Setup::apple(&server);
    for requests in [2, 3] {
        let attempt = setup.push().await;
        assert_eq!(attempt.verdict(), Verdict::Misconfigured(Fault::Key));
        assert!(attempt.to_string().contains("clock"), "{attempt}");
        assert_eq!(server.requests(), requests, "within 20 minutes, one new token");
    }
}

#[tokio::test]
async fn a_fault_is_logged_once() {
    let server = Server::start(|_| Act::Answer(400, r#"{"reason":"TopicDisallowed"}"#)).await;
    let setup = Setup::apple(&server);
    let log = crate::provider::tests::log::Log::default();
    let guard = log.start();
    let deadline = Instant::now() + Duration::from_secs(10);
    let configured = Device { app: "org.example.default".into(), ..device(Provider::Apns) };
    for _ in 0..3 {
        let verdict = setup.providers.push(&configured, &call(), deadline).await;
        assert_eq!(verdict, Verdict::Misconfigured(Fault::Topic));
        assert_eq!(setup.push().await.verdict(), Verdict::Refused, "the device named this app, and not the operator");
    }
    drop(guard);
    assert_eq!(log.text().matches("provider_misconfigured").count(), 1, "{}", log.text());
    assert!(!log.text().contains("0f3a"), "{}", log.text());
}

#[tokio::test]
async fn a_client_certificate_authenticates() {
    let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["push".into()]).unwrap();
    let pem = cert.pem();
    let options = Options { client: Some(pem.as_bytes()), ..Options::default() };
    let server = Server::with(options, |seen: &Seen| {
        assert_eq!(seen.authorization, "");
        DELIVERED
    })
    .await;
    let key = signing_key.serialize_pem();
    let one_file = Setup::new(&server.pem, |file| {
        let credentials = ApnsCredentials::Certificate { file: file("both.pem", &(pem.clone() + &key)), key: None };
        Config { apns: Some(apns(&server.url(), credentials)), ..config() }
    });
    assert_all_delivered(&[one_file.push().await]);
    let two_files = Setup::new(&server.pem, |file| {
        let credentials = ApnsCredentials::Certificate { file: file("c.pem", &pem), key: Some(file("k.pem", &key)) };
        Config { apns: Some(apns(&server.url(), credentials)), ..config() }
    });
    assert_all_delivered(&[two_files.push().await]);
    let without = Setup::apple(&server).push().await;
    assert_eq!((without.verdict(), without.reason()), (Verdict::Retry { after: None }, "tls"));
}

#[test]
fn bad_files_are_errors_that_name_their_entry() {
    let files = TempDir::new().unwrap();
    let path = files.path().join("bad.pem");
    fs::write(&path, "not a PEM").unwrap();
    let rcgen::CertifiedKey { cert, .. } = rcgen::generate_simple_self_signed(["push".into()]).unwrap();
    let certificate = files.path().join("certificate.pem");
    fs::write(&certificate, cert.pem()).unwrap();
    let other_key = files.path().join("key.pem");
    fs::write(&other_key, &*KEY).unwrap();
    let error = |config: Config| {
        let error = Providers::new(&config, Arc::new(Metrics::new())).err().unwrap();
        format!("{error:#}")
    };
    let apple = |credentials| error(Config { apns: Some(apns("https://localhost:1", credentials)), ..config() });
    let key = |file: &PathBuf| ApnsCredentials::Key { file: file.clone(), key_id: "A".into(), team_id: "B".into() };
    assert!(apple(key(&path)).starts_with("apns.key_file"));
    assert!(apple(key(&files.path().join("missing"))).starts_with("apns.key_file"));
    let of =
        |file: &PathBuf, key: &PathBuf| ApnsCredentials::Certificate { file: file.clone(), key: Some(key.clone()) };
    assert!(apple(of(&path, &other_key)).starts_with("apns.certificate"));
    assert!(apple(of(&certificate, &path)).starts_with("apns.key"));
    assert!(apple(of(&certificate, &other_key)).starts_with("apns.certificate"));
    assert!(error(Config { ca_file: Some(path.clone()), ..config() }).starts_with("ca_file"));
    let fcm = Fcm { service_account: path, endpoint: "https://localhost:1".into(), token_endpoint: None };
    assert!(error(Config { fcm: Some(fcm), ..config() }).starts_with("fcm.service_account"));
    let http = apns("http://localhost:1", key(&other_key));
    assert!(error(Config { apns: Some(http), ..config() }).starts_with("apns.endpoint"));
}

mod log {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use tracing::subscriber::DefaultGuard;

    /// The log of this thread.
    #[derive(Clone, Default)]
    pub(super) struct Log(Arc<Mutex<Vec<u8>>>);

    impl Log {
        pub(super) fn start(&self) -> DefaultGuard {
            let log = self.clone();
            let builder = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false);
            tracing::subscriber::set_default(builder.with_writer(move || log.clone()).finish())
        }

        pub(super) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}

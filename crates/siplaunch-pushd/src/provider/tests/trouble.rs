//! Push services and networks that fail.

use h2::Reason;

use super::{
    server::{by_hand, frame},
    *,
};

const RETRY: Verdict = Verdict::Retry { after: None };

#[tokio::test]
async fn a_busy_service_says_when() {
    let server = Server::start(|_| Act::Busy("7")).await;
    let attempt = Setup::apple(&server).push().await;
    assert_eq!(attempt.verdict(), Verdict::Retry { after: Some(Duration::from_secs(7)) });
    assert_eq!((attempt.status(), attempt.reason()), (Some(503), "ServiceUnavailable"));
}

/// GOAWAY with 0 as the last stream: the request was not processed.
#[tokio::test]
async fn a_request_that_goaway_leaves_out_is_sent_again() {
    let server = Server::listen(None, |tls, counts| async move {
        let is_first = counts.connections.load(std::sync::atomic::Ordering::Relaxed) == 1;
        by_hand(tls, async |stream| {
            if is_first {
                frame(7, 0, 0, &[0; 8])
            } else {
                // `:status 200` of HPACK's static table, end of stream and of headers.
                frame(1, 5, stream, &[0x88])
            }
        })
        .await;
    })
    .await;
    let setup = Setup::apple(&server);
    assert_all_delivered(&[setup.push().await]);
    assert_eq!(server.connections(), 2);
}

/// GOAWAY with the request as the last stream, and then the end: the service may have processed it.
#[tokio::test]
async fn a_request_that_goaway_takes_in_is_not_sent_again() {
    let server = Server::listen(None, |tls, _| async move {
        by_hand(tls, async |stream| {
            let payload = [stream.to_be_bytes(), [0; 4]].concat();
            frame(7, 0, 0, &payload)
        })
        .await;
    })
    .await;
    let setup = Setup::apple(&server);
    let attempt = setup.push_within(Duration::from_secs(1)).await;
    assert_eq!((attempt.verdict(), attempt.reason()), (RETRY, "timeout"));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_refused_stream_is_sent_again() {
    let server = Server::start(|seen: &Seen| match seen.number {
        0 | 1 => Act::Reset(Reason::REFUSED_STREAM),
        _ => DELIVERED,
    })
    .await;
    assert_all_delivered(&[Setup::apple(&server).push().await]);
    let server = Server::start(|_| Act::Reset(Reason::REFUSED_STREAM)).await;
    assert_eq!(Setup::apple(&server).push().await.verdict(), RETRY);
    assert_eq!(server.requests(), 3, "and not for ever");
}

#[tokio::test]
async fn a_stream_that_is_reset_is_a_retry() {
    let server = Server::start(|seen: &Seen| match seen.number {
        0 => Act::Reset(Reason::INTERNAL_ERROR),
        _ => DELIVERED,
    })
    .await;
    let setup = Setup::apple(&server);
    let attempt = setup.push().await;
    assert_eq!((attempt.verdict(), attempt.reason()), (RETRY, "reset"));
    assert_all_delivered(&[setup.push().await]);
    assert_eq!(server.connections(), 1, "the connection is still good");
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_retry_on_a_new_one() {
    let server = Server::listen(None, |tls, counts| async move {
        if counts.connections.load(std::sync::atomic::Ordering::Relaxed) == 1 {
            // The connection is dropped with the future.
            let cut = by_hand(tls, async |_| std::future::pending().await);
            let _ = tokio::time::timeout(Duration::from_millis(200), cut).await;
        } else {
            by_hand(tls, async |stream| frame(1, 5, stream, &[0x88])).await;
        }
    })
    .await;
    let setup = Setup::apple(&server);
    let attempt = setup.push().await;
    assert_eq!((attempt.verdict(), attempt.reason()), (RETRY, "reset"), "{attempt}");
    assert_all_delivered(&[setup.push().await]);
}

#[tokio::test]
async fn a_hanging_service_costs_no_more_than_the_deadline() {
    let server = Server::start(|_| Act::Hang).await;
    let start = Instant::now();
    let attempt = Setup::apple(&server).push_within(Duration::from_millis(300)).await;
    assert_eq!((attempt.verdict(), attempt.reason()), (RETRY, "timeout"));
    assert!((290..2000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
}

/// A peer that is gone without a word: nothing is answered, PINGs neither.
#[tokio::test]
async fn a_dead_connection_is_not_used_again() {
    let server = Server::listen(None, |tls, counts| async move {
        if counts.connections.load(std::sync::atomic::Ordering::Relaxed) == 1 {
            by_hand(tls, async |_| std::future::pending().await).await;
        } else {
            by_hand(tls, async |stream| frame(1, 5, stream, &[0x88])).await;
        }
    })
    .await;
    let setup = Setup::apple(&server);
    let start = Instant::now();
    assert_eq!(setup.push().await.reason(), "timeout");
    assert!(start.elapsed() < Duration::from_secs(5), "an attempt ends before a call does");
    assert_all_delivered(&[setup.push().await]);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn an_untrusted_certificate_gets_no_request() {
    let server = Server::start(|_| DELIVERED).await;
    let other = Server::start(|_| DELIVERED).await;
    let untrusted = Server { pem: other.pem.clone(), ..server.clone() };
    let attempt = Setup::apple(&untrusted).push().await;
    assert_eq!((attempt.verdict(), attempt.reason()), (RETRY, "tls"));
    assert!(attempt.to_string().contains("invalid peer certificate"), "{attempt}");
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn a_certificate_of_another_name_gets_no_request() {
    let server = Server::start(|_| DELIVERED).await;
    let setup = Setup::new(&server.pem, |file| {
        let url = format!("https://127.0.0.1:{}", server.port);
        Config { apns: Some(apns(&url, key(file))), ..config() }
    });
    assert_eq!(setup.push().await.reason(), "tls");
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn no_address_and_no_listener() {
    let server = Server::start(|_| DELIVERED).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, reason) in [("https://push.invalid".to_owned(), "dns"), (format!("https://{closed}"), "connect")] {
        let setup = Setup::new(&server.pem, |file| Config { apns: Some(apns(&url, key(file))), ..config() });
        let attempt = setup.push().await;
        assert_eq!((attempt.verdict(), attempt.reason()), (RETRY, reason), "{attempt}");
    }
}

#[tokio::test]
async fn many_pushes_share_one_failing_attempt_to_connect() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let accepted = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&accepted);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    });
    let ca = Server::start(|_| DELIVERED).await.pem;
    let setup = Setup::new(&ca, |file| Config { apns: Some(apns(&url, key(file))), ..config() });
    let attempts = setup.pushes(Provider::Apns, 100).await;
    assert!(attempts.iter().all(|attempt| attempt.verdict() == RETRY));
    assert_eq!(accepted.load(std::sync::atomic::Ordering::Relaxed), 1);
}

#[tokio::test]
async fn connections_keep_to_the_services_limit() {
    let options = Options { limit: Some(5), ..Options::default() };
    let server = Server::with(options, |_| Act::Slow(Duration::from_millis(20))).await;
    let setup = Setup::apple(&server);
    assert_all_delivered(&setup.pushes(Provider::Apns, 200).await);
    let most = server.counts.most_at_once.load(std::sync::atomic::Ordering::Relaxed);
    assert!(most <= 5, "{most} requests at once on a connection");
    assert!((2..=8).contains(&server.connections()), "{} connections", server.connections());
}

#[tokio::test]
async fn a_cancelled_push_takes_no_other_with_it() {
    let server = Server::start(|_| Act::Slow(Duration::from_millis(50))).await;
    let setup = Setup::apple(&server);
    let others = setup.pushes(Provider::Apns, 20);
    // The first to ask for a connection, and gone before there is one.
    let cancelled = tokio::time::timeout(Duration::from_micros(100), setup.push());
    let (cancelled, others) = tokio::join!(cancelled, others);
    assert!(cancelled.is_err());
    assert_all_delivered(&others);
    assert_all_delivered(&[setup.push().await]);
    assert_eq!(server.connections(), 1);
}

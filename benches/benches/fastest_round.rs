//! Jobs of the core in turn, many short rounds of each, and the fastest round of each: what a machine that is also doing
//! other work can still tell. Usage: cargo bench --bench fastest_round -- [ROUNDS]

use std::{borrow::Borrow, env, hint::black_box, time::Instant};

use percent_encoding::percent_decode_str;
use siplaunch::{
    Batch, Brand, Credentials, KeyRing, LaunchHandler, Portal, Request, Seal, SealingKey, parse_launch_link,
    parse_launch_link_into,
};
use siplaunch_benches::{IV, KEY, OpenSsl, as_credentials, as_strs, corpus, report};

const ROUNDS: usize = 800;
const SEAL: Seal<'_> = Seal { expires: 4_000_000_000, context: b"example.org" };
const OPENSSL: &str = "OpenSSL EVP, reused context";

/// How often the corpus repeats for the job that two cores share: a thread takes some thousand rows at a time.
const REPEATS: usize = 16;

/// A job over some rows, and the ways to do it. The last is the peer of the others.
struct Job<'a> {
    name: &'static str,
    rows: usize,
    contenders: Vec<Contender<'a>>,
}

/// One way to do a job for all rows.
struct Contender<'a> {
    name: &'static str,
    round: Box<dyn FnMut() + 'a>,
    nanoseconds: f64,
}

impl<'a> Contender<'a> {
    fn new(name: &'static str, round: impl FnMut() + 'a) -> Self {
        Self { name, round: Box::new(round), nanoseconds: f64::INFINITY }
    }
}

impl Job<'_> {
    fn run(&mut self) {
        for Contender { round, nanoseconds, .. } in &mut self.contenders {
            // The rows come into the cache: otherwise the first contender waits for them, and the others find them there.
            round();
            let start = Instant::now();
            round();
            *nanoseconds = nanoseconds.min(start.elapsed().as_nanos() as f64 / self.rows as f64);
        }
    }

    fn print(&self) {
        println!("{}", self.name);
        let (peer, others) = self.contenders.split_last().expect("a peer");
        for Contender { name, nanoseconds, .. } in others {
            println!("    {name:40} {nanoseconds:6.1} ns  {:.2}", nanoseconds / peer.nanoseconds);
            report(self.name, (name, *nanoseconds), (peer.name, peer.nanoseconds));
        }
        println!("    {:40} {:6.1} ns", peer.name, peer.nanoseconds);
    }
}

fn main() {
    let rounds = env::args().find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
    let corpus = &corpus();
    let brand = &Brand::sip_phone();
    let portal = Portal::new("http://example.org/p").expect("a base");
    let token = |fields| brand.token(as_credentials(fields)).expect("good credentials");
    let links: &Vec<String> = &corpus.iter().map(|fields| portal.link(token(as_strs(fields))).into()).collect();
    let tokens: &Vec<String> = &corpus.iter().map(|fields| token(as_strs(fields)).into()).collect();
    let rows: &Vec<Credentials> = &corpus.iter().map(|fields| as_credentials(as_strs(fields))).collect();
    let keys = &key_ring();
    let many_rows: &Vec<Credentials> = &rows.repeat(REPEATS);

    let mut jobs = [
        one_link(corpus, brand, portal),
        link_to_plaintext(links, brand),
        token_to_plaintext(tokens, brand),
        request_to_redirect(links),
        many_links(rows, brand, portal),
        two_cores(many_rows, brand, portal),
        many_sealed_links(rows, keys, portal),
    ];
    for _ in 0..rounds {
        jobs.iter_mut().for_each(Job::run);
    }
    jobs.iter().for_each(Job::print);
}

fn one_link<'a>(corpus: &'a [[String; 3]], brand: &'a Brand, portal: Portal<'a>) -> Job<'a> {
    let token = move |fields| brand.token(as_credentials(fields)).expect("good credentials");
    let (mut out, mut peer, mut peer_out) = ([0; 4096], OpenSsl::new(KEY, IV, true), [0; 4096]);
    let contenders = vec![
        Contender::new("siplaunch, into a buffer", move || {
            for fields in corpus {
                let link = portal.link(token(as_strs(black_box(fields))));
                black_box(link.write_into(&mut out).expect("room").len());
            }
        }),
        Contender::new("siplaunch, a String", move || {
            for fields in corpus {
                black_box(String::from(portal.link(token(as_strs(black_box(fields))))));
            }
        }),
        Contender::new(OPENSSL, move || {
            for fields in corpus {
                black_box(peer.link(as_strs(black_box(fields)), &mut peer_out).len());
            }
        }),
    ];
    Job { name: "Rust, one link, in a loop", rows: corpus.len(), contenders }
}

fn link_to_plaintext<'a>(links: &'a [String], brand: &'a Brand) -> Job<'a> {
    let (mut text, mut out) = ([0; 512], [0; 512]);
    let (mut peer, mut peer_out) = (OpenSsl::new(KEY, IV, false), [0; 4096]);
    let contenders = vec![
        Contender::new("siplaunch, into a buffer", move || {
            for link in links {
                let token = parse_launch_link_into(black_box(link), "c", &mut text).expect("a good link");
                black_box(brand.decode_into(token, &mut out).expect("a good token").len());
            }
        }),
        Contender::new("siplaunch, a String and a Vec", move || {
            for link in links {
                let token = parse_launch_link(black_box(link), "c").expect("a good link");
                black_box(brand.decode(&token).expect("a good token"));
            }
        }),
        Contender::new(OPENSSL, move || {
            for link in links {
                black_box(peer.open(black_box(link), &mut peer_out).len());
            }
        }),
    ];
    Job { name: "Rust, link to plaintext", rows: links.len(), contenders }
}

fn token_to_plaintext<'a>(tokens: &'a [String], brand: &'a Brand) -> Job<'a> {
    let (mut out, mut peer, mut peer_out) = ([0; 512], OpenSsl::new(KEY, IV, false), [0; 4096]);
    let contenders = vec![
        Contender::new("siplaunch, into a buffer", move || {
            for token in tokens {
                black_box(brand.decode_into(black_box(token), &mut out).expect("a good token").len());
            }
        }),
        Contender::new("siplaunch, a Vec", move || {
            for token in tokens {
                black_box(brand.decode(black_box(token)).expect("a good token"));
            }
        }),
        Contender::new(OPENSSL, move || {
            for token in tokens {
                black_box(peer.decode(black_box(token), &mut peer_out).len());
            }
        }),
    ];
    Job { name: "Rust, token to plaintext", rows: tokens.len(), contenders }
}

fn request_to_redirect(links: &[String]) -> Job<'_> {
    let queries: Vec<&str> = links.iter().map(|link| link.split_once('?').expect("a query").1).collect();
    let (queries_of_inspect, queries_by_hand) = (queries.clone(), queries.clone());
    let handler = LaunchHandler::new(*Brand::sip_phone().scheme());
    let other_handler = LaunchHandler::new(*Brand::sip_phone().scheme());
    let contenders = vec![
        Contender::new("LaunchHandler::handle", move || {
            for query in &queries {
                let response = handler.handle(Request::at("GET", black_box(query).as_bytes(), 0));
                black_box(response.header("Location").expect("a redirect").len());
            }
        }),
        Contender::new("LaunchHandler::inspect and answer", move || {
            for query in &queries_of_inspect {
                let launch = other_handler.inspect(Request::at("GET", black_box(query).as_bytes(), 0));
                black_box(launch.answer().header("Location").expect("a redirect").len());
            }
        }),
        Contender::new("by hand, nothing checked", move || {
            for query in &queries_by_hand {
                let token = black_box(query).strip_prefix("c=").expect("the parameter");
                let token = percent_decode_str(token).decode_utf8_lossy();
                black_box(format!("sipphone://{token}").len());
            }
        }),
    ];
    Job { name: "Rust, request to redirect", rows: links.len(), contenders }
}

fn many_links<'a>(rows: &'a [Credentials<'a>], brand: &'a Brand, portal: Portal<'a>) -> Job<'a> {
    let batch = Batch::launch_links(portal, brand);
    let (mut peer, mut peer_out) = (OpenSsl::new(KEY, IV, true), [0; 4096]);
    let links = batch.write(rows);
    for (index, &Credentials { username, server, password }) in rows.iter().enumerate() {
        assert_eq!(
            links.get(index).expect("a link").as_bytes(),
            peer.link([username, server, password], &mut peer_out)
        );
    }
    let contenders = vec![
        into_buffers("Batch, one core", batch, rows),
        Contender::new(OPENSSL, move || {
            for &Credentials { username, server, password } in black_box(rows) {
                black_box(peer.link([username, server, password], &mut peer_out).len());
            }
        }),
    ];
    Job { name: "Rust, many links", rows: rows.len(), contenders }
}

fn two_cores<'a>(rows: &'a [Credentials<'a>], brand: &'a Brand, portal: Portal<'a>) -> Job<'a> {
    let batch = Batch::launch_links(portal, brand);
    let contenders = vec![
        Contender::new("Batch, two cores", move || _ = black_box(batch.write_parallel(black_box(rows)))),
        Contender::new("Batch, one core", move || _ = black_box(batch.write(black_box(rows)))),
    ];
    Job { name: "Rust, many links, two cores", rows: rows.len(), contenders }
}

/// The peer does what a portal does that makes its key ring anew for each link: all AES keys are set up each time.
fn many_sealed_links<'a>(rows: &'a [Credentials<'a>], keys: &'a KeyRing, portal: Portal<'a>) -> Job<'a> {
    let batch = Batch::sealed_links(portal, keys, SEAL);
    let contenders = vec![
        into_buffers("Batch, one core", batch, rows),
        one_at_a_time("one at a time", rows, portal, move || keys),
        one_at_a_time("one at a time, keys set up for each", rows, portal, key_ring),
    ];
    Job { name: "Rust, many sealed links", rows: rows.len(), contenders }
}

fn one_at_a_time<'a, K: Borrow<KeyRing>>(
    name: &'static str,
    rows: &'a [Credentials<'a>],
    portal: Portal<'a>,
    keys: impl Fn() -> K + 'a,
) -> Contender<'a> {
    let (mut token, mut link) = ([0; 512], [0; 512]);
    Contender::new(name, move || {
        for &row in black_box(rows) {
            let keys = keys();
            let token = keys.borrow().seal_into(row, SEAL, &mut token).expect("sealed");
            black_box(portal.link(token).write_into(&mut link).expect("room").len());
        }
    })
}

fn key_ring() -> KeyRing {
    KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0).expect("a key ring")
}

fn into_buffers<'a>(name: &'static str, batch: Batch<'a>, rows: &'a [Credentials<'a>]) -> Contender<'a> {
    let (mut text, mut ends) = (vec![0; batch.max_len(rows)], vec![0; rows.len()]);
    Contender::new(name, move || {
        let rejected = |index, error| panic!("row {index}: {error}");
        black_box(batch.write_into(black_box(rows), &mut text, &mut ends, rejected).expect("room"));
    })
}

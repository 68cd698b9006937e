//! The jobs of the `link` bench in turn, many short rounds of each, and the fastest round of each: what a machine that is
//! also doing other work can still tell.

use std::{hint::black_box, time::Instant};

use percent_encoding::percent_decode_str;
use siplaunch::{Brand, LaunchHandler, Portal, Request, parse_launch_link, parse_launch_link_into};
use siplaunch_benches::{IV, KEY, OpenSsl, as_credentials, as_strs, corpus};

const ROUNDS: usize = 800;

/// One way to do a job for the whole corpus.
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

fn main() {
    let corpus = &corpus();
    let brand = &Brand::sip_phone();
    let portal = &Portal::new("http://example.org/p").expect("a base");
    let token = |fields| brand.token(as_credentials(fields)).expect("good credentials");
    let links: &Vec<String> = &corpus.iter().map(|fields| portal.link(token(as_strs(fields))).into()).collect();
    let tokens: &Vec<String> = &corpus.iter().map(|fields| token(as_strs(fields)).into()).collect();

    let handler = &LaunchHandler::new(*brand.scheme());
    let queries: &Vec<&str> = &links.iter().map(|link| link.split_once('?').expect("a query").1).collect();

    let mut link_out = [0; 4096];
    let (mut text, mut open_out, mut decode_out) = ([0; 512], [0; 512], [0; 512]);
    let (mut link_peer, mut link_peer_out) = (OpenSsl::new(KEY, IV, true), [0; 4096]);
    let (mut open_peer, mut open_peer_out) = (OpenSsl::new(KEY, IV, false), [0; 4096]);
    let (mut decode_peer, mut decode_peer_out) = (OpenSsl::new(KEY, IV, false), [0; 4096]);

    let mut jobs = [
        (
            "credentials to launch link",
            [
                Contender::new("siplaunch, into a buffer", move || {
                    for fields in corpus {
                        let link = portal.link(token(as_strs(black_box(fields))));
                        black_box(link.write_into(&mut link_out).expect("room").len());
                    }
                }),
                Contender::new("siplaunch, a String", move || {
                    for fields in corpus {
                        black_box(String::from(portal.link(token(as_strs(black_box(fields))))));
                    }
                }),
                Contender::new("OpenSSL EVP, reused context", move || {
                    for fields in corpus {
                        black_box(link_peer.link(as_strs(black_box(fields)), &mut link_peer_out).len());
                    }
                }),
            ],
        ),
        (
            "launch link to plaintext",
            [
                Contender::new("siplaunch, into buffers", move || {
                    for link in links {
                        let token = parse_launch_link_into(black_box(link), "c", &mut text).expect("a good link");
                        black_box(brand.decode_into(token, &mut open_out).expect("a good token").len());
                    }
                }),
                Contender::new("siplaunch, a String and a Vec", move || {
                    for link in links {
                        let token = parse_launch_link(black_box(link), "c").expect("a good link");
                        black_box(brand.decode(&token).expect("a good token"));
                    }
                }),
                Contender::new("OpenSSL EVP, reused context", move || {
                    for link in links {
                        black_box(open_peer.open(black_box(link), &mut open_peer_out).len());
                    }
                }),
            ],
        ),
        (
            "token to plaintext",
            [
                Contender::new("siplaunch, into a buffer", move || {
                    for token in tokens {
                        black_box(brand.decode_into(black_box(token), &mut decode_out).expect("a good token").len());
                    }
                }),
                Contender::new("siplaunch, a Vec", move || {
                    for token in tokens {
                        black_box(brand.decode(black_box(token)).expect("a good token"));
                    }
                }),
                Contender::new("OpenSSL EVP, reused context", move || {
                    for token in tokens {
                        black_box(decode_peer.decode(black_box(token), &mut decode_peer_out).len());
                    }
                }),
            ],
        ),
        (
            "request to redirect",
            [
                Contender::new("siplaunch, handle", move || {
                    for query in queries {
                        let response = handler.handle(Request::at("GET", black_box(query).as_bytes(), 0));
                        black_box(response.header("Location").expect("a redirect").len());
                    }
                }),
                Contender::new("siplaunch, inspect and answer", move || {
                    for query in queries {
                        let launch = handler.inspect(Request::at("GET", black_box(query).as_bytes(), 0));
                        black_box(launch.answer().header("Location").expect("a redirect").len());
                    }
                }),
                Contender::new("by hand, nothing checked", move || {
                    for query in queries {
                        let token = black_box(query).strip_prefix("c=").expect("the parameter");
                        let token = percent_decode_str(token).decode_utf8_lossy();
                        black_box(format!("sipphone://{token}").len());
                    }
                }),
            ],
        ),
    ];

    for _ in 0..ROUNDS {
        for contender in jobs.iter_mut().flat_map(|(_, contenders)| contenders) {
            let start = Instant::now();
            (contender.round)();
            contender.nanoseconds = contender.nanoseconds.min(start.elapsed().as_nanos() as f64 / corpus.len() as f64);
        }
    }

    for (job, contenders) in &jobs {
        println!("{job}");
        let [.., peer] = contenders;
        for Contender { name, nanoseconds, .. } in contenders {
            println!("    {name:30} {nanoseconds:6.1} ns  {:.2}", peer.nanoseconds / nanoseconds);
        }
    }
}

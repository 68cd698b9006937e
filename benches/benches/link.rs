//! Credentials to launch link and back, beside OpenSSL's EVP interface with a reused context doing the same job.
//!
//! 2,048 random credentials with plaintexts of 55 bytes, so that no branch predictor learns one token's escapes.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use siplaunch::{Brand, Credentials, Portal, parse_launch_link_into};
use siplaunch_benches::OpenSsl;

const KEY: &[u8; 16] = b"iBmTdavJ8joPW3HO";
const IV: &[u8; 16] = b"tww21lQe6cmywrp3";

fn corpus() -> Vec<[String; 3]> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut text = |len: usize| -> String {
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
        (0..len)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                char::from(letters[(state >> 58) as usize])
            })
            .collect()
    };
    (0..2048).map(|_| [text(8), text(11), text(9)]).collect()
}

fn as_strs(fields: &[String; 3]) -> [&str; 3] {
    fields.each_ref().map(String::as_str)
}

fn as_credentials([username, server, password]: [&str; 3]) -> Credentials<'_> {
    Credentials { username, server, password }
}

fn link(c: &mut Criterion) {
    let corpus = corpus();
    let brand = Brand::sip_phone();
    let portal = Portal::new("http://example.org/p").expect("a base");
    let mut peer = OpenSsl::new(KEY, IV, true);
    let mut out = [0; 4096];
    let issue = |fields| portal.launch_link(brand.token(as_credentials(fields)).expect("good credentials"));
    for fields in &corpus {
        assert_eq!(issue(as_strs(fields)).to_string().as_bytes(), peer.link(as_strs(fields), &mut out));
    }

    let mut group = c.benchmark_group("credentials to launch link");
    let mut next = corpus.iter().cycle();
    group.bench_function("siplaunch, into a buffer", |b| {
        b.iter(|| {
            let link = issue(as_strs(black_box(next.next().expect("endless"))));
            black_box(link.write_into(&mut out).expect("room").len())
        });
    });
    group.bench_function("siplaunch, a String", |b| {
        b.iter(|| String::from(issue(as_strs(black_box(next.next().expect("endless"))))));
    });
    group.bench_function("OpenSSL EVP, reused context", |b| {
        b.iter(|| black_box(peer.link(as_strs(black_box(next.next().expect("endless"))), &mut out).len()));
    });
    group.finish();
}

fn open(c: &mut Criterion) {
    let corpus = corpus();
    let brand = Brand::sip_phone();
    let portal = Portal::new("http://example.org/p").expect("a base");
    let links: Vec<String> = corpus
        .iter()
        .map(|fields| portal.launch_link(brand.token(as_credentials(as_strs(fields))).expect("good")).into())
        .collect();
    let mut peer = OpenSsl::new(KEY, IV, false);
    let (mut text, mut out, mut peer_out) = ([0; 512], [0; 512], [0; 4096]);
    let mut open = |link: &str| -> usize {
        let token = parse_launch_link_into(link, "c", &mut text).expect("a good link");
        black_box(brand.decode_into(token, &mut out).expect("a good token").len())
    };
    for (link, fields) in links.iter().zip(&corpus) {
        assert_eq!(open(link), peer.open(link, &mut peer_out).len(), "{fields:?}");
    }

    let mut group = c.benchmark_group("launch link to plaintext");
    let mut next = links.iter().cycle();
    group.bench_function("siplaunch", |b| b.iter(|| open(black_box(next.next().expect("endless")))));
    group.bench_function("OpenSSL EVP, reused context", |b| {
        b.iter(|| black_box(peer.open(black_box(next.next().expect("endless")), &mut peer_out).len()));
    });
    group.finish();
}

criterion_group!(benches, link, open);
criterion_main!(benches);

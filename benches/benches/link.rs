//! Credentials to launch link and back, and token to plaintext, beside OpenSSL's EVP interface with a reused context
//! doing the same jobs.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use siplaunch::{Brand, Portal, parse_launch_link, parse_launch_link_into};
use siplaunch_benches::{IV, KEY, OpenSsl, as_credentials, as_strs, corpus};

fn link(c: &mut Criterion) {
    let corpus = corpus();
    let brand = Brand::sip_phone();
    let portal = Portal::new("http://example.org/p").expect("a base");
    let mut peer = OpenSsl::new(KEY, IV, true);
    let mut out = [0; 4096];
    let issue = |fields| portal.link(brand.token(as_credentials(fields)).expect("good credentials"));
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
    let issue = |fields| portal.link(brand.token(as_credentials(fields)).expect("good"));
    let links: Vec<String> = corpus.iter().map(|fields| issue(as_strs(fields)).into()).collect();
    let mut peer = OpenSsl::new(KEY, IV, false);
    let (mut text, mut out, mut peer_out) = ([0; 512], [0; 512], [0; 4096]);
    for link in &links {
        let token = parse_launch_link_into(link, "c", &mut text).expect("a good link");
        let plaintext = brand.decode_into(token, &mut out).expect("a good token");
        assert_eq!(plaintext, peer.open(link, &mut peer_out));
    }

    let mut group = c.benchmark_group("launch link to plaintext");
    let mut next = links.iter().cycle();
    group.bench_function("siplaunch, into buffers", |b| {
        b.iter(|| {
            let link = black_box(next.next().expect("endless"));
            let token = parse_launch_link_into(link, "c", &mut text).expect("a good link");
            black_box(brand.decode_into(token, &mut out).expect("a good token").len())
        });
    });
    group.bench_function("siplaunch, a String and a Vec", |b| {
        b.iter(|| {
            let link = black_box(next.next().expect("endless"));
            let token = parse_launch_link(link, "c").expect("a good link");
            brand.decode(&token).expect("a good token")
        });
    });
    group.bench_function("OpenSSL EVP, reused context", |b| {
        b.iter(|| black_box(peer.open(black_box(next.next().expect("endless")), &mut peer_out).len()));
    });
    group.finish();
}

fn decode(c: &mut Criterion) {
    let corpus = corpus();
    let brand = Brand::sip_phone();
    let encode = |fields| brand.token(as_credentials(fields)).expect("good").into();
    let tokens: Vec<String> = corpus.iter().map(|fields| encode(as_strs(fields))).collect();
    let mut peer = OpenSsl::new(KEY, IV, false);
    let (mut out, mut peer_out) = ([0; 512], [0; 4096]);
    for token in &tokens {
        let plaintext = brand.decode_into(token, &mut out).expect("a good token");
        assert_eq!(plaintext, peer.decode(token, &mut peer_out));
    }

    let mut group = c.benchmark_group("token to plaintext");
    let mut next = tokens.iter().cycle();
    group.bench_function("siplaunch, into a buffer", |b| {
        b.iter(|| {
            let token = black_box(next.next().expect("endless"));
            black_box(brand.decode_into(token, &mut out).expect("a good token").len())
        });
    });
    group.bench_function("siplaunch, a Vec", |b| {
        b.iter(|| brand.decode(black_box(next.next().expect("endless"))).expect("a good token"));
    });
    group.bench_function("OpenSSL EVP, reused context", |b| {
        b.iter(|| black_box(peer.decode(black_box(next.next().expect("endless")), &mut peer_out).len()));
    });
    group.finish();
}

criterion_group!(benches, link, open, decode);
criterion_main!(benches);

//! Sealing and opening a link, beside what else a portal could put the same fields into: a Fernet token (the `fernet`
//! crate on OpenSSL) and AES-256-GCM-SIV (RustCrypto, a random nonce before the box), both as URL-safe text.

use std::hint::black_box;

use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use criterion::{Criterion, criterion_group, criterion_main};
use fernet::Fernet;
use openssl::{base64, rand::rand_bytes};
use siplaunch::{Credentials, KeyRing, Seal, SealingKey};

const CREDENTIALS: Credentials<'static> =
    Credentials { username: "testuser", server: "example.org", password: "testpass" };
const FIELDS: &[u8] = b"testuser\0example.org\0testpass";
const EXPIRES: u64 = 4_000_000_000;
const CONTEXT: &[u8] = b"example.org";

fn gcm_siv_seal(cipher: &Aes256GcmSiv) -> String {
    let mut nonce = [0; 12];
    rand_bytes(&mut nonce).expect("random bytes");
    let plaintext = [&4_000_000_000_u32.to_be_bytes(), FIELDS].concat();
    let payload = Payload { msg: &plaintext, aad: CONTEXT };
    let boxed = cipher.encrypt(&Nonce::from(nonce), payload).expect("encrypted");
    base64::encode_block(&[&nonce[..], &boxed].concat())
}

fn gcm_siv_open(cipher: &Aes256GcmSiv, text: &str) -> Vec<u8> {
    let raw = base64::decode_block(text).expect("Base64");
    let (nonce, boxed) = raw.split_at(12);
    let nonce: [u8; 12] = nonce.try_into().expect("12 bytes");
    cipher.decrypt(&Nonce::from(nonce), Payload { msg: boxed, aad: CONTEXT }).expect("decrypted")
}

fn sealed(c: &mut Criterion) {
    let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0).expect("a key ring");
    let fernet = Fernet::new(&Fernet::generate_key()).expect("a key");
    let gcm_siv = Aes256GcmSiv::new(&[7; 32].into());
    let seal = Seal { expires: EXPIRES, context: CONTEXT };
    let (mut text, mut fields) = ([0; 128], [0; 128]);

    let mut group = c.benchmark_group("seal");
    group.bench_function("siplaunch", |b| {
        b.iter(|| keys.seal_into(black_box(CREDENTIALS), seal, &mut text).expect("sealed").as_str().len());
    });
    group.bench_function("AES-256-GCM-SIV", |b| b.iter(|| gcm_siv_seal(black_box(&gcm_siv))));
    group.bench_function("Fernet", |b| b.iter(|| fernet.encrypt(black_box(FIELDS))));
    group.finish();

    let ours = keys.seal(CREDENTIALS, seal).expect("sealed");
    // As long as no byte of padding is missing, the block decoder takes it.
    let gcm_siv_text = gcm_siv_seal(&gcm_siv);
    let fernet_text = fernet.encrypt(FIELDS);
    let mut group = c.benchmark_group("open");
    group.bench_function("siplaunch", |b| {
        b.iter(|| keys.open_into(black_box(ours.as_str()), 1, CONTEXT, &mut fields).expect("opened").expires);
    });
    group.bench_function("AES-256-GCM-SIV", |b| b.iter(|| gcm_siv_open(&gcm_siv, black_box(&gcm_siv_text))));
    group.bench_function("Fernet", |b| b.iter(|| fernet.decrypt(black_box(&fernet_text)).expect("decrypted")));
    group.finish();
}

criterion_group!(benches, sealed);
criterion_main!(benches);

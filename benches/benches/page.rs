//! A launch page with and without its QR code, and the code beside the one of `qrcodegen-no-heap`, whose own search for the
//! mask finds the same.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use qrcodegen_no_heap::{QrCode as Encoded, QrCodeEcc, Version};
use siplaunch::{
    Brand, Credentials, KeyRing, Language, LaunchHandler, Page, PageParts, QrCode, Request, Scheme, Seal, SealingKey,
};

const BASE: &str = "https://portal.example/p";

fn keys() -> KeyRing {
    KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0).expect("a key ring")
}

fn handler(base: &str) -> LaunchHandler {
    let parts = PageParts { base, brand_name: "Acme Phone", language: Language::English };
    LaunchHandler::new(Scheme::SIP_PHONE)
        .with_page(Page::new(parts).expect("a good page"))
        .expect("a good base")
        .with_sealed_links(Brand::sip_phone(), keys(), b"")
}

/// A sealed token as a query.
fn query(password: &str) -> String {
    let credentials = Credentials { username: "testuser", server: "example.org", password };
    format!("c={}", String::from(keys().seal(credentials, Seal { expires: 1000, context: b"" }).expect("sealed")))
}

fn encoder_alone(text: &str) -> i32 {
    let (mut space, mut out) = (vec![0; Version::MAX.buffer_len()], vec![0; Version::MAX.buffer_len()]);
    let medium = QrCodeEcc::Medium;
    Encoded::encode_text(text, &mut space, &mut out, medium, Version::MIN, Version::MAX, None, false)
        .expect("it fits")
        .size()
}

fn page(c: &mut Criterion) {
    // A launch link of more than 512 bytes is shown without a code.
    let (with_code, without_code) = (handler(BASE), handler(&format!("{BASE}{}", "x".repeat(488))));
    for password in ["testpass", "a password of twenty-seven."] {
        let query = query(password);
        let link = format!("{BASE}?{query}");
        let request = || Request::at("GET", black_box(&query).as_bytes(), 0);
        let shows_code = |handler: &LaunchHandler| handler.handle(request()).body().contains("<svg");
        assert!(shows_code(&with_code) && !shows_code(&without_code));

        let mut group = c.benchmark_group(format!("token of {} characters", query.len() - "c=".len()));
        group.bench_function("page", |b| b.iter(|| with_code.handle(request())));
        group.bench_function("page without QR code", |b| b.iter(|| without_code.handle(request())));
        group.bench_function("QrCode::new", |b| b.iter(|| QrCode::new(black_box(&link))));
        group.bench_function("qrcodegen-no-heap", |b| b.iter(|| encoder_alone(black_box(&link))));
        let code = QrCode::new(&link).expect("it fits");
        group.bench_function("QrCode::to_svg", |b| b.iter(|| black_box(&code).to_svg()));
        group.finish();
    }
}

criterion_group!(benches, page);
criterion_main!(benches);

//! Nothing that a caller passes within the documented limits makes the program abort, or ask for memory out of all
//! proportion: each call ends with a result or an error.
#![cfg(test)]
#![cfg(all(feature = "png", feature = "toml", target_os = "linux"))]

use std::{env, hint::black_box, process::Command};

use siplaunch::{
    Brand, Credentials, Error, ExplainOptions, KeyRing, LaunchHandler, LinkId, MAX_BRAND_NAME_LEN, MailDraft,
    MailWording, OwnedCredentials, OwnedPortal, Page, PageText, Portal, QrCode, Request, Scheme, Seal, SealedToken,
    SealingKey, SmsBudget, SmsDraft, Ticket, Token, explain, parse_launch_link,
};

/// The longest input that the C ABI takes, 1 MiB.
const MAX: usize = 1 << 20;

/// What all of the calls together may use, with the program and the stacks of its threads, in KiB.
const MEMORY: usize = 512 * 1024;

const BASE: &str = "https://b/p";

/// `start` and as much of `piece` as fits.
fn fill(start: &str, piece: &str) -> String {
    [start, &piece.repeat((MAX - start.len()) / piece.len())].concat()
}

fn texts(start: &str) -> impl Iterator<Item = String> {
    let pieces =
        ["a", "{brand}", "{link}", "{", "\n", "\"", "&", "=", "%", ".", "-", "é", "a.", "[a]\n", "{a=", "https://"];
    pieces.into_iter().map(move |piece| fill(start, piece))
}

fn messages() {
    let brand = "\"".repeat(siplaunch::MAX_BRAND_NAME_LEN);
    for brand in texts("") {
        black_box(SmsDraft { template: SmsDraft::ENGLISH, link: BASE, brand_name: &brand }.compose().ok());
    }
    for (text, link) in
        texts("{link}\n").flat_map(|text| [(text.clone(), BASE.into()), (text, fill("https://b/?", "&"))])
    {
        black_box(SmsDraft { template: &text, link: &link, brand_name: &brand }.compose().ok());
        let wording = MailWording { text: &text, ..MailWording::ENGLISH };
        black_box(MailDraft { wording, link: &link, brand_name: &brand, accent_color: None }.compose().ok());
    }
    for text in texts("") {
        for wording in [
            MailWording { subject: &text, ..MailWording::ENGLISH },
            MailWording { button: &text, ..MailWording::ENGLISH },
            MailWording { language: &text, ..MailWording::ENGLISH },
        ] {
            black_box(MailDraft { wording, link: BASE, brand_name: &brand, accent_color: None }.compose().ok());
        }
        black_box(MailWording::for_tag(&text, None, None, None).ok());
        black_box(SmsBudget::of(&text));
        black_box(QrCode::new(&text).ok());
        black_box(Ticket { username: &text, server: &text, expire_ms: u64::MAX, token: &text }.to_text().ok());
    }
    black_box(QrCode::new(&"a".repeat(2331)).expect("it fits").to_png(QrCode::MAX_SCALE).expect("a scale"));
}

fn links() {
    let brand = Brand::sip_phone();
    let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0).expect("a good ring");
    let text = fill("", "a%");
    let credentials = Credentials { username: &text, server: &text, password: &text };
    let token = String::from(brand.token(credentials).expect("good credentials"));
    let sealed =
        String::from(keys.seal(credentials, Seal { expires: 9, context: text.as_bytes() }).expect("good credentials"));
    let portal = OwnedPortal::from(Portal::new(BASE).expect("a good base"));
    let portal = portal.as_portal();
    let token_link = String::from(portal.link(Token::parse(&token).expect("a token")));
    let sealed_link = String::from(portal.link(SealedToken::parse(&sealed).expect("a sealed link")));
    for link in [&*token_link, &*sealed_link, &*token, &*sealed] {
        read(link, &brand, &keys, &text);
    }
    black_box(OwnedCredentials::from(credentials));
    let draft = SmsDraft { template: SmsDraft::ENGLISH, link: BASE, brand_name: "b" };
    assert_eq!(draft.sealed_budget(&portal, credentials), Err(Error::MessageLength));

    for text in texts("") {
        black_box(String::from(brand.raw_token(text.as_bytes())));
        black_box(Credentials::from_plaintext(text.as_bytes()).ok());
        black_box(Scheme::new(&text).ok());
        black_box(LinkId::parse(&text));
        black_box(Brand::from_toml(&text).ok());
        black_box(KeyRing::from_toml(&text).ok());
        black_box(Portal::with_param(&fill("https://b/?", "a&"), &text).map(OwnedPortal::from).ok());
        read(&text, &brand, &keys, &text);
    }
    for start in ["https://b/?c=-", "sipphone://", "<a href=\"https://b/?c="] {
        texts(start).for_each(|text| read(&text, &brand, &keys, ""));
    }
    let token = Token::parse("AAAAAAAAAAAAAAAAAAAAAA==").expect("canonical");
    let fallback = fill("https://b/", "&");
    let link = Scheme::SIP_PHONE.intent_link(token, &fill("a.b", "c"), Some(&fallback)).map(String::from);
    assert!(link.is_ok_and(|link| link.len() > 3 * MAX));
}

fn read(text: &str, brand: &Brand, keys: &KeyRing, context: &str) {
    black_box(parse_launch_link(text, "c").ok());
    black_box(brand.scheme().parse_app_link(text).map(str::len).ok());
    black_box(brand.decode(text).ok());
    black_box(keys.open(text, 0, context.as_bytes()).ok());
    let options = ExplainOptions::new(brand).with_param(context).with_key_ring(keys, context.as_bytes());
    black_box(explain(text, options).findings().len());
}

fn pages() {
    let names = [
        "brand_name",
        "language",
        "direction",
        "accent_color",
        "logo",
        "logo_alt",
        "android_package",
        "android_fallback_url",
        "app_store",
        "google_play",
        "new_link_url",
        "auto_open",
    ];
    for start in ["", "https://b/", "data:image/png;base64,"] {
        for text in texts(start) {
            for name in names {
                black_box(Page::from_settings(BASE, &[(name, &text)]).ok());
            }
            black_box(Page::from_settings(&text, &[]).ok());
        }
    }
    black_box(Page::from_settings(BASE, &vec![("brand_name", "b"); MAX]).ok());
    let url = fill("https://b/", "&");
    let logo = ["data:image/png;base64,", &"AAAA".repeat(16_000)].concat();
    let brand_name = "\"".repeat(MAX_BRAND_NAME_LEN);
    let texts: Vec<(String, String)> = PageText::ALL
        .iter()
        .map(|text| (format!("texts.{}", text.as_str()), "{brand}".repeat(Page::MAX_TEXT_LEN / "{brand}".len())))
        .collect();
    let settings = [
        ("logo", &*logo),
        ("brand_name", &*brand_name),
        ("app_store", &*url),
        ("google_play", &*url),
        ("new_link_url", &*url),
        ("android_package", "a.b"),
        ("android_fallback_url", &*url),
        ("auto_open", "true"),
    ];
    let settings: Vec<_> = texts.iter().map(|(name, text)| (&**name, &**text)).chain(settings).collect();
    let page = Page::from_settings(&fill("https://b/", "a"), &settings).expect("a good page");
    let handler = LaunchHandler::new(Scheme::SIP_PHONE).with_page(page).expect("a good page");
    let longest = ["c=", &"A".repeat(6144), "&", &"x".repeat(2045)].concat();
    assert_eq!(longest.len(), LaunchHandler::MAX_QUERY_LEN);
    let user_agent = fill("Android ", "a");
    for (query, status) in [(&*longest, 200), (&*fill("c=", "A"), 414), ("c=AAAA", 400)] {
        let request = Request::at("GET", query.as_bytes(), 0).with_user_agent(&user_agent);
        assert_eq!(handler.handle(request).status(), status);
        black_box(handler.inspect(request).answer_revoked());
    }
}

#[test]
fn brand_names_and_results_have_a_longest_length() {
    let name = "é".repeat(siplaunch::MAX_BRAND_NAME_LEN / 2);
    let sms = |brand: &str, count| {
        let template = format!("{{link}} {}", "{brand}".repeat(count));
        SmsDraft { template: &template, link: BASE, brand_name: brand }.compose().map(|sms| sms.text().len())
    };
    assert_eq!(sms(&name, 1), Ok(BASE.len() + 1 + name.len()));
    assert_eq!(sms(&format!("{name}a"), 1), Err(Error::BrandName));
    let most = (MAX - BASE.len() - 1) / name.len();
    assert!(sms(&name, most).is_ok());
    assert_eq!(sms(&name, most + 1), Err(Error::MessageLength));
    let of_len = |len: usize| {
        let template = format!("{{link}} {}", "a".repeat(len - BASE.len() - 1));
        SmsDraft { template: &template, link: BASE, brand_name: "b" }.compose().map(|sms| sms.text().len())
    };
    assert_eq!((of_len(MAX), of_len(MAX + 1)), (Ok(MAX), Err(Error::MessageLength)));

    let mail = |subject: &str, text: &str| {
        let wording = MailWording { subject, text, ..MailWording::ENGLISH };
        MailDraft { wording, link: BASE, brand_name: &name, accent_color: None }
            .compose()
            .map(|mail| mail.subject().len())
    };
    assert_eq!(mail(&"{brand}".repeat(5), "{link}"), Ok(1000));
    assert_eq!(mail(&format!("{}a", "{brand}".repeat(5)), "{link}"), Err(Error::MailSubject));
    assert_eq!(mail("a", &format!("{{link}}\n{}", "{brand}".repeat(most + 1))), Err(Error::MessageLength));
}

#[test]
fn the_longest_inputs_end_with_a_result_or_an_error() {
    const CHILD: &str = "SIPLAUNCH_TEST_LIMITS";
    if env::var_os(CHILD).is_some() {
        messages();
        links();
        pages();
        return;
    }
    let limited = |kib: usize, name: &str| {
        let shell = format!("ulimit -v {kib}; exec \"$0\" --exact {name} --nocapture");
        let mut child = Command::new("/bin/sh");
        child.arg("-c").arg(shell).arg(env::current_exe().expect("a path")).env(CHILD, "1");
        child.output().expect("a shell")
    };
    let run = limited(MEMORY, "the_longest_inputs_end_with_a_result_or_an_error");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    // A limit that holds nobody back would prove nothing.
    assert!(!limited(MEMORY, "too_much_is_refused").status.success());
}

#[test]
fn too_much_is_refused() {
    if env::var_os("SIPLAUNCH_TEST_LIMITS").is_some() {
        black_box(vec![1_u8; 2 * MEMORY * 1024]);
    }
}

//! Each option has its effect, and without it there is none.
#![cfg(test)]
#![cfg(feature = "alloc")]

use siplaunch::{
    Brand, BrandParts, Credentials, Direction, Error, KeyRing, Language, LaunchHandler, Logo, OwnedPortal, Page,
    PageParts, PageText, Portal, Request, Response, Scheme, Seal, SealingKey, Token,
};

const TOKEN: &str = "yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=";
const QUERY: &str = "c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D";
const CREDENTIALS: Credentials<'static> = Credentials { username: "a", server: "b", password: "c" };
const PIXEL: &str = "data:image/png;base64,iVBORw0KGgo=";
const EXPIRES: u64 = 1000;

fn handler() -> LaunchHandler {
    LaunchHandler::new(Scheme::SIP_PHONE)
}

fn get(handler: &LaunchHandler, query: &str) -> Response {
    handler.handle(Request::at("GET", query.as_bytes(), EXPIRES - 1))
}

fn location(response: &Response) -> Option<&str> {
    response.header("Location")
}

fn acme() -> Brand {
    Brand::new(BrandParts { key: &[1; 16], iv: &[2; 16], scheme: "acme" }).expect("a good brand")
}

fn keys() -> KeyRing {
    KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0).expect("a good ring")
}

fn sealed(context: &[u8]) -> String {
    format!("c={}", keys().seal(CREDENTIALS, Seal { expires: EXPIRES, context }).expect("good credentials"))
}

fn page() -> Page {
    Page::new(PageParts { base: "https://portal.example/p", brand_name: "Acme", language: Language::English })
        .expect("a good page")
}

/// What a page answers to a good link and to an expired one, to a browser of Android.
fn bodies(page: Page) -> [String; 2] {
    let handler = handler().with_sealed_links(Brand::sip_phone(), keys(), b"").with_page(page).expect("a good base");
    let sealed = sealed(b"");
    [(QUERY, 0), (&*sealed, EXPIRES)].map(|(query, now)| {
        let request = Request::at("GET", query.as_bytes(), now).with_user_agent("Mozilla/5.0 (Linux; Android 15)");
        handler.handle(request).body().to_owned()
    })
}

/// With the option the pages have the text, and without it they do not.
fn check_page(option: impl FnOnce(Page) -> Page, text: &str) {
    let plain = bodies(page());
    let with = bodies(option(page()));
    assert!(plain.iter().all(|body| !body.contains(text)), "{text} without the option");
    assert!(with.iter().any(|body| body.contains(text)), "{text} is missing");
}

#[test]
fn a_handler_has_the_scheme_that_it_was_made_with() {
    assert_eq!(location(&get(&handler(), QUERY)), Some(&*format!("sipphone://{TOKEN}")));
    let other = LaunchHandler::new(Scheme::new("acme").expect("a good scheme"));
    assert_eq!(location(&get(&other, QUERY)), Some(&*format!("acme://{TOKEN}")));
}

#[test]
fn a_parameter_takes_the_place_of_the_default() {
    let other = || handler().with_param("t").expect("a good name");
    let query = QUERY.replacen('c', "t", 1);
    assert_eq!((get(&handler(), QUERY).status(), get(&handler(), &query).status()), (302, 400));
    assert_eq!((get(&other(), QUERY).status(), get(&other(), &query).status()), (400, 302));
    assert_eq!(handler().with_param("c d").err(), Some(Error::Param));
    // In either order: the base has that parameter in its query.
    let parts = PageParts { base: "https://portal.example/p?t=1", brand_name: "Acme", language: Language::English };
    let page = Page::new(parts).expect("a good page");
    assert_eq!(other().with_page(page.clone()).err(), Some(Error::PortalBase));
    let with_page = handler().with_page(page).expect("another parameter");
    assert_eq!(with_page.with_param("t").err(), Some(Error::PortalBase));
}

#[test]
fn sealed_links_need_the_keys_and_the_context() {
    assert_eq!(get(&handler(), &sealed(b"")).status(), 400);
    let opens = handler().with_sealed_links(acme(), keys(), b"portal");
    assert_eq!(get(&opens, &sealed(b"portal")).status(), 302);
    assert_eq!(get(&opens, &sealed(b"other")).status(), 400);
    assert_eq!(opens.handle(Request::at("GET", sealed(b"portal").as_bytes(), EXPIRES)).status(), 410);
}

#[test]
fn with_sealed_links_the_scheme_is_the_brands() {
    let opens = handler().with_sealed_links(acme(), keys(), b"");
    let token = String::from(acme().token(CREDENTIALS).expect("good credentials"));
    assert_eq!(location(&get(&opens, &sealed(b""))), Some(&*format!("acme://{token}")));
    assert_eq!(location(&get(&opens, QUERY)), Some(&*format!("acme://{TOKEN}")));
}

#[test]
fn sealed_only_refuses_tokens_and_nothing_else() {
    let opens = || handler().with_sealed_links(acme(), keys(), b"");
    assert_eq!((get(&opens(), QUERY).status(), get(&opens(), &sealed(b"")).status()), (302, 302));
    let only = opens().sealed_only();
    assert_eq!((get(&only, QUERY).status(), get(&only, &sealed(b"")).status()), (400, 302));
    assert_eq!(get(&handler().sealed_only(), QUERY).status(), 400);
}

#[test]
fn a_page_takes_the_place_of_the_redirect() {
    assert_eq!((get(&handler(), QUERY).status(), location(&get(&handler(), QUERY)).is_some()), (302, true));
    let with_page = handler().with_page(page()).expect("a good base");
    let response = get(&with_page, QUERY);
    assert_eq!((response.status(), location(&response)), (200, None));
    assert!(get(&with_page, "c=x").body().contains("This link does not work"));
    assert!(!get(&handler(), "c=x").body().contains("This link does not work"));
}

#[test]
fn the_time_and_the_browser_of_a_request_count() {
    let opens = handler().with_sealed_links(acme(), keys(), b"");
    let sealed = sealed(b"");
    for (now, status) in [(0, 302), (EXPIRES - 1, 302), (EXPIRES, 410), (u64::MAX, 410)] {
        assert_eq!(opens.handle(Request::at("GET", sealed.as_bytes(), now)).status(), status);
    }
    let app = page().with_android_app("com.example.phone", None).expect("a good package");
    let with_app = handler().with_page(app).expect("a good base");
    let request = Request::at("GET", QUERY.as_bytes(), 0);
    for (agent, is_intent) in [("Linux; Android 15", true), ("android", false), ("iPhone", false), ("", false)] {
        let body = with_app.handle(request.with_user_agent(agent)).body().to_owned();
        assert_eq!(body.contains("intent://"), is_intent, "{agent}");
    }
    assert!(!with_app.handle(request).body().contains("intent://"));
}

#[cfg(feature = "std")]
#[test]
fn a_request_without_a_time_is_of_now() {
    let opens = handler().with_sealed_links(acme(), keys(), b"");
    let seal = |expires| {
        let sealed = String::from(keys().seal(CREDENTIALS, Seal { expires, context: b"" }).expect("good credentials"));
        opens.handle(Request::new("GET", format!("c={sealed}").as_bytes())).status()
    };
    let now = siplaunch::now();
    assert!(now > 1_700_000_000);
    assert_eq!((seal(now - 10), seal(now + 1000)), (410, 302));
}

#[test]
fn each_option_of_a_page_shows() {
    check_page(|page| page.with_text(PageText::Lead, "Hello {brand}.").expect("a text"), ">Hello Acme.</p>");
    check_page(
        |page| page.with_lang("fr-CA", Direction::LeftToRight).expect("a tag"),
        "<html lang=\"fr-CA\" dir=\"ltr\">",
    );
    check_page(|page| page.with_lang("ar", Direction::RightToLeft).expect("a tag"), "<html lang=\"ar\" dir=\"rtl\">");
    check_page(|page| page.with_accent_color("#0F766E").expect("a colour"), "--accent:#0f766e;--on:#ffffff");
    check_page(|page| page.with_accent_color("#ffcc00").expect("a colour"), "--accent:#ffcc00;--on:#000000");
    check_page(|page| page.with_logo(Logo { data_uri: PIXEL, alt: "A" }).expect("a logo"), PIXEL);
    check_page(|page| page.with_logo(Logo { data_uri: PIXEL, alt: "Say" }).expect("a logo"), "alt=\"Say\"");
    check_page(|page| page.with_android_app("com.example.a", None).expect("a package"), ";package=com.example.a;end");
    check_page(
        |page| page.with_android_app("com.example.a", Some("https://s.example")).expect("a URL"),
        ";S.browser_fallback_url=https%3A%2F%2Fs.example;",
    );
    check_page(
        |page| page.with_app_store("https://apps.example").expect("a URL"),
        "href=\"https://apps.example\">App Store",
    );
    check_page(
        |page| page.with_google_play("https://play.example").expect("a URL"),
        "href=\"https://play.example\">Google",
    );
    check_page(
        |page| page.with_new_link_url("https://new.example").expect("a URL"),
        "href=\"https://new.example\">Get a new",
    );
    check_page(Page::with_auto_open, &format!("http-equiv=\"refresh\" content=\"0;url=sipphone://{TOKEN}\""));
}

#[test]
fn a_text_that_is_set_again_is_the_last_one() {
    let set = |page: Page, text| page.with_text(PageText::Lead, text).expect("a text");
    let [body, _] = bodies(set(set(page(), "First."), "Second."));
    assert!(body.contains("Second.") && !body.contains("First."));
    // The others stay.
    let both = set(page().with_text(PageText::Button, "Go").expect("a text"), "Lead.");
    assert!(bodies(both)[0].contains(">Go</a>"));
}

#[test]
fn parts_of_a_page_show() {
    let parts = PageParts { base: "https://portal.example/p", brand_name: "Ünï", language: Language::German };
    let [body, expired] = bodies(Page::new(parts).expect("a good page"));
    assert!(body.contains("<html lang=\"de\" dir=\"ltr\">") && body.contains("<h1>Ünï einrichten</h1>"));
    assert!(body.contains("aria-hidden=\"true\">Ü</span>Ünï</p>") && expired.contains("nicht mehr gültig"));
    assert!(bodies(page())[0].contains("<html lang=\"en\" dir=\"ltr\">"));
}

#[test]
fn a_portal_has_the_parameter_that_it_was_made_with() {
    let token = Token::parse(TOKEN).expect("canonical");
    let link =
        |portal: Result<Portal<'static>, Error>| portal.map(|portal| (portal.param(), portal.link(token).to_string()));
    let (param, text) = link(Portal::new("https://a.example")).expect("a good base");
    assert_eq!((param, &*text), (Portal::DEFAULT_PARAM, &*format!("https://a.example/?{QUERY}")));
    let (param, text) = link(Portal::with_param("https://a.example", "t")).expect("a good base");
    assert_eq!((param, &*text), ("t", &*format!("https://a.example/?{}", QUERY.replacen('c', "t", 1))));
}

#[test]
fn an_owned_portal_is_the_portal_that_it_was_made_from() {
    let token = Token::parse(TOKEN).expect("canonical");
    for (base, param) in
        [("https://a.example", "c"), ("https://a.example/p?lang=en&", "token"), ("http://b/?x", "t-._~")]
    {
        let portal = Portal::with_param(base, param).expect("a good base");
        let owned = OwnedPortal::from(portal);
        assert_eq!(owned.as_portal().param(), param);
        let link = portal.link(token);
        assert_eq!(owned.as_portal().link(token).to_string(), link.to_string());
        // However it is written, it is the same.
        let (mut text, mut bytes) = ([0; 200], [0; 200]);
        let len = link.write_bytes_into(&mut bytes).expect("room");
        assert_eq!(link.write_into(&mut text).expect("room").as_bytes(), &bytes[..len]);
        assert_eq!((len, String::from(link).len()), (link.len(), link.len()));
    }
}

#[test]
fn texts_and_pictures_of_a_page_have_a_longest_length() {
    let text = |len| page().with_text(PageText::Lead, &"a".repeat(len)).err();
    assert_eq!((text(Page::MAX_TEXT_LEN), text(Page::MAX_TEXT_LEN + 1)), (None, Some(Error::PageText)));
    let logo = |groups: usize, more: &str| {
        let data_uri = ["data:image/png;base64,", &"AAAA".repeat(groups), more].concat();
        (data_uri.len(), page().with_logo(Logo { data_uri: &data_uri, alt: "A" }).err())
    };
    // As near to the limit as Base64 comes.
    let groups = (Page::MAX_LOGO_LEN - "data:image/png;base64,".len()) / 4;
    assert_eq!(logo(groups, "").1, None);
    assert_eq!(logo(groups + 1, "").1, Some(Error::PageLogo));
    let tag = |len: usize| {
        let tag = ["en", &"-abcdefgh".repeat(3), "-", &"x".repeat(len - 30)].concat();
        (tag.len(), page().with_lang(&tag, Direction::LeftToRight).err())
    };
    assert_eq!((tag(35), tag(36)), ((35, None), (36, Some(Error::PageLanguage))));
}

#[test]
fn a_link_of_at_most_512_bytes_is_shown_as_a_code() {
    let shown = |len: usize| {
        let link = format!("https://portal.example/?c={QUERY}").len() - "c=".len();
        let base = format!("https://portal.example/{}", "p".repeat(len - link));
        let parts = PageParts { base: &base, brand_name: "Acme", language: Language::English };
        bodies(Page::new(parts).expect("a good page"))[0].contains("class=\"code\"")
    };
    assert_eq!((shown(512), shown(513)), (cfg!(feature = "qr"), false));
}
